//! The generator's parameters and their checks.

use crate::data::DataError;
use crate::parameter::choice;

choice! {
    /// Directions of the true features.
    Directions {
        /// Uniformly random directions; they overlap if there are more of them than dimensions.
        Random = "random",
        /// Orthogonal directions; at most as many as dimensions.
        Orthogonal = "orthogonal",
        /// The corners of a regular polygon, for 2 dimensions: as far apart as possible in a plane.
        Polygon = "polygon",
    }
}

choice! {
    /// Distribution of the magnitude of an active feature.
    Magnitudes {
        /// Uniform between 0 and 1.
        Uniform = "uniform",
        /// Half-normal: the absolute value of a standard normal variable.
        HalfNormal = "half_normal",
    }
}

/// Parameters of [`make_sparse_features`](super::make_sparse_features). The defaults are those of SAELens'
/// toy model: 16 features of probability 0.25 in 32 dimensions. Sharkey et al. use `n_true` 512, `n_features`
/// 256, about 5 active features and `activity_decay` 0.99; Elhage et al. use 5 features in 2 dimensions.
#[derive(Clone, Debug, PartialEq)]
pub struct SparseFeaturesParams {
    /// Samples, at least 1; default 1000.
    pub n_samples: usize,
    /// Dimensions of a sample, at least 1; default 32.
    pub n_features: usize,
    /// True features, at least 1; default 16.
    pub n_true: usize,
    /// The arrangement of the directions; default random.
    pub directions: Directions,
    /// Probability that the first feature is active, above 0 and at most 1; default 0.25.
    pub activity: f64,
    /// The ratio of each feature's probability to that of the feature before, above 0 and at most 1; the
    /// default 1 gives all the same.
    pub activity_decay: f64,
    /// Correlation of any two features' being active, where they are equally probable, from 0 to 1;
    /// default 0.
    pub correlation: f64,
    /// True if every second feature (1, 3, 5, …) is the child of the one before it: it can be active only
    /// where its parent is, and then with its own probability. Default false.
    pub hierarchy: bool,
    /// The strengths of active features; default uniform.
    pub magnitudes: Magnitudes,
    /// Standard deviation of the normal noise on every number, at least 0; default 0.
    pub feature_noise: f64,
    /// Seed of the random stream; default 42.
    pub random_state: u32,
}

impl Default for SparseFeaturesParams {
    fn default() -> Self {
        Self {
            n_samples: 1000,
            n_features: 32,
            n_true: 16,
            directions: Directions::Random,
            activity: 0.25,
            activity_decay: 1.0,
            correlation: 0.0,
            hierarchy: false,
            magnitudes: Magnitudes::Uniform,
            feature_noise: 0.0,
            random_state: 42,
        }
    }
}

impl SparseFeaturesParams {
    /// Checks the parameters.
    ///
    /// # Errors
    /// For the first parameter out of range, or parameters that cannot be combined.
    pub fn check(&self) -> Result<(), DataError> {
        for (name, value) in
            [("n_samples", self.n_samples), ("n_features", self.n_features), ("n_true", self.n_true)]
        {
            if value < 1 {
                return Err(DataError::TooSmall { name, value, minimum: 1 });
            }
        }
        let share = |value: f64| (0.0..=1.0).contains(&value);
        let positive_share = |value: f64| value > 0.0 && value <= 1.0;
        for (name, value, holds, range) in [
            ("activity", self.activity, positive_share(self.activity), "above 0 and at most 1"),
            (
                "activity_decay",
                self.activity_decay,
                positive_share(self.activity_decay),
                "above 0 and at most 1",
            ),
            ("correlation", self.correlation, share(self.correlation), "from 0 to 1"),
            (
                "feature_noise",
                self.feature_noise,
                self.feature_noise >= 0.0 && self.feature_noise.is_finite(),
                "a finite number, at least 0",
            ),
        ] {
            if !holds {
                return Err(DataError::OutOfRange { name, value, range });
            }
        }
        let (n_true, n_features) = (self.n_true, self.n_features);
        match self.directions {
            Directions::Orthogonal if n_true > n_features => {
                Err(DataError::TooManyDirections { n_true, n_features })
            }
            Directions::Polygon if n_features != 2 => Err(DataError::NoPlane { n_features }),
            _ => Ok(()),
        }
    }

    /// Returns the most memory in bytes that the samples and their ground truth need while they are made.
    /// Nothing is allocated. Invalid parameters are estimated without a check.
    #[must_use]
    pub fn estimated_bytes(&self) -> u64 {
        const DOUBLE: u64 = 8;
        const INDEX: u64 = 8; // of a 64-bit machine; in a browser it is 4
        let [samples, features, n_true] =
            [self.n_samples, self.n_features, self.n_true].map(|count| count as u64);
        // The decomposition has the matrix, Q and R at once, and Q once more as directions.
        let directions = n_true
            .saturating_mul(features)
            .saturating_mul(if self.directions == Directions::Orthogonal { 4 } else { 1 });
        let values = samples.saturating_mul(features.saturating_add(n_true)).saturating_add(directions);
        let labels = samples.saturating_mul(INDEX);
        let shared = if self.correlation > 0.0 { samples.saturating_mul(DOUBLE) } else { 0 };
        let thresholds = n_true.saturating_mul(DOUBLE);
        [values.saturating_mul(DOUBLE), labels, shared, thresholds].into_iter().fold(0, u64::saturating_add)
    }
}
