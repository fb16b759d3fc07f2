//! Remedies for what a diagnosis finds.

use super::Cause;
use crate::data::Scaling;
use crate::experiment::{Experiment, Key, Parameter};
use crate::model::{Init, Loss, Output};
use crate::optimizer::OptimizerName;
use crate::parameter::{Value, decimal};

/// A change of the experiment that may help.
#[derive(Debug, Clone, PartialEq)]
pub struct Remedy {
    /// The label of the button.
    pub label: String,
    /// The parameters to change, with their new values.
    pub values: Vec<(&'static Parameter, String)>,
}

/// A list of the remedies that apply to an experiment.
struct RemedyList<'a> {
    experiment: &'a Experiment,
    remedies: Vec<Remedy>,
}

/// Returns the remedies for a cause that change the experiment and can be applied to it.
pub(super) fn remedies(experiment: &Experiment, cause: Cause) -> Vec<Remedy> {
    let mut list = RemedyList { experiment, remedies: Vec::new() };
    list.add_for(cause);
    list.remedies
}

impl RemedyList<'_> {
    /// Adds the remedies for a cause.
    fn add_for(&mut self, cause: Cause) {
        match cause {
            Cause::Silent | Cause::Dead(_) => {
                self.lower_factor();
                self.revive();
                self.resample();
                self.scale();
                self.begin_tied();
            }
            Cause::OutOfRange { .. } => {
                self.add("Use a linear output", [(Key::output, Output::Linear.text())]);
            }
            Cause::Outweighed => self.lower_factor(),
            Cause::StillFalling => {
                let epochs = self.experiment.epochs.saturating_mul(2);
                self.add(&format!("Train to epoch {epochs}"), [(Key::epochs, epochs.to_string())]);
                self.rate(3.0, "Raise");
            }
            Cause::Unknown => self.rate(0.1, "Lower"),
        }
    }

    /// Adds a change where it is one, and goes together with the rest of the experiment.
    fn add<const N: usize>(&mut self, label: &str, values: [(Key, String); N]) {
        let rows = values.map(|(key, text)| (key.row(), text));
        let texts = rows.iter().map(|(row, text)| (*row, text.as_str()));
        if self.experiment.with_all(texts).is_ok_and(|changed| changed != *self.experiment) {
            self.remedies.push(Remedy { label: label.to_owned(), values: rows.into() });
        }
    }

    fn lower_factor(&mut self) {
        let experiment = self.experiment;
        if Key::sparsity_factor.applies(experiment) {
            let factor = lowered(experiment.sparsity_factor.at(experiment.epochs), 0.1);
            self.add(&format!("Lower the sparsity factor to {factor}"), [(Key::sparsity_factor, factor)]);
        }
        if Key::beta.applies(experiment) {
            let beta = lowered(experiment.beta.at(experiment.epochs), 0.1);
            self.add(&format!("Lower beta to {beta}"), [(Key::beta, beta)]);
        }
    }

    /// `AuxK` of Gao et al. 2024.
    fn revive(&mut self) {
        if Key::aux_k.applies(self.experiment) && self.experiment.aux_k == 0 {
            let half = (self.experiment.hidden_dim.code() / 2).max(1).to_string();
            self.add("Revive dead units (AuxK)", [(Key::aux_k, half)]);
        }
    }

    fn resample(&mut self) {
        let fifth = self.experiment.epochs / 5;
        if self.experiment.resample_every == 0 && fifth > 0 {
            let label = format!("Restart dead units every {fifth} epochs");
            self.add(&label, [(Key::resample_every, fifth.to_string())]);
        }
    }

    fn scale(&mut self) {
        if self.experiment.loss == Loss::Bce {
            return;
        }
        let (scaling, label) = if self.experiment.view().is_image() {
            (Scaling::Common, "Scale to variance 1, linear output")
        } else {
            (Scaling::Standard, "Standardise, linear output")
        };
        let differs = self.experiment.scaling != scaling;
        if differs && self.experiment.scaling != Scaling::Standard {
            self.add(label, [(Key::scaling, scaling.text()), (Key::output, Output::Linear.text())]);
        }
    }

    fn begin_tied(&mut self) {
        if !matches!(self.experiment.init, Init::TiedUnit | Init::TiedMean) {
            self.add("Begin with tied weights", [(Key::init, Init::TiedMean.text())]);
        }
    }

    fn rate(&mut self, times: f64, verb: &str) {
        if self.experiment.optimizer == OptimizerName::Lbfgs {
            return;
        }
        let rate = lowered(self.experiment.lr.at(self.experiment.epochs), times);
        self.add(&format!("{verb} the learning rate to {rate}"), [(Key::lr, rate)]);
    }
}

/// Multiplies a value and rounds it to one digit.
fn lowered(value: f64, times: f64) -> String {
    decimal::parse(&format!("{:.0e}", value * times)).unwrap_or(value).to_string()
}
