//! The workers' side of the communication, without a browser: commands in, events out, training in slices
//! between them. Each worker program has its own session.

mod capabilities;
mod conversation;
mod evaluating;
mod exporting;
mod reader;
mod unit_reports;

use crate::data::{DataError, DataFileCache};
use crate::evaluation::{Baselines, GroundTruthInfo, RecoveryReport};
use crate::experiment::{Key, Link};
use crate::model::{Architecture, Side};
use crate::protocol::{Command, Event, Frame, Numbers, Pace, Start};
use crate::tensor::Matrix;
use crate::training::{Progress, Trainer};
use crate::weights::{self, WeightsError, WeightsProvenance};
pub use capabilities::WorkerCapabilities;
use capabilities::{MakeData, RecoveryEvaluator};
pub use conversation::{Conversation, Next};
pub use evaluating::EvaluatingSession;
pub use exporting::ExportingSession;
pub use reader::ReadingSession;
use unit_reports::UnitReports;

/// Milliseconds of training before the worker looks for messages again.
const SLICE_MS: f64 = 8.0;
/// Milliseconds from one epoch to the next at the slow pace.
const SLOW_MS: f64 = 200.0;
/// The most epochs of history in a frame, so that the page never blocks; it requests the rest.
const MOST_EPOCHS: usize = 20_000;

/// The most units whose weights are shown.
const MOST_UNITS: usize = 256;

/// The session of the training programs: one run at a time, and what the page requested of it.
#[derive(Debug)]
pub struct Session {
    capabilities: WorkerCapabilities,
    run: Option<TrainingRun>,
    pace: Pace,
    cache: DataFileCache,
}

#[derive(Debug)]
#[allow(clippy::struct_excessive_bools, reason = "each is independent of the others")]
struct TrainingRun {
    id: u32,
    trainer: Trainer,
    feature_recovery: Option<Box<dyn RecoveryEvaluator>>,
    units: UnitReports,
    /// The epoch of the last comparison with the ground truth, and its result.
    marked: Option<(u32, RecoveryReport)>,
    /// The time of that comparison.
    marked_at: f64,
    /// True if the comparison with the ground truth is shown.
    wants_marks: bool,
    running: bool,
    /// Up to this epoch it trains as fast as possible, whether it is running or not.
    catch_up: u32,
    /// True if "Step" or, at the normal pace, a frame has requested an epoch.
    granted: bool,
    /// When the last epoch was complete, for the slow pace.
    last_epoch: f64,
    watch: Option<u32>,
    worked_ms: f64,
    stopped: bool,
}

impl Session {
    /// Creates a session without a run.
    #[must_use]
    pub fn new(capabilities: WorkerCapabilities) -> Self {
        Self { capabilities, run: None, pace: Pace::Normal, cache: DataFileCache::default() }
    }

    /// Carries out a command. `now` is the time in milliseconds.
    pub fn handle(&mut self, command: Command, now: f64) -> Option<Event> {
        match command {
            Command::Start { run, link, running, reached, watch, weights } => {
                let event = self.start(run, &link, running, watch, &weights);
                self.run.iter_mut().for_each(|run| run.catch_up = reached);
                Some(event)
            }
            Command::LoadWeights { name, link, file } => Some(match check_weights(&link, &file) {
                Ok(origin) => Event::Loaded { name, file, origin },
                Err(error) => Event::NotLoaded { name, reason: error.to_string() },
            }),
            Command::SaveWeights { run, purpose } => {
                let trainer = &self.of(run)?.trainer;
                Some(Event::Saved {
                    run,
                    purpose,
                    epoch: trainer.epoch(),
                    file: weights::save(&trainer.trained_model()),
                })
            }
            Command::Running { run, running } => {
                let run = self.of(run)?;
                (run.running, run.stopped) = (running, false);
                run.catch_up = 0;
                None
            }
            Command::Step { run } => {
                let run = self.of(run)?;
                (run.running, run.granted, run.stopped) = (false, true, false);
                run.catch_up = 0;
                None
            }
            Command::Change { run, parameter, value } => Some(self.of(run)?.change(parameter, &value)),
            Command::Pace(pace) => {
                self.pace = pace;
                if let Some(run) = &mut self.run {
                    run.last_epoch = now;
                }
                None
            }
            Command::Frame { run, known, sample, weights, marks } => {
                let pace = self.pace;
                let run = self.of(run)?;
                if pace == Pace::Normal && run.running {
                    run.granted = true;
                }
                run.wants_marks = marks;
                Some(Event::Frame(run.frame(known, sample, weights, now)))
            }
            Command::Unit { run, unit } => {
                let id = run;
                let run = self.of(run)?;
                let report = run.units.report(&run.trainer, run.feature_recovery.as_deref(), unit);
                Some(Event::Unit { run: id, report })
            }
            Command::Supply { link, file } => {
                supply(&mut self.cache, &link, file);
                None
            }
            Command::Baselines { link } => Some(baselines(&link, self.capabilities.data, &self.cache)),
            Command::CheckGradients { link } => (self.capabilities.check_gradients)(&link, &self.cache),
            Command::Try { .. }
            | Command::OpenFiles { .. }
            | Command::ReadFiles { .. }
            | Command::Evaluate { .. }
            | Command::Export { .. } => None,
        }
    }

