//! Messages from a worker to the page.

use nanoserde::{DeBin, SerBin};

use super::{Envelope, Evaluated, Frame, Preview, Purpose, Start, Unreadable};
use crate::data::UserFile;
use crate::evaluation::{Baselines, Stage, UnitReport};
use crate::tensor::Fingerprint;
use crate::training::StopReason;
use crate::view::View;
use crate::weights::WeightsProvenance;

/// A message from a worker to the page.
#[allow(clippy::large_enum_variant, reason = "there is one at a time, and the largest is the usual one")]
#[derive(Debug, Clone, PartialEq, SerBin, DeBin)]
pub enum Event {
    /// The first message.
    Ready {
        /// The worker's [`BUILD`](super::BUILD).
        build: u64,
    },
    Started(Start),
    /// The data could not be prepared.
    Refused {
        run: u32,
        /// Why, and what to do.
        message: String,
    },
    /// A change was made, or not.
    Changed {
        run: u32,
        /// The error if the change was rejected.
        problem: Option<String>,
        /// The experiment's current link.
        link: String,
    },
    /// The state of a run.
    Frame(Frame),
    /// The description of a unit; none before the model has been tested, or if it has no such unit.
    Unit {
        run: u32,
        report: Option<UnitReport>,
    },
    /// Training stopped by itself.
    Stopped {
        run: u32,
        /// Number of complete epochs.
        epoch: u32,
        /// Why, where it is not the last epoch.
        stop_reason: Option<StopReason>,
    },
    /// The epoch to watch for is complete.
    Watched {
        run: u32,
        epoch: u32,
        /// The fingerprint after it.
        fingerprint: Fingerprint,
    },
    /// The baselines of the data.
    Baselines(Baselines),
    /// A file's weights fit the experiment.
    Loaded {
        name: String,
        /// The file's bytes, sent separately.
        file: Vec<u8>,
        origin: WeightsProvenance,
    },
    /// The weights do not fit.
    NotLoaded {
        name: String,
        /// The problem and a remedy.
        reason: String,
    },
    /// So much of a stage is done.
    Evaluating {
        stage: Stage,
        /// The completed fraction, from 0 to 1.
        share: f64,
    },
    /// A stage is complete.
    Evaluated(Box<Evaluated>),
    /// The weights after the last complete epoch.
    Saved {
        run: u32,
        purpose: Purpose,
        epoch: u32,
        /// The file of the weights, sent separately.
        file: Vec<u8>,
    },
    /// The result of checking the gradients.
    Gradients {
        /// The result in a sentence.
        verdict: String,
        /// The loss with its numbers in it.
        formula: String,
    },
    /// Progress in reading a user's files.
    Reading {
        /// The completed fraction, from 0 to 1.
        share: f64,
    },
    /// The content of a user's files.
    Opened(Preview),
    /// A user's files cannot be opened, or cannot be read as requested.
    NotRead {
        /// If there are too many rows, every n-th would fit.
        every: Option<u32>,
        /// The problem and a remedy.
        message: String,
    },
    Read {
        /// The value of `file` in an experiment on them.
        brought: UserFile,
        /// The view of a sample.
        view: View,
        /// The data packed, where they are small: the value of `content`.
        packed: String,
        /// Notes on decisions and changes, one sentence each.
        notes: Vec<String>,
        /// The file that the data are made from, sent separately.
        file: Vec<u8>,
    },
    /// Data can be made, or not.
    Tried {
        /// Why not, and what to do.
        problem: Option<String>,
    },
    /// An experiment as a PyTorch script.
    Exported {
        script: String,
    },
    /// The worker panicked and sends nothing more.
    Crashed {
        /// The message of the panic.
        message: String,
    },
}

impl Event {
    /// The message as the browser carries it.
    #[must_use]
    pub fn encode(mut self) -> Envelope {
        let file = self.file().map(std::mem::take).unwrap_or_default();
        Envelope { message: self.serialize_bin(), file }
    }

    /// Decodes a message.
    ///
    /// # Errors
    /// If it is not an event.
    pub fn decode(envelope: Envelope) -> Result<Self, Unreadable> {
        let mut event: Self = super::read(&envelope.message)?;
        if let Some(file) = event.file() {
            *file = envelope.file;
        }
        Ok(event)
    }

    /// Returns the bytes that are sent separately.
    fn file(&mut self) -> Option<&mut Vec<u8>> {
        match self {
            Self::Saved { file, .. } | Self::Loaded { file, .. } | Self::Read { file, .. } => Some(file),
            _ => None,
        }
    }
}
