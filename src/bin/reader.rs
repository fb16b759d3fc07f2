//! The worker program that reads users' own files; compiled for size, and loaded when a file is chosen.

sparse_autoencoder::worker_program!({
    use sparse_autoencoder::files::Opening;
    use sparse_autoencoder::session::ReadingSession;
    use sparse_autoencoder::worker;

    ReadingSession::new(Opening::default(), worker::emit)
});
