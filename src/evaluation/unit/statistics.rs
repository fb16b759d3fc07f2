//! Frequency and strength of a unit’s activations.

use nanoserde::{DeBin, SerBin};

use super::ActivationHistogram;

/// Statistics of a unit's activations.
#[derive(Debug, Clone, PartialEq, SerBin, DeBin)]
pub struct UnitStatistics {
    /// Fraction of the samples on which it is active.
    pub active: f64,
    /// Mean activation on the samples on which it is active, or 0 if there are none.
    pub mean: f64,
    /// The activation with the largest absolute value.
    pub maximum: f32,
    pub histogram: ActivationHistogram,
}

impl UnitStatistics {
    /// Computes the statistics from one code per sample, and whether the unit is active there.
    #[must_use]
    pub fn new(codes: &[f32], active: &[bool]) -> Self {
        let chosen = codes.iter().zip(active).filter(|&(_, &is_active)| is_active);
        let (count, sum) =
            chosen.fold((0.0_f64, 0.0), |(count, sum), (&code, _)| (count + 1.0, sum + f64::from(code)));
        let larger = |a: f32, &b: &f32| if b.abs() > a.abs() { b } else { a };
        Self {
            active: count / codes.len().max(1) as f64,
            mean: if count > 0.0 { sum / count } else { 0.0 },
            maximum: codes.iter().fold(0.0, larger),
            histogram: ActivationHistogram::new(codes),
        }
    }
}
