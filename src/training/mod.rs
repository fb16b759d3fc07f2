//! Training: epochs in small pieces, live changes, the end, divergence.

mod batches;
mod curve;
mod ending;
mod history;

pub use curve::Curve;
pub use ending::{Ending, Stall, Stop};
pub use history::{History, epoch_line, test_line};

use crate::data::{DataError, Dataset};
use crate::evaluation::{TestPass, TestResult, columns_by_label, variance};
use crate::experiment::{Effect, Experiment, Parameter, Problem, Settings};
use crate::model::{
    Architecture, Autoencoder, Fingerprint, Gradient, Losses, Matrix, Room, block_rows, stride,
};
use crate::optimizer::{Optimizer, OptimizerName, learning_rate};
use crate::random::TorchGenerator;
use crate::sparsity::AtEpoch;
use batches::Batches;
use ending::Best;

/// A heatmap shows at most this many test samples; a projector has no more columns for it.
pub const MAX_COLUMNS: usize = 800;

/// A run of an experiment. All room is made at the start: training allocates nothing but, now and
/// then, more room for the history.
#[derive(Debug)]
pub struct Trainer {
    experiment: Experiment,
    train: Matrix<f32>,
    batches: Batches,
    test: Matrix<f32>,
    test_labels: Vec<usize>,
    model: Autoencoder<f32>,
    optimizer: Optimizer<f32>,
    gradient: Gradient<f32>,
    test_pass: TestPass,
    history: History,
    best: Best,
    /// The weights before the last step, should it prove to have been one too far.
    before: Vec<f32>,
    stage: Stage,
    /// The penalty in its present form, and the loss when it took it.
    reference: Option<(AtEpoch, f64)>,
    /// The losses of the epoch under way, so far.
    epoch_losses: Losses,
    /// Epochs whose step is done.
    steps: u32,
    /// The initial weights, where they were given and not drawn.
    loaded: Option<Fingerprint>,
}

#[derive(Debug, Clone, Copy)]
enum Stage {
    /// Testing the initial weights.
    Initial,
    /// Between two epochs, or computing the gradient of the next.
    Train,
    /// The step with this learning rate is done; testing the new weights.
    Test(Losses, f64),
    /// No further.
    Ended(Ending),
}

/// What a piece of training came to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Progress {
    /// More pieces to the epoch's end.
    Working,
    /// An epoch is complete.
    Epoch,
    /// The last epoch is complete, or the test error has stalled; nothing was done.
    Finished,
    /// Training left the numbers a float can hold; nothing more is done.
    Diverged(Divergence),
}

/// Training has diverged when the loss is this many times what it was when the penalty took its
/// present form. Adam on a sigmoid's bounded error seldom leaves the numbers a float can hold, but
/// a step that multiplies the loss so often has left what was learned.
const EXPLOSION: f64 = 64.0;

/// Where training went out of bounds. The model is that of the last good epoch.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize, thiserror::Error)]
#[error(
    "Training diverged: in epoch {epoch} the loss {}. The run stands at epoch {}, the last good one. Restart with \
     a learning rate below {lr} or a smaller sparsity factor.",
    rise.map_or_else(|| "became too large for a float".to_owned(), |rise| format!("rose {rise:.0}-fold")),
    epoch - 1
)]
pub struct Divergence {
    /// The epoch that went wrong.
    pub epoch: u32,
    /// How many times the earlier loss its loss is; none where it is no number.
    pub rise: Option<f64>,
    /// Its learning rate.
    pub lr: f64,
}

