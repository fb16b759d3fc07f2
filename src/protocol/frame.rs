//! The state of a run with everything that the figures show.

use nanoserde::{DeBin, SerBin};

use crate::evaluation::{GroundTruthInfo, RecoveryReport};
use crate::model::Side;
use crate::tensor::Fingerprint;
use crate::training::{Curve, HeatmapColumn, StopReason};
use crate::view::View;

/// The constant properties of a run.
#[derive(Debug, Clone, PartialEq, SerBin, DeBin)]
pub struct Start {
    pub run: u32,
    pub link: String,
    /// Number of test samples.
    pub test_samples: u32,
    /// The first of them that is not 0 in every feature, so that there is something to see.
    pub first: u32,
    /// The columns of the heatmap.
    pub columns: Vec<HeatmapColumn>,
    /// True if it starts from loaded weights.
    pub loaded: bool,
    /// The view of a sample.
    pub view: View,
    /// The features' names; empty if they are only numbered.
    pub features: Vec<String>,
    /// The classes' names, or their numbers; empty without labels.
    pub classes: Vec<String>,
    /// Names of the test samples; empty if they only have numbers.
    pub names: Vec<String>,
    /// The ground truth, if there is one.
    pub known: Option<GroundTruthInfo>,
}

/// The state of a run with everything that the figures show.
#[derive(Debug, Clone, PartialEq, SerBin, DeBin)]
pub struct Frame {
    pub run: u32,
    /// Number of complete epochs.
    pub epoch: u32,
    pub running: bool,
    /// True once the model has been tested, so that there is a result to show.
    pub tested: bool,
    /// True if nothing changes before the next command.
    pub settled: bool,
    /// The completed fraction of the next epoch, from 0 to 1.
    pub share: f64,
    /// Why it trains no further, where it is not the last epoch.
    pub stop_reason: Option<StopReason>,
    /// The hash of all weights at `epoch`.
    pub fingerprint: Fingerprint,
    /// Mean squared error on the test samples at `epoch`.
    pub test_mse: f64,
    /// The fraction of the test samples' variance explained at `epoch`, or `None` if they do not vary.
    pub explained_variance: Option<f64>,
    /// Units that are not 0 on a test sample, on average.
    pub l0: f64,
    /// Milliseconds of computing an epoch, on average; none before the first.
    pub epoch_ms: Option<f64>,
    /// The test sample that is reconstructed.
    pub sample: u32,
    /// Number of epochs of the history that precede those in `numbers`.
    pub known: u32,
    /// The comparison with the ground truth, if there is one.
    pub marked: Option<RecoveryReport>,
    /// The side of the model whose weights it has, if any.
    pub weights: Option<Side>,
    pub numbers: Numbers,
}

/// The arrays of a frame.
#[derive(Debug, Clone, Default, PartialEq, SerBin, DeBin)]
pub struct Numbers {
    /// The epochs of the history that the page lacks, one column per [`Curve`].
    pub history: [Vec<f32>; Curve::COUNT],
    /// Codes of the heatmap's samples, one row per sample.
    pub codes: Vec<f32>,
    /// Mean activation of each unit over all test samples.
    pub mean_activation: Vec<f32>,
    /// Fraction of the test samples on which each unit is active.
    pub active: Vec<f32>,
    /// The reconstructed test sample's features.
    pub original: Vec<f32>,
    /// The noisy sample if there is noise, else empty.
    pub noisy: Vec<f32>,
    pub reconstruction: Vec<f32>,
    /// Weights between units and features, one row per unit, for the units that a figure shows.
    pub weights: Vec<f32>,
}
