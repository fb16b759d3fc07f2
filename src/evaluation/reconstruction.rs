//! Errors of reconstructions.

use ndarray::{ArrayView1, ArrayView2, Axis};

use crate::ranking;
use crate::training::{explained_variance, variance};

/// Errors of reconstructions, by feature and by sample.
#[derive(Debug, Clone, PartialEq, nanoserde::SerBin, nanoserde::DeBin, nanoserde::SerJson)]
pub struct ReconstructionErrors {
    /// Mean squared error over all elements.
    pub mse: f64,
    /// The features' R², averaged: scikit-learn 1.9's `r2_score`, whose `multioutput` is
    /// "`uniform_average`".
    pub r2: f64,
    /// R² of all elements together ([`explained_variance`]); 0 where no feature varies.
    pub explained_variance: f64,
    /// Mean squared error of each feature.
    pub feature_mse: Vec<f64>,
    /// R² of each feature: 1 − error / variance. For a constant feature, 1 without an error, else 0.
    pub feature_r2: Vec<f64>,
    /// Mean squared error of each sample.
    pub sample_mse: Vec<f64>,
    /// All samples, by error: the worst first, equal ones by number.
    pub ranked: Vec<usize>,
}

impl ReconstructionErrors {
    /// Compares reconstructions with the samples, both samples × features.
    ///
    /// # Panics
    /// If the shapes differ, or there are no samples.
    #[must_use]
    pub fn new<A: Copy + Into<f64>>(samples: ArrayView2<f32>, reconstructions: ArrayView2<A>) -> Self {
        assert_eq!(samples.dim(), reconstructions.dim(), "a reconstruction has its sample's shape");
        let feature_mse = mean_squares(samples, reconstructions, Axis(1));
        let features = samples.axis_iter(Axis(1)).zip(&feature_mse);
        let feature_r2: Vec<_> = features.map(|(feature, &mse)| r2(feature, mse)).collect();
        let sample_mse = mean_squares(samples, reconstructions, Axis(0));
        let mse = mean(&feature_mse);
        let explained_variance = explained_variance(mse, variance(samples)).unwrap_or_default();
        let ranked = ranking::descending(&sample_mse);
        Self { mse, r2: mean(&feature_r2), explained_variance, feature_mse, feature_r2, sample_mse, ranked }
    }

    /// Each sample's place among all by error: 1 for the worst.
    #[must_use]
    pub fn ranks(&self) -> Vec<usize> {
        let mut ranks = vec![0; self.ranked.len()];
        for (place, &sample) in self.ranked.iter().enumerate() {
            ranks[sample] = place + 1;
        }
        ranks
    }

    /// The `count` samples with the largest errors, the worst first.
    #[must_use]
    pub fn worst(&self, count: usize) -> &[usize] {
        &self.ranked[..count.min(self.ranked.len())]
    }

    /// The `count` samples with the smallest errors, the best first.
    pub fn best(&self, count: usize) -> impl Iterator<Item = usize> {
        self.ranked.iter().rev().take(count).copied()
    }
}

/// The mean squared error of each sample (axis 0) or feature (axis 1).
#[must_use]
pub fn mean_squares<A: Copy + Into<f64>>(a: ArrayView2<f32>, b: ArrayView2<A>, axis: Axis) -> Vec<f64> {
    let squares = |(a, b): (ArrayView1<f32>, ArrayView1<A>)| {
        let square = |(&a, &b): (&f32, &A)| {
            let difference = f64::from(a) - b.into();
            difference * difference
        };
        a.iter().zip(b).map(square).sum::<f64>() / a.len() as f64
    };
    a.axis_iter(axis).zip(b.axis_iter(axis)).map(squares).collect()
}

/// Returns the mean; all measures use this order of summation.
#[must_use]
pub fn mean(numbers: &[f64]) -> f64 {
    numbers.iter().sum::<f64>() / numbers.len() as f64
}

/// Returns R² relative to the mean: the fraction of its error that is avoided, or `None` if the mean has no
/// error.
#[must_use]
pub fn saved(mse: f64, of_mean: f64) -> Option<f64> {
    (of_mean > 0.0).then(|| 1.0 - mse / of_mean)
}

fn r2(feature: ArrayView1<f32>, mse: f64) -> f64 {
    let variance = variance(feature.insert_axis(Axis(1)));
    match explained_variance(mse, variance) {
        Some(r2) => r2,
        None if mse == 0.0 => 1.0,
        None => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn reconstruction_errors_are_means_by_feature_and_by_sample() {
        let samples = array![[0.0_f32, 5.0, 1.0], [2.0, 5.0, 1.0], [4.0, 5.0, 1.0]];
        let reconstructions = array![[0.0_f32, 5.0, 1.0], [2.0, 5.0, 2.0], [1.0, 5.0, 1.0]];
        let errors = ReconstructionErrors::new(samples.view(), reconstructions.view());
        assert_eq!(errors.feature_mse, [3.0, 0.0, 1.0 / 3.0]);
        // The variance of the first is 8/3; the others do not vary.
        assert_eq!(errors.feature_r2, [1.0 - 9.0 / 8.0, 1.0, 0.0]);
        assert_eq!(errors.sample_mse, [0.0, 1.0 / 3.0, 3.0]);
        assert_eq!((errors.worst(2), errors.best(1).collect()), (&[2, 1][..], vec![0]));
        assert!((errors.mse - 10.0 / 9.0).abs() < 1e-15);
    }
}
