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

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::arr2;

    #[test]
    fn constant_features_are_only_centred() {
        let x = arr2(&[[1.0, 5.0, 0.1], [2.0, 5.0, 0.1], [6.0, 5.0, 0.1]]);
        let scaler = StandardScaler::fit(x.view(), &[0, 1, 2]).expect("the values are finite");
        assert_eq!(scaler.scale.to_vec()[1..], [1.0, 1.0]);
        let scaled = scaler.transform(x.view(), &[2, 0]).expect("the values are finite");
        assert_eq!(scaled.column(1).to_vec(), [0.0, 0.0]);
        assert!(scaled.iter().all(|value| value.is_finite()));
    }

    #[test]
    fn only_the_listed_rows_are_measured() {
        let x = arr2(&[[0.0, 1.0], [100.0, 100.0], [2.0, 3.0]]);
        let scaler = StandardScaler::fit(x.view(), &[0, 2]).expect("the values are finite");
        assert_eq!(scaler.mean.to_vec(), [1.0, 2.0]);
        assert_eq!(scaler.scale.to_vec(), [1.0, 1.0]);
    }

    #[test]
    fn values_too_large_name_their_feature() {
        let refused = Err(DataError::NotFinite { feature: 1 });
        for large in [f64::INFINITY, f64::NAN, 1e200, f64::MAX] {
            let x = arr2(&[[1.0, large], [2.0, -large]]);
            assert_eq!(StandardScaler::fit(x.view(), &[0, 1]), refused);
        }
        let x = arr2(&[[1.0, 1.0], [2.0, 2.0], [3.0, 1e300]]);
        let scaler = StandardScaler::fit(x.view(), &[0, 1]).expect("the values are finite");
        assert_eq!(scaler.transform(x.view(), &[2]).err(), refused.err());
    }
}
