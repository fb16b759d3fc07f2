//! The autoencoder: forward and backward beside each other, in fixed order of summation.

mod autoencoder;
mod fingerprint;
mod gradient;
mod matrix;
mod panels;
mod product;
mod real;
mod sigmoid;

pub use autoencoder::{Autoencoder, Shape};
pub use fingerprint::Fingerprint;
pub use gradient::{Gradient, Losses, block_rows};
pub use matrix::{Matrix, stride};
pub use real::{LANES, Lanes, Number, Real};
