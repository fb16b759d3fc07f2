//! The interface of the training algorithms.

use std::fmt;

use super::lbfgs::Minimisation;
use super::steps::Steps;
use crate::experiment::Experiment;
use crate::model::{Autoencoder, Losses};
use crate::random::TorchGenerator;
use crate::tensor::Matrix;

/// The result of a piece of an epoch.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum StepOutcome {
    /// The epoch is not complete yet.
    Working,
    /// The epoch is complete, with these losses on average.
    Epoch(Losses),
    /// The loss or a weight is NaN or infinite.
    Lost,
}

/// An algorithm that trains a model epoch by epoch, in pieces of a few milliseconds.
pub trait TrainingLoop {
    /// Does one piece of an epoch. Live parameters keep the value of that epoch throughout it.
    fn advance(
        &mut self,
        model: &mut Autoencoder<f32>,
        train: &Matrix<f32>,
        experiment: &Experiment,
        epoch: u32,
    ) -> StepOutcome;

    /// Returns whether an epoch is under way.
    fn has_begun(&self) -> bool;

    /// Returns the completed fraction of the current epoch.
    fn share(&self) -> f64;
}

/// Opaque on purpose: a derived `Debug` would add formatting code to every program.
impl fmt::Debug for dyn TrainingLoop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TrainingLoop")
    }
}

/// The input of a training algorithm.
#[derive(Debug)]
pub struct TrainingInit<'a> {
    pub experiment: &'a Experiment,
    pub model: &'a Autoencoder<f32>,
    pub train: &'a Matrix<f32>,
    /// The script's one stream, past the initial weights.
    pub generator: TorchGenerator,
}

/// Makes an experiment's way to train.
pub type TrainingLoopFactory = fn(TrainingInit) -> Box<dyn TrainingLoop>;

/// Supports every optimiser.
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
