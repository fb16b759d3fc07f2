//! What the workers do.

use super::app::App;
use super::mailbox::Mailbox;
use super::message::{Message, Signal};
use super::notices::About;
use super::state::{Measured, Standing, Steady};
use super::viewer::RESTARTED;
use super::weights::Loaded;
use super::worker::{Program, Worker};
use crate::experiment::{Experiment, Link};
use crate::model::Fingerprint;
use crate::protocol::{Command, Event, Purpose, Start, VERSION};
use crate::training::Ending;

/// Seconds in which a worker must start, and answer when it has nothing long to do.
const PATIENCE: u32 = 10;
/// Milliseconds that a restart is told of: a short run would otherwise end before it is read.
const NEWS_MS: f64 = 3000.0;
/// Seconds that making data may take before the viewer is asked.
const DATA_PATIENCE: u32 = 20;

impl App {
    /// Starts the training worker, in place of the one before.
    pub(super) fn start_worker(&mut self) {
        self.worker = None;
        self.state.run.lose();
        self.state.notices.clear(About::Waiting);
        if self.state.standing == Standing::Gone {
            self.state.notices.clear(About::Worker);
            self.state.status.clear();
        }
        self.state.standing = Standing::Loading;
        self.waited = 0;
        self.take_worker(Self::training_worker(&self.mailbox, &self.state.experiment));
    }

    /// A worker that trains an experiment, or why there is none.
    pub(super) fn training_worker(mailbox: &Mailbox, experiment: &Experiment) -> Result<Worker, String> {
        let mailbox = mailbox.clone();
        Worker::start(Program::of(experiment), move |signal| mailbox.send(Message::Worker(signal)))
            .map_err(|error| format!("the browser does not start it: {error:?}"))
    }

    pub(super) fn take_worker(&mut self, worker: Result<Worker, String>) {
        match worker {
            Ok(worker) => self.worker = Some(worker),
            Err(reason) => self.lose_worker(&reason),
        }
    }

    /// Ends the training worker. Everything else stays.
    fn lose_worker(&mut self, reason: &str) {
        self.worker = None;
        self.state.run.lose();
        self.give_up_weights();
        self.state.standing = Standing::Gone;
        self.state.notices.clear(About::Waiting);
        self.say("The training has stopped: its worker is gone.");
        let title = "The part of the page that trains has stopped. All settings are kept.";
        self.state.notices.say(About::Worker, title, vec![reason.to_owned()]);
    }

    /// Begins the experiment anew, once the worker is ready.
    pub(super) fn begin(&mut self) {
        self.state.reproduced = None;
        self.state.moved.clear();
        self.state.notices.clear(About::Divergence);
        self.state.notices.clear(About::Data);
        if self.state.standing == Standing::Ready {
            // The run goes on until its successor can begin.
            if !self.has_file() {
                return;
            }
            let program = Program::of(&self.state.experiment);
            if self.worker.as_ref().is_some_and(|worker| worker.program() < program) {
                return self.start_worker();
            }
            if let Some(worker) = &self.worker {
                self.library.supply(&self.state.experiment, worker);
            }
            self.waited = 0;
            let watch = self.state.claim.map(|claim| claim.epoch);
            let weights = self.state.weights.as_ref().map(Loaded::file).unwrap_or_default();
            let start = self.state.run.begin(&self.state.experiment, watch, weights);
            self.tell(start);
        }
    }

    pub(super) fn worker_signal(&mut self, signal: Signal) {
        match signal {
            Signal::Said(event) => self.event(*event),
            Signal::Failed(reason) => self.lose_worker(&reason),
        }
    }

