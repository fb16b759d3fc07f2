//! The worker program that reads users' own files; compiled for size, and loaded when a file is chosen.

#[cfg(target_arch = "wasm32")]
fn main() {
    use sparse_autoencoder::files::Opening;
    use sparse_autoencoder::session::ReadingSession;
    use sparse_autoencoder::worker;

    worker::start(ReadingSession::new(Opening::default(), worker::emit));
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("reader: runs in a browser only; ./scripts/serve builds and serves the page");
    std::process::exit(2);
}
