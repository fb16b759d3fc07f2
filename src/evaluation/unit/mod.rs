//! Descriptions of single hidden units by their activations on the test samples.

mod class_preference;
mod histogram;
mod inspected_model;
mod nearest;
mod report;
mod samples;
mod statistics;
mod true_feature;

pub use class_preference::ClassPreference;
pub use histogram::ActivationHistogram;
pub use inspected_model::InspectedModel;
pub use nearest::{NearUnit, nearest_units};
pub use report::UnitReport;
pub use samples::{UnitSample, quantile_samples, strongest_samples};
pub use statistics::UnitStatistics;
pub use true_feature::TrueFeatureMatch;
