//! The features of a training program.

use crate::data::{DataError, DataFileCache, Dataset};
use crate::evaluation::{
    FeatureRecovery, GradientCheck, GroundTruthInfo, RecoveryReport, TrueFeatureMatch, formula,
};
use crate::experiment::{Experiment, Link, Settings};
use crate::protocol::Event;
use crate::training::{ScaledData, TrainedModel, TrainingLoopFactory, any, first_order};

/// Features compiled into a worker program. They are function pointers, so that the linker drops unused ones
/// and the program loads faster.
#[derive(Debug, Clone, Copy)]
pub struct WorkerCapabilities {
    pub(super) data: MakeData,
    pub(super) descent: TrainingLoopFactory,
    /// Returns whether the program has the experiment's optimiser.
    pub(super) has_optimizer: fn(&Settings) -> bool,
    /// Creates the comparison with the ground truth, if there is one.
    pub(super) feature_recovery: fn(&Experiment, &ScaledData) -> Option<Box<dyn RecoveryEvaluator>>,
    /// Checks the gradient of a link's experiment.
    pub(super) check_gradients: fn(&str, &DataFileCache) -> Option<Event>,
}

/// Makes an experiment's data.
pub(super) type MakeData = fn(&Settings, &DataFileCache) -> Result<Dataset, DataError>;

impl WorkerCapabilities {
    /// Returns the features needed for data like those of the default experiment, or a small table, with a
    /// first-order optimiser.
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

/// Compares a run with its ground truth. A trait object, so that a program without this feature does not link
/// it.
pub(super) trait RecoveryEvaluator: std::fmt::Debug {
    /// Returns how many milliseconds to train between two comparisons.
    fn pause_ms(&self) -> f64;
    fn known(&self) -> &GroundTruthInfo;
    fn mark(&self, model: &TrainedModel) -> RecoveryReport;
    /// Returns the true feature that is most similar to a unit's decoder weights.
    fn match_unit(&self, decoder: &[f32], active: &[bool]) -> Option<TrueFeatureMatch>;
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

    fn match_unit(&self, decoder: &[f32], active: &[bool]) -> Option<TrueFeatureMatch> {
        self.match_unit(decoder, active)
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
