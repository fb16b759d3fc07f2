//! The worker program that writes PyTorch scripts; compiled for size, and loaded by "Copy as PyTorch".

#[cfg(target_arch = "wasm32")]
fn main() {
    use sparse_autoencoder::session::ExportingSession;

    sparse_autoencoder::worker::start(ExportingSession);
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("export: runs in a browser only; ./scripts/serve builds and serves the page");
    std::process::exit(2);
}
