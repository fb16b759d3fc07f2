//! The worker program that reads users' own files, PNG and JPEG pictures too; compiled for size, and loaded
//! when a picture is chosen.

sparse_autoencoder::worker_program!({
    use sparse_autoencoder::files::Opening;
    use sparse_autoencoder::session::ReadingSession;
    use sparse_autoencoder::worker;

    ReadingSession::new(Opening::default().with_pictures(), worker::emit)
});
