//! The page; built by Trunk.

#[cfg(target_arch = "wasm32")]
fn main() {
    sparse_autoencoder::page::start();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("page: runs in a browser only; ./scripts/serve builds and serves the page");
    std::process::exit(2);
}
