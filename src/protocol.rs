//! All that page and worker say to each other.
//!
//! A message is a text (JSON), some arrays of numbers, and a file where it carries one; the browser
//! transfers all but the text without copying. Every answer carries the id of the run it belongs to, so that a late one can be
//! dropped.
//!
//! nanoserde leaves a comma behind where the last field is an `Option` without a value, which it
//! reads itself but nobody else: no message ends in one. What travels apart is an empty list in
//! the text.

use nanoserde::{DeJson, SerJson};

use crate::evaluation::{Baselines, Evaluation, Marks, Stage};
use crate::model::{Fingerprint, Side};
use crate::training::{Curve, Ending};
use crate::weights::Origin;

/// Raised whenever a message changes. Page and worker come from files that a server may cache
/// apart; the worker says its version first, and the page offers a reload where it is not its own.
pub const VERSION: u32 = 8;

/// From page to worker.
#[derive(Debug, Clone, PartialEq, SerJson, DeJson)]
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
        /// Whose weights to send, if any: at most one, for they may be many.
        weights: Vec<Side>,
    },
    /// Measure the baselines on an experiment's data. Answered by `Baselines` or `Refused`.
    Baselines {
        /// The run concerned.
        run: u32,
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
        /// All their bytes, one file after the other, which travel apart.
        files: Vec<u8>,
    },
    /// Read data from the files opened last. Answered by `Read` or `NotRead`.
    ReadFiles {
        /// How: rows of the parameter table with their values, as in a link.
        values: Vec<(String, String)>,
    },
    /// Complete stages of an evaluation. Answered by an `Evaluated` a stage, with `Evaluating`
    /// before it, or by `Refused`.
    Evaluate {
        /// The experiment's link, with the live parameters as they are now.
        link: String,
        /// Which, in their order.
        stages: Vec<Stage>,
        /// The file of the model's weights, which travels apart.
        weights: Vec<u8>,
    },
    /// Panic; so that what the page makes of it can be tested.
    Panic,
}

/// How fast to train; the viewer's choice, not the experiment's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, SerJson, DeJson)]
pub enum Pace {
    /// Five epochs a second.
    Slow,
    /// One epoch a frame that the page asks for.
    Normal,
    /// As fast as it goes.
    Fast,
}

/// From worker to page.
#[allow(clippy::large_enum_variant, reason = "there is one at a time, and the largest is the usual one")]
#[derive(Debug, Clone, PartialEq, SerJson, DeJson)]
pub enum Event {
    /// The first message.
    Ready {
        /// The worker's [`VERSION`].
        version: u32,
    },
    /// A run begins.
    Started(Start),
    /// The data cannot be made.
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
        /// Why, where it is not the last epoch.
        ending: Option<Ending>,
        /// Complete epochs.
        epoch: u32,
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
    Baselines {
        /// The run concerned.
        run: u32,
        /// The errors.
        baselines: Baselines,
    },
    /// A file's weights fit the experiment.
    Loaded {
        /// The file's name.
        name: String,
        /// Its bytes, which travel apart.
        file: Vec<u8>,
        /// Where they come from.
        origin: Origin,
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
        /// What the experiment says of them: the value of `file`.
        brought: String,
        /// How a sample is looked at: the value of `view`.
        view: String,
        /// The data packed, where they are small: the value of `content`.
        packed: String,
        /// What was found out and done, a sentence each.
        notes: Vec<String>,
        /// What the data are made from, which travels apart.
        file: Vec<u8>,
    },
    /// The worker panicked and says no more.
    Crashed {
        /// What the panic said.
        message: String,
    },
}

/// What a viewer's files hold, told before anything is read from them.
#[derive(Debug, Clone, PartialEq, Eq, SerJson, DeJson)]
pub struct Preview {
    /// The name of the file that holds the samples.
    pub name: String,
    /// Its kind and size, in a sentence.
    pub summary: String,
    /// Its columns, in order; of many the first, the last and the likely labels. None of a picture.
    pub columns: Vec<PreviewColumn>,
    /// How many columns are not among them.
    pub more: u32,
    /// The column that may well hold labels; empty where there is none.
    pub label: String,
    /// How a sample may well be looked at, as [`View`](crate::data::View) writes it.
    pub view: String,
    /// What was found out, a sentence each.
    pub notes: Vec<String>,
}

