//! Standardising: each feature to mean 0 and standard deviation 1.

use ndarray::{Array1, Array2, ArrayView2};

use super::DataError;

/// Each feature's mean and population standard deviation, in float64.
///
/// Source: scikit-learn 1.9, `StandardScaler` (`sklearn/preprocessing/_data.py`,
/// `_incremental_mean_and_var` in `sklearn/utils/extmath.py`).
#[derive(Clone, Debug, PartialEq)]
pub struct StandardScaler {
    /// Means, shape (features).
    pub mean: Array1<f64>,
    /// Standard deviations, shape (features); 1 for a constant feature, which is only centred.
    pub scale: Array1<f64>,
}

impl StandardScaler {
    /// Measures the rows of `x` (samples × features) that `rows` lists; at least one.
    ///
    /// # Errors
    /// When a feature has values that are not finite, or whose squares are not.
    pub fn fit(x: ArrayView2<f64>, rows: &[usize]) -> Result<Self, DataError> {
        let count = rows.len() as f64;
        let mean = column_sums(x, rows, |_, value| value) / count;
        let offset = column_sums(x, rows, |feature, value| value - mean[feature]);
        let squares = column_sums(x, rows, |feature, value| {
            let deviation = value - mean[feature];
            deviation * deviation
        });
        // The corrected two-pass algorithm: `offset` is what rounding left of the mean.
        let variance = (squares - &offset * &offset / count) / count;
        if let Some(feature) = variance.iter().position(|v| !v.is_finite()) {
            return Err(DataError::NotFinite { feature });
        }
        let scale = variance
            .iter()
            .zip(&mean)
            .map(
                |(&variance, &mean)| {
                    if is_constant(variance, mean, count) { 1.0 } else { libm::sqrt(variance) }
                },
            )
            .collect();
        Ok(Self { mean, scale })
    }

    /// The listed rows of `x`, standardised, as float32: shape (rows, features).
    ///
    /// # Errors
    /// When a value does not come out finite.
    pub fn transform(&self, x: ArrayView2<f64>, rows: &[usize]) -> Result<Array2<f32>, DataError> {
        let mut scaled = Array2::zeros((rows.len(), x.ncols()));
        for (&row, mut out) in rows.iter().zip(scaled.rows_mut()) {
            for (feature, (out, &value)) in out.iter_mut().zip(x.row(row)).enumerate() {
                *out = ((value - self.mean[feature]) / self.scale[feature]) as f32;
                if !out.is_finite() {
                    return Err(DataError::NotFinite { feature });
                }
            }
        }
        Ok(scaled)
    }
}

/// For each feature the sum of `term(feature, value)` over the listed rows, in their order.
fn column_sums(x: ArrayView2<f64>, rows: &[usize], term: impl Fn(usize, f64) -> f64) -> Array1<f64> {
    let mut sums = Array1::zeros(x.ncols());
    for &row in rows {
        for (feature, (sum, &value)) in sums.iter_mut().zip(x.row(row)).enumerate() {
            *sum += term(feature, value);
        }
    }
    sums
}

/// Whether a variance is no larger than its own rounding error can make it
/// (`_is_constant_feature`).
fn is_constant(variance: f64, mean: f64, count: f64) -> bool {
    let rounding = count * mean * f64::EPSILON;
    variance <= count * f64::EPSILON * variance + rounding * rounding
}
