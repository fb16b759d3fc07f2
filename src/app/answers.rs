//! Answers of the training worker, and missing ones.

use super::effect::Effect;
use super::history::Reached;
use super::message::Signal;
use super::notices::About;
use super::program::Program;
use super::running::RESTARTED;
use super::state::{LastGoodState, State, WorkerStatus};
use super::weights::Loaded;
use crate::experiment::Link;
use crate::parameter::excerpt;
use crate::protocol::{BUILD, Event, Purpose, Start};
use crate::tensor::Fingerprint;
use crate::training::StopReason;

/// Milliseconds for which a restart is reported: a short run would otherwise end before the message is read.
const NEWS_MS: f64 = 3000.0;

impl State {
    /// Starts the training worker, in place of the one before.
    pub(super) fn start_worker(&mut self) {
        self.keep_reached();
        self.run.lose();
        self.notices.clear(About::Waiting);
        if self.standing == WorkerStatus::Gone {
            self.notices.clear(About::Worker);
            self.status.clear();
        }
        self.standing = WorkerStatus::Loading;
        self.waited = 0;
        self.start_program();
    }

    /// Starts the program that trains the experiment.
    fn start_program(&mut self) {
        let program = Program::of(&self.experiment);
        self.program = Some(program);
        self.effects.push(Effect::StartTrainer(program));
    }

    fn end_program(&mut self) {
        self.program = None;
        self.effects.push(Effect::EndTrainer);
    }

    /// Ends the training worker. Everything else stays.
    pub(super) fn lose_worker(&mut self, reason: &str) {
        self.end_program();
        self.keep_reached();
        self.run.lose();
        self.give_up_weights();
        self.standing = WorkerStatus::Gone;
        self.notices.clear(About::Waiting);
        self.set_status("The training has stopped because its worker has ended.");
        let title = match self.resume {
            Some(Reached { epoch, .. }) if epoch > 0 => format!(
                "The part of the page that trains has stopped. All settings are kept, and starting again trains to \
                 epoch {epoch} again, where the run was."
            ),
            _ => "The part of the page that trains has stopped. All settings are kept.".to_owned(),
        };
        self.notices.notify(About::Worker, title, vec![reason.to_owned()]);
    }

    /// The run that the worker has can be continued in another worker.
    fn keep_reached(&mut self) {
        if !self.run.is_superseded() && !self.run.is_absent() {
            // Its answers to the latest changes will not come.
            self.withdraw_late_moves();
            self.resume = Some(self.reached_so_far());
        }
    }

    /// Starts the experiment when the worker is ready, at the epoch where it was left if it is to be
    /// continued.
    pub(super) fn begin(&mut self) {
        self.run.supersede();
        self.question = None;
        self.reproduced = None;
        self.moved.clear();
        self.notices.clear(About::Divergence);
        self.notices.clear(About::Data);
        if self.standing == WorkerStatus::Ready {
            // The run continues until its successor can start.
            if !self.request_file() {
                return;
            }
            if self.program.is_some_and(|program| program < Program::of(&self.experiment)) {
                return self.start_worker();
            }
            if self.experiment.data.file(&self.experiment).is_some() {
                self.effects.push(Effect::Supply(Box::new(self.experiment.clone())));
            }
            self.waited = 0;
            let watch = self.shared_result.map(|shared_result| shared_result.epoch);
            let weights = self.weights.as_ref().map(Loaded::file).unwrap_or_default();
            let reached = self.resume.map_or(0, |resume| resume.epoch);
            let start = self.run.begin(&self.experiment, reached, watch, weights);
            if start.is_some() {
                self.resume = None;
            }
            self.tell(start);
        }
    }

    pub(super) fn worker_signal(&mut self, signal: Signal) {
        match signal {
            Signal::Said(event) => self.event(*event),
            Signal::Failed(reason) => self.lose_worker(&reason),
            Signal::Mixed(how) => self.refuse_worker(vec![how]),
        }
    }

