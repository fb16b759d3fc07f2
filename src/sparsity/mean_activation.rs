//! `factor · Σ_j |ρ̂_j − target|`, the penalty of the starting script.

use super::Penalty;

/// Pulls every unit's mean activation ρ̂ over the batch towards a small target, with the same force
/// however far away it is. In `PyTorch`:
/// `factor * torch.sum(torch.abs(torch.mean(hidden, dim=0) - target))`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MeanActivation {
    /// How much it weighs against the reconstruction.
    pub factor: f64,
    /// The wanted mean activation.
    pub target: f64,
}

impl Penalty for MeanActivation {
    fn value(&self, means: &[f64]) -> f64 {
        self.factor * means.iter().map(|mean| (mean - self.target).abs()).sum::<f64>()
    }

    /// Zero at the kink, as `PyTorch` has it.
    fn derivative(&self, mean: f64) -> f64 {
        let distance = mean - self.target;
        if distance == 0.0 { 0.0 } else { self.factor * distance.signum() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_distance_from_the_target() {
        let penalty = MeanActivation { factor: 0.5, target: 0.05 };
        assert!((penalty.value(&[0.05, 0.25, 0.0]) - 0.125).abs() < 1e-15);
        assert_eq!([0.05, 0.25, 0.0].map(|mean| penalty.derivative(mean)), [0.0, 0.5, -0.5]);
    }
}
