//! Values that wait for the next run, and what a new run begins with when moves were recorded.

use super::effect::Effect;
use super::state::State;
use crate::experiment::{Consequence, Experiment, Key, Parameter, Problem};
use crate::parameter::Kind;

/// The kind of the next run, about which the user is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Again {
    /// With the same seed.
    Same,
    /// With another seed.
    Seed(u32),
}

/// The choices when a run has ended or is about to restart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// The label of the button that continues, if possible.
    pub go_on: Option<String>,
    /// The label of the button that restarts with the values of the controls.
    pub start_over: String,
    /// A description of these values.
    pub values: String,
}

impl State {
    /// Keeps a value until the run continues or another starts.
    pub(super) fn defer(&mut self, parameter: &'static Parameter, text: &str) {
        let changed = match self.starting_with(&[(parameter, text)]) {
            Ok(experiment) => parameter.text(&experiment),
            Err(problem) => return self.reject(parameter, &problem.to_string()),
        };
        self.clear_refusal();
        self.pending.retain(|(pending, _)| *pending != parameter);
        if changed == self.value_in_force(parameter) {
            self.status.clear();
            return;
        }
        self.wait(parameter, changed);
    }

    /// Stores a value until the run continues or another starts.
    pub(super) fn wait(&mut self, parameter: &'static Parameter, text: String) {
        self.set_status(match parameter.effect {
            Consequence::Extend => {
                let reached = self.run.reached();
                format!("The run has trained {reached} epochs already. It can start over with {text}.")
            }
            _ => format!("The run has finished. {text} takes effect when you train on or start over."),
        });
        self.pending.retain(|(pending, _)| *pending != parameter);
        self.pending.push((parameter, text));
    }

