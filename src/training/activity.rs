//! The rule that decides whether a unit is active.

use crate::model::Architecture;
use crate::tensor::Real;

/// When a unit counts as active on a test sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Activity {
    /// The code is not 0. Used for codes that are exactly 0 on many samples.
    NotZero,
    /// The code exceeds a fraction of the unit's largest code. Used for codes that are never exactly 0, such
    /// as those of a sigmoid. A unit whose codes hardly vary is constant and never active.
    AboveShare,
    /// The unit carries information about the samples. Used for variational codes, whose other units have
    /// collapsed (Burda et al. 2016).
    Informative,
}

impl Activity {
    /// The fraction of a unit's largest absolute code that a code must exceed. The codes of a constant unit
    /// differ by less than it.
    pub const SHARE: f64 = 0.05;
    /// A unit whose largest absolute code is at most this is active on no sample.
    pub const SMALLEST: f32 = 1e-6;
    /// The mean divergence from the unit normal, in nats, that a variational unit has to exceed.
    pub const NATS: f64 = 0.01;

    /// The rule for the codes of a model.
    #[must_use]
    pub fn of(architecture: &Architecture) -> Self {
        match (architecture.variational, architecture.has_exact_zeros()) {
            (true, _) => Self::Informative,
            (false, true) => Self::NotZero,
            (false, false) => Self::AboveShare,
        }
    }

    /// The rule in a sentence.
    #[must_use]
    pub fn rule(self) -> &'static str {
        match self {
            Self::NotZero => "A unit is active on a sample where its activation is not 0.",
            Self::AboveShare => {
                "A unit counts as active on a sample where its absolute activation is above 5 % of the \
                 largest one on the test samples. A unit whose activation varies by less than that is constant and \
                 counts as active on none."
            }
            Self::Informative => {
                "A unit of a variational code counts as active if its mean KL divergence from the standard normal is above \
                 0.01 nats; a unit below that has collapsed: it says almost nothing about the sample."
            }
        }
    }

    /// Returns on which samples a unit with these codes is active. Whether a variational unit is informative is
    /// not in its codes, and given.
    #[must_use]
    pub fn active_samples(self, codes: &[f32], is_informative: bool) -> Vec<bool> {
        match self {
            Self::NotZero => codes.iter().map(|&code| code != 0.0).collect(),
            Self::AboveShare => {
                let range = codes.iter().fold(EMPTY, |(low, high), &code| (low.min(code), high.max(code)));
                let threshold = threshold(range, codes.len());
                codes.iter().map(|code| f64::from(code.abs()) > threshold).collect()
            }
            Self::Informative => vec![is_informative; codes.len()],
        }
    }

    /// Returns the word for a unit that is active on no test sample.
    #[must_use]
    pub fn inactive(self) -> &'static str {
        match self {
            Self::NotZero => "dead",
            Self::AboveShare => "constant",
            Self::Informative => "collapsed",
        }
    }
}

/// Returns the absolute code that a unit has to exceed to be active, given the range of its codes on all samples;
/// infinity for a constant unit.
fn threshold((low, high): (f32, f32), samples: usize) -> f64 {
    let largest = low.abs().max(high.abs());
    let share = Activity::SHARE * f64::from(largest);
    // A single sample does not show whether a unit varies.
    let varies = samples == 1 || f64::from(high) - f64::from(low) >= share;
    if varies && largest > Activity::SMALLEST { share } else { f64::INFINITY }
}

/// The range of no codes.
const EMPTY: (f32, f32) = (f32::INFINITY, f32::NEG_INFINITY);

/// A pass's sums by which its units are called active; each is empty where the rule does not need it.
#[derive(Debug)]
pub(super) struct ActivitySums {
    pub rule: Activity,
    /// The number of samples added.
    samples: usize,
    /// The smallest and largest code of each unit.
    ranges: Vec<(f32, f32)>,
    /// The sum of each unit's divergences from the unit normal.
    divergence: Vec<f64>,
}

impl ActivitySums {
    pub fn new(architecture: &Architecture) -> Self {
        let (rule, code) = (Activity::of(architecture), architecture.code());
        let workspace = |wanted: Activity| if rule == wanted { code } else { 0 };
        Self {
            rule,
            samples: 0,
            ranges: vec![EMPTY; workspace(Activity::AboveShare)],
            divergence: vec![0.0; workspace(Activity::Informative)],
        }
    }

    pub fn clear(&mut self) {
        self.samples = 0;
        self.ranges.fill(EMPTY);
        self.divergence.fill(0.0);
    }

    /// Adds a sample's code and, for a variational code, the logarithms of its variances.
    pub fn add(&mut self, code: &[f32], log_variance: &[f32]) {
        self.samples += 1;
        for ((low, high), &code) in self.ranges.iter_mut().zip(code) {
            (*low, *high) = (low.min(code), high.max(code));
        }
        for ((sum, &mean), &v) in self.divergence.iter_mut().zip(code).zip(log_variance) {
            let (mean, v) = (mean.to_f64(), v.to_f64());
            *sum += 0.5 * (mean * mean + libm::exp(v) - v - 1.0);
        }
    }

    /// Counts the units whose code exceeds their threshold.
    pub fn count_above(&self, code: &[f32], active: &mut [u32]) {
        for ((&code, &range), active) in code.iter().zip(&self.ranges).zip(active) {
            *active += u32::from(f64::from(code.abs()) > threshold(range, self.samples));
        }
    }

    /// Marks each unit as active on all `samples` samples if it carries enough information.
    pub fn count_informative(&self, samples: usize, active: &mut [u32]) {
        for (&sum, active) in self.divergence.iter().zip(active) {
            *active = if sum / samples as f64 > Activity::NATS { samples as u32 } else { 0 };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Link;

    #[test]
    fn activity_rule_depends_on_the_code() {
        let rule = |link: &str| Activity::of(&Architecture::from(&*Link::parse(link).experiment));
        for (link, wanted) in [
            ("", Activity::NotZero),
            ("sparsity=topk&activation=tanh", Activity::NotZero),
            ("activation=sigmoid", Activity::AboveShare),
            ("sparsity=none&activation=leaky_relu", Activity::AboveShare),
            ("variational=true", Activity::Informative),
        ] {
            assert_eq!(rule(link), wanted, "{link}");
        }
        assert!(Activity::AboveShare.rule().contains(&format!("{} %", 100.0 * Activity::SHARE)));
        assert!(Activity::Informative.rule().contains(&format!("{} nats", Activity::NATS)));
    }
}
