//! Datasets: generating, splitting and scaling, with scikit-learn's numbers.

mod classification;
mod dataset;
mod ecg;
mod error;
mod memory;
mod patches;
mod scaling;
mod source;
mod split;
mod view;

pub use classification::{ClassificationParams, make_classification};
pub use dataset::{Dataset, Labelled};
pub use ecg::{EcgParams, beats};
pub use error::DataError;
pub use memory::estimated_bytes;
pub use patches::{PatchParams, patches};
pub use scaling::StandardScaler;
pub use source::Source;
pub use split::{Split, SplitParams, train_test_split};
pub use view::{NoView, View};