    /// Checks that a run can begin with values in place of the whole schedules of today.
    fn starting_with(&self, values: &[(&'static Parameter, &str)]) -> Result<Experiment, Problem> {
        self.experiment.with_all(values.iter().copied())
    }

    /// The value that the last trained epoch had, or that the next one will have.
    fn value_in_force(&self, parameter: &'static Parameter) -> String {
        let reached = if self.run.is_superseded() { 0 } else { self.run.reached() };
        self.experiment.text_after(parameter, reached.min(self.experiment.epochs.saturating_sub(1)))
    }

    /// Returns the value that a parameter's control shows: a deferred one, one chosen for the next epoch, or
    /// the current one.
    pub fn text(&self, parameter: &'static Parameter) -> String {
        if let Some((_, text)) = self.pending.iter().find(|(pending, _)| *pending == parameter) {
            return text.clone();
        }
        if self.moved.contains(&parameter) {
            return self.experiment.text_after(parameter, u32::MAX - 1);
        }
        self.value_in_force(parameter)
    }

    /// Returns whether a parameter's value is deferred.
    pub fn is_pending(&self, parameter: &Parameter) -> bool {
        self.pending.iter().any(|(pending, _)| *pending == parameter)
    }

    /// Applies deferred values to a run that continues.
    pub(super) fn apply_pending(&mut self) {
        for (parameter, text) in std::mem::take(&mut self.pending) {
            if parameter.effect == Consequence::Live {
                self.change(parameter, &text);
            }
        }
    }

    /// The experiment with the values of the controls from the first epoch on.
    pub(super) fn as_controlled(&self) -> Result<Experiment, Problem> {
        let values = self.controlled();
        let values: Vec<_> = values.iter().map(|(parameter, text)| (*parameter, text.as_str())).collect();
        self.starting_with(&values)
    }

    /// Parameters that would begin otherwise than in the run of today, with the values of their controls.
    fn controlled(&self) -> Vec<(&'static Parameter, String)> {
        let mut parameters: Vec<_> = self.pending.iter().map(|(parameter, _)| *parameter).collect();
        for (_, parameter, _) in self.experiment.changes() {
            if !parameters.contains(&parameter) {
                parameters.push(parameter);
            }
        }
        parameters.into_iter().map(|parameter| (parameter, self.text(parameter))).collect()
    }

    /// Asks which values the next run starts with, if changes were recorded. Returns whether it asks.
    pub(super) fn asks(&mut self, again: Again) -> bool {
        let has_moves = !self.experiment.changes().is_empty();
        self.question = has_moves.then_some(again);
        has_moves
    }

    /// "Replay" was chosen: the recorded moves are made again.
    pub(super) fn replay(&mut self) {
        match self.question.take() {
            Some(Again::Seed(seed)) => self.replace_seed(seed),
            Some(Again::Same) | None => {
                self.drop_pending();
                self.restart(" with the same initial weights and the same moves.");
            }
        }
    }

    /// "Start over" was chosen: a new run begins with the values of the controls.
    pub(super) fn start_over(&mut self) {
        let question = self.question.take();
        let experiment = self.as_controlled().and_then(|experiment| match question {
            Some(Again::Seed(seed)) => experiment.with(Key::seed.row(), &seed.to_string()),
            _ => Ok(experiment),
        });
        let values = self.values();
        match experiment {
            Ok(experiment) => {
                if matches!(question, Some(Again::Seed(_))) {
                    // It needs other initial weights.
                    self.weights = None;
                }
                (self.experiment, self.shared_result) = (experiment, None);
                self.clear_refusal();
                self.enter();
                self.run.want(true);
                self.restart(&format!(" with {values}."));
            }
            Err(problem) => self.set_status(format!("The run cannot start over: {problem}")),
        }
    }

    /// "Train N more" was chosen: the run continues with the deferred values.
    pub(super) fn train_more(&mut self) {
        if self.more().is_some() {
            self.pending.retain(|(parameter, _)| parameter.effect == Consequence::Live);
            self.run_or_pause();
        }
    }

    /// Values that waited are forgotten; their controls show those in force.
    pub(super) fn drop_pending(&mut self) {
        for (parameter, _) in std::mem::take(&mut self.pending) {
            self.effects.push(Effect::ResetControl(parameter));
        }
    }

    /// Returns the number of epochs that "Train N more" adds, if a finished run can continue.
    fn more(&self) -> Option<u32> {
        let epochs = Key::epochs.row();
        let largest = match epochs.kind {
            Kind::Integer { max, .. } => u32::try_from(max).unwrap_or(u32::MAX),
            _ => u32::MAX,
        };
        let reached = self.run.reached();
        let fixed = epochs.effect_in(&self.experiment) == Consequence::Restart;
        let can = self.is_finished() && self.run.stop_reason().is_none() && !fixed && reached < largest;
        can.then(|| reached.saturating_mul(2).min(largest) - reached)
    }

    /// Returns the choices next to a control with a deferred value; only the newest one has them.
    pub fn offer(&self, parameter: &Parameter) -> Option<Offer> {
        let (newest, _) = self.pending.last()?;
        if *newest != parameter {
            return None;
        }
        let more = self.more().filter(|_| parameter.effect == Consequence::Live);
        Some(Offer { go_on: more.map(|more| format!("Train {more} more")), ..self.choice() })
    }

    /// Returns the question before a new run starts.
    pub fn asked(&self) -> Option<Offer> {
        self.question?;
        let moves = self.experiment.changes().len();
        let moves = if moves == 1 { "its move".to_owned() } else { format!("its {moves} moves") };
        Some(Offer { go_on: Some(format!("Replay with {moves}")), ..self.choice() })
    }

    fn choice(&self) -> Offer {
        let controlled = self.controlled();
        let text = |(row, text): &(&Parameter, String)| match row.effect {
            Consequence::Extend => format!("{text} epochs"),
            _ => text.clone(),
        };
        let texts: Vec<_> = controlled.iter().map(text).collect();
        let start_over = match texts[..] {
            [] | [_] | [_, _] => format!("Start over with {}", texts.join(" and ")),
            _ => format!("Start over with {} new values", texts.len()),
        };
        Offer { go_on: None, start_over, values: self.values() }
    }

    /// The values of the controls that a new run would begin with, in words.
    fn values(&self) -> String {
        let controlled = self.controlled();
        let named = controlled.iter().map(|(row, text)| format!("{} {text}", row.label.to_ascii_lowercase()));
        named.collect::<Vec<_>>().join(", ")
    }
}
