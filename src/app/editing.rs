//! Parameters that the user changes.

use super::effect::Effect;
use super::notices::About;
use super::state::State;
use crate::data::Source;
use crate::evaluation::Remedy;
use crate::experiment::{Adjustment, Consequence, Experiment, Key, Parameter, Problem, Settled};
use crate::parameter::Value;

impl State {
    /// A control was moved or typed into.
    pub(super) fn move_control(&mut self, parameter: &'static Parameter, text: &str) {
        self.effects.push(Effect::ResetControl(parameter));
        if parameter.key == Key::data
            && text == Source::UserDataset.text()
            && self.experiment.data != Source::UserDataset
        {
            return self.effects.push(Effect::ChooseData);
        }
        let effect = parameter.effect_in(&self.experiment);
        // Until a run has started, the one displayed belongs to another experiment.
        let anew = effect == Consequence::Restart
            || self.run.is_superseded()
            || effect == Consequence::Live && !self.can_continue_with(parameter, text);
        if anew {
            self.replace(parameter, text);
        } else if self.is_over(effect, text) {
            self.defer(parameter, text);
        } else {
            self.change(parameter, text);
        }
    }

    /// Returns whether a run can go on with another value of a live parameter. A whole schedule sets the value
    /// from the first epoch on, a run that diverged or stopped early has no next epoch, and a default that has
    /// to give way changes what was trained from the first epoch on.
    fn can_continue_with(&self, parameter: &'static Parameter, text: &str) -> bool {
        let is_schedule = text.contains('@');
        let conflicts = || matches!(self.experiment.with(parameter, text), Err(Problem::Joint { .. }));
        !is_schedule && self.run.stop_reason().is_none() && !conflicts()
    }

    /// Returns whether a change comes after the last epoch that it could affect.
    fn is_over(&self, effect: Consequence, text: &str) -> bool {
        let is_past = || text.parse().is_ok_and(|epochs: u32| epochs <= self.run.reached());
        self.is_finished() && (effect == Consequence::Live || is_past())
    }

    /// Back to the default, as if it had never been another.
    pub(super) fn reset(&mut self, parameter: &'static Parameter) {
        let default = parameter.default_in(&self.experiment);
        if self.is_pending(parameter) && parameter.text(&self.experiment) == default {
            return self.move_control(parameter, &default);
        }
        let moved = self.experiment.moved(parameter, &default, self.run.reached());
        let leaves_no_trace = moved.is_ok_and(|moved| parameter.is_default(&moved));
        if leaves_no_trace && self.run.stop_reason().is_none() && !self.is_finished() {
            self.move_control(parameter, &default);
        } else {
            self.effects.push(Effect::ResetControl(parameter));
            self.replace(parameter, &default);
        }
    }

    /// Restarts with another value.
    pub(super) fn replace(&mut self, parameter: &'static Parameter, text: &str) {
        let left = if parameter.key == Key::data { self.left_with_pictures() } else { None };
        let left = left.iter().map(|(row, default)| (*row, default.as_str()));
        let values: Vec<_> = left.chain([(parameter, text)]).collect();
        // Deferred values are kept if they have an effect with it.
        let waiting = self.pending.iter().map(|(row, text)| (*row, text.as_str()));
        let waiting = waiting.filter(|(row, _)| *row != parameter).chain(values.iter().copied());
        let given = self.given();
        let with_waiting = self.experiment.settled_with(&given, waiting);
        let settled = with_waiting.or_else(|_| self.experiment.settled_with(&given, values));
        let before = self.experiment.clone();
        let (changed, adjustments) = match settled {
            Ok(Settled { experiment, adjustments }) => (Ok(experiment), adjustments),
            Err(problem) => (Err(problem), Vec::new()),
        };
        if self.adopt(parameter, changed) && self.experiment != before {
            let news = self.report(parameter, adjustments);
            self.shared_result = None;
            if parameter.key == Key::seed {
                // It needs other initial weights.
                self.weights = None;
            }
            self.enter();
            let (label, value) = (parameter.label, parameter.text(&self.experiment));
            self.restart(&format!(": {label} is {value}.{news}"));
        }
    }

