//! The data and model outputs that are evaluated.

use ndarray::{Array2, ArrayView2};

use super::TableNames;

/// The samples as the model sees them. Measures of them do not depend on the model's weights.
///
/// There are as many labels as samples, or none.
#[derive(Debug, Clone, Copy)]
pub struct Inputs<'a> {
    /// Training samples × features; at least one sample.
    pub train: ArrayView2<'a, f32>,
    /// Test samples × features; at least one sample.
    pub test: ArrayView2<'a, f32>,
    /// The test samples' rows in the data; empty where nobody knows them.
    pub rows: &'a [usize],
    pub train_labels: &'a [usize],
    pub test_labels: &'a [usize],
    /// The classes' names; no label is beyond them.
    pub classes: &'a [String],
    /// The features' names; empty where they have none.
    pub features: &'a [String],
    /// The only class that was trained on: a sample of any other is an anomaly.
    pub normal: Option<usize>,
    /// The number of units of the code, and of components of PCA.
    pub width: usize,
}

impl<'a> Inputs<'a> {
    /// Returns the test samples' names for tables.
    #[must_use]
    pub fn names(&self) -> TableNames<'a> {
        TableNames {
            rows: self.rows,
            labels: self.test_labels,
            classes: self.classes,
            features: self.features,
        }
    }
}

/// A model's outputs for the samples.
#[derive(Clone, Copy)]
pub struct ModelOutputs<'a> {
    pub inputs: Inputs<'a>,
    /// Codes of the training samples, shape (samples, units).
    pub train_codes: ArrayView2<'a, f32>,
    /// Codes of the test samples, shape (samples, units).
    pub test_codes: ArrayView2<'a, f32>,
    /// Reconstructions of the test samples, in their shape.
    pub test_reconstructions: ArrayView2<'a, f32>,
    /// Mean number of units active on a test sample (L0).
    pub l0: f64,
    /// The test samples with the noise that the model is trained to remove, if any.
    pub noisy: Option<ArrayView2<'a, f32>>,
    /// Reconstructs other samples.
    pub reconstruct: &'a dyn Fn(ArrayView2<f32>) -> Array2<f32>,
}

/// The representation that was measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, nanoserde::SerBin, nanoserde::DeBin, nanoserde::SerJson)]
pub enum Representation {
    Codes,
    /// The inputs as they are.
    Inputs,
    /// Principal components of the inputs, one per unit of the code, fitted on the training part.
    Pca,
}

impl Representation {
    /// Returns the name used in tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Codes => "codes",
            Self::Inputs => "inputs",
            Self::Pca => "pca",
        }
    }
}
