//! The core of the Sparse Autoencoder Playground.

pub mod random;
pub mod data;