    /// Returns the parameters that the user has set: those off their defaults, except those that only gave way.
    pub fn given(&self) -> Vec<&'static Parameter> {
        let mut given = self.experiment.given();
        given.retain(|parameter| self.adjustment(parameter).is_none());
        given
    }

    /// Returns how a parameter's default gave way to a value set by the user, while it has that value.
    pub fn adjustment(&self, parameter: &Parameter) -> Option<&Adjustment> {
        let mut all = self.adjustments.iter();
        all.find(|it| it.parameter == parameter && it.value == parameter.text(&self.experiment))
    }

    /// Reports which defaults gave way to a control's value. Returns the same for the status line.
    fn report(&mut self, parameter: &'static Parameter, adjustments: Vec<Adjustment>) -> String {
        let known = |it: &&Adjustment| !self.adjustments.contains(it);
        let news: Vec<_> = adjustments.iter().filter(known).map(ToString::to_string).collect();
        self.adjustments = adjustments;
        self.notices.clear(About::Defaults);
        if news.is_empty() {
            return String::new();
        }
        let status = format!(" {}.", news.join("; "));
        let title = format!("Defaults gave way to {}={}.", parameter.name, parameter.text(&self.experiment));
        self.notices.notify(About::Control, title, news);
        status
    }

    /// Applies a remedy: a later end continues the run, anything else restarts it.
    pub(super) fn apply(&mut self, remedy: &Remedy) {
        let values = || remedy.values.iter().map(|(row, text)| (*row, text.as_str()));
        let Some((first, text)) = values().next() else { return };
        if values().count() == 1 && first.effect_in(&self.experiment) == Consequence::Extend {
            return self.move_control(first, text);
        }
        let changed = self.experiment.with_all(values());
        if self.adopt(first, changed) {
            self.shared_result = None;
            self.enter();
            for (parameter, _) in values() {
                self.effects.push(Effect::ResetControl(parameter));
            }
            self.restart(&format!(": {}.", remedy.label));
        }
    }

    /// Restarts with another seed.
    pub(super) fn replace_seed(&mut self, seed: u32) {
        self.replace(Key::seed.row(), &seed.to_string());
    }

    /// The scaling that the page has chosen for own pictures goes with them, back to the default.
    fn left_with_pictures(&self) -> Option<(&'static Parameter, String)> {
        let experiment = &self.experiment;
        let text = experiment.view().scaling().filter(|_| experiment.data == Source::UserDataset)?;
        let row = Key::scaling.row();
        (row.text(experiment) == text).then(|| (row, row.default_in(experiment)))
    }

    /// Changes the current run. The page predicts the worker's result, because only the worker knows which
    /// epoch is next.
    pub(super) fn change(&mut self, parameter: &'static Parameter, text: &str) {
        self.change_at(parameter, text, self.run.reached());
    }

    /// Changes the current run when this many epochs have begun.
    pub(super) fn change_at(&mut self, parameter: &'static Parameter, text: &str, epoch: u32) {
        let experiment = &self.experiment;
        let changed = match parameter.effect {
            Consequence::Live => experiment.moved(parameter, text, epoch),
            // Completed epochs stay.
            Consequence::Extend if text.parse().is_ok_and(|epochs: u32| epochs < epoch) => {
                experiment.with(parameter, &epoch.to_string())
            }
            Consequence::Extend | Consequence::Restart => experiment.with(parameter, text),
        };
        let (before, was_finished) = (experiment.clone(), self.is_finished());
        if !self.adopt(parameter, changed) {
            return;
        }
        self.pending.retain(|(pending, _)| *pending != parameter);
        if self.experiment == before {
            return;
        }
        let past_the_claim = self.shared_result.is_some_and(|shared_result| epoch >= shared_result.epoch);
        if parameter.effect == Consequence::Live && !past_the_claim {
            self.shared_result = None;
        }
        if parameter.effect == Consequence::Live && !self.moved.contains(&parameter) {
            self.moved.push(parameter);
        }
        let change = self.run.change(parameter, text);
        if change.is_none() && parameter.effect == Consequence::Extend {
            // No worker will report where the run ends.
            self.withdraw_late_moves();
        }
        self.tell(change);
        let label = parameter.label;
        self.set_status(match parameter.effect {
            Consequence::Live if epoch == 0 => format!("{label} is {text}."),
            Consequence::Live => format!("{label} is {text} from the next epoch on."),
            _ => self.end(),
        });
        if was_finished && !self.is_finished() {
            self.apply_pending();
        }
    }

    /// Describes the end of the run in a sentence.
    pub(super) fn end(&self) -> String {
        format!("The run ends at epoch {}.", self.experiment.epochs)
    }

    /// Replaces the experiment, or shows the problem next to the control.
    fn adopt(&mut self, parameter: &'static Parameter, changed: Result<Experiment, Problem>) -> bool {
        match changed {
            Ok(experiment) => {
                self.experiment = experiment;
                self.clear_refusal();
                self.notices.clear(About::Data);
                true
            }
            Err(problem) => {
                self.reject(parameter, &problem.to_string());
                false
            }
        }
    }

    /// Removes the note on a rejected value.
    pub(super) fn clear_refusal(&mut self) {
        self.rejected = None;
        self.notices.clear(About::Control);
    }

    /// Shows a problem with a control's value, which goes back to the one in force.
    pub(super) fn reject(&mut self, parameter: &'static Parameter, problem: &str) {
        self.set_status(format!("{}: {problem}", parameter.label));
        self.rejected = Some((parameter, problem.to_owned()));
        let title = format!("{} stays at {}.", parameter.label, parameter.text(&self.experiment));
        self.notices.notify(About::Control, title, vec![problem.to_owned()]);
    }
}
