//! Datasets: generating, splitting and scaling, with scikit-learn's numbers.

mod classification;
mod dataset;
mod error;
mod memory;
mod scaling;
mod source;
mod sparse_features;
mod split;
mod view;

pub use classification::{ClassificationParams, make_classification};
pub use dataset::{Dataset, Labelled};
pub use error::DataError;
pub use memory::estimated_bytes;
pub use scaling::StandardScaler;
pub use source::Source;
pub use sparse_features::{Directions, Magnitudes, SparseFeaturesParams, Truth, make_sparse_features};
pub use split::{Split, SplitParams, train_test_split};
pub use view::{NoView, View};
