//! The worker program that trains on all data with all optimisers; compiled for speed, and loaded when an
//! experiment needs it.

#[cfg(target_arch = "wasm32")]
fn main() {
    use sparse_autoencoder::session::{Session, WorkerCapabilities};

    sparse_autoencoder::worker::start(Session::new(WorkerCapabilities::all()));
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("training: runs in a browser only; ./scripts/serve builds and serves the page");
    std::process::exit(2);
}
