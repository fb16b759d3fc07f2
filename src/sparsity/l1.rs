//! `factor · mean over samples of Σ_j |h_j|`, or of `Σ_j |h_j| · ‖d_j‖`.

use super::method::{CodeMeans, Method, MethodScript};
use super::penalty_weight::PenaltyWeight;
use crate::experiment::{Key, Settings};

/// Pulls every code towards 0 with the same force (Olshausen & Field 1996; Bricken et al. 2023).
/// Small codes with long decoder columns would evade it, so each code can be weighed by the length
/// of its column d (Conerly et al. 2024, Update on how we train SAEs).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct L1 {
    factor: PenaltyWeight,
    decoder_norm: bool,
}

impl Method for L1 {
    const SOURCE: &'static str = "Olshausen & Field 1996; Bricken et al. 2023";
    const PAPER: &'static str = "https://transformer-circuits.pub/2023/monosemantic-features";
    const USES: &'static [Key] = &[Key::sparsity_factor, Key::l1_decoder_norm];

    fn at(settings: &Settings, epoch: u32) -> Self {
        Self { factor: PenaltyWeight::at(settings, epoch), decoder_norm: settings.l1_decoder_norm }
    }

    fn formula(&self) -> Option<String> {
        let norm = if self.decoder_norm { " ‖d‖" } else { "" };
        Some(format!("{} · mean of Σ |h|{norm}", self.factor))
    }

    fn value(&self, codes: &CodeMeans) -> f64 {
        self.factor.value()
            * codes.mean_abs.iter().zip(&codes.norm).map(|(code, norm)| code * norm).sum::<f64>()
    }

    fn grad_mean_abs(&self, norm: f64) -> f64 {
        self.factor.value() * norm
    }

    fn grad_decoder_norm(&self, mean_abs: f64) -> f64 {
        self.factor.value() * mean_abs
    }

    fn weighs_norms(&self) -> bool {
        self.decoder_norm
    }

    fn python(settings: &Settings) -> MethodScript {
        let weight = PenaltyWeight::python(settings);
        let penalty = if settings.l1_decoder_norm {
            let (columns, dim) = MethodScript::dictionary(settings);
            format!(
                "    lengths = {columns}.norm(dim={dim})\n    \
                 return {weight} * (encoded.abs() * lengths).sum(dim=1).mean()\n"
            )
        } else {
            format!("    return {weight} * encoded.abs().sum(dim=1).mean()\n")
        };
        MethodScript { penalty, ..MethodScript::default() }
    }
}
