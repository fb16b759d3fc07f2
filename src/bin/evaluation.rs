//! The worker program that evaluates models; compiled for speed, and loaded by "Evaluate".

#[cfg(target_arch = "wasm32")]
fn main() {
    use sparse_autoencoder::session::EvaluatingSession;
    use sparse_autoencoder::worker;

    worker::start(EvaluatingSession::new(worker::emit));
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("evaluation: runs in a browser only; ./scripts/serve builds and serves the page");
    std::process::exit(2);
}
