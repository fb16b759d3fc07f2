//! The worker program that evaluates models; compiled for speed, and loaded by "Evaluate".

sparse_autoencoder::worker_program!({
    use sparse_autoencoder::session::EvaluatingSession;
    use sparse_autoencoder::worker;

    EvaluatingSession::new(worker::emit)
});
