//! What a training program can do.

use crate::data::{DataError, DataFileCache, Dataset};
use crate::evaluation::{FeatureRecovery, GradientCheck, GroundTruthInfo, RecoveryReport, formula};
use crate::experiment::{Experiment, Link, Settings};
use crate::protocol::Event;
use crate::training::{ScaledData, TrainedModel, TrainingLoopFactory, any, first_order};

/// What a program can do. What it cannot is not linked into it, so that it loads sooner.
#[derive(Debug, Clone, Copy)]
pub struct WorkerCapabilities {
    pub(super) data: MakeData,
    pub(super) descent: TrainingLoopFactory,
    /// Whether the program has the experiment's optimiser.
    pub(super) has_optimizer: fn(&Settings) -> bool,
    /// Makes what marks a run, where its truth is known.
    pub(super) feature_recovery: fn(&Experiment, &ScaledData) -> Option<Box<dyn RecoveryEvaluator>>,
    /// Checks the gradient of a link's experiment.
    pub(super) check_gradients: fn(&str, &DataFileCache) -> Option<Event>,
}

/// Makes an experiment's data.
pub(super) type MakeData = fn(&Settings, &DataFileCache) -> Result<Dataset, DataError>;

impl WorkerCapabilities {
    /// What a run on the starting script's kind of data, or on a small table, needs in single precision.
    #[must_use]
    pub fn first() -> Self {
        Self {
            data: Dataset::of_first,
            descent: first_order,
            has_optimizer: |settings| settings.optimizer.takes_steps(),
            feature_recovery: |_, _| None,
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
            feature_recovery,
            check_gradients: |link, cache| Some(check_gradients(link, cache)),
        }
    }
}

/// What marks a run; behind a trait, so that a program without the skill does not link it.
pub(super) trait RecoveryEvaluator: std::fmt::Debug {
    /// How many milliseconds to train between two.
    fn pause_ms(&self) -> f64;
    fn known(&self) -> &GroundTruthInfo;
    fn mark(&self, model: &TrainedModel) -> RecoveryReport;
}

impl RecoveryEvaluator for FeatureRecovery {
    fn pause_ms(&self) -> f64 {
        self.pause_ms()
    }

    fn known(&self) -> &GroundTruthInfo {
        self.known()
    }

    fn mark(&self, model: &TrainedModel) -> RecoveryReport {
        self.mark(model)
    }
}

fn feature_recovery(experiment: &Experiment, data: &ScaledData) -> Option<Box<dyn RecoveryEvaluator>> {
    Some(Box::new(FeatureRecovery::new(experiment, data)?))
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
