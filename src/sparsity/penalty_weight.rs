//! The factor of a sparsity penalty.

use std::fmt;

use crate::experiment::{Key, Settings};

/// The sparsity factor of an epoch, divided by the number of features if the experiment asks for it.
///
/// A mean squared error averages over the features, while a penalty does not. If both are divided by the
/// number of features, one factor suits few features and many: this equals the sum of squares with the
/// penalty of the literature, divided by the number of features (Bricken et al. 2023; Conerly et al. 2024).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PenaltyWeight {
    factor: f64,
    /// The divisor of the factor, if any.
    features: Option<usize>,
}

impl PenaltyWeight {
    /// The weight of an epoch.
    #[must_use]
    pub fn at(settings: &Settings, epoch: u32) -> Self {
        Self {
            factor: settings.sparsity_factor.at(epoch),
            features: settings.per_feature.then(|| settings.features()),
        }
    }

    /// The number that the penalty is multiplied by.
    #[must_use]
    pub fn value(self) -> f64 {
        self.factor / self.features.unwrap_or(1) as f64
    }

    /// Returns the same expression for the exported script.
    #[must_use]
    pub fn python(settings: &Settings) -> &'static str {
        if settings.per_feature {
            "sparsity_factor(epoch) / X_train.shape[1]"
        } else {
            "sparsity_factor(epoch)"
        }
    }
}

impl From<f64> for PenaltyWeight {
    fn from(factor: f64) -> Self {
        Self { factor, features: None }
    }
}

impl fmt::Display for PenaltyWeight {
    /// Writes `0.5` or `0.5 / 384`.
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self.features {
            Some(features) => write!(f, "{} / {features}", self.factor),
            None => self.factor.fmt(f),
        }
    }
}

/// Returns whether a penalty can be divided by the number of features: there must be one, and the loss must
/// be a mean over the features.
#[must_use]
pub fn can_be_divided(settings: &Settings) -> bool {
    let has_factor = Key::sparsity_factor.applies(settings);
    has_factor && settings.loss.is_mean()
}
