//! Datasets: making, splitting and scaling, with scikit-learn's numbers.

mod axes;
#[cfg(not(target_arch = "wasm32"))]
mod bundled;
mod classification;
mod dataset;
mod digits;
mod ecg;
mod error;
mod fashion;
mod file;
mod memory;
pub mod npy;
mod origin;
mod own;
mod patches;
mod pixels;
mod scaling;
mod source;
mod sparse_features;
mod split;
mod wdbc;

pub use classification::{ClassificationParams, make_classification};
pub use dataset::{Dataset, Facts, Labelled, Names};
pub use ecg::{EcgParams, beats};
pub use error::DataError;
pub use file::{DataFile, Shelf};
pub use memory::estimated_bytes;
pub use origin::{Origin, Python};
pub use own::{
    Brought, Defaults, Extent, LAYOUT, Opened, READING, Table, from_text, is_of_file, open_linked, pack,
    picture, unpack,
};
pub use patches::{PatchParams, patches};
pub use scaling::{MinMaxScaler, Scaler, Scaling, StandardScaler};
pub use source::Source;
pub use sparse_features::{Directions, Magnitudes, SparseFeaturesParams, Truth, make_sparse_features};
pub use split::{Split, SplitParams, test_samples, train_test_split};