    fn event(&mut self, event: Event) {
        self.waited = 0;
        match event {
            Event::Ready { build } => self.ready(build),
            Event::Started(start) => self.started(start),
            Event::Refused { run, message } => self.refused(run, message),
            Event::Changed { run, link, problem } => self.changed(run, &link, problem),
            Event::Frame(frame) => {
                let step = self.run.take(frame, self.shown_sample());
                self.tell(step);
                self.note_rate();
                self.measure();
            }
            Event::Unit { run, report } => self.unit_described(run, report),
            Event::Stopped { run, epoch, stop_reason } => self.stopped(run, epoch, stop_reason),
            Event::Watched { run, epoch, fingerprint } => self.watched(run, epoch, fingerprint),
            Event::Saved { purpose: Purpose::File, epoch, file, .. } => {
                self.effects.push(Effect::SaveWeights(epoch, file));
            }
            Event::Saved { purpose: Purpose::Evaluation, run, epoch, file } => {
                self.evaluate_weights(run, epoch, file);
            }
            Event::Crashed { message } => self.lose_worker(&message),
            Event::Baselines(_)
            | Event::Gradients { .. }
            | Event::Opened(_)
            | Event::NotRead { .. }
            | Event::Read { .. }
            | Event::Reading { .. }
            | Event::Loaded { .. }
            | Event::NotLoaded { .. }
            | Event::Tried { .. }
            | Event::Evaluating { .. }
            | Event::Evaluated(_)
            | Event::Exported { .. } => {}
        }
    }

    fn ready(&mut self, build: u64) {
        if build == BUILD {
            self.standing = WorkerStatus::Ready;
            self.tell_pace();
            self.begin();
        } else {
            self.refuse_worker(Vec::new());
        }
    }

    /// Ends a training worker that is not of this page's build.
    fn refuse_worker(&mut self, lines: Vec<String>) {
        self.end_program();
        self.run.lose();
        self.give_up_weights();
        self.notices.clear(About::Waiting);
        self.standing = WorkerStatus::Gone;
        self.set_status("This page and its worker come from different versions.");
        let title = "This page and the part that trains come from different versions, since the browser has kept an \
                     old file. Reloading fetches both again; the address keeps the experiment.";
        self.notices.notify(About::Version, title, lines);
    }

    fn started(&mut self, start: Start) {
        self.notices.clear(About::Waiting);
        if !self.run.is_as_asked(&start) {
            let began = excerpt(&start.link);
            return self
                .refuse_worker(vec![format!("It began another experiment than it was asked to: {began}")]);
        }
        let (run, loaded) = (start.run, start.loaded);
        let experiment = Link::parse(&start.link).experiment;
        self.keep_judgement(&experiment);
        self.last_good = Some(LastGoodState { experiment, ..LastGoodState::default() });
        let (first, samples, is_known) = (start.first, start.test_samples, start.known.is_some());
        if self.run.answered(run, Some(start)) {
            return self.begin();
        }
        if !self.run.is_superseded() {
            self.check_looking(first, samples, is_known);
        }
        if !loaded && let Some(weights) = self.weights.take() {
            self.set_status(format!(
                "{} The weights of {} do not fit this model; the run starts from the seed’s initial weights.",
                self.status, weights.name
            ));
        }
        if !self.run.is_superseded() {
            self.remember_good_state();
        }
        if self.run.catch_up() > 0 {
            self.set_status(format!(
                "Training again up to epoch {}, which this run had reached.",
                self.run.catch_up()
            ));
        } else if self.status.is_empty() {
            self.set_status(if self.run.is_running() { "Training." } else { "Ready: press Run." });
        }
    }

    fn refused(&mut self, run: u32, message: String) {
        self.notices.clear(About::Waiting);
        if self.run.answered(run, None) {
            return self.begin();
        }
        if self.run.is_newest(run) {
            self.set_status(format!("No data: {message}"));
            self.notices.notify(About::Data, "The data could not be prepared.", vec![message]);
        }
    }

    fn changed(&mut self, run: u32, link: &str, problem: Option<String>) {
        let Some((parameter, newest)) = self.run.changed(run) else { return };
        if newest && !self.run.is_superseded() {
            let guess = self.experiment.epochs;
            self.experiment = Link::parse(link).experiment;
            if self.experiment.epochs != guess {
                self.set_status(self.end());
            }
            self.withdraw_late_moves();
            self.remember_good_state();
        } else if let Some(last_good) = self.last_good.as_mut().filter(|_| self.run.is_superseded()) {
            // The run may come back if its successor cannot start.
            last_good.experiment = Link::parse(link).experiment;
        }
        if let Some(problem) = problem {
            self.effects.push(Effect::ResetControl(parameter));
            self.reject(parameter, &problem);
        }
    }

    /// A change that reaches the worker after the last epoch is kept for the next run, like one made after
    /// the end.
    pub(super) fn withdraw_late_moves(&mut self) {
        let epochs = self.experiment.epochs;
        let late = self.experiment.changes().into_iter().filter(|&(epoch, ..)| epoch > epochs);
        let late: Vec<_> = late.map(|(_, parameter, _)| parameter).collect();
        for parameter in late {
            if !self.moved.contains(&parameter) {
                // The link came with it.
                continue;
            }
            let moved = self.experiment.text_after(parameter, epochs);
            let last = self.experiment.text_after(parameter, epochs - 1);
            self.change_at(parameter, &last, epochs);
            self.moved.retain(|moved| *moved != parameter);
            self.wait(parameter, moved);
        }
    }