/// A column of a [`Preview`].
#[derive(Debug, Clone, PartialEq, Eq, SerJson, DeJson)]
pub struct PreviewColumn {
    /// Its name, or its number from 1.
    pub name: String,
    /// Whether its values are numbers, so that they can be learned.
    pub is_number: bool,
    /// Whether it can hold labels only.
    pub is_label: bool,
    /// How many values are missing.
    pub missing: u32,
    /// How many different values it has; none where they are many.
    pub distinct: Option<u32>,
    /// Some of them.
    pub examples: Vec<String>,
}

/// What a stage of an evaluation has found, and of what.
#[derive(Debug, Clone, PartialEq, SerJson, DeJson)]
pub struct Evaluated {
    /// The stage.
    pub stage: Stage,
    /// Why it could not be completed.
    pub problem: Option<String>,
    /// The hash of the weights that were evaluated.
    pub fingerprint: Fingerprint,
    /// The class that was trained on, if only one was.
    pub normal: Option<usize>,
    /// Units of a code.
    pub width: usize,
    /// The stage's part.
    pub evaluation: Evaluation,
    /// The test samples' classes; empty where there are none.
    pub labels: Vec<usize>,
    /// The classes' names.
    pub classes: Vec<String>,
    /// Samples to be drawn.
    #[nserde(skip)]
    pub exhibits: Exhibits,
}

/// Some test samples beside what the model makes of them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Exhibits {
    /// Which.
    pub samples: Vec<usize>,
    /// Their features, one sample after the other.
    pub originals: Vec<f32>,
    /// What the model makes of them.
    pub reconstructions: Vec<f32>,
}

/// What weights are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, SerJson, DeJson)]
pub enum Purpose {
    /// To be saved as a file.
    File,
    /// To be evaluated.
    Evaluation,
}

/// What stays the same during a run.
#[derive(Debug, Clone, PartialEq, Eq, SerJson, DeJson)]
pub struct Start {
    /// The run.
    pub run: u32,
    /// The experiment's link.
    pub link: String,
    /// How many samples are trained on.
    pub train_samples: u32,
    /// How many are tested on.
    pub test_samples: u32,
    /// Which test samples the heatmap shows, in its order, and the label of each.
    pub columns: Vec<(u32, u32)>,
    /// Whether it begins with loaded weights.
    pub loaded: bool,
    /// How a sample is looked at, as [`View`](crate::data::View) writes it.
    pub view: String,
    /// What features are called; empty where they have numbers only.
    pub features: Vec<String>,
    /// What classes are called; empty where they have numbers only.
    pub classes: Vec<String>,
}

/// The state of a run, with all that the figures show.
#[derive(Debug, Clone, PartialEq, SerJson, DeJson)]
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
    /// Why it trains no further, where it is not the last epoch.
    pub ending: Option<Ending>,
    /// The hash of all weights at `epoch`.
    pub fingerprint: Fingerprint,
    /// Mean squared error on the test samples at `epoch`.
    pub test_mse: f64,
    /// The share of the test samples' variance that is explained at `epoch`; none where they do not
    /// vary.
    pub explained_variance: Option<f64>,
    /// Units above 0 on a test sample, on average.
    pub l0: f64,
    /// Milliseconds of computing an epoch, on average; none before the first.
    pub epoch_ms: Option<f64>,
    /// Which test sample is reconstructed.
    pub sample: u32,
    /// How many epochs of the history the page has before those in `numbers`.
    pub known: u32,
    /// How close the units come to the true features, where these are known, and as many units that
    /// never learned.
    pub marks: Option<[Marks; 2]>,
    /// Whose weights it has, if any.
    pub weights: Vec<Side>,
    /// The arrays.
    #[nserde(skip)]
    pub numbers: Numbers,
}

