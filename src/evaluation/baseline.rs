//! What the test error is worth: the errors of two honest baselines on the same test samples.

use ndarray::{Array1, Array2, ArrayView2, Axis};

use super::{Pca, reconstruction::saved};

/// Test errors (mean squared, over all elements) of predicting the training mean and of PCA.
#[derive(Debug, Clone, PartialEq, nanoserde::SerBin, nanoserde::DeBin, nanoserde::SerJson)]
pub struct Baselines {
    /// Of predicting each feature's training mean.
    pub mean_mse: f64,
    /// Of PCA with 0, 1, … components fitted on the training samples; the last entry has as many
    /// as there are directions in which they vary.
    pub pca_mse: Vec<f64>,
}

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
        Self::of_components(&pca.centred(test), &pca.components)
    }

    /// With orthonormal components each one takes its squared projections off the error.
    fn of_components(test: &Array2<f64>, components: &Array2<f64>) -> Self {
        let elements = test.len() as f64;
        let mean_mse = test.iter().map(|x| x * x).sum::<f64>() / elements;
        let explained: Array1<f64> = test.dot(components).mapv(|x| x * x).sum_axis(Axis(0)) / elements;
        let rest = explained.iter().scan(mean_mse, |rest, explained| {
            *rest -= explained;
            Some(rest.max(0.0))
        });
        Self { mean_mse, pca_mse: std::iter::once(mean_mse).chain(rest).collect() }
    }

    /// R²: which share of the mean's error a test error saves; none where the mean makes no error.
    #[must_use]
    pub fn r2(&self, test_mse: f64) -> Option<f64> {
        saved(test_mse, self.mean_mse)
    }

    /// So many components, or all there are.
    #[must_use]
    pub fn components(&self, wanted: usize) -> usize {
        wanted.min(self.pca_mse.len() - 1)
    }

    /// How many components are as many as the units of a code with this L0: rounded, and at least one
    /// where any unit is active.
    #[must_use]
    pub fn components_of(&self, l0: f64) -> usize {
        let wanted = if l0 > 0.0 { libm::round(l0).max(1.0) } else { 0.0 };
        self.components(wanted as usize)
    }

    /// The error of PCA with `components` components, or with all there are.
    #[must_use]
    pub fn pca(&self, components: usize) -> f64 {
        self.pca_mse[self.components(components)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_needs_one_component() {
        let line =
            |n: usize| Array2::from_shape_fn((n, 3), |(i, j)| (i as f32 - 4.0) * (j as f32 + 1.0) + 2.0);
        let baselines = Baselines::new(line(9).view(), line(5).view()).expect("it converges");
        assert!((baselines.mean_mse - 30.0 / 5.0 * 14.0 / 3.0).abs() < 1e-9);
        assert_eq!(baselines.pca_mse.len(), 2);
        assert!(baselines.pca(1) < 1e-9);
        assert_eq!(baselines.pca(99), baselines.pca(3));
        assert_eq!(baselines.r2(baselines.mean_mse), Some(0.0));
        assert_eq!(baselines.r2(0.0), Some(1.0));
    }
}
