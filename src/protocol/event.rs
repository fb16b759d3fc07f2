//! What the worker says.

use nanoserde::{DeBin, SerBin};

use super::{Envelope, Evaluated, Frame, Preview, Purpose, Start, Unreadable};
use crate::data::UserFile;
use crate::evaluation::{Baselines, Stage};
use crate::tensor::Fingerprint;
use crate::training::StopReason;
use crate::view::View;
use crate::weights::WeightsProvenance;

/// From worker to page.
#[allow(clippy::large_enum_variant, reason = "there is one at a time, and the largest is the usual one")]
#[derive(Debug, Clone, PartialEq, SerBin, DeBin)]
pub enum Event {
    /// The first message.
    Ready {
        /// The worker's [`BUILD`](super::BUILD).
        build: u64,
    },
    /// A run begins.
    Started(Start),
    /// The data could not be prepared.
    Refused {
        /// The run concerned.
        run: u32,
        /// Why, and what to do.
        message: String,
    },
    /// A change was made, or not.
    Changed {
        /// The run concerned.
        run: u32,
        /// What was wrong with the change.
        problem: Option<String>,
        /// The experiment's link now.
        link: String,
    },
    /// The state of a run.
    Frame(Frame),
    /// Training stopped by itself.
    Stopped {
        /// The run concerned.
        run: u32,
        /// Complete epochs.
        epoch: u32,
        /// Why, where it is not the last epoch.
        stop_reason: Option<StopReason>,
    },
    /// The epoch to watch for is complete.
    Watched {
        /// The run concerned.
        run: u32,
        /// The epoch.
        epoch: u32,
        /// The fingerprint after it.
        fingerprint: Fingerprint,
    },
    /// The baselines of the data.
    Baselines(Baselines),
    /// A file's weights fit the experiment.
    Loaded {
        /// The file's name.
        name: String,
        /// Its bytes, which travel apart.
        file: Vec<u8>,
        /// Where they come from.
        origin: WeightsProvenance,
    },
    /// They do not.
    NotLoaded {
        /// The file's name.
        name: String,
        /// What is wrong, and what to do.
        reason: String,
    },
    /// So much of a stage is done.
    Evaluating {
        /// Which.
        stage: Stage,
        /// Its share, from 0 to 1.
        share: f64,
    },
    /// What a stage has found.
    Evaluated(Box<Evaluated>),
    /// The weights after the last complete epoch.
    Saved {
        /// The run concerned.
        run: u32,
        /// What they were asked for.
        purpose: Purpose,
        /// The epoch.
        epoch: u32,
        /// A file of them, which travels apart.
        file: Vec<u8>,
    },
    /// What a check of the gradients came to.
    Gradients {
        /// In a sentence.
        verdict: String,
        /// The loss with its numbers in it.
        formula: String,
    },
    /// So much of a viewer's files has been read.
    Reading {
        /// Its share, from 0 to 1.
        share: f64,
    },
    /// What a viewer's files hold.
    Opened(Preview),
    /// A viewer's files cannot be opened, or not be read as asked.
    NotRead {
        /// One row in so many would do, where there are too many; else 0.
        every: u32,
        /// What is wrong, and what to do.
        message: String,
    },
    /// Data were read.
    Read {
        /// The value of `file` in an experiment on them.
        brought: UserFile,
        /// How a sample is looked at.
        view: View,
        /// The data packed, where they are small: the value of `content`.
        packed: String,
        /// What was found out and done, a sentence each.
        notes: Vec<String>,
        /// What the data are made from, which travels apart.
        file: Vec<u8>,
    },
    /// Data can be made, or not.
    Tried {
        /// Why not, and what to do.
        problem: Option<String>,
    },
    /// An experiment as a PyTorch script.
    Exported {
        /// All of it.
        script: String,
    },
    /// The worker panicked and says no more.
    Crashed {
        /// What the panic said.
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

    /// Reads a message.
    ///
    /// # Errors
    /// Where it is no event.
    pub fn decode(envelope: Envelope) -> Result<Self, Unreadable> {
        let mut event: Self = super::read(&envelope.message)?;
        if let Some(file) = event.file() {
            *file = envelope.file;
        }
        Ok(event)
    }

    /// What travels apart.
    fn file(&mut self) -> Option<&mut Vec<u8>> {
        match self {
            Self::Saved { file, .. } | Self::Loaded { file, .. } | Self::Read { file, .. } => Some(file),
            _ => None,
        }
    }
}