/// The arrays of a frame.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Numbers {
    /// Epochs of the history that the page does not have yet, a column a [`Curve`].
    pub history: [Vec<f32>; Curve::COUNT],
    /// Codes of the heatmap's samples, a row a sample.
    pub codes: Vec<f32>,
    /// Mean activation of each unit over all test samples.
    pub mean_activation: Vec<f32>,
    /// The share of the test samples on which each unit is above 0.
    pub active: Vec<f32>,
    /// The reconstructed test sample's features.
    pub original: Vec<f32>,
    /// As they were encoded, where they are spoiled first; else empty.
    pub noisy: Vec<f32>,
    /// What the model makes of them.
    pub reconstruction: Vec<f32>,
    /// |cosine| of true features and units, a row a true feature; where these are known.
    pub similarity: Vec<f32>,
    /// The unit of each of its columns.
    pub order: Vec<f32>,
    /// True directions in the plane, where they lie in one: across and up, one after the other.
    pub directions: Vec<f32>,
    /// Weights between units and features, a row a unit, of as many units as a figure shows.
    pub weights: Vec<f32>,
}

/// A message as the browser carries it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Envelope {
    /// The message without its arrays and file.
    pub text: String,
    /// The arrays.
    pub arrays: Vec<Vec<f32>>,
    /// The file; empty where there is none.
    pub file: Vec<u8>,
}

/// A message that is none of ours.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a message between page and worker cannot be read: {0}. Reload the page.")]
pub struct Unreadable(String);

impl Command {
    /// The message as the browser carries it.
    #[must_use]
    pub fn encode(mut self) -> Envelope {
        let file = self.file().map(std::mem::take).unwrap_or_default();
        let text = self.serialize_json();
        Envelope { text, file, ..Envelope::default() }
    }

