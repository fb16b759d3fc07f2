//! Training: epochs in small pieces, live changes, early stopping, divergence.

mod activity;
mod batches;
mod curve;
pub(crate) mod decay;
mod heatmap_column;
mod history;
mod lbfgs;
mod memory;
pub(crate) mod noise;
mod progress;
mod scaled_data;
mod steps;
mod stop_reason;
mod test_pass;
mod trained_model;
mod training_loop;
mod units;
mod variance;

pub use activity::Activity;
pub use curve::Curve;
pub use heatmap_column::HeatmapColumn;
pub use history::{History, epoch_line, test_line};
pub use memory::estimated_bytes;
pub use noise::Noise;
pub use progress::{Divergence, Progress};
pub use scaled_data::ScaledData;
pub use stop_reason::{EarlyStop, Stop, StopReason};
pub use test_pass::{TestPass, TestResult, columns_by_label};
pub use trained_model::{Outputs, Reconstruction, TrainedModel};
pub use training_loop::{StepOutcome, TrainingInit, TrainingLoop, TrainingLoopFactory, any, first_order};
pub use units::Units;
pub use variance::{explained_variance, variance};

use crate::data::{DataError, DataFileCache, Dataset, DatasetInfo};
use crate::experiment::{Consequence, Experiment, Parameter, Problem};
use crate::model::{Autoencoder, Losses};
use crate::random::TorchGenerator;
use crate::tensor::{Fingerprint, Matrix};
use stop_reason::Best;

/// A heatmap shows at most this many test samples; a projector has no more columns for it.
const MAX_COLUMNS: usize = 800;
/// The largest number of cells of a heatmap, so that a page can receive and draw it within a frame.
const MOST_CELLS: usize = 1 << 18;

/// Returns the largest number of test samples in the heatmap of this many units.
#[must_use]
pub fn most_columns(units: usize) -> usize {
    (MOST_CELLS / units.max(1)).min(MAX_COLUMNS)
}

/// A run of an experiment. All memory is allocated at the start, except that the history may grow.
#[derive(Debug)]
pub struct Trainer {
    trained: TrainedModel,
    data: ScaledData,
    training_loop: Box<dyn TrainingLoop>,
    test_pass: TestPass,
    history: History,
    best: Best,
    /// The weights before the last step, should it prove to have been one too far.
    before: Vec<f32>,
    stage: TrainerStage,
}

#[derive(Debug, Clone, Copy)]
enum TrainerStage {
    /// Testing the initial weights.
    Initial,
    /// Between two epochs, or computing the gradient of the next.
    Train,
    /// The step is done; testing the new weights.
    Test(Losses),
    /// No more training.
    Ended(StopReason),
}

impl Trainer {
    /// Makes the experiment's data and initial weights.
    ///
    /// # Errors
    /// Where the data cannot be made or are not finite.
    pub fn new(experiment: Experiment) -> Result<Self, DataError> {
        let data = Dataset::of(&experiment, &DataFileCache::default())?;
        Ok(Self::with(experiment, data, any))
    }

    /// With the experiment's data, and the ways to train that `training_loop` knows.
    #[must_use]
    pub fn with(experiment: Experiment, data: Dataset, training_loop: TrainingLoopFactory) -> Self {
        let data = ScaledData::from(data);
        let mut generator = TorchGenerator::new(experiment.seed);
        let shown = columns_by_label(&data.facts.test_labels, most_columns(experiment.hidden_dim.code()));
        let train = &data.train;
        let model = Autoencoder::beginning(&experiment, &mut generator, train);
        let architecture = model.architecture();
        let variance = variance(data.test.view());
        Self {
            training_loop: training_loop(TrainingInit {
                experiment: &experiment,
                model: &model,
                train,
                generator,
            }),
            test_pass: TestPass::new(architecture, shown, experiment.loss, variance),
            history: History::with_capacity(experiment.epochs.min(10_000) as usize),
            best: Best::default(),
            before: model.parameters().to_vec(),
            trained: TrainedModel::new(experiment, model, train),
            data,
            stage: TrainerStage::Initial,
        }
    }

    /// Starts from these weights instead of those drawn by the seed. Everything else follows the experiment.
    ///
    /// # Panics
    /// If training has begun, or the number of weights differs from the model's.
    pub fn begin_with(&mut self, parameters: &[f32]) {
        assert!(!self.is_tested(), "weights are given before the first are tested");
        self.trained.load(parameters);
    }

