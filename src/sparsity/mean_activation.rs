//! `factor · Σ_j |ρ̂_j − target|`, the penalty of the original PyTorch script.

use super::method::{CodeMeans, Method, MethodScript};
use super::penalty_weight::PenaltyWeight;
use crate::experiment::{Key, Settings};

/// Pulls every unit's mean activation ρ̂ over the batch towards a small target, with the same force
/// however far away it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MeanActivation {
    /// The factor of the penalty in the loss.
    pub factor: PenaltyWeight,
    /// The target mean activation.
    pub target: f64,
}

impl Method for MeanActivation {
    const SOURCE: &'static str = "the original PyTorch script";
    const PAPER: &'static str = "";
    const USES: &'static [Key] = &[Key::sparsity_factor, Key::sparsity_target];

    fn at(settings: &Settings, epoch: u32) -> Self {
        Self { factor: PenaltyWeight::at(settings, epoch), target: settings.sparsity_target.at(epoch) }
    }

    fn formula(&self) -> Option<String> {
        Some(format!("{} · Σ |ρ̂ − {}|", self.factor, self.target))
    }

    fn value(&self, codes: &CodeMeans) -> f64 {
        self.factor.value() * codes.mean.iter().map(|mean| (mean - self.target).abs()).sum::<f64>()
    }

    /// Zero at the kink, as PyTorch has it.
    fn grad_mean(&self, mean: f64) -> f64 {
        let distance = mean - self.target;
        if distance == 0.0 { 0.0 } else { self.factor.value() * distance.signum() }
    }

    fn python(settings: &Settings) -> MethodScript {
        let weight = PenaltyWeight::python(settings);
        let penalty = format!(
            "    mean_activation = encoded.mean(dim=0)\n    \
             return {weight} * torch.sum(torch.abs(mean_activation - sparsity_target(epoch)))\n"
        );
        MethodScript { penalty, ..MethodScript::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mean_activation_penalty_is_the_distance_from_the_target() {
        let method = MeanActivation { factor: 0.5.into(), target: 0.05 };
        let codes = CodeMeans { mean: vec![0.05, 0.25, 0.0], ..CodeMeans::default() };
        assert!((method.value(&codes) - 0.125).abs() < 1e-15);
        assert_eq!([0.05, 0.25, 0.0].map(|mean| method.grad_mean(mean)), [0.0, 0.5, -0.5]);
    }
}
