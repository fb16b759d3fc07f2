//! The generator's parameters and their checks.

use crate::data::DataError;

/// Parameters of `make_classification`, with scikit-learn's names and defaults (except for `n_samples` and
/// `random_state`).
#[derive(Clone, Debug, PartialEq)]
pub struct ClassificationParams {
    /// Samples, at least 1; default 1000.
    pub n_samples: usize,
    /// Features of all kinds, at least 1; default 20.
    pub n_features: usize,
    /// Number of features that distinguish the classes, at least 1; default 2.
    pub n_informative: usize,
    /// Random linear combinations of the informative features; default 2.
    pub n_redundant: usize,
    /// Copies of informative and redundant features; default 0.
    pub n_repeated: usize,
    /// Classes, at least 1; default 2.
    pub n_classes: usize,
    /// Clusters of each class, at least 1; default 2.
    pub n_clusters_per_class: usize,
    /// The fraction of the samples in each class, or in each but the last; `None`, the default, gives equal
    /// fractions.
    pub weights: Option<Vec<f64>>,
    /// Fraction of the labels that are replaced by random ones, from 0 to 1; default 0.01.
    pub flip_y: f64,
    /// Half the side of the hypercube, above 0; default 1.
    pub class_sep: f64,
    /// True if the clusters' centres are the corners of a hypercube, otherwise of a random polytope. Default
    /// true.
    pub hypercube: bool,
    /// Added to every value; `None` adds a random number in ±`class_sep` to each feature. Default 0.
    pub shift: Option<f64>,
    /// Multiplies every value, above 0; `None` multiplies each feature by a random number from 1 to
    /// 101. Default 1.
    pub scale: Option<f64>,
    /// True if samples and features are shuffled; default true.
    pub shuffle: bool,
    /// Seed of the random stream; default 42.
    pub random_state: u32,
}

impl Default for ClassificationParams {
    fn default() -> Self {
        Self {
            n_samples: 1000,
            n_features: 20,
            n_informative: 2,
            n_redundant: 2,
            n_repeated: 0,
            n_classes: 2,
            n_clusters_per_class: 2,
            weights: None,
            flip_y: 0.01,
            class_sep: 1.0,
            hypercube: true,
            shift: Some(0.0),
            scale: Some(1.0),
            shuffle: true,
            random_state: 42,
        }
    }
}

impl ClassificationParams {
    /// Checks whether scikit-learn's `make_classification` accepts these.
    ///
    /// # Errors
    /// For the first parameter out of range, or parameters that cannot be combined.
    pub fn check(&self) -> Result<(), DataError> {
        self.check_ranges()?;
        let made = self.n_informative.saturating_add(self.n_redundant).saturating_add(self.n_repeated);
        if made > self.n_features {
            return Err(DataError::TooFewFeatures {
                n_features: self.n_features,
                n_informative: self.n_informative,
                n_redundant: self.n_redundant,
                n_repeated: self.n_repeated,
            });
        }
        if !self.clusters_have_corners() {
            return Err(DataError::TooManyClusters {
                n_classes: self.n_classes,
                n_clusters_per_class: self.n_clusters_per_class,
                n_informative: self.n_informative,
            });
        }
        self.check_weights()
    }

    fn check_ranges(&self) -> Result<(), DataError> {
        for (name, value) in [
            ("n_samples", self.n_samples),
            ("n_features", self.n_features),
            ("n_informative", self.n_informative),
            ("n_classes", self.n_classes),
            ("n_clusters_per_class", self.n_clusters_per_class),
        ] {
            if value < 1 {
                return Err(DataError::TooSmall { name, value, minimum: 1 });
            }
        }
        let positive = "a finite number above 0";
        for (name, value, holds, range) in [
            ("flip_y", self.flip_y, (0.0..=1.0).contains(&self.flip_y), "from 0 to 1"),
            ("class_sep", self.class_sep, self.class_sep > 0.0 && self.class_sep.is_finite(), positive),
            ("shift", self.shift.unwrap_or(0.0), self.shift.is_none_or(f64::is_finite), "a finite number"),
            (
                "scale",
                self.scale.unwrap_or(1.0),
                self.scale.is_none_or(|scale| scale > 0.0 && scale.is_finite()),
                positive,
            ),
        ] {
            if !holds {
                return Err(DataError::OutOfRange { name, value, range });
            }
        }
        Ok(())
    }

    fn clusters_have_corners(&self) -> bool {
        let corners =
            u32::try_from(self.n_informative).ok().and_then(|dimensions| 1_usize.checked_shl(dimensions));
        let clusters = self.n_classes.checked_mul(self.n_clusters_per_class);
        match (clusters, corners) {
            (Some(clusters), Some(corners)) => clusters <= corners,
            (Some(_), None) => true,
            (None, _) => false,
        }
    }

    fn check_weights(&self) -> Result<(), DataError> {
        let Some(weights) = &self.weights else {
            return Ok(());
        };
        if weights.len() != self.n_classes && weights.len() + 1 != self.n_classes {
            return Err(DataError::WrongNumberOfWeights {
                weights: weights.len(),
                n_classes: self.n_classes,
            });
        }
        match weights.iter().find(|weight| !weight.is_finite()) {
            Some(&value) => Err(DataError::OutOfRange { name: "weights", value, range: "finite numbers" }),
            None => Ok(()),
        }
    }

    pub(super) fn n_clusters(&self) -> usize {
        self.n_classes * self.n_clusters_per_class
    }

    /// Features that are not plain noise.
    pub(super) fn made_features(&self) -> usize {
        self.n_informative + self.n_redundant + self.n_repeated
    }

    /// Returns each class's fraction of the samples.
    fn shares(&self) -> Vec<f64> {
        let Some(weights) = &self.weights else {
            return vec![1.0 / self.n_classes as f64; self.n_classes];
        };
        let mut shares = weights.clone();
        if shares.len() < self.n_classes {
            shares.push(1.0 - weights.iter().sum::<f64>());
        }
        shares
    }

    /// Returns the number of samples of each cluster: its class's fraction rounded towards zero, then one
    /// more for each cluster in turn until all samples are assigned. scikit-learn accepts weights that are
    /// negative or sum to more than 1; sizes may then be negative, or exceed the number of samples.
    pub(super) fn cluster_sizes(&self) -> Vec<i64> {
        let shares = self.shares();
        let mut sizes: Vec<i64> = (0..self.n_clusters())
            .map(|cluster| {
                let share = shares[cluster % self.n_classes];
                (self.n_samples as f64 * share / self.n_clusters_per_class as f64) as i64
            })
            .collect();
        let given = sizes.iter().fold(0_i64, |sum, &size| sum.saturating_add(size));
        let missing = signed(self.n_samples).saturating_sub(given).max(0);
        let clusters = signed(sizes.len());
        for (cluster, size) in sizes.iter_mut().enumerate() {
            let takes_one_more = signed(cluster) < missing % clusters;
            *size = size.saturating_add(missing / clusters + i64::from(takes_one_more));
        }
        sizes
    }
}

/// A count as a number that can be negative.
pub(super) fn signed(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
