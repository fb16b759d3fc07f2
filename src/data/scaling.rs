//! Scaling of features, fitted on the training samples.

use ndarray::{Array1, Array2, ArrayView2};

use super::DataError;
use crate::parameter::choice;

choice! {
    /// Scaling of the features before training.
    Scaling {
        /// Scales each feature to mean 0 and standard deviation 1 on the training samples (StandardScaler).
        Standard = "standard",
        /// Scales each feature to the range 0.1 to 0.9 on the training samples and clips to 0 to 1 (MinMaxScaler).
        Minmax = "minmax",
        /// Scales all features together: the smallest value of the training samples becomes 0, the largest 1. Suits images.
        Unit = "unit",
        /// Divides all features by one number, so that their average variance on the training samples is 1.
        Common = "common",
        /// No scaling.
        None = "none",
    }
}

impl Scaling {
    /// Returns whether scaled samples are always between 0 and 1.
    #[must_use]
    pub fn gives_unit_interval(self) -> bool {
        matches!(self, Self::Minmax | Self::Unit)
    }

    /// Returns the script's import from scikit-learn.
    #[must_use]
    pub fn python_import(self) -> &'static str {
        match self {
            Self::Standard => "from sklearn.preprocessing import StandardScaler\n",
            Self::Minmax => "from sklearn.preprocessing import MinMaxScaler\n",
            Self::Unit | Self::Common | Self::None => "",
        }
    }

    /// Returns a description of the scaling for a comment, and the script's lines.
    #[must_use]
    pub fn python(self) -> (&'static str, &'static str) {
        match self {
            Self::Standard => (
                "standardised with the training part's mean and standard deviation",
                "scaler = StandardScaler().fit(X_train)
X_train, X_test = scaler.transform(X_train), scaler.transform(X_test)
",
            ),
            Self::Minmax => (
                "each feature scaled to 0.1 to 0.9 by its minimum and maximum in the training part",
                "scaler = MinMaxScaler((0.1, 0.9)).fit(X_train)
X_train, X_test = (scaler.transform(part).clip(0, 1) for part in (X_train, X_test))
",
            ),
            Self::Unit => (
                "scaled to 0 to 1 by the minimum and maximum of the whole training part",
                "low, high = X_train.min(), X_train.max()
X_train, X_test = (((part - low) / (high - low)).clip(0, 1) for part in (X_train, X_test))
",
            ),
            Self::Common => (
                "divided by one number, so that the mean variance of the features is 1",
                "spread = X_train.var(axis=0).mean() ** 0.5
X_train, X_test = (part / (spread or 1) for part in (X_train, X_test))
",
            ),
            Self::None => ("unscaled", ""),
        }
    }
}

/// A scaler fitted on the training samples.
#[derive(Clone, Debug, PartialEq)]
pub enum Scaler {
    /// To mean 0 and standard deviation 1.
    Standard(StandardScaler),
    /// Scales to 0.1 to 0.9.
    Minmax(MinMaxScaler),
    /// All features alike, from `low` to `high`, to 0 to 1.
    Unit {
        /// The value that becomes 0.
        low: f64,
        /// The value that becomes 1.
        high: f64,
    },
    /// All features alike, divided by one number.
    Common {
        /// The divisor.
        spread: f64,
    },
    /// Leaves the features as they are.
    None,
}

impl Scaler {
    /// Measures the rows of `x` (samples × features) that `rows` lists; at least one.
    ///
    /// # Errors
    /// When a feature has values that are not finite, or too large.
    pub fn fit(scaling: Scaling, x: ArrayView2<f64>, rows: &[usize]) -> Result<Self, DataError> {
        Ok(match scaling {
            Scaling::Standard => Self::Standard(StandardScaler::fit(x, rows)?),
            Scaling::Minmax => Self::Minmax(MinMaxScaler::fit(x, rows)),
            Scaling::Unit => {
                let MinMaxScaler { low, high } = MinMaxScaler::fit(x, rows);
                let low = low.iter().copied().fold(f64::INFINITY, f64::min);
                Self::Unit { low, high: high.iter().copied().fold(f64::NEG_INFINITY, f64::max) }
            }
            Scaling::Common => Self::Common { spread: common_spread(&StandardScaler::fit(x, rows)?) },
            Scaling::None => Self::None,
        })
    }

    /// The listed rows of `x`, scaled, as float32: shape (rows, features).
    ///
    /// # Errors
    /// When a value does not come out finite.
    pub fn transform(&self, x: ArrayView2<f64>, rows: &[usize]) -> Result<Array2<f32>, DataError> {
        match self {
            Self::Standard(scaler) => scaler.transform(x, rows),
            Self::Minmax(scaler) => scaler.transform(x, rows),
            Self::Unit { low, high } => {
                let range = if high > low { high - low } else { 1.0 };
                scaled(x, rows, |_, value| clipped((value - low) / range))
            }
            Self::Common { spread } => scaled(x, rows, |_, value| value / spread),
            Self::None => scaled(x, rows, |_, value| value),
        }
    }

