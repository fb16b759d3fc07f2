//! The programs that workers run.

use crate::data::Source;
use crate::experiment::Experiment;
use crate::model::Architecture;

/// Which program a worker runs.
///
/// Both come to the same bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Program {
    /// The page's own, which trains in single precision on the starting script's kind of data and
    /// measures the baselines; compiled to be small.
    First,
    /// All else too: other data, what works in double precision, what judges; compiled to be fast,
    /// and loaded when it is needed.
    Full,
}

/// Where an epoch takes more products of a sample's numbers and the weights than this, some 10 ms of
/// work, the faster program is worth being loaded.
const HEAVY: usize = 1 << 24;

impl Program {
    /// The smallest that trains an experiment, and fast enough.
    pub fn of(experiment: &Experiment) -> Self {
        let is_known = experiment.data == Source::Classification && experiment.optimizer.takes_steps();
        let products = Architecture::from(&**experiment).products();
        let is_light = experiment.samples().saturating_mul(products) <= HEAVY;
        if is_known && is_light { Self::First } else { Self::Full }
    }
}
