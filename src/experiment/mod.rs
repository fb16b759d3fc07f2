//! Experiments: the parameter table, its checks, and the link.

pub mod address;
mod check;
mod examples;
mod fitted;
mod key;
mod link;
mod looking;
mod memory;
mod parameter;
mod problem;
mod rows;
mod settling;
mod table;

use std::ops::Deref;

pub(crate) use check::remedy;
pub use examples::{EXAMPLES, Example, ShownIn};
pub use link::{Link, SharedResult};
pub use looking::{Looking, Tab, VIEW_PARAMETERS, ViewParameter};
pub use memory::{MEMORY_LIMIT, estimated_bytes, mebibytes};
pub use parameter::{Condition, Consequence, Group, Parameter};
pub use problem::{Problem, Remedy};
pub use settling::{Adjustment, Settled};
pub use table::{Key, PARAMETERS, Settings};

use crate::parameter::{Schedule, Value};
use crate::ranking;

/// A checked experiment: every value in range, all going together, small enough for memory.
/// Reads like its [`Settings`]; only checked changes make another.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Experiment(Settings);

impl Experiment {
    /// Checks that `settings` go together.
    ///
    /// # Errors
    /// The first check that fails, with the parameters it joins.
    pub fn new(settings: Settings) -> Result<Self, Problem> {
        if let Some(parameter) = PARAMETERS.iter().find(|parameter| parameter.is_idle(&settings)) {
            return Err(Problem::Idle { parameter });
        }
        check::check(&settings)?;
        Ok(Self(settings))
    }

    /// Returns this experiment with one parameter read from `text`, as in a link.
    ///
    /// # Errors
    /// If the value is invalid, or conflicts with the others.
    pub fn with(&self, parameter: &'static Parameter, text: &str) -> Result<Self, Problem> {
        self.with_all([(parameter, text)])
    }

    /// This experiment with several parameters read at once, so that they may depend on each other.
    ///
    /// # Errors
    /// See [`Experiment::with`].
    pub fn with_all<'a>(
        &self,
        values: impl IntoIterator<Item = (&'static Parameter, &'a str)>,
    ) -> Result<Self, Problem> {
        let mut settings = self.0.clone();
        let mut written = Vec::new();
        for (parameter, text) in values {
            (parameter.assign)(&mut settings, parameter, text.trim())?;
            written.push(parameter);
        }
        parameter::follow(&mut settings, &self.0, &written);
        for parameter in
            PARAMETERS.iter().filter(|parameter| !parameter.applies(&settings)).collect::<Vec<_>>()
        {
            if written.contains(&parameter) && parameter.is_idle(&settings) {
                return Err(Problem::Idle { parameter });
            }
            // It belonged to the previous data.
            parameter.reset(&mut settings);
        }
        Self::new(settings)
    }

    /// This experiment after a control was moved while `epoch` epochs had begun: a live parameter
    /// changes from the next epoch on, any other as in [`Experiment::with`].
    ///
    /// # Errors
    /// See [`Experiment::with`].
    pub fn moved(&self, parameter: &'static Parameter, text: &str, epoch: u32) -> Result<Self, Problem> {
        let Some(schedule) = (parameter.schedule)(self) else {
            return self.with(parameter, text);
        };
        let single = self.with(parameter, text)?;
        let value = (parameter.schedule)(&single).expect("the parameter has a schedule").initial();
        self.with(parameter, &schedule.changed(epoch + 1, value).to_string())
    }

    /// This experiment with every live parameter as it is in an epoch, from the first epoch on.
    #[must_use]
    pub fn as_of(&self, epoch: u32) -> Self {
        let changed = self.changes().into_iter().map(|(_, parameter, _)| parameter);
        let values: Vec<_> = changed
            .map(|parameter| (parameter, self.text_after(parameter, epoch.saturating_sub(1))))
            .collect();
        self.with_all(values.iter().map(|(parameter, text)| (*parameter, text.as_str())))
            .expect("each value of a schedule goes with the others")
    }

    /// Returns the part of the link that determines the data, without the content of their file.
    #[must_use]
    pub fn data_link(&self) -> String {
        self.link_of(|row| row.group == Group::Data && row.key != Key::content)
    }

    /// The mean activation that the sparsity method aims at in an epoch, where it aims at one.
    #[must_use]
    pub fn target_at(&self, epoch: u32) -> Option<f64> {
        Key::sparsity_target.applies(self).then(|| self.sparsity_target.at(epoch))
    }

    /// Returns whether codes may be negative.
    #[must_use]
    pub fn has_signed_code(&self) -> bool {
        !self.sparsity.is_positive() && (self.variational || self.activation.is_signed())
    }

    /// Every change of a live parameter: the first epoch with the new value, the parameter and the
    /// value, by epoch.
    #[must_use]
    pub fn changes(&self) -> Vec<(u32, &'static Parameter, f64)> {
        let of = |parameter: &'static Parameter| {
            let changes = (parameter.schedule)(self).map_or(&[][..], Schedule::changes);
            changes.iter().map(move |&(epoch, value)| (epoch, parameter, value))
        };
        let changes: Vec<_> = PARAMETERS.iter().flat_map(of).collect();
        let order = ranking::ascending(changes.iter().map(|&(epoch, ..)| f64::from(epoch)));
        order.into_iter().map(|place| changes[place]).collect()
    }

    /// The value that `parameter` has in the epoch after `epoch` epochs, as text.
    #[must_use]
    pub fn text_after(&self, parameter: &Parameter, epoch: u32) -> String {
        match (parameter.schedule)(self) {
            Some(schedule) => schedule.at(epoch + 1).text(),
            None => parameter.text(self),
        }
    }
}

impl Settings {
    /// The defaults with some values read from text; whether they go together is not checked.
    ///
    /// # Errors
    /// What is wrong with a value.
    pub fn of<'a>(values: impl IntoIterator<Item = (&'static Parameter, &'a str)>) -> Result<Self, Problem> {
        let mut settings = Self::default();
        let mut written = Vec::new();
        for (parameter, text) in values {
            (parameter.assign)(&mut settings, parameter, text)?;
            written.push(parameter);
        }
        parameter::follow(&mut settings, &Self::default(), &written);
        Ok(settings)
    }
}

impl Deref for Experiment {
    type Target = Settings;

    fn deref(&self) -> &Settings {
        &self.0
    }
}

impl Parameter {
    /// The row of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        PARAMETERS.iter().find(|parameter| parameter.name == name)
    }
}
