//! The autoencoder: forward and backward beside each other, in fixed order of summation.

mod autoencoder;
mod fingerprint;
mod gradient;
mod matrix;
mod real;

pub use autoencoder::{Autoencoder, Shape};
pub use fingerprint::Fingerprint;
pub use gradient::{Gradient, Losses, block_rows};
pub use matrix::{Matrix, stride};
pub use real::Real;
