//! Messages from the page to a worker.

use nanoserde::{DeBin, SerBin};

use super::{Envelope, Pace, Purpose, Unreadable};
use crate::evaluation::{Perplexity, Stage};
use crate::experiment::Key;
use crate::model::Side;

/// A message from the page to a worker.
#[derive(Debug, Clone, PartialEq, SerBin, DeBin)]
pub enum Command {
    /// Make the experiment's data and initial weights and drop the run before. Answered by
    /// `Started` or `Refused`.
    Start {
        /// The new run's id.
        run: u32,
        link: String,
        /// True if it trains at once.
        running: bool,
        /// Train up to this epoch as fast as possible, at any speed and even where it does not train at
        /// once: the run had come so far before.
        reached: u32,
        /// Report the fingerprint after this epoch.
        watch: Option<u32>,
        /// The file of weights to start from if they fit, sent separately; empty if the seed draws them.
        weights: Vec<u8>,
    },
    /// The file that an experiment's data are read from, for what comes after. Not answered.
    Supply {
        link: String,
        /// The file's uncompressed bytes, sent separately.
        file: Vec<u8>,
    },
    /// Checks whether a file's weights fit an experiment, while the run continues. Answered by `Loaded` or
    /// `NotLoaded`.
    LoadWeights {
        name: String,
        link: String,
        /// The file's bytes, sent separately.
        file: Vec<u8>,
    },
    /// Answer with the weights as a file: `Saved`.
    SaveWeights {
        run: u32,
        /// The purpose, which the answer repeats.
        purpose: Purpose,
    },
    /// Trains, or stops after the current piece.
    Running { run: u32, running: bool },
    /// Train one epoch and stop.
    Step { run: u32 },
    /// Change a live parameter or the end. Answered by `Changed`.
    Change {
        run: u32,
        parameter: Key,
        /// Its new value, as in a link.
        value: String,
    },
    /// Sets the speed of training.
    Pace(Pace),
    /// Requests a `Frame`.
    Frame {
        run: u32,
        /// Number of epochs of the history that the page already has.
        known: u32,
        /// The test sample to reconstruct.
        sample: u32,
        /// The side of the model whose weights to send, if any.
        weights: Option<Side>,
        /// Turns the comparison of units and true features on or off.
        marks: bool,
    },
    /// Describes a unit of the model after the last complete epoch. Answered by `Unit` once the model has been
    /// tested.
    Unit { run: u32, unit: u32 },
    /// Measure the baselines on an experiment's data. Answered by `Baselines` or `Refused`.
    Baselines { link: String },
    /// Checks whether an experiment's data can be made. Answered by `Tried`.
    Try { link: String },
    /// Compare an experiment's gradient with central differences. Answered by `Gradients` or
    /// `Refused`.
    CheckGradients { link: String },
    /// Opens a user's files in place of the previous ones. Answered by `Opened` or `NotRead`.
    OpenFiles {
        parts: Vec<FilePart>,
        /// The link of the experiment whose weights a file may hold.
        link: String,
        /// Parameters that determine how they are read, with their values as in a link.
        values: Vec<(Key, String)>,
        /// The bytes of all parts, sent separately.
        files: Vec<u8>,
    },
    /// Read data from the files opened last. Answered by `Read` or `NotRead`.
    ReadFiles {
        /// Parameters that determine how they are read, with their values as in a link.
        values: Vec<(Key, String)>,
    },
    /// Complete a stage of an evaluation. Answered by `Evaluated`, with `Evaluating` before it, or by
    /// `Refused`.
    Evaluate {
        /// The experiment's link, with the live parameters as they are now.
        link: String,
        stage: Stage,
        /// The perplexity of t-SNE's maps.
        perplexity: Perplexity,
        /// The file of the model's weights, sent separately.
        weights: Vec<u8>,
    },
    /// Write an experiment as a PyTorch script. Answered by `Exported`.
    Export { link: String },
}

/// A file among the bytes of several files, which follow each other.
#[derive(Debug, Clone, PartialEq, Eq, SerBin, DeBin)]
pub struct FilePart {
    pub name: String,
    /// Number of bytes.
    pub size: u32,
}

impl Command {
    /// The message as the browser carries it.
    #[must_use]
    pub fn encode(mut self) -> Envelope {
        let file = self.file().map(std::mem::take).unwrap_or_default();
        Envelope { message: self.serialize_bin(), file }
    }

    /// Decodes a message.
    ///
    /// # Errors
    /// If it is not a command.
    pub fn decode(envelope: Envelope) -> Result<Self, Unreadable> {
        let mut command: Self = super::read(&envelope.message)?;
        if let Some(file) = command.file() {
            *file = envelope.file;
        }
        Ok(command)
    }

    /// Returns the bytes that are sent separately.
    fn file(&mut self) -> Option<&mut Vec<u8>> {
        match self {
            Self::Start { weights: file, .. }
            | Self::Evaluate { weights: file, .. }
            | Self::LoadWeights { file, .. }
            | Self::Supply { file, .. }
            | Self::OpenFiles { files: file, .. } => Some(file),
            _ => None,
        }
    }
}
