//! The worker program that trains on all data with all optimisers; compiled for speed, and loaded when an
//! experiment needs it.

sparse_autoencoder::worker_program!({
    use sparse_autoencoder::session::{Session, WorkerCapabilities};

    Session::new(WorkerCapabilities::all())
});
