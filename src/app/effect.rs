//! Actions that the page carries out for the app: everything that needs a browser.

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
    EndTrainer,
    /// Load the file that an experiment's data are read from.
    LoadFile(Box<Experiment>),
    /// Forget the content of the data file with this hash.
    ForgetFile(u64),
    /// Measure the baselines of the experiment's data in a separate worker.
    MeasureBaselines,
    /// Begin the evaluation's next stage.
    EvaluateNext,
    /// End the worker that evaluates.
    EndEvaluator,
    ChooseData,
    DrawSeed,
    /// Add an entry to the browser's history.
    AddEntry(HistoryEntry),
    /// Show a parameter's value again, whatever its control contains.
    ResetControl(&'static Parameter),
    /// Show the number of the selected sample again, whatever was typed.
    ResetSample,
    /// Copy a text for a button; the name describes it.
    Copy(FeedbackPlace, &'static str, String),
    /// Copy the script of a link's experiment; the name describes it.
    CopyScript(&'static str, String),
    /// Copy the page's address with this fragment; the name describes it.
    CopyLink(&'static str, String),
    /// Check in a separate worker whether a file's weights fit the experiment.
    CheckWeights(String, Vec<u8>),
    /// Save a file of weights after this number of epochs.
    SaveWeights(u32, Vec<u8>),
}