    fn stopped(&mut self, run: u32, epoch: u32, stop_reason: Option<StopReason>) {
        if !self.run.stopped(run, epoch, stop_reason) {
            return;
        }
        let end = match stop_reason {
            None if epoch < self.experiment.epochs => {
                format!("Paused at epoch {epoch}, which this run had reached.")
            }
            None => format!("Finished: {epoch} epochs."),
            Some(StopReason::Stalled(stall)) => stall.to_string(),
            Some(StopReason::Diverged(divergence)) => {
                self.set_status(format!("Stopped: training diverged in epoch {}.", divergence.epoch));
                self.notices.notify(About::Divergence, divergence.to_string(), Vec::new());
                return;
            }
        };
        let restarted = self.just_restarted();
        self.set_status(format!("{restarted}{end}{}", verdict(self.reproduced)));
    }

    /// Returns the status line's note on a recent restart, followed by a space.
    fn just_restarted(&self) -> String {
        let news = self.status.starts_with(RESTARTED) && self.now - self.restarted_at < NEWS_MS;
        if news { format!("{} ", self.status) } else { String::new() }
    }

    fn watched(&mut self, run: u32, epoch: u32, fingerprint: Fingerprint) {
        let shared_result = self.shared_result.filter(|shared_result| shared_result.epoch == epoch);
        if let (Some(shared_result), true) = (shared_result, self.run.is_newest(run)) {
            self.reproduced = Some(shared_result.fingerprint == fingerprint);
            // At the last epoch, the end is reported with the verdict.
            if epoch < self.experiment.epochs {
                self.set_status(format!("Epoch {epoch} of the shared result:{}", verdict(self.reproduced)));
            }
        }
    }
}

fn verdict(reproduced: Option<bool>) -> &'static str {
    match reproduced {
        Some(true) => " Reproduced exactly.",
        Some(false) => " Differs from the shared result.",
        None => "",
    }
}

#[cfg(test)]
mod tests {
    use super::super::message::Message;
    use super::super::update;
    use super::*;
    use crate::protocol::Command;
    use crate::session::{Session, WorkerCapabilities};

    fn said(state: &mut State, event: Event) -> Vec<Effect> {
        update(state, 0.0, Message::Worker(Signal::Said(Box::new(event))))
    }

    fn begun(link: &str) -> (State, Start) {
        let mut state = State::new();
        state.open_address(link);
        state.program = Some(Program::First);
        let effects = said(&mut state, Event::Ready { build: BUILD });
        let start = effects.into_iter().find_map(|effect| match effect {
            Effect::Tell(command @ Command::Start { .. }) => Some(command),
            _ => None,
        });
        let event = Session::new(WorkerCapabilities::all()).handle(start.expect("it begins"), 0.0);
        let Some(Event::Started(start)) = event else { panic!("not started but {event:?}") };
        (state, start)
    }

    fn notices(state: &State) -> Vec<About> {
        state.notices.list.iter().map(|notice| notice.about).collect()
    }

    /// R1 of issue 17: a worker that did not know `pre_bias` trained without it, silently.
    #[test]
    fn a_worker_that_starts_another_experiment_than_asked_is_ended() {
        let (mut state, start) = begun("hidden_dim=4&epochs=3");
        said(&mut state, Event::Started(start));
        assert_eq!((state.standing, notices(&state)), (WorkerStatus::Ready, Vec::new()));

        let (mut state, start) = begun("hidden_dim=4&epochs=3");
        let effects = said(&mut state, Event::Started(Start { link: "epochs=3".to_owned(), ..start }));
        assert_eq!((state.standing, notices(&state)), (WorkerStatus::Gone, vec![About::Version]));
        assert!(effects.contains(&Effect::EndTrainer));
    }

    #[test]
    fn a_worker_of_another_build_or_with_mixed_files_offers_a_reload() {
        for signal in [
            Signal::Said(Box::new(Event::Ready { build: BUILD ^ 1 })),
            Signal::Mixed("LinkError: Import #0".to_owned()),
        ] {
            let mut state = State::new();
            update(&mut state, 0.0, Message::Worker(signal));
            assert_eq!((state.standing, notices(&state)), (WorkerStatus::Gone, vec![About::Version]));
        }
    }
}
