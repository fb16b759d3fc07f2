//! The variance that a model can explain.

use ndarray::{ArrayView2, Axis};

/// The mean squared distance, over all elements, of samples × features from the samples' mean.
#[must_use]
pub fn variance(samples: ArrayView2<f32>) -> f64 {
    let squares = samples.axis_iter(Axis(1)).map(|feature| {
        let mean = feature.iter().map(|&x| f64::from(x)).sum::<f64>() / feature.len() as f64;
        feature.iter().map(|&x| (f64::from(x) - mean) * (f64::from(x) - mean)).sum::<f64>()
    });
    squares.sum::<f64>() / samples.len() as f64
}

/// Explained variance: 1 − the error of the reconstructions over the variance of the samples, each
/// averaged over all elements before the one is divided by the other, so that features that hardly
/// vary do not outweigh the others (SAELens, pull request 443). Where every feature varies it is
/// scikit-learn's `r2_score(…, multioutput="variance_weighted")`; that leaves out features that do not
/// vary, whose errors count here. None where the samples do not vary.
#[must_use]
pub fn explained_variance(mse: f64, variance: f64) -> Option<f64> {
    (variance > 0.0).then(|| 1.0 - mse / variance)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example in the documentation of scikit-learn's `r2_score`.
    #[test]
    fn explained_variance_of_varying_features_is_that_of_scikit_learn() {
        let truth = ndarray::array![[0.5_f32, 1.0], [-1.0, 1.0], [7.0, -6.0]];
        let guess = ndarray::array![[0.0_f32, 2.0], [-1.0, 2.0], [8.0, -5.0]];
        let mse = f64::from((&guess - &truth).mapv(|x| x * x).sum()) / 6.0;
        let explained = explained_variance(mse, variance(truth.view())).expect("the samples vary");
        assert!((explained - 0.938_256_658_595_641_6).abs() < 1e-12, "{explained}");
    }

    #[test]
    fn equal_samples_leave_nothing_to_explain() {
        let equal = ndarray::array![[3.0_f32, -1.0], [3.0, -1.0]];
        assert_eq!(explained_variance(0.5, variance(equal.view())), None);
    }
}