    /// Returns the divisor of each of the `features` features.
    #[must_use]
    pub fn divisors(&self, features: usize) -> Array1<f64> {
        match self {
            Self::Standard(scaler) => scaler.scale.clone(),
            Self::Minmax(scaler) => scaler.ranges().map(|range| range / MinMaxScaler::WIDTH).collect(),
            Self::Unit { low, high } => {
                Array1::from_elem(features, if high > low { high - low } else { 1.0 })
            }
            Self::Common { spread } => Array1::from_elem(features, *spread),
            Self::None => Array1::ones(features),
        }
    }

    /// Returns the number that is subtracted from each of the `features` features before they are divided by
    /// [`Scaler::divisors`].
    #[must_use]
    pub fn offsets(&self, features: usize) -> Array1<f64> {
        match self {
            Self::Standard(scaler) => scaler.mean.clone(),
            Self::Minmax(scaler) => &scaler.low - MinMaxScaler::RANGE.0 * self.divisors(features),
            Self::Unit { low, .. } => Array1::from_elem(features, *low),
            Self::Common { .. } | Self::None => Array1::zeros(features),
        }
    }

    /// Returns whether scaled values are clipped to 0 to 1.
    #[must_use]
    pub fn clips(&self) -> bool {
        matches!(self, Self::Minmax(_) | Self::Unit { .. })
    }
}

/// Returns the square root of the features' mean variance, or 1 if no feature varies. Dividing by it gives
/// samples the same mean squared norm as standardised ones, and keeps the proportions of the features
/// (Conerly et al. 2024 scale activations in this way).
fn common_spread(scaler: &StandardScaler) -> f64 {
    let variance = scaler.variances().sum::<f64>() / scaler.scale.len() as f64;
    if variance > 0.0 { libm::sqrt(variance) } else { 1.0 }
}

/// The smallest and largest value of each feature.
///
/// Source: scikit-learn 1.9, `MinMaxScaler((0.1, 0.9))` (`sklearn/preprocessing/_data.py`). Values of other
/// samples are clipped to 0 to 1.
#[derive(Clone, Debug, PartialEq)]
pub struct MinMaxScaler {
    /// Minimum of each feature, shape (features).
    pub low: Array1<f64>,
    /// Maximum of each feature, shape (features).
    pub high: Array1<f64>,
}

impl MinMaxScaler {
    /// The values that the minimum and the maximum are mapped to.
    const RANGE: (f64, f64) = (0.1, 0.9);
    const WIDTH: f64 = Self::RANGE.1 - Self::RANGE.0;

    /// Measures the rows of `x` (samples × features) that `rows` lists; at least one.
    #[must_use]
    pub fn fit(x: ArrayView2<f64>, rows: &[usize]) -> Self {
        let mut low = Array1::from_elem(x.ncols(), f64::INFINITY);
        let mut high = Array1::from_elem(x.ncols(), f64::NEG_INFINITY);
        for &row in rows {
            low.zip_mut_with(&x.row(row), |low, &value| *low = low.min(value));
            high.zip_mut_with(&x.row(row), |high, &value| *high = high.max(value));
        }
        Self { low, high }
    }

    /// The listed rows of `x`, scaled, as float32: shape (rows, features).
    ///
    /// # Errors
    /// When a value does not come out finite.
    pub fn transform(&self, x: ArrayView2<f64>, rows: &[usize]) -> Result<Array2<f32>, DataError> {
        let (from, _) = Self::RANGE;
        let scale: Vec<f64> = self.ranges().map(|range| Self::WIDTH / range).collect();
        scaled(x, rows, |feature, value| {
            clipped(value * scale[feature] + (from - self.low[feature] * scale[feature]))
        })
    }

    /// Each feature's largest number less its smallest.
    fn ranges(&self) -> impl Iterator<Item = f64> {
        self.low.iter().zip(&self.high).map(|(low, high)| {
            let range = high - low;
            // A constant feature is only moved (`_handle_zeros_in_scale`).
            if range < 10.0 * f64::EPSILON { 1.0 } else { range }
        })
    }
}

/// Clips a value to 0 to 1.
fn clipped(value: f64) -> f64 {
    value.clamp(0.0, 1.0)
}

/// The listed rows of `x` after `scale(feature, value)`, as float32.
fn scaled(
    x: ArrayView2<f64>,
    rows: &[usize],
    scale: impl Fn(usize, f64) -> f64,
) -> Result<Array2<f32>, DataError> {
    let mut scaled = Array2::zeros((rows.len(), x.ncols()));
    for (&row, mut out) in rows.iter().zip(scaled.rows_mut()) {
        for (feature, (out, &value)) in out.iter_mut().zip(x.row(row)).enumerate() {
            *out = scale(feature, value) as f32;
            if !out.is_finite() {
                return Err(DataError::NotFinite { feature });
            }
        }
    }
    Ok(scaled)
}

