//! The worker's half of the conversation, without a browser: commands in, events out, training in
//! slices between them.

use crate::data::{DataError, Dataset};
use crate::evaluation::Baselines;
use crate::experiment::{Link, Parameter};
use crate::model::{Architecture, Tensor};
use crate::protocol::{Command, Event, Frame, Numbers, Pace, Start};
use crate::training::{Progress, Trainer};
use crate::weights::{self, Origin, Weights, WeightsError};

/// Milliseconds of training before the worker looks for messages again.
const SLICE_MS: f64 = 8.0;
/// Milliseconds from one epoch to the next at the slow pace.
const SLOW_MS: f64 = 200.0;
/// A frame carries at most this many epochs of history, so that the page is never held up; it
/// asks again for the rest.
const MOST_EPOCHS: usize = 20_000;

/// When the worker should call [`Session::work`] again.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Next {
    /// At once, after a look for messages.
    Now,
    /// After so many milliseconds.
    After(f64),
    /// After the next command.
    Wait,
}

/// One run at a time, and what the viewer wants of it.
#[derive(Debug)]
pub struct Session {
    run: Option<Run>,
    pace: Pace,
    /// Weights for the next start, and the tensors that they are.
    weights: Option<(Vec<Tensor>, Weights)>,
}

#[derive(Debug)]
struct Run {
    id: u32,
    trainer: Trainer,
    running: bool,
    /// An epoch asked for by "Step" or, at the normal pace, by a frame.
    granted: bool,
    /// When the last epoch was complete, for the slow pace.
    last_epoch: f64,
    watch: Option<u32>,
    worked_ms: f64,
    stopped: bool,
}

impl Default for Session {
    fn default() -> Self {
        Self { run: None, pace: Pace::Normal, weights: None }
    }
}

impl Session {
    /// Does what a command says. `now` is the time in milliseconds.
    ///
    /// # Panics
    /// On [`Command::Panic`].
    pub fn handle(&mut self, command: Command, now: f64) -> Option<Event> {
        match command {
            Command::Start { run, link, running, watch, weights } => {
                if !weights {
                    self.weights = None;
                }
                Some(self.start(run, &link, running, watch))
            }
            Command::LoadWeights { name, link, file } => {
                let result = self.load_weights(&link, &file).map_err(|error| error.to_string());
                Some(Event::Loaded { name, result })
            }
            Command::SaveWeights { run } => {
                let trainer = &self.of(run)?.trainer;
                Some(Event::Saved { run, epoch: trainer.epoch(), file: weights::save(trainer) })
            }
            Command::Running { run, running } => {
                let run = self.of(run)?;
                run.running = running;
                run.stopped = false;
                None
            }
            Command::Step { run } => {
                let run = self.of(run)?;
                (run.running, run.granted, run.stopped) = (false, true, false);
                None
            }
            Command::Change { run, parameter, value } => self.of(run)?.change(&parameter, &value),
            Command::Pace(pace) => {
                self.pace = pace;
                if let Some(run) = &mut self.run {
                    run.last_epoch = now;
                }
                None
            }
            Command::Frame { run, known, sample } => {
                let pace = self.pace;
                let run = self.of(run)?;
                if pace == Pace::Normal && run.running {
                    run.granted = true;
                }
                Some(Event::Frame(run.frame(known, sample)))
            }
            Command::Baselines { run, link } => Some(baselines(run, &link)),
            Command::Panic => panic!("asked to panic"),
        }
    }

