//! What is judged.

use ndarray::{Array2, ArrayView2};

use super::TableNames;

/// The samples that a code is made of, as the model sees them, and what is known of them. What is
/// measured of these does not depend on the model's weights.
///
/// Labels are as many as samples, or none where there are none.
#[derive(Debug, Clone, Copy)]
pub struct Inputs<'a> {
    /// Training samples × features; at least one sample.
    pub train: ArrayView2<'a, f32>,
    /// Test samples × features; at least one sample.
    pub test: ArrayView2<'a, f32>,
    /// The test samples' rows in the data; empty where nobody knows them.
    pub rows: &'a [usize],
    /// The training samples' classes.
    pub train_labels: &'a [usize],
    /// The test samples' classes.
    pub test_labels: &'a [usize],
    /// The classes' names; no label is beyond them.
    pub classes: &'a [String],
    /// The features' names; empty where they have none.
    pub features: &'a [String],
    /// The only class that was trained on: a sample of any other is an anomaly.
    pub normal: Option<usize>,
    /// How many units a code has: PCA gets as many components.
    pub width: usize,
}

impl<'a> Inputs<'a> {
    /// What tables call the test samples.
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

/// A model to be judged, by what it makes of the samples.
#[derive(Clone, Copy)]
pub struct ModelOutputs<'a> {
    /// The samples.
    pub inputs: Inputs<'a>,
    /// Training samples × units.
    pub train_codes: ArrayView2<'a, f32>,
    /// Test samples × units.
    pub test_codes: ArrayView2<'a, f32>,
    /// What the model makes of the test samples, in their shape.
    pub test_reconstructions: ArrayView2<'a, f32>,
    /// How many units are active on a test sample on average.
    pub l0: f64,
    /// The test samples with the noise that the model is trained to take off; none where there is none.
    pub noisy: Option<ArrayView2<'a, f32>>,
    /// What the model makes of other samples, in their shape.
    pub reconstruct: &'a dyn Fn(ArrayView2<f32>) -> Array2<f32>,
}

/// What a measure was taken of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, nanoserde::SerBin, nanoserde::DeBin, nanoserde::SerJson)]
pub enum Representation {
    /// The codes.
    Codes,
    /// The inputs as they are.
    Inputs,
    /// As many principal components of the inputs as a code has units, fitted on the training part.
    Pca,
}

impl Representation {
    /// As tables have it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Codes => "codes",
            Self::Inputs => "inputs",
            Self::Pca => "pca",
        }
    }
}