    /// Does one piece of work of at most a few milliseconds.
    pub fn advance(&mut self) -> Progress {
        let method = self.trained.experiment.sparsity.at(&self.trained.experiment, self.trained.epoch.max(1));
        match self.stage {
            TrainerStage::Initial => {
                if self.test_pass.advance(&self.trained.autoencoder, &self.data.test, &method) {
                    self.stage = TrainerStage::Train;
                }
                Progress::Working
            }
            TrainerStage::Train if self.trained.epoch >= self.trained.experiment.epochs => Progress::Finished,
            TrainerStage::Train => self.train(),
            TrainerStage::Test(losses) => {
                if !self.test_pass.advance(&self.trained.autoencoder, &self.data.test, &method) {
                    return Progress::Working;
                }
                if !(self.test_pass.result().mse as f32).is_finite() {
                    let divergence = Divergence::new(&self.trained.experiment, self.trained.epoch);
                    self.trained.epoch -= 1;
                    self.test_pass.take_back();
                    return self.diverge(divergence);
                }
                self.history.push(losses, self.test_pass.result());
                let test_mse = self.test_pass.result().mse as f32;
                let stall = self.best.take(self.trained.epoch, test_mse, &self.trained.experiment);
                self.stage = stall
                    .map_or(TrainerStage::Train, |stall| TrainerStage::Ended(StopReason::Stalled(stall)));
                Progress::Epoch
            }
            TrainerStage::Ended(StopReason::Stalled(_)) => Progress::Finished,
            TrainerStage::Ended(StopReason::Diverged(divergence)) => Progress::Diverged(divergence),
        }
    }

    /// Trains to the end, or to where it stalls or diverges.
    ///
    /// # Errors
    /// The divergence.
    pub fn run(&mut self) -> Result<(), Divergence> {
        self.run_telling(|_| Ok(()))
    }

    /// Trains to the end and calls `heard` after each epoch.
    ///
    /// # Errors
    /// The divergence, or the error of `heard`, which ends the training.
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

    /// Changes a live parameter from the next epoch on, or the run's end. The current epoch ends with the
    /// values that it started with. An end that has passed already becomes the next epoch's end.
    ///
    /// # Errors
    /// If the value is invalid, or the parameter can only change with a new run.
    pub fn change(&mut self, parameter: &'static Parameter, text: &str) -> Result<(), Problem> {
        let begun = self.begun();
        let before = self.trained.experiment.sparsity.at(&self.trained.experiment, 1);
        let mut changed = match parameter.effect_in(&self.trained.experiment) {
            Consequence::Live => self.trained.experiment.moved(parameter, text, begun)?,
            Consequence::Extend => self.trained.experiment.with(parameter, text)?,
            Consequence::Restart => return Err(Problem::Restarts { parameter }),
        };
        if changed.epochs < begun {
            changed = changed.with(parameter, &begun.to_string())?;
        }
        self.trained.experiment = changed;
        let method = self.trained.experiment.sparsity.at(&self.trained.experiment, 1);
        let selects = self.trained.experiment.sparsity.selects();
        if begun == 0 && selects && method != before && self.stop_reason().is_none() {
            // The first test chose other units.
            self.test_pass.restart();
            self.stage = TrainerStage::Initial;
        }
        Ok(())
    }

    /// Does one piece of the next epoch.
    fn train(&mut self) -> Progress {
        if !self.training_loop.has_begun() {
            self.before.copy_from_slice(self.trained.autoencoder.parameters());
        }
        let epoch = self.trained.epoch + 1;
        match self.training_loop.advance(
            &mut self.trained.autoencoder,
            &self.data.train,
            &self.trained.experiment,
            epoch,
        ) {
            StepOutcome::Working => Progress::Working,
            StepOutcome::Epoch(losses) => {
                self.trained.epoch = epoch;
                self.stage = TrainerStage::Test(losses);
                Progress::Working
            }
            StepOutcome::Lost => self.diverge(Divergence::new(&self.trained.experiment, epoch)),
        }
    }

    /// Goes back to the weights before the last step.
    fn diverge(&mut self, divergence: Divergence) -> Progress {
        self.trained.autoencoder.update(|parameters, _| parameters.copy_from_slice(&self.before));
        self.stage = TrainerStage::Ended(StopReason::Diverged(divergence));
        Progress::Diverged(divergence)
    }

