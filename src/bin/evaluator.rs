//! The page's second worker; built by Trunk.

#[cfg(target_arch = "wasm32")]
fn main() {
    sparse_autoencoder::evaluator::start();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("evaluator: runs in a browser only; ./scripts/serve builds and serves the page");
    std::process::exit(2);
}
