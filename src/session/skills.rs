//! What a training program can do.

use crate::data::{DataError, DataFileCache, Dataset};
use crate::evaluation::{GradientCheck, Known, Marked, Marker, formula};
use crate::experiment::{Experiment, Link, Settings};
use crate::protocol::Event;
use crate::training::{MakeDescent, ScaledData, TrainedModel, any, first_order};

/// What a program can do. What it cannot is not linked into it, so that it loads sooner.
#[derive(Debug, Clone, Copy)]
pub struct Skills {
    pub(super) data: MakeData,
    pub(super) descent: MakeDescent,
    /// Whether the program has the experiment's optimiser.
    pub(super) has_optimizer: fn(&Settings) -> bool,
    /// Makes what marks a run, where its truth is known.
    pub(super) marker: fn(&Experiment, &ScaledData) -> Option<Box<dyn Mark>>,
    /// Checks the gradient of a link's experiment.
    pub(super) check_gradients: fn(&str, &DataFileCache) -> Option<Event>,
}

/// Makes an experiment's data.
pub(super) type MakeData = fn(&Settings, &DataFileCache) -> Result<Dataset, DataError>;

impl Skills {
    /// What a run on the starting script's kind of data, or on a small table, needs in single precision.
    #[must_use]
    pub fn first() -> Self {
        Self {
            data: Dataset::of_first,
            descent: first_order,
            has_optimizer: |settings| settings.optimizer.takes_steps(),
            marker: |_, _| None,
            check_gradients: |_, _| None,
        }
    }

    /// All data, all optimisers, true features and gradients in double precision.
    #[must_use]
    pub fn all() -> Self {
        Self {
            data: Dataset::of,
            descent: any,
            has_optimizer: |_| true,
            marker,
            check_gradients: |link, cache| Some(check_gradients(link, cache)),
        }
    }
}

/// What marks a run; behind a trait, so that a program without the skill does not link it.
pub(super) trait Mark: std::fmt::Debug {
    /// How many milliseconds to train between two.
    fn pause_ms(&self) -> f64;
    fn known(&self) -> &Known;
    fn mark(&self, model: &TrainedModel) -> Marked;
}

impl Mark for Marker {
    fn pause_ms(&self) -> f64 {
        self.pause_ms()
    }

    fn known(&self) -> &Known {
        self.known()
    }

    fn mark(&self, model: &TrainedModel) -> Marked {
        self.mark(model)
    }
}

fn marker(experiment: &Experiment, data: &ScaledData) -> Option<Box<dyn Mark>> {
    Some(Box::new(Marker::new(experiment, data)?))
}

fn check_gradients(link: &str, cache: &DataFileCache) -> Event {
    let experiment = Link::parse(link).experiment;
    match GradientCheck::new(&experiment, cache) {
        Ok(check) => {
            Event::Gradients { verdict: check.to_string(), formula: formula(&experiment, 1, check.losses) }
        }
        Err(error) => Event::Refused { run: 0, message: error.to_string() },
    }
}
