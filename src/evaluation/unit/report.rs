//! The description of a unit.

use nanoserde::{DeBin, SerBin};

use super::{ClassPreference, NearUnit, TrueFeatureMatch, UnitSample, UnitStatistics};

/// The description of a unit by the test samples.
#[derive(Debug, Clone, PartialEq, SerBin, DeBin)]
pub struct UnitReport {
    pub unit: u32,
    /// Number of complete epochs of the model.
    pub epoch: u32,
    /// Number of test samples that it is based on: the first ones of a test part that is too large.
    pub samples: u32,
    pub statistics: UnitStatistics,
    /// The class that activates it most, if the data have classes.
    pub class: Option<ClassPreference>,
    /// The samples that activate it most, then one from each of some quantiles.
    pub shown: Vec<UnitSample>,
    /// The features of the shown samples, one sample after the other.
    pub features: Vec<f32>,
    pub nearest: Vec<NearUnit>,
    /// The most similar true feature, if the ground truth is known.
    pub true_feature: Option<TrueFeatureMatch>,
    /// Mean squared error on these samples.
    pub mse: f64,
    /// The same if the unit's activation is set to zero on all of them.
    pub mse_without: f64,
}