    /// Trains for a slice if there is anything to train. `clock` returns the time in milliseconds.
    pub fn work(&mut self, clock: impl Fn() -> f64) -> Vec<Event> {
        let mut events = Vec::new();
        let began = clock();
        let mut now = began;
        while now - began < SLICE_MS && self.next(now) == Next::Now {
            let Some(run) = &mut self.run else { break };
            events.extend(run.advance(&clock));
            now = clock();
        }
        if let Some(run) = &mut self.run {
            run.worked_ms += now - began;
        }
        events
    }

    /// When to call [`Session::work`] again.
    #[must_use]
    pub fn next(&self, now: f64) -> Next {
        let Some(run) = &self.run else { return Next::Wait };
        if run.stopped {
            return Next::Wait;
        }
        if run.granted || run.is_catching_up() || !run.trainer.is_tested() {
            return Next::Now;
        }
        match self.pace {
            _ if !run.running => Next::Wait,
            Pace::Fast => Next::Now,
            Pace::Normal => Next::Wait,
            Pace::Slow if now - run.last_epoch >= SLOW_MS => Next::Now,
            Pace::Slow => Next::After(SLOW_MS - (now - run.last_epoch)),
        }
    }

    fn start(&mut self, run: u32, link: &str, running: bool, watch: Option<u32>, weights: &[u8]) -> Event {
        // Two runs at once might not fit into memory.
        self.run = None;
        let experiment = Link::parse(link).experiment;
        if !(self.capabilities.has_optimizer)(&experiment) {
            return Event::Refused { run, message: DataError::OtherProgram.to_string() };
        }
        match (self.capabilities.data)(&experiment, &self.cache) {
            Ok(data) => {
                let mut trainer = Trainer::with(experiment, data, self.capabilities.descent);
                if let Ok(weights) = weights::load(weights, trainer.model().architecture()) {
                    trainer.begin_with(&weights.parameters);
                }
                let feature_recovery =
                    (self.capabilities.feature_recovery)(trainer.experiment(), trainer.data());
                let start = start(
                    run,
                    &trainer,
                    feature_recovery.as_ref().map(|feature_recovery| feature_recovery.known().clone()),
                );
                self.run = Some(TrainingRun {
                    id: run,
                    feature_recovery,
                    units: UnitReports::default(),
                    marked: None,
                    marked_at: f64::NEG_INFINITY,
                    wants_marks: false,
                    trainer,
                    running,
                    catch_up: 0,
                    granted: false,
                    last_epoch: f64::NEG_INFINITY,
                    watch,
                    worked_ms: 0.0,
                    stopped: false,
                });
                Event::Started(start)
            }
            Err(error) => Event::Refused { run, message: error.to_string() },
        }
    }

    /// The run of that id; commands to an older one come too late and mean nothing.
    fn of(&mut self, id: u32) -> Option<&mut TrainingRun> {
        self.run.as_mut().filter(|run| run.id == id)
    }
}

impl Conversation for Session {
    fn handle(&mut self, command: Command, now: f64) -> Option<Event> {
        self.handle(command, now)
    }

    fn work(&mut self, clock: &dyn Fn() -> f64) -> Vec<Event> {
        self.work(clock)
    }

    fn next(&self, now: f64) -> Next {
        self.next(now)
    }
}

impl TrainingRun {
    fn change(&mut self, parameter: Key, value: &str) -> Event {
        let problem = self.trainer.change(parameter.row(), value).err();
        self.stopped = false;
        Event::Changed {
            run: self.id,
            link: self.trainer.experiment().link(),
            problem: problem.map(|problem| problem.to_string()),
        }
    }

    fn is_catching_up(&self) -> bool {
        self.trainer.epoch() < self.catch_up
    }

    /// Does one piece of training and returns the events that follow.
    fn advance(&mut self, clock: &impl Fn() -> f64) -> Vec<Event> {
        match self.trainer.advance() {
            Progress::Working => Vec::new(),
            Progress::Epoch => {
                self.last_epoch = clock();
                // A frame may come in the middle of the next one.
                self.mark(self.last_epoch);
                self.granted = false;
                let epoch = self.trainer.epoch();
                let watched = self.watch == Some(epoch);
                let watched = watched.then(|| Event::Watched {
                    run: self.id,
                    epoch,
                    fingerprint: self.trainer.fingerprint(),
                });
                let ended = epoch >= self.trainer.experiment().epochs || self.trainer.stop_reason().is_some();
                let caught_up = epoch == self.catch_up && !self.running;
                let finished = ended || caught_up;
                watched.into_iter().chain(finished.then(|| self.stop())).collect()
            }
            Progress::Finished | Progress::Diverged(_) => vec![self.stop()],
        }
    }

