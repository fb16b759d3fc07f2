//! How much a sparsity penalty weighs.

use std::fmt;

use crate::experiment::{Parameter, Settings};

/// The sparsity factor of an epoch, divided by the number of features where the experiment says so.
///
/// A mean squared error averages over the features, a penalty does not. Where both do, one factor suits
/// few features and many: the sum of squares and the penalty of the literature, both divided by the
/// number of features (Bricken et al. 2023; Conerly et al. 2024).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PenaltyWeight {
    factor: f64,
    /// What the factor is divided by.
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

    /// The same in the exported script.
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
    /// As in `0.5` or `0.5 / 384`.
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self.features {
            Some(features) => write!(f, "{} / {features}", self.factor),
            None => self.factor.fmt(f),
        }
    }
}

/// Whether a penalty can be divided by the number of features: where there is one, and the loss is a mean
/// over the features.
#[must_use]
pub fn can_be_divided(settings: &Settings) -> bool {
    let has_factor = Parameter::named("sparsity_factor").is_some_and(|row| row.applies(settings));
    has_factor && settings.loss.is_mean()
}
