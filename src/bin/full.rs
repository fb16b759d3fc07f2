//! The page's worker with all skills, and compiled for speed; built by Trunk, and loaded when it is
//! first needed.

#[cfg(target_arch = "wasm32")]
fn main() {
    use sparse_autoencoder::session::Skills;

    sparse_autoencoder::worker::start(Skills::all());
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("full: runs in a browser only; ./scripts/serve builds and serves the page");
    std::process::exit(2);
}
