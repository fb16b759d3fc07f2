//! Training: epochs in small pieces, live changes, the end, divergence.

mod activity;
mod batches;
mod curve;
pub(crate) mod decay;
mod descent;
mod ending;
mod history;
mod lbfgs;
mod memory;
pub(crate) mod noise;
mod progress;
mod steps;
mod test_pass;
mod units;
mod variance;

pub use activity::Activity;
pub use curve::Curve;
pub use descent::{Beginning, Descent, MakeDescent, Piece, any, first_order, untrained};
pub use ending::{Ending, Stall, Stop};
pub use history::{History, epoch_line, test_line};
pub use memory::estimated_bytes;
pub use noise::Noise;
pub use progress::{Divergence, Progress};
pub use test_pass::{TestPass, TestResult, columns_by_label};
pub use units::Units;
pub use variance::{explained_variance, variance};

use ndarray::Array2;

use crate::data::{DataError, Dataset, Facts, Shelf, Source};
use crate::experiment::{Effect, Experiment, Parameter, Problem};
use crate::model::{Autoencoder, Losses, Room};
use crate::random::TorchGenerator;
use crate::tensor::{Fingerprint, Matrix, stride};
use ending::Best;
use noise::{extremes, spoiled};

/// A heatmap shows at most this many test samples; a projector has no more columns for it.
const MAX_COLUMNS: usize = 800;
/// A heatmap has at most so many cells, so that a page can take and draw it within a frame.
const MOST_CELLS: usize = 1 << 18;

/// Returns how many test samples the heatmap of so many units shows at most.
#[must_use]
pub fn most_columns(units: usize) -> usize {
    (MOST_CELLS / units.max(1)).min(MAX_COLUMNS)
}

/// A run of an experiment. All room is made at the start: training allocates nothing but, now and
/// then, more room for the history.
#[derive(Debug)]
pub struct Trainer {
    experiment: Experiment,
    train: Matrix<f32>,
    test: Matrix<f32>,
    facts: Facts,
    model: Autoencoder<f32>,
    descent: Box<dyn Descent>,
    test_pass: TestPass,
    history: History,
    best: Best,
    /// The weights before the last step, should it prove to have been one too far.
    before: Vec<f32>,
    stage: Stage,
    /// The smallest and the largest number of the training samples.
    extremes: (f32, f32),
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
    /// The step is done; testing the new weights.
    Test(Losses),
    /// No further.
    Ended(Ending),
}

impl Trainer {
    /// Makes the experiment's data and initial weights.
    ///
    /// # Errors
    /// Where the data cannot be made or are not finite.
    pub fn new(experiment: Experiment) -> Result<Self, DataError> {
        let data = Dataset::of(&experiment, &Shelf::default())?;
        Ok(Self::with(experiment, data, any))
    }

    /// With the experiment's data, and the ways to train that `descent` knows.
    #[must_use]
    pub fn with(experiment: Experiment, data: Dataset, descent: MakeDescent) -> Self {
        let (train, test, facts) = data.into_parts();
        let mut generator = TorchGenerator::new(experiment.seed);
        let shown = columns_by_label(&facts.test_labels, most_columns(experiment.hidden_dim.code()));
        let train = Matrix::from_array(train);
        let model = Autoencoder::beginning(&experiment, &mut generator, &train);
        Self {
            descent: descent(Beginning { experiment: &experiment, model: &model, train: &train, generator }),
            test_pass: TestPass::new(model.architecture(), shown, experiment.loss, variance(test.view())),
            history: History::with_capacity(experiment.epochs.min(10_000) as usize),
            best: Best::default(),
            before: model.parameters().to_vec(),
            extremes: extremes(&train),
            model,
            train,
            test: Matrix::from_array(test),
            facts,
            stage: Stage::Initial,
            steps: 0,
            loaded: None,
            experiment,
        }
    }

