//! The autoencoder: forward and backward beside each other, in fixed order of summation.

mod activation;
mod architecture;
mod autoencoder;
mod backward;
mod derivatives;
mod dictionary;
mod effective;
mod gradient;
mod init;
mod layer;
mod losses;
mod nested;
mod penalty_gradient;
mod reconstruction;
mod room;
mod tensors;

pub use activation::Activation;
pub use architecture::{Architecture, Place, Plan};
pub use autoencoder::Autoencoder;
pub use dictionary::Dictionary;
pub use effective::Side;
pub use gradient::{Batch, Gradient, Weighing, block_rows};
pub use init::Init;
pub use losses::Losses;
pub use reconstruction::{Loss, Output};
pub use room::Room;
pub use tensors::Tensor;
