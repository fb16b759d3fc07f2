//! The amount of noise that a model removes.

use nanoserde::{DeBin, SerBin, SerJson};
use ndarray::{Array2, ArrayView2};

use super::Pca;

/// Mean squared errors against the clean test samples, each of something made of the noisy ones.
#[derive(Debug, Clone, Copy, PartialEq, SerBin, DeBin, SerJson)]
pub struct Denoising {
    /// Error of the model's reconstructions.
    pub model: f64,
    /// Error of the noisy samples themselves.
    pub noisy: f64,
    /// Error of the noisy samples' projections on principal components of the training samples.
    pub pca: f64,
    /// Number of these components: the number of units active on a test sample.
    pub components: usize,
    /// Error of the training samples' mean.
    pub mean: f64,
}

impl Denoising {
    /// Measures them: `noisy` are the samples of `clean` with noise, and `l0` units are active on one.
    pub(super) fn new(
        pca: &Pca,
        clean: ArrayView2<f32>,
        noisy: ArrayView2<f32>,
        l0: f64,
        reconstruct: &dyn Fn(ArrayView2<f32>) -> Array2<f32>,
    ) -> Self {
        let components = (libm::round(l0).max(1.0) as usize).min(pca.components.ncols());
        let of_pca = |components| error(clean, pca.reconstruct(noisy, components).view());
        Self {
            model: error(clean, reconstruct(noisy).view()),
            noisy: error(clean, noisy),
            pca: of_pca(components),
            components,
            mean: of_pca(0),
        }
    }

    /// The errors that the model's can be compared with, and what made them.
    #[must_use]
    pub fn others(&self) -> [(String, f64); 3] {
        [
            ("the noisy samples themselves".to_owned(), self.noisy),
            (format!("{} of the noisy samples", super::pca_with(self.components)), self.pca),
            ("predicting the mean".to_owned(), self.mean),
        ]
    }
}

/// The mean squared error over all elements.
fn error<A: Copy + Into<f64>>(clean: ArrayView2<f32>, made: ArrayView2<A>) -> f64 {
    let squares = clean.iter().zip(made).map(|(&clean, &made)| {
        let difference: f64 = f64::from(clean) - made.into();
        difference * difference
    });
    squares.sum::<f64>() / clean.len() as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn denoising_compares_all_errors_with_the_clean_samples() {
        // Both features are alike, so that one component holds all.
        let clean = ndarray::array![[-1.0_f32, -1.0], [1.0, 1.0]];
        let noisy = ndarray::array![[-1.0_f32, 0.0], [1.0, 2.0]];
        let pca = Pca::fit(clean.view()).expect("it converges");
        let found = Denoising::new(&pca, clean.view(), noisy.view(), 1.2, &|_| clean.clone());
        assert_eq!((found.components, found.model), (1, 0.0));
        assert!((found.noisy - 0.5).abs() < 1e-12);
        // Half a step along the component is left of each sample's noise.
        assert!((found.pca - 0.25).abs() < 1e-9);
        assert!((found.mean - 1.0).abs() < 1e-9);
    }
}