    fn event(&mut self, event: Event) {
        self.waited = 0;
        match event {
            Event::Ready { version } => self.ready(version),
            Event::Started(start) => self.started(start),
            Event::Refused { run, message } => self.refused(run, message),
            Event::Changed { run, link, problem } => self.changed(run, &link, problem),
            Event::Frame(frame) => {
                let step = self.state.run.take(frame, self.state.sample_in_sight());
                self.tell(step);
                self.measure();
            }
            Event::Stopped { run, epoch, ending } => self.stopped(run, epoch, ending),
            Event::Watched { run, epoch, fingerprint } => self.watched(run, epoch, fingerprint),
            Event::Loaded { name, file, origin } => self.loaded_weights(name, origin, file),
            Event::NotLoaded { name, reason } => self.refuse_weights(&name, reason),
            Event::Saved { purpose: Purpose::File, epoch, file, .. } => self.saved_weights(epoch, &file),
            Event::Saved { purpose: Purpose::Evaluation, run, epoch, file } => {
                self.evaluate_weights(run, epoch, file);
            }
            Event::Crashed { message } => self.lose_worker(&message),
            Event::Baselines(_)
            | Event::Gradients { .. }
            | Event::Opened(_)
            | Event::NotRead { .. }
            | Event::Read { .. }
            | Event::Tried { .. }
            | Event::Evaluating { .. }
            | Event::Evaluated(_) => {}
        }
    }

    fn ready(&mut self, version: u32) {
        if version == VERSION {
            self.state.standing = Standing::Ready;
            self.tell_pace();
            self.begin();
            return;
        }
        self.worker = None;
        self.state.standing = Standing::Gone;
        self.say("This page and its worker are of different versions.");
        let title = "This page and the part that trains come from different versions, since the browser has kept an \
                     old file. Reloading fetches both anew; the address keeps the experiment.";
        self.state.notices.say(About::Version, title, Vec::new());
    }

    fn started(&mut self, start: Start) {
        self.state.notices.clear(About::Waiting);
        self.keep_judgement();
        let (run, samples, first, loaded) = (start.run, start.test_samples, start.first, start.loaded);
        let experiment = Link::parse(&start.link).experiment;
        self.state.steady = Some(Steady { experiment, ..Steady::default() });
        if self.state.run.answered(run, Some(start)) {
            return self.begin();
        }
        if !loaded && let Some(weights) = self.state.weights.take() {
            self.say(format!(
                "{} The weights of {} do not fit; it begins with the seed's.",
                self.state.status, weights.name
            ));
        }
        if !self.library.is_fetching() {
            self.state.settle();
        }
        let sample = if self.state.sample == 0 { first } else { self.state.sample };
        self.state.sample = sample.min(samples.saturating_sub(1));
        if self.state.status.is_empty() {
            self.say(if self.state.run.is_running() { "Training." } else { "Ready: press Run." });
        }
    }

    fn refused(&mut self, run: u32, message: String) {
        self.state.notices.clear(About::Waiting);
        if self.state.run.answered(run, None) {
            return self.begin();
        }
        if self.state.run.is_newest(run) {
            self.say(format!("No data: {message}"));
            self.state.notices.say(About::Data, "The data cannot be made.", vec![message]);
        }
    }

    fn changed(&mut self, run: u32, link: &str, problem: Option<String>) {
        let Some((parameter, newest)) = self.state.run.changed(run) else { return };
        if newest {
            self.state.experiment = Link::parse(link).experiment;
            self.state.settle();
        }
        if let Some(problem) = problem {
            self.controls.settle(parameter);
            self.reject(parameter, &problem);
        }
    }

    fn stopped(&mut self, run: u32, epoch: u32, ending: Option<Ending>) {
        if !self.state.run.stopped(run, epoch, ending) {
            return;
        }
        let end = match ending {
            None => format!("Finished: {epoch} epochs."),
            Some(Ending::Stalled(stall)) => stall.to_string(),
            Some(Ending::Diverged(divergence)) => {
                self.say(format!("Stopped: training diverged in epoch {}.", divergence.epoch));
                self.state.notices.say(About::Divergence, divergence.to_string(), Vec::new());
                return;
            }
        };
        let restarted = self.just_restarted();
        self.say(format!("{restarted}{end}{}", verdict(self.state.reproduced)));
    }

