//! AdamW (Loshchilov & Hutter 2019): Adam whose weights decay before the step.

use super::adam::Adam;
use super::first_order::FirstOrder;
use crate::experiment::Settings;
use crate::tensor::Real;

/// `torch.optim.AdamW`; the trainer shrinks the weights.
#[derive(Debug, Clone)]
pub struct Adamw<T>(Adam<T>);

impl<T: Real> FirstOrder<T> for Adamw<T> {
    const DECAY_IS_DECOUPLED: bool = true;

    fn new(settings: &Settings, count: usize) -> Self {
        Self(Adam::new(settings, count))
    }

    fn step(&mut self, parameters: &mut [T], gradient: &[T], lr: f64) {
        self.0.step(parameters, gradient, lr);
    }

    fn forget(&mut self, parameter: usize) {
        self.0.forget(parameter);
    }

    fn python_memory(settings: &Settings) -> &'static [&'static str] {
        Adam::<T>::python_memory(settings)
    }

    fn python(settings: &Settings, weights: &str) -> String {
        let weight_decay = settings.weight_decay;
        if weight_decay == 0.0 {
            return "optimizer = torch.optim.AdamW(model.parameters(), lr=lr(1), weight_decay=0)".to_owned();
        }
        format!(
            "weights = {weights}\n\
             biases = [parameter for parameter in model.parameters() if parameter.dim() < 2]\n\
             groups = [{{\"params\": weights, \"weight_decay\": {weight_decay}}}, {{\"params\": biases}}]\n\
             optimizer = torch.optim.AdamW(groups, lr=lr(1), weight_decay=0)"
        )
    }
}
