//! Datasets: generating, splitting and scaling, with scikit-learn's numbers.

mod classification;
mod dataset;
mod error;
mod hypercube;
mod memory;
mod product;
mod scaling;
mod source;
mod split;

pub use classification::{ClassificationParams, Labelled, make_classification};
pub use dataset::Dataset;
pub use error::DataError;
pub use memory::estimated_bytes;
pub use scaling::StandardScaler;
pub use source::Source;
pub use split::{Split, SplitParams, train_test_split};
