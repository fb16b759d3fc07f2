//! The page, and its worker as small as a first run allows: one program, loaded and compiled once
//! for both; built by Trunk.

#[cfg(target_arch = "wasm32")]
fn main() {
    use sparse_autoencoder::session::{Session, Skills};
    use sparse_autoencoder::{page, worker};

    if web_sys::window().is_some() {
        page::start();
    } else {
        worker::start(Session::new(Skills::first()));
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("page: runs in a browser only; ./scripts/serve builds and serves the page");
    std::process::exit(2);
}