impl Trainer {
    /// Makes the experiment's data and initial weights.
    ///
    /// # Errors
    /// Where the data cannot be made or are not finite.
    pub fn new(experiment: Experiment) -> Result<Self, DataError> {
        let Dataset { train, test, test_labels, .. } = Dataset::of(&experiment)?;
        let architecture = Architecture::from(&*experiment);
        let mut generator = TorchGenerator::new(experiment.seed);
        let model = Autoencoder::init(architecture.clone(), &mut generator);
        let columns = columns_by_label(&test_labels, MAX_COLUMNS);
        let batches = Batches::new(generator, experiment.batch_size, train.dim());
        Ok(Self {
            optimizer: Optimizer::new(&experiment, architecture.parameters()),
            gradient: Gradient::new(&architecture, batches.largest()),
            batches,
            test_pass: TestPass::new(&architecture, columns, variance(test.view())),
            history: History::with_capacity(experiment.epochs.min(10_000) as usize),
            best: Best::default(),
            before: model.parameters().to_vec(),
            model,
            train: Matrix::from_array(train),
            test: Matrix::from_array(test),
            test_labels,
            stage: Stage::Initial,
            reference: None,
            epoch_losses: Losses::default(),
            steps: 0,
            loaded: None,
            experiment,
        })
    }

    /// Begins with these weights, in place of those that the seed draws; everything else is as the
    /// experiment has it.
    ///
    /// # Panics
    /// If training has begun, or there are not as many weights as the model has.
    pub fn begin_with(&mut self, parameters: &[f32]) {
        assert!(!self.is_tested(), "weights are given before the first are tested");
        self.model.update(|own| own.copy_from_slice(parameters));
        self.loaded = Some(Fingerprint::of(parameters));
    }

    /// Does one piece of at most a few milliseconds.
    pub fn advance(&mut self) -> Progress {
        let method = self.experiment.sparsity.at(&self.experiment, self.steps.max(1));
        match self.stage {
            Stage::Initial => {
                if self.test_pass.advance(&self.model, &self.test, &method) {
                    self.stage = Stage::Train;
                }
                Progress::Working
            }
            Stage::Train if self.steps >= self.experiment.epochs => Progress::Finished,
            Stage::Train => self.train(),
            Stage::Test(losses, lr) => {
                if !self.test_pass.advance(&self.model, &self.test, &method) {
                    return Progress::Working;
                }
                if !(self.test_pass.result().mse as f32).is_finite() {
                    return self.diverge(Divergence { epoch: self.steps, rise: None, lr });
                }
                self.history.push(losses, self.test_pass.result());
                let test_mse = self.test_pass.result().mse as f32;
                let stall = self.best.take(self.steps, test_mse, &self.experiment);
                self.stage = stall.map_or(Stage::Train, |stall| Stage::Ended(Ending::Stalled(stall)));
                Progress::Epoch
            }
            Stage::Ended(Ending::Stalled(_)) => Progress::Finished,
            Stage::Ended(Ending::Diverged(divergence)) => Progress::Diverged(divergence),
        }
    }

    /// Trains to the end, or to where it stalls or diverges.
    ///
    /// # Errors
    /// The divergence.
    pub fn run(&mut self) -> Result<(), Divergence> {
        loop {
            match self.advance() {
                Progress::Working | Progress::Epoch => {}
                Progress::Finished => return Ok(()),
                Progress::Diverged(divergence) => return Err(divergence),
            }
        }
    }

    /// Changes a live parameter from the next epoch on, or the run's end. What an epoch under way
    /// has begun with, it ends with. An end that is passed already becomes the next epoch's end.
    ///
    /// # Errors
    /// What is wrong with the value.
    ///
    /// # Panics
    /// If the parameter can only change with a new run.
    pub fn change(&mut self, parameter: &'static Parameter, text: &str) -> Result<(), Problem> {
        let begun = self.begun();
        let before = self.experiment.sparsity.at(&self.experiment, 1);
        let mut changed = match parameter.effect_in(&self.experiment) {
            Effect::Live => self.experiment.moved(parameter, text, begun)?,
            Effect::Extend => self.experiment.with(parameter, text)?,
            Effect::Restart => panic!("{} takes a new run", parameter.name),
        };
        if changed.epochs < begun {
            changed = changed.with(parameter, &begun.to_string())?;
        }
        self.experiment = changed;
        let method = self.experiment.sparsity.at(&self.experiment, 1);
        if begun == 0 && method.selects() && method != before && self.ending().is_none() {
            // The first test chose other units.
            self.test_pass.restart();
            self.stage = Stage::Initial;
        }
        Ok(())
    }

