//! Errors in the parameters of a dataset.

use thiserror::Error;

use crate::parameter::excerpt;

/// Why a dataset cannot be made. Each message names the parameters, their values and a remedy.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum DataError {
    /// A count that must be at least `minimum`.
    #[error("{name}={value} must be at least {minimum}.")]
    TooSmall { name: &'static str, value: usize, minimum: usize },
    /// A number outside its range.
    #[error("{name}={value} must be {range}.")]
    OutOfRange {
        name: &'static str,
        value: f64,
        /// The range in words.
        range: &'static str,
    },
    /// More features of the three made kinds than features.
    #[error(
        "n_informative={n_informative}, n_redundant={n_redundant} and n_repeated={n_repeated} \
         must not sum to more than n_features={n_features}"
    )]
    TooFewFeatures {
        n_features: usize,
        n_informative: usize,
        /// Linear combinations of the informative ones.
        n_redundant: usize,
        /// Copies of informative and redundant ones.
        n_repeated: usize,
    },
    /// More clusters than vertices for their centres.
    #[error(
        "n_classes={n_classes} times n_clusters_per_class={n_clusters_per_class} must be at most \
         2 to the power of n_informative={n_informative}"
    )]
    TooManyClusters {
        n_classes: usize,
        n_clusters_per_class: usize,
        /// Informative features, dimensions of the hypercube.
        n_informative: usize,
    },
    /// There must be as many weights as classes, or one fewer.
    #[error(
        "weights has {weights} values, which does not fit n_classes={n_classes}: give one for each \
         class, or leave the last one out."
    )]
    WrongNumberOfWeights { weights: usize, n_classes: usize },
    /// A split that leaves no sample to train on.
    #[error(
        "Of n_samples={n_samples} none is left to train on with test_size={test_size}. \
         Take more samples, or lower test_size."
    )]
    EmptyTrainingPart {
        n_samples: usize,
        /// Fraction of them in the test part.
        test_size: f64,
    },
    /// More directions at right angles than dimensions.
    #[error("directions=orthogonal needs n_true={n_true} to be at most n_features={n_features}")]
    TooManyDirections { n_true: usize, n_features: usize },
    /// A polygon needs two dimensions.
    #[error("directions=polygon lies in a plane: n_features={n_features} must be 2")]
    NoPlane { n_features: usize },
    /// Values too large for floating point.
    #[error(
        "Feature {feature} has values too large to be scaled. \
         Bring smaller ones; made-up data have them with lower class_sep, shift or scale."
    )]
    NotFinite {
        /// The feature's index.
        feature: usize,
    },
    /// The values of a named column of the user's file are too large for floating point.
    #[error(
        "Column “{}” has values too large to be scaled. \
         Correct them in the file, or leave the column out (leave_out).",
        excerpt(.column)
    )]
    ColumnNotFinite { column: String },
    /// A label to train on that no training sample has.
    #[error("train_on={label}: no training sample has that label. The labels are {}.", .classes.join(", "))]
    NoSuchLabel {
        /// The requested label.
        label: u32,
        /// The class numbers, with names if there are any.
        classes: Vec<String>,
    },
    /// Data or an optimiser that a smaller program of the page does not know.
    #[error("this part of the page does not know the experiment's data or optimiser; reload the page")]
    OtherProgram,
    /// The file is needed before it was supplied.
    #[error("{name} is not there. Choose the data again; on the command line, name the file by --data.")]
    NoFile { name: String },
    /// A file with another content than the experiment's.
    #[error(
        "{name} is another file than the experiment's: its content differs, or that of the link is damaged. Choose the one that the link was made with, or copy the link again."
    )]
    OtherFile { name: String },
    /// A file that comes with the page, with another content.
    #[error(
        "{name} is not the file that this page was made with: it is damaged, or of another version. Reload the page, or choose other data."
    )]
    Damaged { name: String },
    /// Patches larger than the tiles that they are cut out of.
    #[error(
        "patch_size={patch_size} does not fit into {} tiles of {}×{} pixels. Lower patch_size.",
        tiles.0, tiles.1, tiles.2
    )]
    NoPatch {
        /// Side of a patch in pixels.
        patch_size: usize,
        /// The numbers of tiles, rows and columns.
        tiles: (usize, usize, usize),
    },
    /// Patches without a difference in them.
    #[error(
        "All patches are flat with patch_size={patch_size} and n_samples={n_samples}. \
         Raise one of them, change random_state, or take another picture."
    )]
    FlatPatches {
        /// Side of a patch in pixels.
        patch_size: usize,
        n_samples: usize,
    },
    /// An electrocardiogram without a beat whose window it holds.
    #[error("The record's {samples} samples hold no whole beat: take a record with R peaks marked.")]
    NoBeat {
        /// The number of samples in the record.
        samples: usize,
    },
}
