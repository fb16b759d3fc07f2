//! The Mahalanobis distance of samples from the training samples.

use ndarray::ArrayView2;

use super::Pca;

/// The fraction of the covariance that is replaced by the mean variance in every direction, so that it can be
/// inverted if features depend on each other or hardly vary.
pub const SHRINKAGE: f64 = 1e-3;

/// Returns the squared Mahalanobis distances (1936) from the training samples' mean, equal to those of
/// scikit-learn 1.9's `ShrunkCovariance(shrinkage=1e-3)`. `EmpiricalCovariance` uses a pseudo-inverse, which
/// divides by rounding errors if a feature is a combination of others. In the components of PCA the
/// covariance is diagonal.
#[must_use]
pub fn mahalanobis(pca: &Pca, samples: ArrayView2<f32>) -> Vec<f64> {
    let features = pca.mean.len() as f64;
    let mean_variance = pca.variances.sum() / features;
    // If nothing varies, all directions count equally.
    let floor = if mean_variance > 0.0 { SHRINKAGE * mean_variance } else { 1.0 };
    let rest = pca.errors(samples, pca.rank());
    let places = pca.transform(samples, pca.rank());
    let inside = places.rows().into_iter().map(|row| {
        let terms = row.iter().zip(&pca.variances);
        terms.map(|(place, variance)| place * place / ((1.0 - SHRINKAGE) * variance + floor)).sum::<f64>()
    });
    inside.zip(rest).map(|(inside, rest)| inside + rest * features / floor).collect()
}
