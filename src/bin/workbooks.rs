//! The worker program that reads users' own files, Excel workbooks too; compiled for size, and loaded when a
//! workbook is chosen.

#[cfg(target_arch = "wasm32")]
fn main() {
    use sparse_autoencoder::files::Opening;
    use sparse_autoencoder::session::ReadingSession;
    use sparse_autoencoder::worker;

    worker::start(ReadingSession::new(Opening::default().with_workbooks(), worker::emit));
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("workbooks: runs in a browser only; ./scripts/serve builds and serves the page");
    std::process::exit(2);
}