    /// Reads a message.
    ///
    /// # Errors
    /// Where it is no command.
    pub fn decode(envelope: Envelope) -> Result<Self, Unreadable> {
        let mut command: Self =
            Self::deserialize_json(&envelope.text).map_err(|error| Unreadable(error.to_string()))?;
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

impl Event {
    /// The message as the browser carries it.
    #[must_use]
    pub fn encode(mut self) -> Envelope {
        let arrays = match &mut self {
            Self::Frame(frame) => std::mem::take(&mut frame.numbers).into_arrays(),
            Self::Evaluated(evaluated) => std::mem::take(&mut evaluated.exhibits).into_arrays(),
            _ => Vec::new(),
        };
        let file = self.file().map(std::mem::take).unwrap_or_default();
        Envelope { text: self.serialize_json(), arrays, file }
    }

    /// Reads a message.
    ///
    /// # Errors
    /// Where it is no event.
    pub fn decode(envelope: Envelope) -> Result<Self, Unreadable> {
        let mut event: Self =
            Self::deserialize_json(&envelope.text).map_err(|error| Unreadable(error.to_string()))?;
        match &mut event {
            Self::Frame(frame) => frame.numbers = Numbers::from_arrays(envelope.arrays)?,
            Self::Evaluated(evaluated) => evaluated.exhibits = Exhibits::from_arrays(envelope.arrays)?,
            _ => {}
        }
        if let Some(file) = event.file() {
            *file = envelope.file;
        }
        Ok(event)
    }

    /// What travels apart, but for numbers.
    fn file(&mut self) -> Option<&mut Vec<u8>> {
        match self {
            Self::Saved { file, .. } | Self::Loaded { file, .. } | Self::Read { file, .. } => Some(file),
            _ => None,
        }
    }
}

impl Numbers {
    fn into_arrays(self) -> Vec<Vec<f32>> {
        let rest = [
            self.codes,
            self.mean_activation,
            self.active,
            self.original,
            self.noisy,
            self.reconstruction,
            self.similarity,
            self.order,
            self.directions,
            self.weights,
        ];
        self.history.into_iter().chain(rest).collect()
    }

    fn from_arrays(arrays: Vec<Vec<f32>>) -> Result<Self, Unreadable> {
        let unreadable = Unreadable(format!("a frame with {} arrays", arrays.len()));
        let mut arrays = arrays.into_iter();
        let history = arrays.by_ref().take(Curve::COUNT).collect::<Vec<_>>().try_into();
        let rest = arrays.collect::<Vec<_>>().try_into();
        let (Ok(history), Ok(rest)) = (history, rest) else { return Err(unreadable) };
        let [
            codes,
            mean_activation,
            active,
            original,
            noisy,
            reconstruction,
            similarity,
            order,
            directions,
            weights,
        ]: [Vec<f32>; 10] = rest;
        Ok(Self {
            history,
            codes,
            mean_activation,
            active,
            original,
            noisy,
            reconstruction,
            similarity,
            order,
            directions,
            weights,
        })
    }
}

impl Exhibits {
    fn into_arrays(self) -> Vec<Vec<f32>> {
        // Samples are fewer than a float counts exactly.
        let samples = self.samples.into_iter().map(|sample| sample as f32).collect();
        vec![samples, self.originals, self.reconstructions]
    }

    fn from_arrays(arrays: Vec<Vec<f32>>) -> Result<Self, Unreadable> {
        let count = arrays.len();
        let [samples, originals, reconstructions]: [Vec<f32>; 3] =
            arrays.try_into().map_err(|_| Unreadable(format!("an evaluation with {count} arrays")))?;
        let samples = samples.into_iter().map(|sample| sample as usize).collect();
        Ok(Self { samples, originals, reconstructions })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_read_back() {
        let link = || "hidden_dim=4".to_owned();
        for command in [
            Command::Start { run: 3, link: link(), running: true, watch: Some(9), weights: vec![4, 5] },
            Command::LoadWeights { name: "a.safetensors".to_owned(), link: link(), file: vec![1, 2, 3] },
        ] {
            assert_eq!(Command::decode(command.clone().encode()), Ok(command));
        }
        assert!(Command::decode(Envelope { text: "{}".to_owned(), ..Envelope::default() }).is_err());
    }

    #[test]
    fn messages_are_json() {
        let events = [
            Event::Stopped { run: 1, ending: None, epoch: 5 },
            Event::Changed { run: 1, problem: None, link: "\"quoted\"".to_owned() },
            Event::Loaded { name: "a".to_owned(), file: Vec::new(), origin: Origin::default() },
        ];
        for event in events {
            let Envelope { text, .. } = event.clone().encode();
            serde_json::from_str::<serde_json::Value>(&text).expect("it is JSON");
            assert_eq!(Event::decode(Envelope { text, ..Envelope::default() }), Ok(event));
        }
    }

    #[test]
    fn files_travel_apart() {
        let event = Event::Saved { run: 1, purpose: Purpose::File, epoch: 50, file: vec![0, 255, 7] };
        let envelope = event.clone().encode();
        assert_eq!(envelope.file, [0, 255, 7]);
        assert!(!envelope.text.contains("255"));
        assert_eq!(Event::decode(envelope), Ok(event));
    }

    #[test]
    fn frames_carry_their_numbers_apart() {
        let frame = Event::Frame(Frame {
            run: 1,
            epoch: 2,
            running: false,
            tested: true,
            settled: true,
            ending: None,
            fingerprint: Fingerprint::of(&[1.0]),
            test_mse: 0.5,
            explained_variance: Some(0.75),
            l0: 1.5,
            epoch_ms: None,
            sample: 0,
            known: 1,
            marks: Some([Marks::default(); 2]),
            weights: vec![Side::Decoder],
            numbers: Numbers { codes: vec![1.0, f32::NAN.max(2.0)], ..Numbers::default() },
        });
        let envelope = frame.clone().encode();
        assert_eq!(envelope.arrays.len(), Curve::COUNT + 10);
        assert_eq!(Event::decode(envelope.clone()), Ok(frame));
        assert!(Event::decode(Envelope { arrays: Vec::new(), ..envelope }).is_err());
    }
}
