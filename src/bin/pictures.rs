//! The worker program that reads users' own files, PNG and JPEG pictures too; compiled for size, and loaded
//! when a picture is chosen.

#[cfg(target_arch = "wasm32")]
fn main() {
    use sparse_autoencoder::files::Opening;
    use sparse_autoencoder::session::ReadingSession;
    use sparse_autoencoder::worker;

    worker::start(ReadingSession::new(Opening::default().with_pictures(), worker::emit));
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("pictures: runs in a browser only; ./scripts/serve builds and serves the page");
    std::process::exit(2);
}
