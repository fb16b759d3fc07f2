//! The learning rate of an epoch: its value then, times a rise at the start and a fall to the end.

use std::f64::consts::PI;

use crate::experiment::Settings;
use crate::parameter::choice;

choice! {
    /// Decay of the learning rate over the run.
    LrSchedule {
        /// The learning rate stays the same.
        Constant = "constant" as "Constant",
        /// Falls to zero along half a cosine (Loshchilov & Hutter 2017, without restarts).
        Cosine = "cosine" as "Cosine",
        /// Falls to zero linearly.
        Linear = "linear" as "Linear",
    }
}

impl LrSchedule {
    /// Returns the learning rate of an epoch as a fraction of the first epoch's.
    fn share(self, epoch: u32, epochs: u32) -> f64 {
        let passed = f64::from(epoch - 1);
        match self {
            Self::Constant => 1.0,
            Self::Cosine => 0.5 * (1.0 + libm::cos(PI * passed / f64::from(epochs))),
            Self::Linear => 1.0 - passed / f64::from(epochs),
        }
    }

    /// Returns the same factor as a Python expression, or `None` where it is 1.
    fn python(self, epochs: u32) -> Option<String> {
        match self {
            Self::Constant => None,
            Self::Cosine => Some(format!("0.5 * (1.0 + math.cos(math.pi * (epoch - 1) / {epochs}))")),
            Self::Linear => Some(format!("(1.0 - (epoch - 1) / {epochs})")),
        }
    }
}

/// The learning rate of an epoch, from 1.
#[must_use]
pub fn learning_rate(settings: &Settings, epoch: u32) -> f64 {
    let Settings { warmup, epochs, lr_schedule, .. } = *settings;
    let rise = if warmup == 0 { 1.0 } else { (f64::from(epoch) / f64::from(warmup)).min(1.0) };
    settings.lr.at(epoch) * rise * lr_schedule.share(epoch, epochs)
}

/// The script's `lr(epoch)` where it is not `base_lr(epoch)` itself.
#[must_use]
pub fn python(settings: &Settings) -> Option<String> {
    let Settings { warmup, epochs, lr_schedule, .. } = *settings;
    let rise = (warmup > 0).then(|| format!("min(1.0, epoch / {warmup})"));
    let factors: Vec<_> = rise.into_iter().chain(lr_schedule.python(epochs)).collect();
    let is_changed = !factors.is_empty();
    is_changed.then(|| format!("\ndef lr(epoch):\n    return base_lr(epoch) * {}\n\n", factors.join(" * ")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Link;

    fn rates<const N: usize>(link: &str, epochs: [u32; N]) -> [f64; N] {
        let link = Link::parse(link);
        assert_eq!(link.problems, []);
        epochs.map(|epoch| learning_rate(&link.experiment, epoch))
    }

    #[test]
    fn learning_rate_decays_until_the_end() {
        assert_eq!(rates("lr=1&epochs=4", [1, 2, 3, 4]), [1.0; 4]);
        assert_eq!(rates("lr=1&epochs=4&lr_schedule=linear", [1, 2, 3, 4]), [1.0, 0.75, 0.5, 0.25]);
        let cosine = rates("lr=1&epochs=4&lr_schedule=cosine", [1, 2, 3, 4]);
        let sqrt = std::f64::consts::FRAC_1_SQRT_2;
        for (rate, expected) in cosine.into_iter().zip([1.0, 0.5 * (1.0 + sqrt), 0.5, 0.5 * (1.0 - sqrt)]) {
            assert!((rate - expected).abs() < 1e-15, "{cosine:?}");
        }
    }

    #[test]
    fn learning_rate_rises_during_warmup_and_follows_its_schedule() {
        assert_eq!(rates("lr=1,0.5@3&warmup=4", [1, 2, 3, 4, 5]), [0.25, 0.5, 0.375, 0.5, 0.5]);
        assert_eq!(rates("lr=1&warmup=2&epochs=4&lr_schedule=linear", [1, 2, 3]), [0.5, 0.75, 0.5]);
    }
}
