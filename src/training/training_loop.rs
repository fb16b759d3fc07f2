//! How epochs are trained.

use std::fmt;

use super::lbfgs::Minimisation;
use super::steps::Steps;
use crate::experiment::Experiment;
use crate::model::{Autoencoder, Losses};
use crate::random::TorchGenerator;
use crate::tensor::Matrix;

/// What a piece of an epoch came to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum StepOutcome {
    /// More pieces to the epoch's end.
    Working,
    /// The epoch is complete, with these losses on average.
    Epoch(Losses),
    /// The model is lost: its loss or one of its weights is no number.
    Lost,
}

/// A way to train a model, epoch by epoch, in pieces of a few milliseconds.
pub trait TrainingLoop {
    /// Does one piece of an epoch. Live parameters have the value of that epoch throughout it.
    fn advance(
        &mut self,
        model: &mut Autoencoder<f32>,
        train: &Matrix<f32>,
        experiment: &Experiment,
        epoch: u32,
    ) -> StepOutcome;

    /// Whether an epoch is under way.
    fn has_begun(&self) -> bool;

    /// Returns the share of the epoch under way that is done, from 0 to 1.
    fn share(&self) -> f64;
}

/// A way to train is not looked into; asked for more, every program would carry the words.
impl fmt::Debug for dyn TrainingLoop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Descent")
    }
}

/// What training begins with.
#[derive(Debug)]
pub struct TrainingInit<'a> {
    /// What is trained.
    pub experiment: &'a Experiment,
    /// The initial model.
    pub model: &'a Autoencoder<f32>,
    /// The training samples.
    pub train: &'a Matrix<f32>,
    /// The script's one stream, past the initial weights.
    pub generator: TorchGenerator,
}

/// Makes an experiment's way to train.
pub type TrainingLoopFactory = fn(TrainingInit) -> Box<dyn TrainingLoop>;

/// Any optimiser.
#[must_use]
pub fn any(beginning: TrainingInit) -> Box<dyn TrainingLoop> {
    let (model, train) = (beginning.model, beginning.train);
    match Steps::new(beginning) {
        Some(steps) => Box::new(steps),
        None => Box::new(Minimisation::new(model, train)),
    }
}

/// The optimisers that take a step from each gradient; a program that knows no other is smaller.
///
/// # Panics
/// If the experiment's optimiser takes no steps.
#[must_use]
pub fn first_order(beginning: TrainingInit) -> Box<dyn TrainingLoop> {
    Box::new(Steps::new(beginning).expect("the optimiser takes steps"))
}
