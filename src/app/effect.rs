//! What the page does for the app: everything that takes a browser.

use super::feedback::FeedbackPlace;
use super::history::HistoryEntry;
use super::program::Program;
use crate::experiment::{Experiment, Parameter};
use crate::protocol::Command;

/// Something that [`update`](fn@super::update) asks the page to do.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Send a command to the training worker.
    Tell(Command),
    /// Give the training worker the file that an experiment's data are read from.
    Supply(Box<Experiment>),
    /// Start a training worker in place of the one before.
    StartTrainer(Program),
    /// End the training worker.
    EndTrainer,
    /// Load the file that an experiment's data are read from.
    LoadFile(Box<Experiment>),
    /// Forget the content of the data file with this hash.
    ForgetFile(u64),
    /// Measure the baselines of the experiment's data in a worker of their own.
    MeasureBaselines,
    /// Begin the evaluation's next stage.
    EvaluateNext,
    /// End the worker that evaluates.
    EndEvaluator,
    /// Ask the user for data files.
    ChooseData,
    /// Draw a random number for a new seed.
    DrawSeed,
    /// Add an entry to the browser's history.
    AddEntry(HistoryEntry),
    /// Write a parameter's value over whatever its control holds.
    ResetControl(&'static Parameter),
    /// Write the number of the chosen sample over whatever was typed.
    ResetSample,
    /// Copy a text for a button; the name says what it is.
    Copy(FeedbackPlace, &'static str, String),
    /// Copy the experiment of a link as a script; the name says what it is.
    CopyScript(&'static str, String),
    /// Copy the page's address with this fragment; the name says what it is.
    CopyLink(&'static str, String),
    /// Check in a worker of its own whether a file's weights fit the experiment.
    CheckWeights(String, Vec<u8>),
    /// Save a file of weights, which are those after so many epochs.
    SaveWeights(u32, Vec<u8>),
}