    /// Begins with these weights, in place of those that the seed draws; everything else is as the
    /// experiment has it.
    ///
    /// # Panics
    /// If training has begun, or there are not as many weights as the model has.
    pub fn begin_with(&mut self, parameters: &[f32]) {
        assert!(!self.is_tested(), "weights are given before the first are tested");
        self.model.update(|own, _| own.copy_from_slice(parameters));
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
            Stage::Test(losses) => {
                if !self.test_pass.advance(&self.model, &self.test, &method) {
                    return Progress::Working;
                }
                if !(self.test_pass.result().mse as f32).is_finite() {
                    let divergence = Divergence::new(&self.experiment, self.steps);
                    self.steps -= 1;
                    self.test_pass.take_back();
                    return self.diverge(divergence);
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
        self.run_telling(|_| Ok(()))
    }

    /// The same; `heard` is told after each epoch.
    ///
    /// # Errors
    /// The divergence, or what `heard` says, which ends it.
    pub fn run_telling<E: From<Divergence>>(
        &mut self,
        mut heard: impl FnMut(&Self) -> Result<(), E>,
    ) -> Result<(), E> {
        loop {
            match self.advance() {
                Progress::Working => {}
                Progress::Epoch => heard(self)?,
                Progress::Finished => return Ok(()),
                Progress::Diverged(divergence) => return Err(divergence.into()),
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
        let selects = self.experiment.sparsity.selects();
        if begun == 0 && selects && method != before && self.ending().is_none() {
            // The first test chose other units.
            self.test_pass.restart();
            self.stage = Stage::Initial;
        }
        Ok(())
    }

    /// One piece of the next epoch.
    fn train(&mut self) -> Progress {
        if !self.descent.has_begun() {
            self.before.copy_from_slice(self.model.parameters());
        }
        let epoch = self.steps + 1;
        match self.descent.advance(&mut self.model, &self.train, &self.experiment, epoch) {
            Piece::Working => Progress::Working,
            Piece::Epoch(losses) => {
                self.steps = epoch;
                self.stage = Stage::Test(losses);
                Progress::Working
            }
            Piece::Lost => self.diverge(Divergence::new(&self.experiment, epoch)),
        }
    }

    /// Goes back to the weights before the last step.
    fn diverge(&mut self, divergence: Divergence) -> Progress {
        self.model.update(|parameters, _| parameters.copy_from_slice(&self.before));
        self.stage = Stage::Ended(Ending::Diverged(divergence));
        Progress::Diverged(divergence)
    }

    /// Returns the share of the epoch under way that is done, from 0 to 1: training on a sample takes
    /// three times as long as testing on one.
    #[must_use]
    pub fn share(&self) -> f64 {
        let (train, test) = (3.0 * self.train.rows() as f64, self.test.rows() as f64);
        let done = match self.stage {
            Stage::Train => self.descent.share() * train,
            Stage::Test(..) => train + self.test_pass.passed() as f64,
            Stage::Initial | Stage::Ended(_) => 0.0,
        };
        done / (train + test)
    }

    /// Epochs that have begun: all complete ones, and the one under way.
    fn begun(&self) -> u32 {
        let under_way = matches!(self.stage, Stage::Train) && self.descent.has_begun();
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
            Stage::Train if self.descent.has_begun() => &self.before,
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

    /// Training samples, scaled.
    #[must_use]
    pub fn train_samples(&self) -> &Matrix<f32> {
        &self.train
    }

    /// Test samples, scaled.
    #[must_use]
    pub fn test_samples(&self) -> &Matrix<f32> {
        &self.test
    }

    /// What is known of the samples beside their numbers.
    #[must_use]
    pub fn facts(&self) -> &Facts {
        &self.facts
    }

    /// The names of all classes that there are; none where the data have no labels.
    #[must_use]
    pub fn classes(&self) -> Vec<String> {
        if !Source::applies(&self.experiment, "train_on") {
            return Vec::new();
        }
        let Facts { train_labels, test_labels, names, .. } = &self.facts;
        let most = train_labels.iter().chain(test_labels).max().map_or(0, |most| most + 1);
        let name = |class: usize| names.classes.get(class).cloned().unwrap_or_else(|| class.to_string());
        (0..most).map(name).collect()
    }

    /// Which test samples the heatmap shows, in its order, and the label of each.
    #[must_use]
    pub fn columns(&self) -> Vec<(usize, usize)> {
        self.test_pass.columns().iter().map(|&sample| (sample, self.facts.test_labels[sample])).collect()
    }

    /// A test sample with the experiment's noise; none where it has none.
    fn noisy(&self, sample: usize) -> Option<Vec<f32>> {
        let (settings, epoch) = (&self.experiment, self.steps.max(1));
        let seed = settings.seed ^ sample as u32;
        let level = settings.noise_level.at(epoch);
        let spoil = || spoiled(self.test.row(sample), settings.noise, level, self.extremes, seed);
        (settings.noise != Noise::None).then(spoil)
    }

    /// The test samples with the experiment's noise; none where it has none.
    #[must_use]
    pub fn noisy_test_samples(&self) -> Option<Array2<f32>> {
        let rows: Option<Vec<_>> = (0..self.test.rows()).map(|sample| self.noisy(sample)).collect();
        let rows = rows?;
        Some(Array2::from_shape_fn(self.test.view().dim(), |(sample, feature)| rows[sample][feature]))
    }

    /// What the model makes of one test sample, spoiled first where samples are.
    ///
    /// # Panics
    /// If there is no such sample.
    #[must_use]
    pub fn reconstruct(&self, sample: usize) -> Reconstruction {
        let architecture = self.model.architecture();
        let noisy = self.noisy(sample);
        let mut input = Matrix::zeros(1, architecture.input);
        input.row_mut(0).copy_from_slice(noisy.as_deref().unwrap_or(self.test.row(sample)));
        let mut room = Room::new(architecture, 1);
        let codes = self.encode(input.block(0, 1));
        self.model.decode(&codes, &mut room, 1);
        let decoded = room.reconstruction()[..architecture.input].to_vec();
        Reconstruction { noisy, decoded }
    }

    /// The code of one scaled sample; sample and code with their padding.
    ///
    /// # Panics
    /// If the sample has another length.
    #[must_use]
    pub fn encode(&self, sample: &[f32]) -> Vec<f32> {
        let architecture = self.model.architecture();
        let mut room = Room::new(architecture, 1);
        let mut codes = vec![0.0; stride(architecture.code())];
        let method = self.experiment.sparsity.at(&self.experiment, self.steps.max(1));
        self.model.evaluate(sample, &method, &mut room, 1, &mut codes);
        codes
    }
}

/// What a model makes of a sample.
#[derive(Debug, Clone, PartialEq)]
pub struct Reconstruction {
    /// The sample as it was encoded, where it was spoiled.
    pub noisy: Option<Vec<f32>>,
    /// What was decoded.
    pub decoded: Vec<f32>,
}
