//! The page and its first worker, kept small: one program, loaded and compiled once for both, built by Trunk.
//! It is a separate package so that the page is compiled for size and the training code for speed (see the
//! profiles in Cargo.toml).

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
