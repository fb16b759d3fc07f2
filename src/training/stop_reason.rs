//! Why a run ends before its last epoch.

use nanoserde::{DeBin, SerBin};

use super::Divergence;
use crate::experiment::Settings;
use crate::parameter::choice;

choice! {
    /// When a run stops before its last epoch.
    Stop {
        /// Trains to the last epoch.
        None = "none",
        /// Stops when the test MSE has not improved for patience epochs (Prechelt 1998).
        TestLoss = "test_loss" as "Test loss",
    }
}

/// Why a run trains no further.
#[derive(Debug, Clone, Copy, PartialEq, SerBin, DeBin)]
pub enum StopReason {
    /// The loss or a weight became infinite or NaN.
    Diverged(Divergence),
    /// The test error stopped improving.
    Stalled(EarlyStop),
}

/// A test error that no longer falls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, SerBin, DeBin, thiserror::Error)]
#[error("Stopped at epoch {epoch}: the test MSE has not improved since epoch {best}.")]
pub struct EarlyStop {
    pub epoch: u32,
    /// The epoch with the smallest test error.
    pub best: u32,
}

/// The smallest test error so far.
#[derive(Debug, Clone, Copy)]
pub struct Best {
    epoch: u32,
    test_mse: f32,
}

impl Default for Best {
    fn default() -> Self {
        Self { epoch: 0, test_mse: f32::INFINITY }
    }
}

impl Best {
    /// Takes an epoch's test error, in single precision as the script compares it. Returns the early stop if
    /// it has not improved for `patience` epochs and the experiment asks for it.
    pub fn take(&mut self, epoch: u32, test_mse: f32, settings: &Settings) -> Option<EarlyStop> {
        if test_mse < self.test_mse {
            *self = Self { epoch, test_mse };
        }
        let stalled = settings.stop == Stop::TestLoss && epoch - self.epoch >= settings.patience;
        stalled.then_some(EarlyStop { epoch, best: self.epoch })
    }
}

impl Stop {
    /// Returns the script's lines before its epochs.
    #[must_use]
    pub fn python_start(self) -> &'static str {
        match self {
            Self::None => "",
            Self::TestLoss => "best, best_epoch = float(\"inf\"), 0\n",
        }
    }

    /// Returns the script's lines at the end of an epoch; `leave` ends the training.
    #[must_use]
    pub fn python_end(self, settings: &Settings, leave: &str) -> String {
        match self {
            Self::None => String::new(),
            Self::TestLoss => format!(
                "    model.eval()
    with torch.no_grad():
        decoded, encoded = model(X_test)
        test_mse = nn.functional.mse_loss({decoded}, X_test).item()
    model.train()
    if test_mse < best:
        best, best_epoch = test_mse, epoch
    elif epoch - best_epoch >= {patience}:
        {leave}
",
                decoded = settings.loss.python_reconstruction("decoded"),
                patience = settings.patience,
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Link;

    fn stall(link: &str, errors: &[f32]) -> Option<EarlyStop> {
        let settings = Link::parse(link).experiment;
        let mut best = Best::default();
        (1..).zip(errors).find_map(|(epoch, &error)| best.take(epoch, error, &settings))
    }

    #[test]
    fn a_run_stops_patience_epochs_after_its_best() {
        let errors = [5.0, 4.0, 4.5, 4.0, 3.0, 3.5, 3.5, 3.0, 1.0];
        let patient = |patience| stall(&format!("stop=test_loss&patience={patience}"), &errors);
        assert_eq!(patient(1), Some(EarlyStop { epoch: 3, best: 2 }));
        assert_eq!(patient(2), Some(EarlyStop { epoch: 4, best: 2 }));
        assert_eq!(patient(3), Some(EarlyStop { epoch: 8, best: 5 }));
        assert_eq!(patient(4), None);
        assert_eq!(stall("", &[1.0; 100]), None);
        let text = EarlyStop { epoch: 37, best: 27 }.to_string();
        assert_eq!(text, "Stopped at epoch 37: the test MSE has not improved since epoch 27.");
    }
}
