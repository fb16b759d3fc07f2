//! The samples that stand for a unit: those that activate it most, and one from each quantile.

use nanoserde::{DeBin, SerBin};

use crate::ranking;

/// Number of strongest samples.
const STRONGEST: usize = 8;
/// The percentiles of the activations from which a sample is returned.
const PERCENTILES: [u32; 4] = [75, 50, 25, 5];

/// A test sample and a unit's activation on it.
#[derive(Debug, Clone, Copy, PartialEq, SerBin, DeBin)]
pub struct UnitSample {
    /// Its index among the test samples.
    pub sample: u32,
    /// Its class; 0 without labels.
    pub label: u32,
    pub activation: f32,
    /// The percentile of the unit's nonzero activations, for a sample of [`quantile_samples`].
    pub percentile: Option<u32>,
}

/// Returns the samples by the absolute values of their nonzero activations, the largest first.
fn by_strength(codes: &[f32]) -> Vec<usize> {
    let sizes: Vec<_> = codes.iter().map(|&code| f64::from(code.abs())).collect();
    ranking::descending(&sizes).into_iter().filter(|&sample| codes[sample] != 0.0).collect()
}

/// Returns the samples with the largest absolute activations, the largest first.
#[must_use]
pub fn strongest_samples(codes: &[f32]) -> Vec<UnitSample> {
    let strongest = by_strength(codes).into_iter().take(STRONGEST);
    strongest
        .map(|sample| UnitSample {
            sample: sample as u32,
            label: 0,
            activation: codes[sample],
            percentile: None,
        })
        .collect()
}

/// Returns the samples at some percentiles of the nonzero absolute activations, as
/// `numpy.percentile(…, method="nearest")` finds them. Returns nothing if the strongest samples are all there are.
#[must_use]
pub fn quantile_samples(codes: &[f32]) -> Vec<UnitSample> {
    let falling = by_strength(codes);
    if falling.len() <= STRONGEST {
        return Vec::new();
    }
    let last = falling.len() - 1;
    let sample_at = |percentile: u32| {
        let place = (f64::from(percentile) / 100.0 * last as f64).round_ties_even() as usize;
        let sample = falling[last - place];
        UnitSample {
            sample: sample as u32,
            label: 0,
            activation: codes[sample],
            percentile: Some(percentile),
        }
    };
    PERCENTILES.map(sample_at).to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strongest_samples_are_nonzero_and_in_order() {
        let found = strongest_samples(&[0.0, 0.5, -2.0, 0.0, 1.0]);
        assert_eq!(found.iter().map(|found| found.sample).collect::<Vec<_>>(), [2, 4, 1]);
        assert_eq!(found[0].activation, -2.0);
        assert!(quantile_samples(&[0.0, 0.5, -2.0, 0.0, 1.0]).is_empty());
    }

    #[test]
    fn quantile_samples_are_at_their_percentiles() {
        let codes: Vec<_> = (0..101_u8).map(|code| f32::from(code) + 1.0).collect();
        let found: Vec<_> = quantile_samples(&codes).iter().map(|found| found.sample).collect();
        assert_eq!(found, [75, 50, 25, 5]);
    }
}
