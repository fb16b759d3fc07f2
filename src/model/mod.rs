//! The autoencoder: forward and backward beside each other, in fixed order of summation.

mod activation;
mod autoencoder;
mod fingerprint;
mod gradient;
mod layer;
mod losses;
mod matrix;
mod panels;
mod product;
mod real;
mod reconstruction;
mod sigmoid;
mod tensors;

pub use activation::Activation;
pub use autoencoder::{Architecture, Autoencoder, Room};
pub use fingerprint::Fingerprint;
pub use gradient::{Gradient, block_rows};
pub use losses::Losses;
pub use matrix::{Matrix, stride};
pub use real::{LANES, Lanes, Number, Real};
pub use reconstruction::{Loss, Output};
pub use tensors::Tensor;
