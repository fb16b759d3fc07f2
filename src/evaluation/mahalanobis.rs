//! How far samples lie from others, in the others' own measure.

use ndarray::ArrayView2;

use super::Pca;

/// How much of the covariance is replaced by the mean variance in every direction, so that it can
/// be inverted where features depend on each other, or hardly vary.
pub const SHRINKAGE: f64 = 1e-3;

/// Squared Mahalanobis distances (1936) from the training samples' mean: those of scikit-learn 1.9's
/// `ShrunkCovariance(shrinkage=1e-3)`, in place of `EmpiricalCovariance`, whose pseudo-inverse
/// divides by rounding errors where a feature is a combination of others. In the components of PCA
/// the covariance is a diagonal.
#[must_use]
pub fn mahalanobis(pca: &Pca, samples: ArrayView2<f32>) -> Vec<f64> {
    let features = pca.mean.len() as f64;
    let mean_variance = pca.variances.sum() / features;
    // Where nothing varies, every direction counts alike.
    let floor = if mean_variance > 0.0 { SHRINKAGE * mean_variance } else { 1.0 };
    let rest = pca.errors(samples, pca.rank());
    let places = pca.transform(samples, pca.rank());
    let inside = places.rows().into_iter().map(|row| {
        let terms = row.iter().zip(&pca.variances);
        terms.map(|(place, variance)| place * place / ((1.0 - SHRINKAGE) * variance + floor)).sum::<f64>()
    });
    inside.zip(rest).map(|(inside, rest)| inside + rest * features / floor).collect()
}