    /// Trains for a slice, if there is anything to train. `clock` tells the time in milliseconds.
    pub fn work(&mut self, clock: impl Fn() -> f64) -> Vec<Event> {
        let mut events = Vec::new();
        let began = clock();
        while self.next(clock()) == Next::Now {
            let Some(run) = &mut self.run else { break };
            events.extend(run.advance(&clock));
            let now = clock();
            if now - began >= SLICE_MS {
                break;
            }
        }
        if let Some(run) = &mut self.run {
            run.worked_ms += clock() - began;
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
        if run.granted || !run.trainer.is_tested() {
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

    fn start(&mut self, run: u32, link: &str, running: bool, watch: Option<u32>) -> Event {
        // Two runs at once might not fit into memory.
        self.run = None;
        match Trainer::new(Link::parse(link).experiment) {
            Ok(mut trainer) => {
                let tensors = trainer.model().architecture().tensors();
                self.weights = self.weights.take().filter(|(own, _)| *own == tensors);
                if let Some((_, weights)) = &self.weights {
                    trainer.begin_with(&weights.parameters);
                }
                let start = start(run, &trainer);
                self.run = Some(Run {
                    id: run,
                    trainer,
                    running,
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

    fn load_weights(&mut self, link: &str, file: &[u8]) -> Result<Origin, WeightsError> {
        let architecture = Architecture::from(&*Link::parse(link).experiment);
        let weights = weights::load(file, &architecture)?;
        let origin = weights.origin.clone();
        self.weights = Some((architecture.tensors(), weights));
        Ok(origin)
    }

    /// The run of that id; commands to an older one come too late and mean nothing.
    fn of(&mut self, id: u32) -> Option<&mut Run> {
        self.run.as_mut().filter(|run| run.id == id)
    }
}

impl Run {
    fn change(&mut self, parameter: &str, value: &str) -> Option<Event> {
        let problem = self.trainer.change(Parameter::named(parameter)?, value).err();
        self.stopped = false;
        Some(Event::Changed {
            run: self.id,
            link: self.trainer.experiment().link(),
            problem: problem.map(|problem| problem.to_string()),
        })
    }

    /// One piece of training, and what there is to say of it.
    fn advance(&mut self, clock: &impl Fn() -> f64) -> Vec<Event> {
        match self.trainer.advance() {
            Progress::Working => Vec::new(),
            Progress::Epoch => {
                self.last_epoch = clock();
                self.granted = false;
                let epoch = self.trainer.epoch();
                let watched = self.watch == Some(epoch);
                let watched = watched.then(|| Event::Watched {
                    run: self.id,
                    epoch,
                    fingerprint: self.trainer.fingerprint(),
                });
                let finished = epoch >= self.trainer.experiment().epochs || self.trainer.ending().is_some();
                watched.into_iter().chain(finished.then(|| self.stop())).collect()
            }
            Progress::Finished | Progress::Diverged(_) => vec![self.stop()],
        }
    }

    fn stop(&mut self) -> Event {
        (self.running, self.granted, self.stopped) = (false, false, true);
        Event::Stopped { run: self.id, epoch: self.trainer.epoch(), ending: self.trainer.ending() }
    }

    fn frame(&self, known: u32, sample: u32) -> Frame {
        let trainer = &self.trainer;
        let result = trainer.test_result();
        let samples = trainer.test_samples().rows();
        let sample = sample.min(samples as u32 - 1);
        let epochs = trainer.history().epochs();
        let from = (known as usize).min(epochs);
        let to = epochs.min(from + MOST_EPOCHS);
        let reconstruction = trainer.reconstruct(sample as usize);
        Frame {
            run: self.id,
            epoch: trainer.epoch(),
            running: self.running,
            tested: trainer.is_tested(),
            settled: trainer.is_tested() && !self.running && !self.granted,
            ending: trainer.ending(),
            fingerprint: trainer.fingerprint(),
            test_mse: result.mse,
            explained_variance: result.explained_variance(),
            l0: result.l0(),
            epoch_ms: (epochs > 0).then(|| self.worked_ms / epochs as f64),
            sample,
            known: from as u32,
            numbers: Numbers {
                history: trainer.history().columns().map(|column| column[from..to].to_vec()),
                codes: result.codes.view().iter().copied().collect(),
                mean_activation: result.mean_activation.clone(),
                active: result.active_share(),
                original: trainer.test_samples().row(sample as usize).to_vec(),
                noisy: reconstruction.noisy.unwrap_or_default(),
                reconstruction: reconstruction.decoded,
            },
        }
    }
}

fn start(run: u32, trainer: &Trainer) -> Start {
    Start {
        run,
        link: trainer.experiment().link(),
        train_samples: trainer.train_samples().rows() as u32,
        test_samples: trainer.test_samples().rows() as u32,
        columns: trainer.columns().into_iter().map(|(sample, label)| (sample as u32, label as u32)).collect(),
        loaded: trainer.loaded().is_some(),
    }
}

fn baselines(run: u32, link: &str) -> Event {
    match measure(link) {
        Ok(baselines) => Event::Baselines { run, baselines },
        Err(message) => Event::Refused { run, message },
    }
}

fn measure(link: &str) -> Result<Baselines, String> {
    let dataset = Dataset::of(&Link::parse(link).experiment).map_err(|error: DataError| error.to_string())?;
    let Dataset { train, test, .. } = dataset;
    Baselines::new(train.view(), test.view()).map_err(|error| format!("PCA could not be computed: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::training::Ending;
    use std::cell::Cell;

    fn begin(link: &str, running: bool) -> Session {
        let mut session = Session::default();
        let command =
            Command::Start { run: 1, link: link.to_owned(), running, watch: Some(3), weights: false };
        assert!(matches!(session.handle(command, 0.0), Some(Event::Started(_))));
        session
    }

    /// Works until nothing is left to do, with a clock that goes on a millisecond a look.
    fn finish(session: &mut Session) -> Vec<Event> {
        let time = Cell::new(1000.0);
        let clock = || {
            time.set(time.get() + 1.0);
            time.get()
        };
        let mut events = Vec::new();
        while session.next(clock()) != Next::Wait {
            events.extend(session.work(clock));
        }
        events
    }

    fn frame(session: &mut Session) -> Frame {
        match session.handle(Command::Frame { run: 1, known: 0, sample: 0 }, 0.0) {
            Some(Event::Frame(frame)) => frame,
            other => panic!("no frame but {other:?}"),
        }
    }

    #[test]
    fn fast_runs_to_the_end_and_reports_what_is_watched_for() {
        let mut session = begin("epochs=5", true);
        session.handle(Command::Pace(Pace::Fast), 0.0);
        let events = finish(&mut session);
        assert!(matches!(events[0], Event::Watched { epoch: 3, .. }), "{events:?}");
        assert_eq!(events[1], Event::Stopped { run: 1, epoch: 5, ending: None });
        let frame = frame(&mut session);
        assert_eq!((frame.epoch, frame.running, frame.numbers.history[0].len()), (5, false, 5));
    }

    #[test]
    fn a_frame_before_the_first_test_can_be_read() {
        let event = Event::Frame(frame(&mut begin("", false)));
        assert_eq!(Event::decode(event.clone().encode()), Ok(event));
    }

    #[test]
    fn at_the_normal_pace_a_frame_grants_an_epoch() {
        let mut session = begin("epochs=5", true);
        finish(&mut session);
        assert_eq!(frame(&mut session).epoch, 0);
        finish(&mut session);
        assert_eq!(frame(&mut session).epoch, 1);
    }

    #[test]
    fn a_step_is_one_epoch() {
        let mut session = begin("", false);
        session.handle(Command::Step { run: 1 }, 0.0);
        finish(&mut session);
        assert_eq!((frame(&mut session).epoch, frame(&mut session).running), (1, false));
    }

    #[test]
    fn a_later_end_lets_a_finished_run_go_on() {
        let mut session = begin("epochs=2", true);
        session.handle(Command::Pace(Pace::Fast), 0.0);
        finish(&mut session);
        let change = Command::Change { run: 1, parameter: "epochs".to_owned(), value: "4".to_owned() };
        assert_eq!(
            session.handle(change, 0.0),
            Some(Event::Changed { run: 1, link: "epochs=4".to_owned(), problem: None })
        );
        session.handle(Command::Running { run: 1, running: true }, 0.0);
        finish(&mut session);
        assert_eq!(frame(&mut session).epoch, 4);
    }

    #[test]
    fn a_stalled_run_stops_and_says_why() {
        let mut session = begin("stop=test_loss&patience=5&lr=0.5&epochs=1000", true);
        session.handle(Command::Pace(Pace::Fast), 0.0);
        let events = finish(&mut session);
        let Some(&Event::Stopped { epoch, ending: Some(Ending::Stalled(stall)), .. }) = events.last() else {
            panic!("{events:?}")
        };
        assert_eq!((stall.epoch, stall.best + 5), (epoch, epoch));
        let frame = frame(&mut session);
        assert_eq!((frame.epoch, frame.ending, frame.running), (epoch, Some(Ending::Stalled(stall)), false));
        session.handle(Command::Running { run: 1, running: true }, 0.0);
        assert_eq!(finish(&mut session).len(), 1);
    }

    #[test]
    fn commands_to_another_run_mean_nothing() {
        let mut session = begin("", false);
        assert_eq!(session.handle(Command::Frame { run: 7, known: 0, sample: 0 }, 0.0), None);
        assert_eq!(session.handle(Command::Step { run: 7 }, 0.0), None);
        finish(&mut session);
        assert_eq!(frame(&mut session).epoch, 0);
    }

    #[test]
    fn moved_sliders_replay_to_the_same_bits() {
        let mut session = begin("epochs=20", false);
        session.handle(Command::Pace(Pace::Fast), 0.0);
        for (parameter, value) in [("sparsity_factor", "0.5"), ("lr", "0.01"), ("sparsity_target", "0.2")] {
            for _ in 0..3 {
                session.handle(Command::Step { run: 1 }, 0.0);
                finish(&mut session);
            }
            let (parameter, value) = (parameter.to_owned(), value.to_owned());
            session.handle(Command::Change { run: 1, parameter, value }, 0.0);
        }
        session.handle(Command::Running { run: 1, running: true }, 0.0);
        finish(&mut session);
        let moved = frame(&mut session);
        let link = session.run.as_ref().expect("it runs").trainer.experiment().link();
        assert_eq!(link, "sparsity_factor=0.05,0.5@4&sparsity_target=0.05,0.2@10&lr=0.001,0.01@7&epochs=20");

        let mut replay = begin(&link, true);
        replay.handle(Command::Pace(Pace::Fast), 0.0);
        finish(&mut replay);
        assert_eq!(frame(&mut replay).fingerprint, moved.fingerprint);
    }

    #[test]
    fn a_moved_k_chooses_at_once_before_the_first_epoch_and_from_the_next_one_on() {
        let mut session = begin("sparsity=topk&activation=sigmoid&epochs=20", false);
        let mut move_to = |value: &str| {
            let (parameter, value) = ("k".to_owned(), value.to_owned());
            session.handle(Command::Change { run: 1, parameter, value }, 0.0);
            finish(&mut session);
            let before = frame(&mut session);
            session.handle(Command::Step { run: 1 }, 0.0);
            finish(&mut session);
            (before.l0, frame(&mut session).l0)
        };
        assert_eq!(move_to("2"), (2.0, 2.0));
        assert_eq!(move_to("5"), (2.0, 5.0));
        let moved = frame(&mut session).fingerprint;
        let link = session.run.as_ref().expect("it runs").trainer.experiment().link();
        assert_eq!(link, "activation=sigmoid&sparsity=topk&k=2,5@2&epochs=20");

        let mut replay = begin(&link, false);
        for _ in 0..2 {
            replay.handle(Command::Step { run: 1 }, 0.0);
            finish(&mut replay);
        }
        assert_eq!(frame(&mut replay).fingerprint, moved);
    }

    fn saved(session: &mut Session) -> Vec<u8> {
        match session.handle(Command::SaveWeights { run: 1 }, 0.0) {
            Some(Event::Saved { run: 1, file, .. }) => file,
            other => panic!("no file but {other:?}"),
        }
    }

    fn load_into(session: &mut Session, link: &str, file: Vec<u8>) -> Result<Origin, String> {
        let (name, link) = ("a.safetensors".to_owned(), link.to_owned());
        match session.handle(Command::LoadWeights { name, link, file }, 0.0) {
            Some(Event::Loaded { result, .. }) => result,
            other => panic!("not loaded but {other:?}"),
        }
    }

    fn start_again(session: &mut Session, link: &str, weights: bool) -> bool {
        let command = Command::Start { run: 1, link: link.to_owned(), running: false, watch: None, weights };
        match session.handle(command, 0.0) {
            Some(Event::Started(start)) => start.loaded,
            other => panic!("not started but {other:?}"),
        }
    }

    #[test]
    fn a_run_begins_with_loaded_weights_while_they_fit() {
        let mut session = begin("epochs=5", true);
        session.handle(Command::Pace(Pace::Fast), 0.0);
        finish(&mut session);
        let (file, trained) = (saved(&mut session), frame(&mut session));

        let mut other = begin("", false);
        let origin = load_into(&mut other, "", file.clone()).expect("it fits");
        assert_eq!((origin.link.as_deref(), origin.epoch), (Some("epochs=5"), Some(5)));
        assert_ne!(frame(&mut other).fingerprint, trained.fingerprint, "the run goes on");
        for link in ["", "lr=0.01"] {
            assert!(start_again(&mut other, link, true));
            finish(&mut other);
            let begun = frame(&mut other);
            assert_eq!(
                (begun.epoch, begun.fingerprint, begun.test_mse),
                (0, trained.fingerprint, trained.test_mse)
            );
        }
        assert!(!start_again(&mut other, "hidden_dim=4", true), "they do not fit");
        assert!(!start_again(&mut other, "", true), "they are dropped");
        load_into(&mut other, "", file).expect("it fits");
        assert!(!start_again(&mut other, "", false), "they are not asked for");
        assert!(!start_again(&mut other, "", true), "they are dropped");
    }

    #[test]
    fn a_bad_file_changes_nothing() {
        let mut session = begin("epochs=5", false);
        finish(&mut session);
        let (file, before) = (saved(&mut session), frame(&mut session));
        for (link, file) in
            [("", file[..file.len() - 1].to_vec()), ("", Vec::new()), ("hidden_dim=4", file.clone())]
        {
            load_into(&mut session, link, file).expect_err("it does not fit");
        }
        assert_eq!(frame(&mut session), before);
        assert!(!start_again(&mut session, "epochs=5", true));
    }

    #[test]
    fn the_slow_pace_waits_between_epochs() {
        let mut session = begin("", true);
        session.handle(Command::Pace(Pace::Slow), 0.0);
        session.work(|| 300.0);
        assert_eq!(session.next(310.0), Next::After(190.0));
    }
}