    /// What the status line says of a restart, with a space, if that is news.
    fn just_restarted(&self) -> String {
        let news = self.state.status.starts_with(RESTARTED) && self.dom.now() - self.restarted_at < NEWS_MS;
        if news { format!("{} ", self.state.status) } else { String::new() }
    }

    fn watched(&mut self, run: u32, epoch: u32, fingerprint: Fingerprint) {
        let claim = self.state.claim.filter(|claim| claim.epoch == epoch);
        if let (Some(claim), true) = (claim, self.state.run.is_newest(run)) {
            self.state.reproduced = Some(claim.fingerprint == fingerprint);
            // At the last epoch the end is told of, with the verdict.
            if epoch < self.state.experiment.epochs {
                self.say(format!("Epoch {epoch} of the shared result:{}", verdict(self.state.reproduced)));
            }
        }
    }

    /// Measures the baselines of the data that are shown, in a worker of their own, which ends when
    /// it is done: its memory is as large as the data.
    fn measure(&mut self) {
        let data = Some(self.state.experiment.data_link());
        let is_settled = self.state.run.current().is_some() && !self.library.is_fetching();
        if !is_settled || self.state.baselines.data == data {
            return;
        }
        self.state.baselines = Measured { data, result: None };
        let mailbox = self.mailbox.clone();
        match Worker::start(Program::of(&self.state.experiment), move |signal| {
            mailbox.send(Message::Measurer(signal));
        }) {
            Ok(worker) => self.measurer = Some(worker),
            Err(error) => self.measured(Err(format!("{error:?}"))),
        }
    }

    pub(super) fn measurer_signal(&mut self, signal: Signal) {
        match signal {
            Signal::Said(event) => match *event {
                Event::Ready { version } if version == VERSION => {
                    let link = self.state.baselines.data.clone().unwrap_or_default();
                    if let Some(measurer) = &self.measurer {
                        self.library.supply(&self.state.experiment, measurer);
                        measurer.tell(Command::Baselines { link });
                    }
                }
                Event::Baselines(baselines) => self.measured(Ok(baselines)),
                Event::Refused { message, .. } | Event::Crashed { message } => self.measured(Err(message)),
                _ => self.measured(Err("the worker is of another version".to_owned())),
            },
            Signal::Failed(reason) => self.measured(Err(reason)),
        }
    }

    fn measured(&mut self, result: Result<crate::evaluation::Baselines, String>) {
        self.state.baselines.result = Some(result);
        self.measurer = None;
    }

    /// Looks whether an answer is overdue. Seconds are counted as the browser gives them, so that a
    /// computer that slept does not look like a worker that died.
    pub(super) fn second(&mut self) {
        let hidden = self.dom.document.hidden();
        let loading = self.state.standing == Standing::Loading;
        let starting = self.state.run.is_starting();
        if !loading && !starting && (hidden || !self.state.run.is_waited_for()) {
            self.waited = 0;
            return;
        }
        self.waited += 1;
        if loading && self.waited >= PATIENCE {
            self.lose_worker("It did not start within ten seconds.");
        } else if starting && self.waited == DATA_PATIENCE {
            self.say("The data take long to make.");
            let title = "The data take long to make. The training begins when they are there; or start again, with \
                         smaller data.";
            self.state.notices.say(About::Waiting, title, Vec::new());
        } else if !loading && !starting && self.waited >= PATIENCE {
            self.lose_worker("It has not answered for ten seconds.");
        } else {
            return;
        }
        self.redraw();
    }
}

fn verdict(reproduced: Option<bool>) -> &'static str {
    match reproduced {
        Some(true) => " Reproduced exactly.",
        Some(false) => " Differs from the shared result.",
        None => "",
    }
}