    /// Returns the completed fraction of the current epoch. Training on a sample takes three times as long as
    /// testing on one.
    #[must_use]
    pub fn share(&self) -> f64 {
        let (train, test) = (3.0 * self.data.train.rows() as f64, self.data.test.rows() as f64);
        let done = match self.stage {
            TrainerStage::Train => self.training_loop.share() * train,
            TrainerStage::Test(..) => train + self.test_pass.passed() as f64,
            TrainerStage::Initial | TrainerStage::Ended(_) => 0.0,
        };
        done / (train + test)
    }

    /// Returns the number of epochs that have begun: all complete ones and the current one.
    fn begun(&self) -> u32 {
        let under_way = matches!(self.stage, TrainerStage::Train) && self.training_loop.has_begun();
        self.trained.epoch + u32::from(under_way)
    }

    /// Returns the experiment with all changes so far.
    #[must_use]
    pub fn experiment(&self) -> &Experiment {
        &self.trained.experiment
    }

    /// Returns the number of complete epochs.
    #[must_use]
    pub fn epoch(&self) -> u32 {
        self.history.epochs() as u32
    }

    /// Why it trains no further, where it is not the last epoch.
    #[must_use]
    pub fn stop_reason(&self) -> Option<StopReason> {
        match self.stage {
            TrainerStage::Ended(stop_reason) => Some(stop_reason),
            _ => None,
        }
    }

    /// Returns whether the initial weights have been tested, so that there is a result to show.
    #[must_use]
    pub fn is_tested(&self) -> bool {
        !matches!(self.stage, TrainerStage::Initial)
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
        &self.trained.autoencoder
    }

    /// All weights after the last complete epoch, in the order of `state_dict()`.
    #[must_use]
    pub fn parameters(&self) -> &[f32] {
        match self.stage {
            TrainerStage::Test(..) => &self.before,
            TrainerStage::Train if self.training_loop.has_begun() => &self.before,
            _ => self.trained.autoencoder.parameters(),
        }
    }

    /// Returns the model as it is, which may be in the middle of an epoch.
    #[must_use]
    pub fn current(&self) -> &TrainedModel {
        &self.trained
    }

    /// Returns the model after the last complete epoch.
    #[must_use]
    pub fn trained_model(&self) -> TrainedModel {
        self.trained.at(self.epoch(), self.parameters())
    }

    /// Gives the model after the last complete epoch, and its data; the optimiser is dropped.
    #[must_use]
    pub fn into_parts(self) -> (TrainedModel, ScaledData) {
        (self.trained_model(), self.data)
    }

    /// Returns the hash of all weights.
    #[must_use]
    pub fn fingerprint(&self) -> Fingerprint {
        Fingerprint::of(self.parameters())
    }

    /// The hash of the initial weights, where they were given and not drawn.
    #[must_use]
    pub fn loaded(&self) -> Option<Fingerprint> {
        self.trained.initial
    }

    /// Returns the test result of the last complete epoch.
    #[must_use]
    pub fn test_result(&self) -> &TestResult {
        self.test_pass.result()
    }

    /// Returns the scaled training samples.
    #[must_use]
    pub fn train_samples(&self) -> &Matrix<f32> {
        &self.data.train
    }

    /// Returns the scaled test samples.
    #[must_use]
    pub fn test_samples(&self) -> &Matrix<f32> {
        &self.data.test
    }

    /// Returns what is known about the dataset besides its numbers.
    #[must_use]
    pub fn facts(&self) -> &DatasetInfo {
        &self.data.facts
    }

    /// Returns the names of all classes, or nothing if the data have no labels.
    #[must_use]
    pub fn classes(&self) -> Vec<String> {
        self.data.classes(self.experiment())
    }

    /// Returns the samples, and what is known of them.
    #[must_use]
    pub fn data(&self) -> &ScaledData {
        &self.data
    }

    /// Returns the columns of the heatmap.
    #[must_use]
    pub fn columns(&self) -> Vec<HeatmapColumn> {
        let labels = &self.data.facts.test_labels;
        let column = |&sample: &usize| HeatmapColumn { sample: sample as u32, label: labels[sample] as u32 };
        self.test_pass.columns().iter().map(column).collect()
    }
}

#[cfg(test)]
mod tests;
