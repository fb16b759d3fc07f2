//! The worker program that writes PyTorch scripts; compiled for size, and loaded by "Copy as PyTorch".

sparse_autoencoder::worker_program!({
    use sparse_autoencoder::session::ExportingSession;

    ExportingSession
});
