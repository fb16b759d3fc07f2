//! The page's worker, as small as a first run allows; built by Trunk.

#[cfg(target_arch = "wasm32")]
fn main() {
    use sparse_autoencoder::session::Skills;

    sparse_autoencoder::worker::start(Skills::single());
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("worker: runs in a browser only; ./scripts/serve builds and serves the page");
    std::process::exit(2);
}
