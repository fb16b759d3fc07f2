//! The autoencoder: forward and backward pass with a fixed order of summation.

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
mod tensors;
mod workspace;

pub use activation::Activation;
pub use architecture::{Architecture, LayerLayout, ParameterLayout};
pub use autoencoder::Autoencoder;
pub use dictionary::Dictionary;
pub use effective::Side;
pub use gradient::{Batch, Gradient, LossWeights, block_rows};
pub use init::Init;
pub use losses::Losses;
pub use reconstruction::{Loss, Output};
pub use tensors::Tensor;
pub use workspace::Workspace;
