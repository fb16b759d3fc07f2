//! The core of the Sparse Autoencoder Playground.

pub mod data;
pub mod evaluation;
pub mod experiment;
pub mod model;
pub mod optimizer;
pub mod protocol;
pub mod random;
pub mod session;
pub mod sparsity;
pub mod training;

#[cfg(not(target_arch = "wasm32"))]
pub mod command_line;
#[cfg(target_arch = "wasm32")]
pub mod page;
#[cfg(target_arch = "wasm32")]
pub mod wire;
#[cfg(target_arch = "wasm32")]
pub mod worker;
