//! The results of training, piece by piece.

use crate::data::Scaling;
use crate::experiment::{Key, Settings};
use crate::parameter::Kind;

/// The result of a piece of training.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Progress {
    /// The epoch is not complete yet.
    Working,
    Epoch,
    /// The last epoch is complete, or the test error has stalled; nothing was done.
    Finished,
    /// Training left the numbers a float can hold; nothing more is done.
    Diverged(Divergence),
}

/// The epoch in which training diverged, and what may prevent it. The model is that of the last good epoch.
#[derive(Debug, Clone, Copy, PartialEq, nanoserde::SerBin, nanoserde::DeBin, thiserror::Error)]
#[error(
    "Training diverged: in epoch {epoch} the loss became too large for a float. The run stands at epoch {}, the last \
     good one.{}",
    epoch - 1,
    self.advice()
)]
pub struct Divergence {
    /// The epoch that went wrong.
    pub epoch: u32,
    /// The learning rate, if a smaller one is allowed.
    pub lr: Option<f64>,
    /// True if the sparsity factor can be smaller.
    pub has_factor: bool,
    /// True if the data are not scaled.
    pub is_unscaled: bool,
}

impl Divergence {
    /// Training diverged in an epoch.
    #[must_use]
    pub fn new(settings: &Settings, epoch: u32) -> Self {
        let least = match Key::lr.row().kind {
            Kind::Real { min, .. } if Key::lr.applies(settings) => min,
            _ => f64::INFINITY,
        };
        Self {
            epoch,
            lr: Some(settings.lr.at(epoch)).filter(|rate| *rate > least),
            has_factor: Key::sparsity_factor.applies(settings) && settings.sparsity_factor.at(epoch) > 0.0,
            is_unscaled: settings.scaling == Scaling::None,
        }
    }

    fn advice(&self) -> String {
        let rate = self.lr.map(|lr| format!("a learning rate below {lr}"));
        let factor = self.has_factor.then(|| "a smaller sparsity factor".to_owned());
        let scaling = self.is_unscaled.then(|| "scaling=standard".to_owned());
        let advice: Vec<_> = rate.into_iter().chain(factor).chain(scaling).collect();
        if advice.is_empty() {
            String::new()
        } else {
            format!(" Restart with {}.", advice.join(", or with "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Link;

    #[test]
    fn divergence_advises_what_the_experiment_has_and_allows() {
        let text = |link: &str| Divergence::new(&Link::parse(link).experiment, 1).to_string();
        for (link, advice) in [
            ("lr=1", " Restart with a learning rate below 1, or with a smaller sparsity factor."),
            ("lr=1&sparsity_factor=0", " Restart with a learning rate below 1."),
            ("lr=0.000001&sparsity=topk", ""),
            ("lr=0.000001&sparsity=topk&scaling=none", " Restart with scaling=standard."),
            ("optimizer=lbfgs&batch_size=0", " Restart with a smaller sparsity factor."),
        ] {
            let text = text(link);
            let (_, ours) = text.split_once("the last good one.").expect("it says where the run stands");
            assert_eq!(ours, advice, "{link}");
        }
    }
}