/// Each feature's mean and population standard deviation, in float64.
///
/// Source: scikit-learn 1.9, `StandardScaler` (`sklearn/preprocessing/_data.py`,
/// `_incremental_mean_and_var` in `sklearn/utils/extmath.py`).
#[derive(Clone, Debug, PartialEq)]
pub struct StandardScaler {
    /// Mean of each feature, shape (features).
    pub mean: Array1<f64>,
    /// Standard deviations, shape (features); 1 for a constant feature, which is only centred.
    pub scale: Array1<f64>,
    /// True for constant features.
    constant: Vec<bool>,
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
        let constant: Vec<_> =
            variance.iter().zip(&mean).map(|(&variance, &mean)| is_constant(variance, mean, count)).collect();
        let scale = variance
            .iter()
            .zip(&constant)
            .map(|(&variance, &constant)| if constant { 1.0 } else { libm::sqrt(variance) })
            .collect();
        Ok(Self { mean, scale, constant })
    }

    /// Each feature's variance; of a constant one 0.
    fn variances(&self) -> impl Iterator<Item = f64> {
        self.scale
            .iter()
            .zip(&self.constant)
            .map(|(scale, &constant)| if constant { 0.0 } else { scale * scale })
    }

    /// The listed rows of `x`, standardised, as float32: shape (rows, features).
    ///
    /// # Errors
    /// When a value does not come out finite.
    pub fn transform(&self, x: ArrayView2<f64>, rows: &[usize]) -> Result<Array2<f32>, DataError> {
        scaled(x, rows, |feature, value| (value - self.mean[feature]) / self.scale[feature])
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

/// Returns whether a variance is no larger than its own rounding error may be (`_is_constant_feature`).
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
    fn offsets_and_divisors_give_the_scaled_values() {
        let x = arr2(&[[1.0, 5.0], [2.0, 5.0], [6.0, 4.0], [9.0, 4.5]]);
        for &scaling in Scaling::ALL {
            let scaler = Scaler::fit(scaling, x.view(), &[0, 1, 2]).expect("the values are finite");
            let scaled = scaler.transform(x.view(), &[0, 1, 2, 3]).expect("the values are finite");
            let (offsets, divisors) = (scaler.offsets(2), scaler.divisors(2));
            for ((row, feature), &value) in scaled.indexed_iter() {
                let expected = (x[(row, feature)] - offsets[feature]) / divisors[feature];
                let expected = if scaler.clips() { expected.clamp(0.0, 1.0) } else { expected };
                assert!((f64::from(value) - expected).abs() < 1e-6, "{scaling:?}, {row}, {feature}");
            }
        }
    }

    #[test]
    fn scaler_is_fitted_to_the_listed_rows_only() {
        let x = arr2(&[[0.0, 1.0], [100.0, 100.0], [2.0, 3.0]]);
        let scaler = StandardScaler::fit(x.view(), &[0, 2]).expect("the values are finite");
        assert_eq!(scaler.mean.to_vec(), [1.0, 2.0]);
        assert_eq!(scaler.scale.to_vec(), [1.0, 1.0]);
    }

    #[test]
    fn scaler_error_names_the_feature_with_values_too_large() {
        let refused = Err(DataError::NotFinite { feature: 1 });
        for large in [f64::INFINITY, f64::NAN, 1e200, f64::MAX] {
            let x = arr2(&[[1.0, large], [2.0, -large]]);
            assert_eq!(StandardScaler::fit(x.view(), &[0, 1]), refused);
        }
        let x = arr2(&[[1.0, 1.0], [2.0, 2.0], [3.0, 1e300]]);
        let scaler = StandardScaler::fit(x.view(), &[0, 1]).expect("the values are finite");
        assert_eq!(scaler.transform(x.view(), &[2]).err(), refused.err());
    }

    #[test]
    fn min_max_scaler_clips_values_outside_the_training_range() {
        let x = arr2(&[[0.0, 3.0], [10.0, 3.0], [40.0, 3.5]]);
        let scaled = |scaling| {
            let scaler = Scaler::fit(scaling, x.view(), &[0, 1]).expect("the values are finite");
            scaler.transform(x.view(), &[0, 1, 2]).expect("the values are finite")
        };
        assert_eq!(scaled(Scaling::Minmax), arr2(&[[0.1, 0.1], [0.9, 0.1], [1.0, 0.5]]));
        assert_eq!(scaled(Scaling::Unit), arr2(&[[0.0, 0.3], [1.0, 0.3], [1.0, 0.35]]));
        assert_eq!(scaled(Scaling::None), x.mapv(|value| value as f32));
        for &scaling in Scaling::ALL {
            let scaler = Scaler::fit(scaling, x.view(), &[0, 1]).expect("the values are finite");
            let scaled = scaler.transform(x.view(), &[0, 1]).expect("the values are finite");
            let difference = (&x.row(1) - &x.row(0)) / scaler.divisors(2);
            for (feature, divided) in difference.into_iter().enumerate() {
                assert!((f64::from(scaled[(1, feature)] - scaled[(0, feature)]) - divided).abs() < 1e-6);
            }
        }
    }
}