    fn train(&mut self) -> Progress {
        let epoch = self.steps + 1;
        let settings = &self.experiment;
        let (lr, method) = (settings.lr.at(epoch), settings.sparsity.at(settings, epoch));
        if !self.has_begun() {
            self.reference = self.reference.filter(|&(form, _)| form == method);
            self.before.copy_from_slice(self.model.parameters());
            self.batches.shuffle();
        }
        let batch = self.batches.current(&self.train);
        let Some((losses, gradient)) = self.gradient.advance(&self.model, batch, &method) else {
            return Progress::Working;
        };
        let share = batch.rows() as f64 / self.train.rows() as f64;
        let losses = decay(&self.model, gradient, losses, settings);
        if !(losses.total() as f32).is_finite() {
            return self.diverge(Divergence { epoch, rise: None, lr });
        }
        let (_, reference) = *self.reference.get_or_insert((method, losses.total()));
        let rise = losses.total() / reference;
        if rise > EXPLOSION {
            return self.diverge(Divergence { epoch, rise: Some(rise), lr });
        }
        let rate = learning_rate(settings, epoch);
        let shrink = decoupled_decay(settings, rate);
        let weights = self.model.architecture().weights();
        self.model.update(|parameters| {
            if let Some(shrink) = shrink {
                weights.for_each(|range| parameters[range].iter_mut().for_each(|weight| *weight *= shrink));
            }
            self.optimizer.step(parameters, gradient, rate);
        });
        if !self.model.parameters().iter().all(|parameter| parameter.is_finite()) {
            return self.diverge(Divergence { epoch, rise: None, lr });
        }
        self.epoch_losses = self.epoch_losses.plus(losses, share);
        if self.batches.next() {
            return Progress::Working;
        }
        self.steps = epoch;
        self.stage = Stage::Test(std::mem::take(&mut self.epoch_losses), lr);
        Progress::Working
    }

    /// Whether the next epoch is under way.
    fn has_begun(&self) -> bool {
        !self.gradient.is_fresh() || !self.batches.is_first()
    }

    /// Goes back to the weights before the last step.
    fn diverge(&mut self, divergence: Divergence) -> Progress {
        self.model.update(|parameters| parameters.copy_from_slice(&self.before));
        self.stage = Stage::Ended(Ending::Diverged(divergence));
        Progress::Diverged(divergence)
    }

    /// Epochs that have begun: all complete ones, and the one under way.
    fn begun(&self) -> u32 {
        let under_way = matches!(self.stage, Stage::Train) && self.has_begun();
        self.steps + u32::from(under_way)
    }

    /// The experiment, with all that was changed so far.
    #[must_use]
    pub fn experiment(&self) -> &Experiment {
        &self.experiment
    }

    /// Complete epochs.
    #[must_use]
    pub fn epoch(&self) -> u32 {
        self.history.epochs() as u32
    }

    /// Why it trains no further, where it is not the last epoch.
    #[must_use]
    pub fn ending(&self) -> Option<Ending> {
        match self.stage {
            Stage::Ended(ending) => Some(ending),
            _ => None,
        }
    }

    /// Whether the initial weights are tested, so that there is something to show.
    #[must_use]
    pub fn is_tested(&self) -> bool {
        !matches!(self.stage, Stage::Initial)
    }

    /// The numbers of each complete epoch.
    #[must_use]
    pub fn history(&self) -> &History {
        &self.history
    }

    /// The model: after the last complete epoch's step, or already after the next one's while that
    /// is being tested.
    #[must_use]
    pub fn model(&self) -> &Autoencoder<f32> {
        &self.model
    }

    /// All weights after the last complete epoch, in the order of `state_dict()`.
    #[must_use]
    pub fn parameters(&self) -> &[f32] {
        match self.stage {
            Stage::Test(..) => &self.before,
            Stage::Train if self.has_begun() => &self.before,
            _ => self.model.parameters(),
        }
    }

    /// The hash of these.
    #[must_use]
    pub fn fingerprint(&self) -> Fingerprint {
        Fingerprint::of(self.parameters())
    }

