//! `factor · mean over samples of Σ_j |h_j|`.

use super::{CodeMeans, Method};
use crate::experiment::Settings;

/// Pulls every code towards 0 with the same force (Olshausen & Field 1996; Bricken et al. 2023).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct L1 {
    factor: f64,
}

impl Method for L1 {
    const SOURCE: &'static str = "Olshausen & Field 1996; Bricken et al. 2023";
    const PAPER: &'static str = "https://transformer-circuits.pub/2023/monosemantic-features";

    fn at(settings: &Settings, epoch: u32) -> Self {
        Self { factor: settings.sparsity_factor.at(epoch) }
    }

    fn value(&self, codes: &CodeMeans) -> f64 {
        self.factor * codes.mean_abs.iter().sum::<f64>()
    }

    fn by_mean_abs(&self) -> f64 {
        self.factor
    }

    fn penalty(_settings: &Settings) -> String {
        "    return sparsity_factor(epoch) * encoded.abs().sum(dim=1).mean()\n".to_owned()
    }
}
