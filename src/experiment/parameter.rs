//! One row of the parameter table, without its value.

use super::{PARAMETERS, Problem, Settings, fitted};
use crate::optimizer::LrSchedule;
use crate::parameter::{Kind, Schedule};

/// Everything the link, the controls, the command line and the documentation need to know of one
/// parameter.
#[derive(Debug)]
pub struct Parameter {
    /// scikit-learn's or PyTorch's own name; the link's key and the command line's flag.
    pub name: &'static str,
    /// The heading under which the page shows it.
    pub group: Group,
    /// What the page writes beside the control.
    pub label: &'static str,
    /// One sentence; the tooltip and the flag's help.
    pub help: &'static str,
    /// What values it takes.
    pub kind: Kind,
    /// What changing it does to a run that is under way.
    pub effect: Consequence,
    /// Whether the page shows it at once or under "More".
    pub essential: bool,
    /// When it means anything; none where it always does.
    pub condition: Option<Condition>,
    pub(super) read: fn(&Settings) -> String,
    pub(super) assign: fn(&mut Settings, &'static Parameter, &str) -> Result<(), Problem>,
    pub(crate) schedule: fn(&Settings) -> Option<&Schedule>,
}

/// Rows are the same row where they have the same name.
impl PartialEq for Parameter {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

/// When a parameter means anything beside the others, which stand before it in the table.
#[derive(Debug)]
pub struct Condition {
    /// The condition in words, as in "has an effect only with …".
    pub said: fn() -> String,
    /// Whether it does.
    pub holds: fn(&Settings) -> bool,
}

/// The groups of the page's controls, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// What is learned.
    Data,
    /// What learns it.
    Model,
    /// What keeps the code sparse.
    Sparsity,
    /// How it is learned.
    Training,
}

impl Group {
    /// All groups, in the page's order.
    pub const ALL: [Self; 4] = [Self::Data, Self::Model, Self::Sparsity, Self::Training];

    /// The heading.
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

/// What a change does to a run under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Consequence {
    /// The run begins again: the weights so far belong to another experiment.
    Restart,
    /// It acts from the next epoch on and is written into the link as a schedule.
    Live,
    /// It moves the end of the run; a run that has not passed the new end goes on. Where the
    /// learning rate falls to the end, it restarts the run.
    Extend,
}

impl Parameter {
    /// The range or the names, as a person writes it: `0 to 100`, `true or false`.
    #[must_use]
    pub fn range(&self) -> String {
        self.kind.range()
    }

    /// What a change does to a run of `settings`. Where the learning rate falls to the end, another
    /// end makes another past.
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

    /// The default beside the other values of `settings`, as the link writes it. What the data say goes
    /// before what the method says.
    #[must_use]
    pub fn default_in(&self, settings: &Settings) -> String {
        if let Some(text) = fitted::default(settings, self.name) {
            return text;
        }
        let mut own = settings.data.defaults().iter().chain(settings.sparsity.defaults());
        let own = own.find(|(name, _)| *name == self.name);
        own.map_or_else(|| self.default_text(), |(_, text)| (*text).to_owned())
    }

    /// Reads a value; whatever else stood at its default goes to the default beside the new value.
    pub(super) fn write(&'static self, settings: &mut Settings, text: &str) -> Result<(), Problem> {
        let before = settings.clone();
        (self.assign)(settings, self, text)?;
        follow(settings, &before, &[self]);
        Ok(())
    }

    /// Back to the default.
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

    /// Whether the parameter means anything beside the other values.
    #[must_use]
    pub fn applies(&self, settings: &Settings) -> bool {
        self.condition.as_ref().is_none_or(|condition| (condition.holds)(settings))
    }

    /// Whether it is set without meaning anything.
    pub(super) fn is_idle(&self, settings: &Settings) -> bool {
        !self.applies(settings) && !self.is_default(settings)
    }

    /// Whether `settings` leaves this parameter at its default.
    #[must_use]
    pub fn is_default(&self, settings: &Settings) -> bool {
        self.text(settings) == self.default_in(settings)
    }

    /// The slider's stops in rising order; empty where there is no slider.
    #[must_use]
    pub fn slider_steps(&self) -> Vec<f64> {
        self.kind.slider_steps()
    }
}

/// Puts every parameter that stood at its default in `before` at its default in `settings`, but for those
/// whose values were given.
pub(super) fn follow(settings: &mut Settings, before: &Settings, given: &[&'static Parameter]) {
    let follows = |row: &&&'static Parameter| !given.contains(*row) && row.is_default(before);
    let rows: Vec<_> = PARAMETERS.iter().collect();
    let rows: Vec<_> = rows.iter().filter(follows).copied().collect();
    // A default may depend on another one that stands after it in the table.
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

/// So often defaults are looked at that depend on each other.
const MOST_PASSES: usize = 4;