    /// Repeats the comparison with the ground truth if the run has changed and there is time.
    fn mark(&mut self, now: f64) {
        let Some(feature_recovery) = self.feature_recovery.as_ref().filter(|_| self.wants_marks) else {
            return;
        };
        let epoch = self.trainer.epoch();
        let is_new = self.marked.as_ref().is_none_or(|(marked, _)| *marked != epoch);
        let is_time = !self.running || now - self.marked_at >= feature_recovery.pause_ms();
        if is_new && is_time && self.trainer.is_tested() {
            self.marked = Some((epoch, feature_recovery.mark(self.trainer.current())));
            self.marked_at = now;
        }
    }

    fn stop(&mut self) -> Event {
        (self.running, self.granted, self.stopped) = (false, false, true);
        self.catch_up = 0;
        Event::Stopped { run: self.id, epoch: self.trainer.epoch(), stop_reason: self.trainer.stop_reason() }
    }

    fn frame(&mut self, known: u32, sample: u32, weights: Option<Side>, now: f64) -> Frame {
        self.mark(now);
        let trainer = &self.trainer;
        let result = trainer.test_result();
        let samples = trainer.test_samples().rows();
        let sample = sample.min(samples as u32 - 1);
        let epochs = trainer.history().epochs();
        let from = (known as usize).min(epochs);
        let to = epochs.min(from + MOST_EPOCHS);
        let reconstruction =
            trainer.current().reconstruct(trainer.test_samples().row(sample as usize), sample as usize);
        Frame {
            run: self.id,
            epoch: trainer.epoch(),
            share: trainer.share(),
            running: self.running || self.is_catching_up(),
            tested: trainer.is_tested(),
            settled: trainer.is_tested() && !self.running && !self.granted && !self.is_catching_up(),
            stop_reason: trainer.stop_reason(),
            fingerprint: trainer.fingerprint(),
            test_mse: result.mse,
            explained_variance: result.explained_variance(),
            l0: result.l0(),
            epoch_ms: (epochs > 0).then(|| self.worked_ms / epochs as f64),
            sample,
            known: from as u32,
            marked: self.marked.as_ref().map(|(_, marked)| marked.clone()),
            weights,
            numbers: Numbers {
                history: trainer.history().columns().map(|column| column[from..to].to_vec()),
                codes: result.codes.view().iter().copied().collect(),
                mean_activation: result.mean_activation.clone(),
                active: result.active_share(),
                original: trainer.test_samples().row(sample as usize).to_vec(),
                noisy: reconstruction.noisy.unwrap_or_default(),
                reconstruction: reconstruction.decoded,
                weights: weights.map(|side| side.weights(trainer.model(), MOST_UNITS)).unwrap_or_default(),
            },
        }
    }
}

fn start(run: u32, trainer: &Trainer, known: Option<GroundTruthInfo>) -> Start {
    Start {
        run,
        link: trainer.experiment().link(),
        test_samples: trainer.test_samples().rows() as u32,
        first: first(trainer.test_samples()) as u32,
        columns: trainer.columns(),
        loaded: trainer.loaded().is_some(),
        view: trainer.experiment().view(),
        features: trainer.facts().names.features.clone(),
        classes: trainer.classes(),
        names: trainer.facts().test_names(),
        known,
    }
}

/// Returns the first sample that is not 0 everywhere, or else the very first.
fn first(samples: &Matrix<f32>) -> usize {
    let is_seen = |sample: &usize| samples.row(*sample).iter().any(|&value| value != 0.0);
    (0..samples.rows()).find(is_seen).unwrap_or(0)
}

/// Stores the file of a link's experiment. A file that does not belong to it is ignored, and making the data
/// then reports that it is missing.
fn supply(cache: &mut DataFileCache, link: &str, file: Vec<u8>) {
    let experiment = Link::parse(link).experiment;
    if let Some(wanted) = experiment.data.file(&experiment) {
        cache.put(&wanted, file).ok();
    }
}

/// Returns the origin of a file's weights if they fit a link's experiment.
fn check_weights(link: &str, file: &[u8]) -> Result<WeightsProvenance, WeightsError> {
    let architecture = Architecture::from(&*Link::parse(link).experiment);
    weights::load(file, &architecture).map(|weights| weights.origin)
}

fn baselines(link: &str, data: MakeData, cache: &DataFileCache) -> Event {
    match measure(link, data, cache) {
        Ok(baselines) => Event::Baselines(baselines),
        Err(message) => Event::Refused { run: 0, message },
    }
}

fn measure(link: &str, data: MakeData, cache: &DataFileCache) -> Result<Baselines, String> {
    let experiment = Link::parse(link).experiment;
    let dataset = data(&experiment, cache).map_err(|error: DataError| error.to_string())?;
    // The unscaled samples go before more memory is taken.
    let (train, test, _) = dataset.into_parts();
    Baselines::new(train.view(), test.view()).map_err(|error| format!("PCA could not be computed: {error}"))
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod unexpected;
