//! What an evaluation has found.

use nanoserde::{DeBin, SerBin};

use crate::evaluation::{Evaluation, Stage};
use crate::tensor::Fingerprint;

/// What a stage of an evaluation has found, and of what.
#[derive(Debug, Clone, PartialEq, SerBin, DeBin)]
pub struct Evaluated {
    /// The stage.
    pub stage: Stage,
    /// Why it could not be completed.
    pub problem: Option<String>,
    /// The hash of the weights that were evaluated.
    pub fingerprint: Fingerprint,
    /// The class that was trained on, if only one was.
    pub normal: Option<usize>,
    /// Units of a code.
    pub width: usize,
    /// The stage's part.
    pub evaluation: Evaluation,
    /// The test samples' rows in the data.
    pub rows: Vec<usize>,
    /// Names of the test samples; empty if they only have numbers.
    pub names: Vec<String>,
    /// The test samples' classes; empty where there are none.
    pub labels: Vec<usize>,
    /// The classes' names.
    pub classes: Vec<String>,
    /// Samples to be drawn.
    pub ranked_samples: RankedSamples,
}

/// Some test samples beside what the model makes of them.
#[derive(Debug, Clone, Default, PartialEq, SerBin, DeBin)]
pub struct RankedSamples {
    /// Which.
    pub samples: Vec<usize>,
    /// Their features, one sample after the other.
    pub originals: Vec<f32>,
    /// What the model makes of them.
    pub reconstructions: Vec<f32>,
}
