//! The page, and its worker as small as a first run allows: one program, loaded and compiled once
//! for both; built by Trunk. It is a package of its own so that the page is compiled to be small and what
//! trains to be fast (the profiles in Cargo.toml).

#[cfg(target_arch = "wasm32")]
#[path = "../../src/page/mod.rs"]
mod page;

#[cfg(target_arch = "wasm32")]
use sparse_autoencoder::{
    app, data, evaluation, experiment, figure, files, model, parameter, protocol, ranking, training, view,
    wire,
};

#[cfg(target_arch = "wasm32")]
fn main() {
    use sparse_autoencoder::session::{Session, WorkerCapabilities};

    if web_sys::window().is_some() {
        page::start();
    } else {
        sparse_autoencoder::worker::start(Session::new(WorkerCapabilities::first()));
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("page: runs in a browser only; ./scripts/serve builds and serves the page");
    std::process::exit(2);
}
