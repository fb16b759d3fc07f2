//! Baselines for the test error: predicting the mean, and PCA, on the same test samples.

use ndarray::{Array1, ArrayView2, Axis};

use super::pca::blocks;
use super::{Pca, reconstruction::saved};

/// Test errors (mean squared, over all elements) of predicting the training mean and of PCA.
#[derive(Debug, Clone, PartialEq, nanoserde::SerBin, nanoserde::DeBin, nanoserde::SerJson)]
pub struct Baselines {
    /// Error of predicting each feature's training mean.
    pub mean_mse: f64,
    /// Errors of PCA with 0, 1, … components fitted on the training samples. The last entry has as many
    /// components as there are directions in which the samples vary.
    pub pca_mse: Vec<f64>,
    /// The smallest number of the test samples.
    pub low: f32,
    pub high: f32,
}

/// An error of PCA below this fraction of the mean's error is rounding.
const ROUNDING: f64 = 1e-10;

impl Baselines {
    /// Fits on `train` and measures on `test`, samples × features.
    ///
    /// # Errors
    /// Where the decomposition does not converge.
    pub fn new(train: ArrayView2<f32>, test: ArrayView2<f32>) -> Result<Self, linfa_linalg::LinalgError> {
        Ok(Self::of(&Pca::fit(train)?, test))
    }

    /// Measures on `test`, samples × features, with components of the training samples.
    #[must_use]
    pub fn of(pca: &Pca, test: ArrayView2<f32>) -> Self {
        let low = test.iter().copied().fold(f32::INFINITY, f32::min);
        let high = test.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        // With orthonormal components each one takes its squared projections off the error.
        let (mut squares, mut explained) = (0.0, Array1::<f64>::zeros(pca.rank()));
        for block in blocks(&test) {
            let centred = pca.centred(block);
            squares += centred.iter().map(|x| x * x).sum::<f64>();
            explained += &centred.dot(&pca.components).mapv(|x| x * x).sum_axis(Axis(0));
        }
        let elements = test.len() as f64;
        let mean_mse = squares / elements;
        let rest = explained.iter().scan(mean_mse, |rest, explained| {
            *rest -= explained / elements;
            Some(rest.max(0.0))
        });
        Self { mean_mse, pca_mse: std::iter::once(mean_mse).chain(rest).collect(), low, high }
    }

    /// Returns R², the fraction of the mean's error that a model avoids, or `None` if the mean has no error.
    #[must_use]
    pub fn r2(&self, test_mse: f64) -> Option<f64> {
        saved(test_mse, self.mean_mse)
    }

    /// Limits a number of components to those that exist.
    #[must_use]
    pub fn components(&self, wanted: usize) -> usize {
        wanted.min(self.pca_mse.len() - 1)
    }

    /// Returns the number of components that corresponds to a code with this L0: rounded, and at least one if
    /// any unit is active.
    #[must_use]
    pub fn components_of(&self, l0: f64) -> usize {
        let wanted = if l0 > 0.0 { libm::round(l0).max(1.0) } else { 0.0 };
        self.components(wanted as usize)
    }

    /// Returns whether PCA with this many components has only rounding errors, so that no comparison with it
    /// is meaningful.
    #[must_use]
    pub fn is_lossless(&self, components: usize) -> bool {
        self.pca(components) <= ROUNDING * self.mean_mse
    }

    /// Compares an error with that of PCA, as the end of a sentence.
    #[must_use]
    pub fn beside_pca(&self, mse: f64, components: usize) -> String {
        let components = self.components(components);
        let name = pca_with(components);
        if self.is_lossless(components) {
            return format!("{name} is lossless");
        }
        beside(mse, self.pca(components), &name)
    }

    /// The error of PCA with `components` components, or with all there are.
    #[must_use]
    pub fn pca(&self, components: usize) -> f64 {
        self.pca_mse[self.components(components)]
    }
}

/// Returns a text such as `PCA with 4 components`.
#[must_use]
pub fn pca_with(components: usize) -> String {
    format!("PCA with {components} component{}", if components == 1 { "" } else { "s" })
}

/// Compares an error with another one, as the end of a sentence.
#[must_use]
pub fn beside(mse: f64, other: f64, name: &str) -> String {
    let ratio = mse / other;
    match 100.0 * (ratio - 1.0) {
        _ if !ratio.is_finite() => format!("{name} makes no error"),
        change if change.abs() < 0.5 => format!("as large as that of {name}"),
        change if change < 0.0 => format!("{:.0} % below that of {name}", -change),
        change if change < 200.0 => format!("{change:.0} % above that of {name}"),
        _ if ratio < 1000.0 => format!("{ratio:.0} times that of {name}"),
        _ => format!("more than a thousand times that of {name}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::Array2;

    #[test]
    fn baseline_of_a_line_needs_one_component() {
        let line =
            |n: usize| Array2::from_shape_fn((n, 3), |(i, j)| (i as f32 - 4.0) * (j as f32 + 1.0) + 2.0);
        let baselines = Baselines::new(line(9).view(), line(5).view()).expect("it converges");
        assert!((baselines.mean_mse - 30.0 / 5.0 * 14.0 / 3.0).abs() < 1e-9);
        assert_eq!(baselines.pca_mse.len(), 2);
        assert!(baselines.pca(1) < 1e-9);
        assert_eq!(baselines.pca(99), baselines.pca(3));
        assert_eq!(baselines.r2(baselines.mean_mse), Some(0.0));
        assert_eq!(baselines.r2(0.0), Some(1.0));
        assert_eq!((baselines.low, baselines.high), (-10.0, 2.0));
    }

    #[test]
    fn comparison_ignores_errors_of_pca_that_are_rounding() {
        let baselines = Baselines { mean_mse: 1.0, pca_mse: vec![1.0, 0.5, 4.6e-18], low: 0.0, high: 1.0 };
        assert_eq!(baselines.beside_pca(0.25, 1), "50 % below that of PCA with 1 component");
        assert_eq!(baselines.beside_pca(0.75, 1), "50 % above that of PCA with 1 component");
        assert_eq!(baselines.beside_pca(0.25, 9), "PCA with 2 components is lossless");
        assert_eq!(beside(5.0, 1.0, "predicting the mean"), "5 times that of predicting the mean");
        assert_eq!(beside(1e9, 1.0, "x"), "more than a thousand times that of x");
        assert_eq!(beside(1.0, 0.0, "x"), "x makes no error");
    }

    #[test]
    fn number_of_components_equals_l0() {
        let baselines = Baselines { mean_mse: 1.0, pca_mse: vec![1.0, 0.5, 0.1, 0.0], low: 0.0, high: 1.0 };
        assert_eq!([0.0, 0.2, 1.4, 1.6, 99.0].map(|l0| baselines.components_of(l0)), [0, 1, 1, 2, 3]);
    }
}
