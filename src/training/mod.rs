//! Training: epochs in small pieces, live changes, the end, divergence.

mod batches;
mod curve;
pub(crate) mod decay;
mod ending;
mod history;
pub(crate) mod noise;
mod progress;
mod units;

pub use curve::Curve;
pub use ending::{Ending, Stall, Stop};
pub use history::{History, epoch_line, test_line};
pub use noise::Noise;
pub use progress::{Divergence, Progress};
pub use units::Units;

use crate::data::{DataError, Dataset};
use crate::evaluation::{TestPass, TestResult, columns_by_label, variance};
use crate::experiment::{Effect, Experiment, Parameter, Problem, Settings};
use crate::model::{
    Architecture, Autoencoder, Batch, Dictionary, Fingerprint, Gradient, Losses, Matrix, Room, Weighing,
    block_rows, stride,
};
use crate::optimizer::{Optimizer, learning_rate};
use crate::random::TorchGenerator;
use crate::sparsity::AtEpoch;
use batches::Batches;
use ending::Best;
use noise::{Draws, spoiled};

/// A heatmap shows at most this many test samples; a projector has no more columns for it.
pub const MAX_COLUMNS: usize = 800;

/// A run of an experiment. All room is made at the start: training allocates nothing but, now and
/// then, more room for the history.
#[derive(Debug)]
pub struct Trainer {
    experiment: Experiment,
    train: Matrix<f32>,
    /// The script's one stream: weights, shuffling, noise.
    generator: TorchGenerator,
    batches: Batches,
    draws: Draws,
    units: Units,
    /// The decoder's columns where they keep their length.
    columns: Option<Dictionary>,
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
    reference: Option<(Penalty, f64)>,
    /// The losses of the epoch under way, so far.
    epoch_losses: Losses,
    /// What the method observed in the epoch under way: the sum, and how often.
    observed: (f64, u32),
    /// Epochs whose step is done.
    steps: u32,
    /// The initial weights, where they were given and not drawn.
    loaded: Option<Fingerprint>,
}

/// What weighs against the reconstruction: the sparsity method, and a variational code's beta.
type Penalty = (AtEpoch, f64);

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

/// Training has diverged when the loss is this many times what it was when the penalty took its
/// present form. Adam on a sigmoid's bounded error seldom leaves the numbers a float can hold, but
/// a step that multiplies the loss so often has left what was learned.
const EXPLOSION: f64 = 64.0;

