//! What keeps a code sparse: one method a file, its value beside its gradient.

mod mean_activation;

pub use mean_activation::MeanActivation;

/// A penalty on the units' mean activations.
pub trait Penalty {
    /// The penalty for some mean activations, as it enters the loss.
    fn value(&self, means: &[f64]) -> f64;

    /// Its derivative by one unit's mean activation.
    fn derivative(&self, mean: f64) -> f64;
}
