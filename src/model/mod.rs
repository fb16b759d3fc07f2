//! The autoencoder: forward and backward beside each other, in fixed order of summation.

mod activation;
mod active;
mod architecture;
mod autoencoder;
mod backward;
mod dictionary;
mod effective;
mod fingerprint;
mod gradient;
mod init;
mod layer;

mod losses;
mod matrix;
mod nested;
mod panels;
mod product;
mod pull;
mod real;
mod reconstruction;
mod room;
mod sigmoid;
mod sigmoid64;
mod tensors;

pub use activation::Activation;
pub use architecture::{Architecture, Place, Plan};
pub use autoencoder::Autoencoder;
pub use dictionary::Dictionary;
pub use effective::Side;
pub use fingerprint::Fingerprint;
pub use gradient::{Batch, Gradient, Weighing, block_rows};
pub use init::Init;
pub use losses::Losses;
pub use matrix::{Matrix, stride};
pub use real::{LANES, Lanes, Number, Real};
pub use reconstruction::{Loss, Output};
pub use room::Room;
pub use tensors::Tensor;