impl Trainer {
    /// Makes the experiment's data and initial weights.
    ///
    /// # Errors
    /// Where the data cannot be made or are not finite.
    pub fn new(experiment: Experiment) -> Result<Self, DataError> {
        let Dataset { train, test, test_labels, .. } = Dataset::of(&experiment)?;
        let mut generator = TorchGenerator::new(experiment.seed);
        let model = Autoencoder::init(&experiment, &mut generator);
        let architecture = model.architecture();
        let shown = columns_by_label(&test_labels, MAX_COLUMNS);
        let train = Matrix::from_array(train);
        let batches = Batches::new(experiment.batch_size, train.dim());
        let code = experiment.variational.then_some(architecture.code());
        Ok(Self {
            optimizer: Optimizer::new(&experiment, model.parameters().len()),
            gradient: Gradient::new(&model, batches.largest()),
            draws: Draws::new(experiment.noise, code, batches.largest(), &train),
            units: Units::new(architecture.code()),
            columns: experiment.decoder_norm.then(|| Dictionary::new(model.plan())),
            batches,
            generator,
            test_pass: TestPass::new(architecture, shown, variance(test.view())),
            history: History::with_capacity(experiment.epochs.min(10_000) as usize),
            best: Best::default(),
            before: model.parameters().to_vec(),
            model,
            train,
            test: Matrix::from_array(test),
            test_labels,
            stage: Stage::Initial,
            reference: None,
            epoch_losses: Losses::default(),
            observed: (0.0, 0),
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
        let selects = self.experiment.sparsity.selects();
        if begun == 0 && selects && method != before && self.ending().is_none() {
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
            let penalty = (method, settings.beta.at(epoch));
            self.reference = self.reference.filter(|&(form, _)| form == penalty);
            self.before.copy_from_slice(self.model.parameters());
            self.batches.shuffle(&mut self.generator);
        }
        let clean = self.batches.current(&self.train);
        if !self.draws.advance(clean, settings.noise_level.at(epoch), &mut self.generator) {
            return Progress::Working;
        }
        let batch = Batch {
            input: self.draws.noisy().unwrap_or(clean),
            target: clean,
            epsilon: self.draws.epsilon(),
            dead: self.units.dead(),
        };
        let weighing = Weighing { method: &method, beta: settings.beta.at(epoch) };
        let Some((losses, gradient)) = self.gradient.advance(&self.model, batch, weighing) else {
            return Progress::Working;
        };
        let share = clean.rows() as f64 / self.train.rows() as f64;
        let losses = decay::add(&self.model, gradient, losses, settings);
        if !(losses.total() as f32).is_finite() {
            return self.diverge(Divergence { epoch, rise: None, lr });
        }
        let penalty = (method, settings.beta.at(epoch));
        let (_, reference) = *self.reference.get_or_insert((penalty, losses.total()));
        let rise = losses.total() / reference;
        if rise > EXPLOSION {
            return self.diverge(Divergence { epoch, rise: Some(rise), lr });
        }
        let rate = learning_rate(settings, epoch);
        step(&mut self.model, gradient, &mut self.optimizer, (settings, rate), self.columns.as_mut());
        if !self.model.parameters().iter().all(|parameter| parameter.is_finite()) {
            return self.diverge(Divergence { epoch, rise: None, lr });
        }
        self.draws.renew();
        self.units.count(&self.gradient.means().active);
        if let Some(observed) = self.gradient.observed() {
            self.observed = (self.observed.0 + observed, self.observed.1 + 1);
        }
        self.epoch_losses = self.epoch_losses.plus(losses, share);
        if self.batches.next() {
            return Progress::Working;
        }
        self.steps = epoch;
        self.end_epoch(&method, lr)
    }

    /// After an epoch's steps: what changes once an epoch, then the test.
    fn end_epoch(&mut self, method: &AtEpoch, lr: f64) -> Progress {
        let (sum, count) = std::mem::take(&mut self.observed);
        if count > 0 {
            self.model.update_own(|own| method.settle(own, sum / f64::from(count)));
        }
        self.units.end_epoch();
        self.stage = Stage::Test(std::mem::take(&mut self.epoch_losses), lr);
        let every = self.experiment.resample_every;
        if every > 0 && self.steps.is_multiple_of(every) {
            if self.units.any_to_resample() {
                let errors = self.train_errors(method);
                let Self { units, experiment, train, model, optimizer, .. } = self;
                units.resample(experiment, &errors, train, model, optimizer);
            }
            self.units.forget();
        }
        Progress::Working
    }

    /// The squared error of each training sample as the model is.
    fn train_errors(&self, method: &AtEpoch) -> Vec<f64> {
        let architecture = self.model.architecture();
        let block = block_rows(architecture);
        let mut room = Room::new(architecture, block);
        let mut codes = vec![0.0; block * stride(architecture.code())];
        let mut errors = Vec::with_capacity(self.train.rows());
        for first in (0..self.train.rows()).step_by(block) {
            let count = block.min(self.train.rows() - first);
            let (x, codes) =
                (self.train.block(first, count), &mut codes[..count * stride(architecture.code())]);
            self.model.evaluate(x, method, &mut room, count, codes);
            self.model.decode(codes, &mut room, count);
            let rows =
                x.chunks_exact(self.train.stride()).zip(room.reconstruction().chunks(self.train.stride()));
            errors.extend(
                rows.map(|(x, y)| x.iter().zip(y).map(|(x, y)| f64::from((x - y) * (x - y))).sum::<f64>()),
            );
        }
        errors
    }

    /// Whether the next epoch is under way.
    fn has_begun(&self) -> bool {
        !self.gradient.is_fresh() || !self.batches.is_first() || !self.draws.is_fresh()
    }

    /// Goes back to the weights before the last step.
    fn diverge(&mut self, divergence: Divergence) -> Progress {
        self.model.update(|parameters, _| parameters.copy_from_slice(&self.before));
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

    /// What the model makes of one test sample, spoiled first where samples are.
    ///
    /// # Panics
    /// If there is no such sample.
    #[must_use]
    pub fn reconstruct(&self, sample: usize) -> Reconstruction {
        let architecture = self.model.architecture();
        let (settings, epoch) = (&self.experiment, self.steps.max(1));
        let noisy = (settings.noise != Noise::None).then(|| {
            let level = settings.noise_level.at(epoch);
            spoiled(self.test.row(sample), settings.noise, level, &self.draws, settings.seed ^ sample as u32)
        });
        let mut input = Matrix::zeros(1, architecture.input);
        input.row_mut(0).copy_from_slice(noisy.as_deref().unwrap_or(self.test.row(sample)));
        let mut room = Room::new(architecture, 1);
        let codes = self.encode(input.block(0, 1));
        self.model.decode(&codes, &mut room, 1);
        let decoded = room.reconstruction()[..architecture.input].to_vec();
        Reconstruction { noisy, decoded }
    }

    /// The code of one standardised sample; sample and code with their padding.
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

/// One step against the gradient; decoder columns that keep their length turn only.
fn step(
    model: &mut Autoencoder<f32>,
    gradient: &mut [f32],
    optimizer: &mut Optimizer<f32>,
    (settings, lr): (&Settings, f64),
    mut columns: Option<&mut Dictionary>,
) {
    if let Some(columns) = &mut columns {
        columns.remove_parallel(model.parameters(), gradient);
    }
    let shrink = decay::decoupled(settings, lr);
    model.update(|parameters, plan| {
        if let Some(shrink) = shrink {
            for range in plan.weights() {
                parameters[range].iter_mut().for_each(|weight| *weight *= shrink);
            }
        }
        optimizer.step(parameters, gradient, lr);
        if let Some(columns) = columns {
            columns.normalise(parameters);
        }
    });
}

/// The most memory that a trainer holds beside the data, in bytes.
#[must_use]
pub fn estimated_bytes(settings: &Settings) -> u64 {
    let architecture = Architecture::from(settings);
    let (input, code) = (stride(architecture.input) as u64, stride(architecture.code()) as u64);
    let layers = || {
        let places = architecture.plan().layers.into_iter();
        places.map(|place| (stride(place.inputs) as u64, stride(place.outputs) as u64))
    };
    let weights: u64 = layers().map(|(inputs, outputs)| inputs * outputs).sum();
    let block: u64 = block_rows(&architecture) as u64 * layers().map(|(_, outputs)| outputs).sum::<u64>();
    let samples = settings.n_samples as u64;
    let columns = samples.min(MAX_COLUMNS as u64);
    // Spoiled samples or a variational code's normal numbers, with the numbers drawn for them; a
    // whole batch's codes to choose among.
    let chance = u64::from(settings.noise != Noise::None) * input + u64::from(settings.variational) * code;
    let choice = u64::from(settings.sparsity.selects()) * code;
    // Samples and codes; parameters, the copy before a step, two layouts, two forms of the
    // derivatives and two moments; a block's values, inputs and errors for training and for
    // testing; the heatmap's codes twice.
    let numbers =
        samples * (input + code + 2 * chance + choice) + 8 * weights + 6 * block + 2 * columns * code;
    4 * numbers
}
