//! What an evaluation has found.

use nanoserde::{DeJson, SerJson};

use super::Unreadable;
use crate::evaluation::{Evaluation, Stage};
use crate::model::Fingerprint;

/// What a stage of an evaluation has found, and of what.
#[derive(Debug, Clone, PartialEq, SerJson, DeJson)]
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
    /// The test samples' classes; empty where there are none.
    pub labels: Vec<usize>,
    /// The classes' names.
    pub classes: Vec<String>,
    /// Samples to be drawn.
    #[nserde(skip)]
    pub exhibits: Exhibits,
}

/// Some test samples beside what the model makes of them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Exhibits {
    /// Which.
    pub samples: Vec<usize>,
    /// Their features, one sample after the other.
    pub originals: Vec<f32>,
    /// What the model makes of them.
    pub reconstructions: Vec<f32>,
}

impl Exhibits {
    pub(super) fn into_arrays(self) -> Vec<Vec<f32>> {
        // Samples are fewer than a float counts exactly.
        let samples = self.samples.into_iter().map(|sample| sample as f32).collect();
        vec![samples, self.originals, self.reconstructions]
    }

    pub(super) fn from_arrays(arrays: Vec<Vec<f32>>) -> Result<Self, Unreadable> {
        let count = arrays.len();
        let [samples, originals, reconstructions]: [Vec<f32>; 3] =
            arrays.try_into().map_err(|_| Unreadable(format!("an evaluation with {count} arrays")))?;
        let samples = samples.into_iter().map(|sample| sample as usize).collect();
        Ok(Self { samples, originals, reconstructions })
    }
}
