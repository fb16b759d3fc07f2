//! The histogram of a unit's activations.

use nanoserde::{DeBin, SerBin};

/// Number of bins of equal width.
const BINS: usize = 24;

/// The histogram of the activations that are not zero, with the fraction of those that are.
#[derive(Debug, Clone, PartialEq, Default, SerBin, DeBin)]
pub struct ActivationHistogram {
    /// Fraction of the samples on which the activation is exactly 0.
    pub zeros: f64,
    /// The left edge of the first bin and the right edge of the last one.
    pub low: f64,
    pub high: f64,
    /// Number of samples in each bin; empty if all activations are zero.
    pub counts: Vec<u32>,
}

impl ActivationHistogram {
    /// Counts the activations in bins from 0, or from the smallest one if that is negative, to the largest one,
    /// by the rules of `numpy.histogram`: a value at an edge belongs to the bin on its right, and the largest
    /// value to the last bin.
    #[must_use]
    pub fn new(codes: &[f32]) -> Self {
        let nonzero = || codes.iter().filter(|&&code| code != 0.0).map(|&code| f64::from(code));
        let count = nonzero().count();
        let zeros = if codes.is_empty() { 0.0 } else { 1.0 - count as f64 / codes.len() as f64 };
        let (low, high) = nonzero().fold((0.0_f64, 0.0_f64), |(low, high), x| (low.min(x), high.max(x)));
        if count == 0 {
            return Self { zeros, ..Self::default() };
        }
        let mut histogram = Self { zeros, low, high, counts: vec![0; BINS] };
        for code in nonzero() {
            let bin = histogram.bin(code);
            histogram.counts[bin] += 1;
        }
        histogram
    }

    /// Returns the left edge of a bin, or the right edge of the one before it.
    #[must_use]
    pub fn edge(&self, bin: usize) -> f64 {
        if bin >= self.counts.len() {
            return self.high;
        }
        self.low + bin as f64 * ((self.high - self.low) / self.counts.len() as f64)
    }

    fn bin(&self, code: f64) -> usize {
        let last = self.counts.len() - 1;
        let guess = (code - self.low) / (self.high - self.low) * self.counts.len() as f64;
        let guess = (guess as usize).min(last);
        if code < self.edge(guess) {
            guess.saturating_sub(1)
        } else if guess < last && code >= self.edge(guess + 1) {
            guess + 1
        } else {
            guess
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn histogram_counts_each_nonzero_activation_once() {
        let histogram = ActivationHistogram::new(&[0.0, 0.0, 24.0, 1.0, 0.5, 23.5]);
        assert_eq!((histogram.low, histogram.high), (0.0, 24.0));
        assert_eq!((histogram.counts[0], histogram.counts[1], histogram.counts[23]), (1, 1, 2));
        assert!((histogram.zeros - 1.0 / 3.0).abs() < 1e-12);
        let negative = ActivationHistogram::new(&[-1.0, 1.0]);
        assert_eq!((negative.low, negative.counts[0], negative.counts[23]), (-1.0, 1, 1));
    }

    #[test]
    fn histogram_of_zeros_has_no_bins() {
        let histogram = ActivationHistogram::new(&[0.0; 3]);
        assert_eq!((histogram.zeros, histogram.counts.len()), (1.0, 0));
        assert_eq!(ActivationHistogram::new(&[]).counts.len(), 0);
    }
}
