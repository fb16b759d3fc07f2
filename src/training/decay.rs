//! Weight decay.

use crate::experiment::Settings;
use crate::model::{Autoencoder, Losses};
use crate::tensor::Real;

/// The weight decay λ that is a part of the loss: all but AdamW's.
pub fn in_loss(settings: &Settings) -> Option<f64> {
    let is_part = settings.weight_decay > 0.0 && !settings.optimizer.decay_is_decoupled();
    is_part.then_some(settings.weight_decay)
}

/// Returns the factor by which AdamW multiplies weights before a step.
pub fn decoupled(settings: &Settings, lr: f64) -> Option<f32> {
    let decays = settings.optimizer.decay_is_decoupled() && settings.weight_decay > 0.0;
    decays.then_some((1.0 - lr * settings.weight_decay) as f32)
}

/// Adds the weight decay (λ/2) Σ W² of the weights, not the biases, to the loss and its gradient.
pub fn add<T: Real>(
    model: &Autoencoder<T>,
    gradient: &mut [T],
    losses: Losses,
    settings: &Settings,
) -> Losses {
    let Some(factor) = in_loss(settings) else { return losses };
    let mut sum = 0.0;
    for range in model.plan().weights() {
        for (gradient, &weight) in gradient[range.clone()].iter_mut().zip(&model.parameters()[range]) {
            *gradient = *gradient + T::of(factor) * weight;
            sum += weight.to_f64() * weight.to_f64();
        }
    }
    Losses { decay: 0.5 * factor * sum, ..losses }
}
