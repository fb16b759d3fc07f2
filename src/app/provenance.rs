//! The model that the evaluation belongs to, if it is no longer the displayed one.

use super::evaluation_state::EvaluationRequest;
use super::state::State;
use crate::experiment::{Experiment, Key, PARAMETERS};

/// The most parameters that are named; the rest is in their link.
const MOST_NAMED: usize = 3;

impl State {
    /// The experiment whose numbers the figures show: until the first numbers of another have come, the
    /// one before.
    pub fn seen(&self) -> &Experiment {
        if self.run.shown().is_some() { &self.seen } else { &self.experiment }
    }

    /// Describes the model that the results of the evaluation belong to, if it is not the displayed one.
    pub fn outdated(&self) -> Option<String> {
        let evaluated = self.evaluation_state.evaluated.as_ref()?;
        let now = self.run.current();
        if now.map(|shown| shown.frame.fingerprint) == self.evaluation_state.fingerprint {
            return None;
        }
        let epoch = now.map_or(0, |shown| shown.frame.epoch);
        Some(provenance(evaluated, &self.experiment.as_of(epoch.max(1)), epoch))
    }
}

/// Describes the epoch and the experiment of an evaluated model, by its differences from an experiment in an
/// epoch.
fn provenance(evaluated: &EvaluationRequest, now: &Experiment, epoch: u32) -> String {
    let before = &evaluated.experiment;
    let differing =
        PARAMETERS.iter().filter(|row| row.key != Key::epochs && row.text(before) != row.text(now));
    let named = differing.filter(|row| row.applies(before));
    let named: Vec<_> = named.map(|row| format!("{} {}", row.label, row.text(before))).collect();
    let measured = format!("Measured at epoch {}", evaluated.epoch);
    if named.is_empty() {
        return if epoch == evaluated.epoch {
            format!("{measured} of another model than the one shown now. Evaluate again.")
        } else {
            format!("{measured}. The model shown now is at epoch {epoch}. Evaluate again.")
        };
    }
    let more = if named.len() > MOST_NAMED { ", …" } else { "" };
    let named = named[..named.len().min(MOST_NAMED)].join(", ");
    format!("{measured} with {named}{more}. The model shown now is another. Evaluate again.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Link;

    fn experiment(link: &str) -> Experiment {
        Link::parse(link).experiment
    }

    fn said(before: &str, now: &str, epoch: u32) -> String {
        let experiment = experiment(before);
        let data = experiment.data_link();
        let asked = EvaluationRequest {
            link: before.to_owned(),
            data,
            epoch: 50,
            experiment,
            weights: Vec::new().into(),
        };
        provenance(&asked, &Link::parse(now).experiment, epoch)
    }

    #[test]
    fn results_of_an_earlier_epoch_name_both_epochs() {
        let text = "Measured at epoch 50. The model shown now is at epoch 100. Evaluate again.";
        assert_eq!(said("", "epochs=100", 100), text);
    }

    #[test]
    fn results_of_another_experiment_name_what_differs() {
        let text = said("", "hidden_dim=16&sparsity_factor=5", 50);
        assert!(text.starts_with("Measured at epoch 50 with "), "{text}");
        assert!(text.contains("Hidden units 8") && text.contains("Sparsity factor 0.05"), "{text}");
        assert!(text.ends_with("The model shown now is another. Evaluate again."), "{text}");
    }

    #[test]
    fn many_differences_are_cut_short() {
        let text = said("", "hidden_dim=16&sparsity=topk&lr=0.5&seed=3&epochs=9&activation=tanh", 9);
        assert_eq!(text.matches(", ").count(), 3, "{text}");
        assert!(text.contains(", …."), "{text}");
    }

    #[test]
    fn results_of_other_weights_of_the_same_experiment_say_so() {
        let text = "Measured at epoch 50 of another model than the one shown now. Evaluate again.";
        assert_eq!(said("", "", 50), text);
    }
}
