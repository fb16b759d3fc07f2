//! The true feature that a unit has learned.

use nanoserde::{DeBin, SerBin};

/// The true feature whose direction is most similar to a unit's decoder vector, and how well the unit detects it.
#[derive(Debug, Clone, Copy, PartialEq, SerBin, DeBin)]
pub struct TrueFeatureMatch {
    pub feature: u32,
    /// Cosine of the angle between the feature's direction and the decoder vector.
    pub cosine: f64,
    /// Fraction of the samples that activate the unit on which the feature is active; 0 if there are none.
    pub precision: f64,
    /// Fraction of the samples with the feature that activate the unit; 0 if there are none.
    pub recall: f64,
}

impl TrueFeatureMatch {
    /// Compares on which samples the feature and the unit are active.
    #[must_use]
    pub fn new(feature: usize, cosine: f64, is_present: impl Iterator<Item = bool>, active: &[bool]) -> Self {
        let (mut present, mut detected, mut right) = (0_u32, 0_u32, 0_u32);
        for (is_present, &is_active) in is_present.zip(active) {
            present += u32::from(is_present);
            detected += u32::from(is_active);
            right += u32::from(is_present && is_active);
        }
        let fraction = |of: u32| if of == 0 { 0.0 } else { f64::from(right) / f64::from(of) };
        Self { feature: feature as u32, cosine, precision: fraction(detected), recall: fraction(present) }
    }
}
