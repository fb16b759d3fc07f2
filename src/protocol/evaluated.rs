//! The results of an evaluation.

use nanoserde::{DeBin, SerBin};

use crate::evaluation::{Evaluation, Stage};
use crate::tensor::Fingerprint;

/// The results of one stage of an evaluation, with a description of the data.
#[derive(Debug, Clone, PartialEq, SerBin, DeBin)]
pub struct Evaluated {
    pub stage: Stage,
    /// Why it could not be completed.
    pub problem: Option<String>,
    /// The hash of the weights that were evaluated.
    pub fingerprint: Fingerprint,
    /// The class that was trained on, if only one was.
    pub normal: Option<usize>,
    /// Number of units of the code.
    pub width: usize,
    /// The results of the stage.
    pub evaluation: Evaluation,
    /// The test samples' rows in the data.
    pub rows: Vec<usize>,
    /// Names of the test samples; empty if they only have numbers.
    pub names: Vec<String>,
    /// The test samples' classes; empty without labels.
    pub labels: Vec<usize>,
    pub classes: Vec<String>,
    /// Samples to draw.
    pub ranked_samples: RankedSamples,
}

/// Some test samples and their reconstructions.
#[derive(Debug, Clone, Default, PartialEq, SerBin, DeBin)]
pub struct RankedSamples {
    /// The indices of the samples.
    pub samples: Vec<usize>,
    /// Their features, one sample after the other.
    pub originals: Vec<f32>,
    /// Their reconstructions, one sample after the other.
    pub reconstructions: Vec<f32>,
}
