//! The state of a run, with all that the figures show.

use nanoserde::{DeBin, SerBin};

use crate::evaluation::{GroundTruthInfo, RecoveryReport};
use crate::model::Side;
use crate::tensor::Fingerprint;
use crate::training::{Curve, StopReason};
use crate::view::View;

/// What stays the same during a run.
#[derive(Debug, Clone, PartialEq, SerBin, DeBin)]
pub struct Start {
    /// The run.
    pub run: u32,
    /// The experiment's link.
    pub link: String,
    /// How many samples are tested on.
    pub test_samples: u32,
    /// The first of them that is not 0 in every feature, so that there is something to see.
    pub first: u32,
    /// Which test samples the heatmap shows, in its order, and the label of each.
    pub columns: Vec<(u32, u32)>,
    /// Whether it begins with loaded weights.
    pub loaded: bool,
    /// How a sample is looked at.
    pub view: View,
    /// What features are called; empty where they have numbers only.
    pub features: Vec<String>,
    /// What classes are called, by their number where they have no name; empty where there are none.
    pub classes: Vec<String>,
    /// Names of the test samples; empty if they only have numbers.
    pub names: Vec<String>,
    /// What is known of the true features, if anything is.
    pub known: Option<GroundTruthInfo>,
}

/// The state of a run, with all that the figures show.
#[derive(Debug, Clone, PartialEq, SerBin, DeBin)]
pub struct Frame {
    /// The run.
    pub run: u32,
    /// Complete epochs.
    pub epoch: u32,
    /// Whether it trains.
    pub running: bool,
    /// Whether the model is tested, so that there is something to show.
    pub tested: bool,
    /// Whether nothing changes before the next command.
    pub settled: bool,
    /// The share of the next epoch that is done, from 0 to 1.
    pub share: f64,
    /// Why it trains no further, where it is not the last epoch.
    pub stop_reason: Option<StopReason>,
    /// The hash of all weights at `epoch`.
    pub fingerprint: Fingerprint,
    /// Mean squared error on the test samples at `epoch`.
    pub test_mse: f64,
    /// The share of the test samples' variance that is explained at `epoch`; none where they do not
    /// vary.
    pub explained_variance: Option<f64>,
    /// Units that are not 0 on a test sample, on average.
    pub l0: f64,
    /// Milliseconds of computing an epoch, on average; none before the first.
    pub epoch_ms: Option<f64>,
    /// Which test sample is reconstructed.
    pub sample: u32,
    /// How many epochs of the history the page has before those in `numbers`.
    pub known: u32,
    /// How close the units come to the true features, where these are known.
    pub marked: Option<RecoveryReport>,
    /// The side of the model whose weights it has, if any.
    pub weights: Option<Side>,
    /// The arrays.
    pub numbers: Numbers,
}

/// The arrays of a frame.
#[derive(Debug, Clone, Default, PartialEq, SerBin, DeBin)]
pub struct Numbers {
    /// Epochs of the history that the page does not have yet, a column a [`Curve`].
    pub history: [Vec<f32>; Curve::COUNT],
    /// Codes of the heatmap's samples, a row a sample.
    pub codes: Vec<f32>,
    /// Mean activation of each unit over all test samples.
    pub mean_activation: Vec<f32>,
    /// The share of the test samples on which each unit is not 0.
    pub active: Vec<f32>,
    /// The reconstructed test sample's features.
    pub original: Vec<f32>,
    /// As they were encoded, where they are spoiled first; else empty.
    pub noisy: Vec<f32>,
    /// What the model makes of them.
    pub reconstruction: Vec<f32>,
    /// Weights between units and features, a row a unit, of as many units as a figure shows.
    pub weights: Vec<f32>,
}