    /// The hash of the initial weights, where they were given and not drawn.
    #[must_use]
    pub fn loaded(&self) -> Option<Fingerprint> {
        self.loaded
    }

    /// What the test samples say of the model at the last complete epoch.
    #[must_use]
    pub fn test_result(&self) -> &TestResult {
        self.test_pass.result()
    }

    /// Training samples, standardised.
    #[must_use]
    pub fn train_samples(&self) -> &Matrix<f32> {
        &self.train
    }

    /// Test samples, standardised.
    #[must_use]
    pub fn test_samples(&self) -> &Matrix<f32> {
        &self.test
    }

    /// Which test samples the heatmap shows, in its order, and the label of each.
    #[must_use]
    pub fn columns(&self) -> Vec<(usize, usize)> {
        self.test_pass.columns().iter().map(|&sample| (sample, self.test_labels[sample])).collect()
    }

    /// What the model makes of one test sample.
    ///
    /// # Panics
    /// If there is no such sample.
    #[must_use]
    pub fn reconstruct(&self, sample: usize) -> Vec<f32> {
        let codes = self.encode(self.test.block(sample, 1));
        let architecture = self.model.architecture();
        let mut room = Room::new(architecture, 1);
        self.model.decode(&codes, &mut room, 1);
        room.reconstruction()[..architecture.input].to_vec()
    }

    /// The code of one standardised sample; sample and code with their padding.
    ///
    /// # Panics
    /// If the sample has another length.
    #[must_use]
    pub fn encode(&self, sample: &[f32]) -> Vec<f32> {
        let architecture = self.model.architecture();
        let mut room = Room::new(architecture, 1);
        self.model.encode(sample, &mut room, 1);
        let mut codes = room.codes().to_vec();
        let code = architecture.code();
        self.experiment
            .sparsity
            .at(&self.experiment, self.steps.max(1))
            .select(&mut codes[..code], &mut vec![0.0; code]);
        codes
    }
}

/// What `AdamW` multiplies weights by before a step.
fn decoupled_decay(settings: &Settings, lr: f64) -> Option<f32> {
    let decays = settings.optimizer == OptimizerName::Adamw && settings.weight_decay > 0.0;
    decays.then_some((1.0 - lr * settings.weight_decay) as f32)
}

/// Adds the weight decay (λ/2) Σ W² of the weights, not the biases, to the loss and its gradient;
/// `AdamW`'s is no part of the loss.
fn decay(model: &Autoencoder<f32>, gradient: &mut [f32], losses: Losses, settings: &Settings) -> Losses {
    let factor = settings.weight_decay;
    if factor == 0.0 || settings.optimizer == OptimizerName::Adamw {
        return losses;
    }
    let mut sum = 0.0;
    for range in model.architecture().weights() {
        for (gradient, &weight) in gradient[range.clone()].iter_mut().zip(&model.parameters()[range]) {
            *gradient += factor as f32 * weight;
            sum += f64::from(weight) * f64::from(weight);
        }
    }
    Losses { decay: 0.5 * factor * sum, ..losses }
}

/// The most memory that a trainer holds beside the data, in bytes.
#[must_use]
pub fn estimated_bytes(settings: &Settings) -> u64 {
    let architecture = Architecture::from(settings);
    let (input, code) = (stride(architecture.input) as u64, stride(architecture.code()) as u64);
    let layers = || architecture.layers().into_iter().map(|(a, b)| (stride(a) as u64, stride(b) as u64));
    let weights: u64 = layers().map(|(inputs, outputs)| inputs * outputs).sum();
    let block: u64 = block_rows(&architecture) as u64 * layers().map(|(_, outputs)| outputs).sum::<u64>();
    let samples = settings.n_samples as u64;
    let columns = samples.min(MAX_COLUMNS as u64);
    // Samples and codes; parameters, the copy before a step, two layouts, two forms of the
    // derivatives and two moments; a block's values, inputs and errors for training and for
    // testing; the heatmap's codes twice.
    let numbers = samples * (input + code) + 8 * weights + 6 * block + 2 * columns * code;
    4 * numbers
}
