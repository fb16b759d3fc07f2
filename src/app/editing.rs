//! Parameters that the user changes.

use super::effect::Effect;
use super::notices::About;
use super::state::State;
use crate::data::Source;
use crate::evaluation::Remedy;
use crate::experiment::{Effect as Consequence, Experiment, Parameter, Problem, Value};

impl State {
    /// A control was moved or typed into.
    pub(super) fn move_control(&mut self, parameter: &'static Parameter, text: &str) {
        self.effects.push(Effect::ResetControl(parameter));
        if parameter.name == "data" && text == Source::Own.text() && self.experiment.data != Source::Own {
            return self.effects.push(Effect::ChooseData);
        }
        // Typed as a whole schedule it says what was from the first epoch on; and a run that has
        // diverged or stalled has no next epoch.
        let anew = match parameter.effect_in(&self.experiment) {
            Consequence::Restart => true,
            Consequence::Live => text.contains('@') || self.run.ending().is_some(),
            Consequence::Extend => false,
        };
        // Until a file has come, the run is another experiment's.
        if anew || self.library.is_fetching() {
            self.replace(parameter, text);
        } else {
            self.change(parameter, text);
        }
    }

    /// Back to the default, as if it had never been another.
    pub(super) fn reset(&mut self, parameter: &'static Parameter) {
        let default = parameter.default_in(&self.experiment);
        let moved = self.experiment.moved(parameter, &default, self.run.reached());
        let leaves_no_trace = moved.is_ok_and(|moved| parameter.is_default(&moved));
        if leaves_no_trace && self.run.ending().is_none() {
            self.move_control(parameter, &default);
        } else {
            self.effects.push(Effect::ResetControl(parameter));
            self.replace(parameter, &default);
        }
    }

    /// Begins anew with another value.
    pub(super) fn replace(&mut self, parameter: &'static Parameter, text: &str) {
        let left = if parameter.name == "data" { self.left_with_pictures() } else { None };
        let left = left.iter().map(|(row, default)| (*row, default.as_str()));
        let changed = self.experiment.with_all(left.chain([(parameter, text)]));
        let before = parameter.text(&self.experiment);
        if self.adopt(parameter, changed) && parameter.text(&self.experiment) != before {
            self.claim = None;
            if parameter.name == "seed" {
                // It asks for other initial weights.
                self.weights = None;
            }
            let (label, value) = (parameter.label, parameter.text(&self.experiment));
            self.restart(&format!(": {label} is {value}."));
        }
    }

    /// Applies a remedy: a later end goes on with the run, anything else begins anew.
    pub(super) fn apply(&mut self, remedy: &Remedy) {
        let values = || remedy.values.iter().map(|(row, text)| (*row, text.as_str()));
        let Some((first, text)) = values().next() else { return };
        if values().count() == 1 && first.effect_in(&self.experiment) == Consequence::Extend {
            return self.move_control(first, text);
        }
        let changed = self.experiment.with_all(values());
        if self.adopt(first, changed) {
            self.claim = None;
            for (parameter, _) in values() {
                self.effects.push(Effect::ResetControl(parameter));
            }
            self.restart(&format!(": {}.", remedy.label));
        }
    }

    /// The scaling that the page has chosen for own pictures goes with them, back to the default.
    fn left_with_pictures(&self) -> Option<(&'static Parameter, String)> {
        let experiment = &self.experiment;
        let (name, text) = experiment.view().scaling().filter(|_| experiment.data == Source::Own)?;
        let row = Parameter::named(name)?;
        (row.text(experiment) == text).then(|| (row, row.default_in(experiment)))
    }

    /// Changes the run under way. The page guesses what the worker will make of it: it alone knows
    /// which epoch is next.
    pub(super) fn change(&mut self, parameter: &'static Parameter, text: &str) {
        let experiment = &self.experiment;
        let epoch = self.run.reached();
        let changed = match parameter.effect {
            Consequence::Live => experiment.moved(parameter, text, epoch),
            Consequence::Extend | Consequence::Restart => experiment.with(parameter, text),
        };
        let before = experiment.clone();
        if !self.adopt(parameter, changed) || self.experiment == before {
            return;
        }
        let past_the_claim = self.claim.is_some_and(|claim| epoch >= claim.epoch);
        if parameter.effect == Consequence::Live && !past_the_claim {
            self.claim = None;
        }
        if parameter.effect == Consequence::Live && !self.moved.contains(&parameter) {
            self.moved.push(parameter);
        }
        let change = self.run.change(parameter, text);
        self.tell(change);
        let label = parameter.label;
        self.status = match parameter.effect {
            Consequence::Live if epoch == 0 => format!("{label} is {text}."),
            Consequence::Live if self.is_finished() => {
                format!("{label} is {text} from epoch {} on. Run goes on.", epoch + 1)
            }
            Consequence::Live => format!("{label} is {text} from the next epoch on."),
            _ => format!("The run ends at epoch {}.", self.experiment.epochs),
        };
    }

    /// Takes an experiment over, or shows beside the control why not.
    fn adopt(&mut self, parameter: &'static Parameter, changed: Result<Experiment, Problem>) -> bool {
        match changed {
            Ok(experiment) => {
                self.experiment = experiment;
                self.rejected = None;
                self.notices.clear(About::Control);
                self.notices.clear(About::Data);
                true
            }
            Err(problem) => {
                self.reject(parameter, &problem.to_string());
                false
            }
        }
    }

    /// Shows a problem with a control's value, which goes back to the one in force.
    pub(super) fn reject(&mut self, parameter: &'static Parameter, problem: &str) {
        self.say(format!("{}: {problem}", parameter.label));
        self.rejected = Some((parameter, problem.to_owned()));
        let title = format!("{} stays at {}.", parameter.label, parameter.text(&self.experiment));
        self.notices.say(About::Control, title, vec![problem.to_owned()]);
    }
}
