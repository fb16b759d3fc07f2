//! The loss as a sum with numbers in it.

use crate::experiment::Experiment;
use crate::model::{Loss, Losses, Output};
use crate::parameter::Value;
use crate::sparsity::Auxiliary;
use crate::training::decay;

/// A term of the loss.
#[derive(Debug, Clone, PartialEq)]
pub struct Term {
    /// Its formula with the factors of an epoch.
    pub formula: String,
    pub value: f64,
}

/// The terms that an experiment's loss has in an epoch, the reconstruction first.
#[must_use]
pub fn terms(experiment: &Experiment, epoch: u32, losses: Losses) -> Vec<Term> {
    let method = experiment.sparsity.at(experiment, epoch);
    let reconstruction = match experiment.loss {
        Loss::Mse => "mean of (x̂ − x)²",
        Loss::HalfSse => "½ mean over samples of ‖x̂ − x‖²",
        Loss::Bce => "mean of −x ln x̂ − (1 − x) ln(1 − x̂)",
    };
    let mut terms = vec![Term { formula: reconstruction.to_owned(), value: losses.reconstruction }];
    let mut add = |formula: String, value: f64| terms.push(Term { formula, value });
    if let Some(formula) = method.formula() {
        add(formula, losses.sparsity);
    }
    match method.auxiliary() {
        Some(Auxiliary::Residual { factor }) => {
            add(format!("{factor} · the same of what dead units make of x − x̂"), losses.auxiliary);
        }
        Some(Auxiliary::Frozen) => {
            add("the same of x̂ from ReLU(π), decoder as given".to_owned(), losses.auxiliary);
        }
        None => {}
    }
    if let Some((_, smaller @ [_, ..])) = experiment.sparsity.prefixes(experiment).split_last() {
        let widths: Vec<String> = smaller.iter().map(usize::to_string).collect();
        add(format!("the same of x̂ from the first {} units", widths.join(", ")), losses.auxiliary);
    }
    if experiment.variational {
        let beta = experiment.beta.at(epoch);
        add(format!("{beta} · mean over samples of ½ Σ (μ² + σ² − ln σ² − 1)"), losses.divergence);
    }
    if let Some(decay) = decay::in_loss(experiment) {
        add(format!("½ · {} · Σ W²", decay.text()), losses.decay);
    }
    terms
}

/// `1.3 = 1.25 (mean of (x̂ − x)²) + 0.05 (…)`.
#[must_use]
pub fn formula(experiment: &Experiment, epoch: u32, losses: Losses) -> String {
    let terms = terms(experiment, epoch, losses);
    let sum: Vec<String> = terms.iter().map(|term| format!("{:.6} ({})", term.value, term.formula)).collect();
    let output = match experiment.output {
        Output::Sigmoid => "x̂ = sigmoid(decoder)",
        Output::Linear => "x̂ = decoder",
    };
    format!("{:.6} = {}, {output}", losses.total(), sum.join(" + "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Link;

    #[test]
    fn formula_writes_every_term_with_its_factor() {
        let losses =
            Losses { reconstruction: 1.0, sparsity: 0.5, divergence: 0.25, decay: 0.125, auxiliary: 0.0 };
        let experiment =
            Link::parse("variational=true&weight_decay=0.1&sparsity_factor=0.2,0.3@5").experiment;
        assert_eq!(
            formula(&experiment, 7, losses),
            "1.875000 = 1.000000 (mean of (x̂ − x)²) + 0.500000 (0.3 · Σ |ρ̂ − 0.05|) + 0.250000 (0.01 · mean over \
             samples of ½ Σ (μ² + σ² − ln σ² − 1)) + 0.125000 (½ · 0.1 · Σ W²), x̂ = sigmoid(decoder)"
        );
    }
}
