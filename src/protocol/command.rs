//! What the page says.

use nanoserde::{DeBin, SerBin};

use super::{Envelope, Pace, Purpose, Unreadable};
use crate::evaluation::{Perplexity, Stage};
use crate::model::Side;

/// From page to worker.
#[derive(Debug, Clone, PartialEq, SerBin, DeBin)]
pub enum Command {
    /// Make the experiment's data and initial weights and drop the run before. Answered by
    /// `Started` or `Refused`.
    Start {
        /// The new run's id.
        run: u32,
        /// The experiment's link.
        link: String,
        /// Whether it trains at once.
        running: bool,
        /// Train up to this epoch as fast as possible, at any speed and even where it does not train at
        /// once: the run had come so far before.
        reached: u32,
        /// Report the fingerprint after this epoch.
        watch: Option<u32>,
        /// The file of weights to begin with, where they fit, which travels apart; empty where the
        /// seed draws them.
        weights: Vec<u8>,
    },
    /// The file that an experiment's data are read from, for what comes after. Not answered.
    Supply {
        /// The experiment's link.
        link: String,
        /// Its bytes, unpacked, which travel apart.
        file: Vec<u8>,
    },
    /// Check whether a file's weights fit an experiment. The run goes on. Answered by `Loaded` or `NotLoaded`.
    LoadWeights {
        /// The file's name.
        name: String,
        /// The experiment's link.
        link: String,
        /// Its bytes, which travel apart.
        file: Vec<u8>,
    },
    /// Answer with the weights as a file: `Saved`.
    SaveWeights {
        /// The run concerned.
        run: u32,
        /// What for; the answer says it again.
        purpose: Purpose,
    },
    /// Train, or stop training after the piece at hand.
    Running {
        /// The run concerned.
        run: u32,
        /// Whether to train.
        running: bool,
    },
    /// Train one epoch and stop.
    Step {
        /// The run concerned.
        run: u32,
    },
    /// Change a live parameter or the end. Answered by `Changed`.
    Change {
        /// The run concerned.
        run: u32,
        /// The parameter's name.
        parameter: String,
        /// Its new value, as in a link.
        value: String,
    },
    /// How fast to train.
    Pace(Pace),
    /// Answer with a `Frame`.
    Frame {
        /// The run concerned.
        run: u32,
        /// How many epochs of the history the page has.
        known: u32,
        /// Which test sample to reconstruct.
        sample: u32,
        /// The side of the model whose weights to send, if any.
        weights: Option<Side>,
    },
    /// Measure the baselines on an experiment's data. Answered by `Baselines` or `Refused`.
    Baselines {
        /// The experiment's link.
        link: String,
    },
    /// Say whether an experiment's data can be made. Answered by `Tried`.
    Try {
        /// The experiment's link.
        link: String,
    },
    /// Compare an experiment's gradient with central differences. Answered by `Gradients` or
    /// `Refused`.
    CheckGradients {
        /// The experiment's link.
        link: String,
    },
    /// Open a viewer's files, in place of those before. Answered by `Opened` or `NotRead`.
    OpenFiles {
        /// Their names.
        names: Vec<String>,
        /// How many bytes each has.
        sizes: Vec<u32>,
        /// The link of the experiment whose weights a file may hold.
        link: String,
        /// How: rows of the parameter table with their values, as in a link.
        values: Vec<(String, String)>,
        /// All their bytes, one file after the other, which travel apart.
        files: Vec<u8>,
    },
    /// Read data from the files opened last. Answered by `Read` or `NotRead`.
    ReadFiles {
        /// How: rows of the parameter table with their values, as in a link.
        values: Vec<(String, String)>,
    },
    /// Complete a stage of an evaluation. Answered by `Evaluated`, with `Evaluating` before it, or by
    /// `Refused`.
    Evaluate {
        /// The experiment's link, with the live parameters as they are now.
        link: String,
        /// Which.
        stage: Stage,
        /// Of t-SNE's maps.
        perplexity: Perplexity,
        /// The file of the model's weights, which travels apart.
        weights: Vec<u8>,
    },
    /// Write an experiment as a PyTorch script. Answered by `Exported`.
    Export {
        /// The experiment's link.
        link: String,
    },
}

impl Command {
    /// The message as the browser carries it.
    #[must_use]
    pub fn encode(mut self) -> Envelope {
        let file = self.file().map(std::mem::take).unwrap_or_default();
        Envelope { message: self.serialize_bin(), file }
    }

    /// Reads a message.
    ///
    /// # Errors
    /// Where it is no command.
    pub fn decode(envelope: Envelope) -> Result<Self, Unreadable> {
        let mut command: Self = super::read(&envelope.message)?;
        if let Some(file) = command.file() {
            *file = envelope.file;
        }
        Ok(command)
    }

    /// What travels apart.
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
