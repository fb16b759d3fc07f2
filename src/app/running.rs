//! Run, pause, step, restart, and the speed.

use super::feedback::FeedbackPlace;
use super::pending::Again;
use super::state::State;
use crate::experiment::{Consequence, Key, Parameter};
use crate::parameter::Kind;
use crate::protocol::{Command, Pace};
use crate::training::EarlyStop;

/// New seeds are below this: they are short in a link, and rarely repeat.
const SEEDS: u32 = 10_000;

/// The first word of the status line after a restart.
pub const RESTARTED: &str = "Restarted";

impl State {
    pub(super) fn run_or_pause(&mut self) {
        if self.is_training() {
            let pause = self.run.set_wanted(false);
            self.tell(pause);
            self.set_status(format!("Paused at epoch {}.", self.run.reached()));
            return;
        }
        if let Some(stop) = self.run.early_stop() {
            return self.explain_early_stop(stop);
        }
        if self.data_loader.awaits_user_file() {
            return self.explain_missing_file();
        }
        if self.run.stop_reason().is_some() || self.run.is_refused() || self.data_loader.is_missing() {
            self.run.want(true);
            return self.restart(".");
        }
        if self.is_finished() && !self.extend_to(self.run.reached().saturating_mul(2)) {
            return;
        }
        self.question = None;
        let go = self.run.set_wanted(true);
        self.tell(go);
        self.set_status(format!("Training to epoch {}.", self.experiment.epochs));
    }

    /// Says that nothing can train before the user has chosen the experiment's file.
    fn explain_missing_file(&mut self) {
        let words = format!("First choose {}, or drop it on the page.", self.experiment.file.name);
        self.answer(FeedbackPlace::Run, words);
    }

    pub(super) fn step(&mut self) {
        if self.data_loader.awaits_user_file() {
            return self.explain_missing_file();
        }
        if self.run.is_refused() {
            return self.restart(".");
        }
        if let Some(stop) = self.run.early_stop() {
            return self.explain_early_stop(stop);
        }
        let fixed = |row: &Parameter| row.effect_in(&self.experiment) == Consequence::Restart;
        if self.is_finished() && fixed(Key::epochs.row()) {
            return self.answer(
                FeedbackPlace::Run,
                "The learning-rate schedule has ended. Run restarts with twice the epochs.",
            );
        }
        if self.is_finished() && !self.extend_to(self.run.reached() + 1) {
            return;
        }
        let step = self.run.step();
        self.tell(step);
        self.set_status("One epoch at a time.");
    }

    /// Says why a run that stopped early cannot continue.
    fn explain_early_stop(&mut self, stop: EarlyStop) {
        self.answer(
            FeedbackPlace::Run,
            format!("{stop} To train longer, raise the patience or set early stopping to none."),
        );
    }

    /// Moves the end of a finished run, up to the largest allowed. Returns false if it is there already, or
    /// if another end has started another run.
    fn extend_to(&mut self, epochs: u32) -> bool {
        let parameter = Key::epochs.row();
        let largest = match parameter.kind {
            Kind::Integer { max, .. } => u32::try_from(max).unwrap_or(u32::MAX),
            _ => u32::MAX,
        };
        if self.run.reached() >= largest {
            self.answer(FeedbackPlace::Run, format!("A run has at most {largest} epochs."));
            return false;
        }
        let epochs = epochs.min(largest).to_string();
        if parameter.effect_in(&self.experiment) == Consequence::Restart {
            self.run.want(true);
            self.replace(parameter, &epochs);
            return false;
        }
        self.change(parameter, &epochs);
        true
    }

    /// Restarts and reports it.
    pub(super) fn restart(&mut self, why: &str) {
        self.pending.clear();
        self.resume = None;
        self.set_status(format!("{RESTARTED}{why}"));
        self.restarted_at = self.now;
        self.begin();
    }

    /// "Restart" was pressed: asks what to do if changes were recorded, and applies deferred values. Pressed again, it
    /// withdraws the question.
    pub(super) fn restart_or_ask(&mut self) {
        let asked = self.question.take();
        if asked == Some(Again::Same) || self.asks(Again::Same) {
            return;
        }
        if self.pending.is_empty() {
            self.restart(" with the same initial weights.");
        } else {
            self.start_over();
        }
    }

    /// "New seed" was pressed; `random` is `None` if the browser provides no random number.
    pub(super) fn new_seed(&mut self, random: Option<u32>) {
        let Some(random) = random else {
            let words = "The browser provides no random numbers. Choose a seed yourself.";
            return self.answer(FeedbackPlace::NewSeed, words);
        };
        // With the same seed as before, nothing would seem to happen.
        let seed = match random % SEEDS {
            seed if seed == self.experiment.seed => (seed + 1) % SEEDS,
            seed => seed,
        };
        if !self.asks(Again::Seed(seed)) {
            self.replace_seed(seed);
        }
    }

    pub(super) fn set_pace(&mut self, pace: Pace) {
        self.pace = pace;
        self.tell_pace();
    }

    /// Nobody watches a hidden page: it trains as fast as it can.
    pub(super) fn tell_pace(&mut self) {
        let pace = if self.hidden { Pace::Fast } else { self.pace };
        self.tell(Some(Command::Pace(pace)));
        self.run.refresh();
    }
}
