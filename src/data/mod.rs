//! Datasets: making, splitting and scaling, with scikit-learn's numbers.

mod axes;
#[cfg(not(target_arch = "wasm32"))]
mod bundled;
mod dataset;
mod error;
mod file;
mod memory;
pub mod npy;
mod origin;
mod pixels;
mod scaling;
mod split;

use crate::parameter::{Paper, choice};
pub use classification::{ClassificationParams, make_classification};
pub use dataset::{Dataset, DatasetInfo, DatasetNames, Labelled, thinned};
pub use ecg::{Beats, EcgParams, beats};
pub use error::DataError;
pub use file::{DataFile, DataFileCache};
pub use memory::estimated_bytes;
pub use origin::{DataScript, DataSource};
pub use patches::{PatchParams, patches};
pub use scaling::{MinMaxScaler, Scaler, Scaling, StandardScaler};
pub use sparse_features::{Directions, Magnitudes, SparseFeaturesParams, Truth, make_sparse_features};
pub use split::{Split, SplitParams, test_samples, train_test_split};
pub use user_data::{
    Defaults, FileExtent, LAYOUT, Opened, READING, UserFile, UserTable, from_text, is_of_file, open_linked,
    pack, picture, unpack, values_of,
};

/// The list of datasets: module and type, the name in links, the usual name, and the file in `www/data`
/// where there is one. A new dataset is a file and a line here.
macro_rules! sources {
    ($d:tt $(
        $(#[doc = $doc:literal])+
        $name:ident::$type:ident = $text:literal as $title:literal $(from $file:literal)?;
    )+) => {
        $( mod $name; )+

        choice! {
            /// The dataset.
            Source {
                $( $(#[doc = $doc])+ $type = $text as $title
                    in Paper::new($name::$type::SOURCE, $name::$type::PAGE), )+
            }
        }

        /// The compressed files that come with the page, by their names without `.gz`.
        #[cfg(not(target_arch = "wasm32"))]
        const BUNDLED: &[(&str, &[u8])] =
            &[$( $( ($file, include_bytes!(concat!("../../www/data/", $file, ".gz"))), )? )+];

        /// Evaluates an expression for the type of a source: `of_type!(source, S => S::USES)`.
        macro_rules! of_type {
            ($d source:expr, $d origin:ident => $d what:expr) => {
                match $d source {
                    $( Source::$type => { type $d origin = super::$name::$type; $d what } )+
                }
            };
        }
    };
}

sources! { $
    /// Made-up clusters, from scikit-learn's make_classification.
    classification::Classification = "classification" as "Made-up clusters";
    /// Handwritten digits: 1,797 images of 8 by 8 pixels.
    digits::Digits = "digits" as "Digits" from "digits.npy";
    /// Fashion-MNIST: 5,000 images of clothing, 28 by 28 pixels.
    fashion::Fashion = "fashion" as "Fashion-MNIST" from "fashion.npy";
    /// Patches of whitened natural images, as in CS294A.
    patches::Patches = "patches" as "Image patches" from "patches.npy";
    /// Heartbeats of one person, cut from an electrocardiogram at the R peaks.
    ecg::Ecg = "ecg" as "Heartbeats" from "ecg.npy";
    /// Breast cancer Wisconsin (diagnostic): 30 measurements of cell nuclei, benign or malignant.
    wdbc::Wdbc = "wdbc" as "Breast cancer" from "wdbc.npy";
    /// The meanings of 6,000 English nouns, as sentence embeddings with 384 features.
    words::Words = "words" as "Concepts in words" from "words.npy";
    /// Sums of a few known directions, so that the learned units can be compared with the ground truth.
    sparse_features::SparseFeatures = "sparse_features" as "Sparse features";
    /// Your own file: drop it on the page. It stays in your browser.
    user_data::UserDataset = "file" as "Your own file";
}

// After the list, whose macro it uses.
mod source;
