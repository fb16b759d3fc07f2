//! A row of the parameter table, without its value.

use super::{Key, PARAMETERS, Problem, Settings, fitted};
use crate::optimizer::LrSchedule;
use crate::parameter::{Kind, Schedule};

/// Everything the link, the controls, the command line and the documentation need to know of one
/// parameter.
#[derive(Debug)]
pub struct Parameter {
    /// Identifies the parameter in the code.
    pub key: Key,
    /// scikit-learn's or PyTorch's own name; the link's key and the command line's flag.
    pub name: &'static str,
    /// The heading under which the page shows it.
    pub group: Group,
    /// The label of the control.
    pub label: &'static str,
    /// One sentence for the tooltip and for the flag's help.
    pub help: &'static str,
    pub kind: Kind,
    /// The effect of a change on a run that is under way.
    pub effect: Consequence,
    /// True if the page shows it at once, false if it is under "More".
    pub essential: bool,
    /// The condition under which it has an effect; `None` if it always has.
    pub condition: Option<Condition>,
    pub(super) read: fn(&Settings) -> String,
    pub(super) assign: fn(&mut Settings, &'static Parameter, &str) -> Result<(), Problem>,
    pub(crate) schedule: fn(&Settings) -> Option<&Schedule>,
}

/// Rows are equal if they have the same key.
impl PartialEq for Parameter {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

/// The condition under which a parameter has an effect. It depends on parameters that precede it in the
/// table.
#[derive(Debug)]
pub struct Condition {
    /// The condition in words, as in "has an effect only with …".
    pub said: fn() -> String,
    pub holds: fn(&Settings) -> bool,
}

/// The groups of the page's controls, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// The data to learn from.
    Data,
    /// The model.
    Model,
    /// Sparsity of the code.
    Sparsity,
    /// The training.
    Training,
}

impl Group {
    /// All groups, in the page's order.
    pub const ALL: [Self; 4] = [Self::Data, Self::Model, Self::Sparsity, Self::Training];

    /// Returns the heading.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Data => "Data",
            Self::Model => "Model",
            Self::Sparsity => "Sparsity",
            Self::Training => "Training",
        }
    }
}

/// The effect of a change on a run that is under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Consequence {
    /// The run restarts, because the weights belong to another experiment.
    Restart,
    /// It takes effect from the next epoch on and is written into the link as a schedule.
    Live,
    /// It moves the end of the run, and a run that has not passed the new end continues. If the learning rate
    /// decays until the end, the run restarts.
    Extend,
}

impl Parameter {
    /// The range or the names, as a person writes it: `0 to 100`, `true or false`.
    #[must_use]
    pub fn range(&self) -> String {
        self.kind.range()
    }

    /// Returns the effect of a change on a run of `settings`. If the learning rate decays until the end,
    /// another end changes earlier epochs too.
    #[must_use]
    pub fn effect_in(&self, settings: &Settings) -> Consequence {
        match self.effect {
            Consequence::Extend if settings.lr_schedule != LrSchedule::Constant => Consequence::Restart,
            effect => effect,
        }
    }

    /// The value in `settings` as the link writes it.
    #[must_use]
    pub fn text(&self, settings: &Settings) -> String {
        (self.read)(settings)
    }

    /// The default of the usual data as the link writes it.
    #[must_use]
    pub fn default_text(&self) -> String {
        (self.read)(&Settings::default())
    }

    /// Returns the default given the other values of `settings`, as written in links. Defaults of the data
    /// take precedence over those of the method.
    #[must_use]
    pub fn default_in(&self, settings: &Settings) -> String {
        if let Some(text) = fitted::default(settings, self.key) {
            return text;
        }
        let mut own = settings.data.defaults().iter().chain(settings.sparsity.defaults());
        let own = own.find(|(key, _)| *key == self.key);
        own.map_or_else(|| self.default_text(), |(_, text)| (*text).to_owned())
    }

    /// Reads a value. All other parameters that were at their default move to the default that applies with
    /// the new value.
    pub(super) fn write(&'static self, settings: &mut Settings, text: &str) -> Result<(), Problem> {
        let before = settings.clone();
        (self.assign)(settings, self, text)?;
        follow(settings, &before, &[self]);
        Ok(())
    }

    /// Resets the parameter to its default.
    pub(super) fn reset(&'static self, settings: &mut Settings) {
        let default = self.default_in(settings);
        self.write(settings, &default).expect("the defaults are in range");
    }

    /// The value as the link writes it once the slider is at `stop`; of a list it moves the last
    /// number and keeps the others.
    #[must_use]
    pub fn slid(&self, settings: &Settings, stop: &str) -> String {
        match (self.kind, self.text(settings).rsplit_once(',')) {
            (Kind::Integers { .. }, Some((others, _))) => format!("{others},{stop}"),
            _ => stop.to_owned(),
        }
    }

    /// Returns whether the parameter has an effect given the other values.
    #[must_use]
    pub fn applies(&self, settings: &Settings) -> bool {
        self.condition.as_ref().is_none_or(|condition| (condition.holds)(settings))
    }

    /// Returns whether it is set without having an effect.
    pub(super) fn is_idle(&self, settings: &Settings) -> bool {
        !self.applies(settings) && !self.is_default(settings)
    }

    /// Returns whether this parameter is at its default in `settings`.
    #[must_use]
    pub fn is_default(&self, settings: &Settings) -> bool {
        self.text(settings) == self.default_in(settings)
    }

    /// Returns the slider's positions in ascending order, or nothing if there is no slider.
    #[must_use]
    pub fn slider_steps(&self) -> Vec<f64> {
        self.kind.slider_steps()
    }
}

/// When the dataset or method changes, moves parameters that were at their default in `before` to their new
/// defaults, except those that were given.
pub(super) fn follow(settings: &mut Settings, before: &Settings, given: &[&'static Parameter]) {
    let follows = |row: &&&'static Parameter| !given.contains(*row) && row.is_default(before);
    let rows: Vec<_> = PARAMETERS.iter().collect();
    let rows: Vec<_> = rows.iter().filter(follows).copied().collect();
    // A default may depend on a parameter that follows it in the table.
    for _ in 0..MOST_PASSES {
        let mut has_changed = false;
        for row in &rows {
            let default = row.default_in(settings);
            if row.text(settings) != default {
                (row.assign)(settings, row, &default).expect("the defaults are in range");
                has_changed = true;
            }
        }
        if !has_changed {
            break;
        }
    }
}

/// Limits the passes over defaults that depend on each other.
const MOST_PASSES: usize = 4;
