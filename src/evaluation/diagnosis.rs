//! The diagnosis of a run that went badly.

use super::Baselines;
use super::remedies::{Remedy, remedies};
use crate::experiment::Experiment;
use crate::model::{Architecture, Output};
use crate::training::Activity;

/// The state of a run in plain numbers.
#[derive(Debug, Clone, Copy)]
pub struct Symptoms<'a> {
    /// Number of complete epochs.
    pub epoch: u32,
    /// Mean squared error on the test samples.
    pub test_mse: f64,
    /// The baselines, or `None` while they are unknown.
    pub baselines: Option<&'a Baselines>,
    /// Number of units of the code.
    pub units: usize,
    /// Units that are active on no test sample.
    pub dead: usize,
    /// Mean number of units active on a test sample (L0).
    pub l0: f64,
    /// The whole loss of each epoch.
    pub losses: &'a [f32],
    /// The last epoch's reconstruction error, as it enters the loss.
    pub reconstruction: f64,
    /// The last epoch's penalties: sparsity and divergence, with their factors.
    pub penalties: f64,
}

/// Why a run went badly.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cause {
    /// All units are active on no test sample.
    Silent,
    /// More than a quarter of the units is active on no test sample.
    Dead(usize),
    /// The output cannot be as small or as large as the data.
    OutOfRange {
        /// The smallest number of the test samples.
        low: f32,
        high: f32,
    },
    /// The penalties are larger than the reconstruction error, or leave less than one unit active.
    Outweighed,
    /// The loss still falls at the end of the run.
    StillFalling,
    /// None of the known causes.
    Unknown,
}

/// Why a run went badly, and what may help.
#[derive(Debug, Clone, PartialEq)]
pub struct Diagnosis {
    pub cause: Cause,
    /// The cause in one or two sentences.
    pub sentence: String,
    /// Changes that may help. Each can be applied to the experiment as it is.
    pub remedies: Vec<Remedy>,
}

/// A model that saves less of the mean's error than this is poor.
const POOR: f64 = 0.05;
/// Dead units are reported if they are more than this fraction.
const MANY: f64 = 0.25;
/// The loss is still falling if the last tenth of the epochs lowered it by more than this fraction.
/// The default experiment with a linear output falls by 0.01 there, and trains on to half its loss.
const FALLING: f64 = 0.002;

impl Diagnosis {
    /// Diagnoses a run of `experiment`. Returns `None` if nothing is wrong, or it is too early to tell.
    #[must_use]
    pub fn of(experiment: &Experiment, symptoms: &Symptoms) -> Option<Self> {
        let cause = cause(experiment, symptoms)?;
        let sentence = sentence(experiment, symptoms, cause);
        Some(Self { cause, sentence, remedies: remedies(experiment, cause) })
    }
}

fn cause(experiment: &Experiment, symptoms: &Symptoms) -> Option<Cause> {
    let Symptoms { epoch, test_mse, baselines, units, dead, l0, .. } = *symptoms;
    if epoch == 0 || units == 0 {
        return None;
    }
    if dead == units {
        return Some(Cause::Silent);
    }
    let is_poor = baselines.is_some_and(|baselines| is_poor(baselines, test_mse, l0));
    if !is_poor {
        return (dead as f64 > MANY * units as f64).then_some(Cause::Dead(dead));
    }
    let (low, high) = baselines.map_or((0.0, 1.0), |baselines| (baselines.low, baselines.high));
    if experiment.output == Output::Sigmoid && (low < 0.0 || high > 1.0) {
        return Some(Cause::OutOfRange { low, high });
    }
    if dead as f64 > MANY * units as f64 {
        return Some(Cause::Dead(dead));
    }
    if symptoms.penalties > 0.0 && (symptoms.penalties >= symptoms.reconstruction || l0 < 1.0) {
        return Some(Cause::Outweighed);
    }
    if is_falling(symptoms.losses) {
        // Before the end the loss may still fall without any change.
        return (epoch >= experiment.epochs).then_some(Cause::StillFalling);
    }
    Some(Cause::Unknown)
}

/// Returns whether a model is hardly better than the mean although PCA with the same number of components is.
fn is_poor(baselines: &Baselines, test_mse: f64, l0: f64) -> bool {
    let r2 = baselines.r2(test_mse);
    let pca = baselines.r2(baselines.pca(baselines.components_of(l0)));
    r2.zip(pca).is_some_and(|(r2, pca)| r2 <= 0.0 || r2 < POOR && r2 < 0.5 * pca)
}

/// Returns whether the loss is still falling: compares the means of the last tenth of the epochs and the
/// tenth before, because mini-batches make single epochs noisy.
fn is_falling(losses: &[f32]) -> bool {
    let tenth = (losses.len() / 10).max(1);
    if losses.len() < 2 * tenth {
        return true;
    }
    let (earlier, last) = losses[losses.len() - 2 * tenth..].split_at(tenth);
    let mean = |part: &[f32]| part.iter().map(|&loss| f64::from(loss)).sum::<f64>() / tenth as f64;
    let (earlier, last) = (mean(earlier), mean(last));
    earlier - last > FALLING * earlier.abs()
}

fn sentence(experiment: &Experiment, symptoms: &Symptoms, cause: Cause) -> String {
    let units = symptoms.units;
    let rule = Activity::of(&Architecture::from(&**experiment));
    let is_worse = symptoms.baselines.is_some_and(|baselines| symptoms.test_mse > baselines.mean_mse);
    let poor =
        if is_worse { "Worse than predicting the mean" } else { "Hardly better than predicting the mean" };
    match cause {
        Cause::Silent if rule == Activity::Informative => format!(
            "{}: the code is the same for every sample. More epochs will not change that.",
            all(units, "has collapsed", "have collapsed")
        ),
        Cause::Silent if rule == Activity::AboveShare => {
            format!("{}: the code is the same for every sample.", all(units, "is constant", "are constant"))
        }
        Cause::Silent => format!(
            "{}, so every sample gets the same reconstruction. More epochs will not wake {}.",
            all(units, "is silent", "are silent"),
            if units == 1 { "it" } else { "them" }
        ),
        Cause::Dead(dead) if rule == Activity::Informative => {
            format!("{dead} of {units} units have collapsed: they are the same for every sample.")
        }
        Cause::Dead(dead) if rule == Activity::AboveShare => {
            format!("{dead} of {units} units are constant: they are the same for every sample.")
        }
        Cause::Dead(dead) => format!(
            "{dead} of {units} units are dead: they are 0 on every test sample, and a unit that is always 0 no \
             longer learns."
        ),
        Cause::OutOfRange { low, high } => format!(
            "{poor}: a sigmoid output stays between 0 and 1, but the test samples go from {} to {}.",
            fixed(low.into()),
            fixed(high.into())
        ),
        Cause::Outweighed => format!(
            "{poor}: the penalty outweighs the reconstruction. It is {:.4} of the loss, the reconstruction error is \
             {:.4}.",
            symptoms.penalties, symptoms.reconstruction
        ),
        Cause::StillFalling => format!("{poor}: the loss is still falling, so the run ended too early."),
        Cause::Unknown => format!("{poor}, and the loss no longer falls. Another learning rate may help."),
    }
}

/// Describes all units, with one text for a single unit and one for several.
fn all(units: usize, one: &str, several: &str) -> String {
    if units == 1 { format!("The only unit {one}") } else { format!("All {units} units {several}") }
}

/// A number with two decimals and the sign that figures have.
fn fixed(value: f64) -> String {
    format!("{value:.2}").replace('-', "\u{2212}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::{Key, Link};

    fn experiment(link: &str) -> Experiment {
        let link = Link::parse(link);
        assert_eq!(link.problems, []);
        link.experiment
    }

    fn baselines() -> Baselines {
        Baselines { mean_mse: 1.0, pca_mse: vec![1.0, 0.5, 0.0], low: -3.0, high: 4.5 }
    }

    /// A run that went well.
    fn good(baselines: &Baselines) -> Symptoms<'_> {
        Symptoms {
            epoch: 50,
            test_mse: 0.2,
            baselines: Some(baselines),
            units: 8,
            dead: 0,
            l0: 3.0,
            losses: &[1.0, 0.2, 0.2],
            reconstruction: 0.19,
            penalties: 0.01,
        }
    }

    fn labels(diagnosis: &Diagnosis) -> Vec<&str> {
        diagnosis.remedies.iter().map(|remedy| remedy.label.as_str()).collect()
    }

    #[test]
    fn a_good_run_and_one_that_has_not_begun_have_no_diagnosis() {
        let baselines = baselines();
        let good = good(&baselines);
        assert_eq!(Diagnosis::of(&experiment("output=linear"), &good), None);
        assert_eq!(Diagnosis::of(&experiment("output=linear"), &Symptoms { dead: 2, ..good }), None);
        assert_eq!(
            Diagnosis::of(&experiment(""), &Symptoms { epoch: 0, dead: 8, test_mse: 9.0, ..good }),
            None
        );
    }

    #[test]
    fn dead_units_are_diagnosed_with_every_remedy_that_applies() {
        let baselines = baselines();
        let silent = Symptoms { dead: 8, l0: 0.0, test_mse: 1.0, ..good(&baselines) };
        let found = Diagnosis::of(&experiment("sparsity=l1&scaling=minmax"), &silent).expect("it is bad");
        assert_eq!(found.cause, Cause::Silent);
        assert!(found.sentence.contains("More epochs will not wake them"), "{}", found.sentence);
        assert_eq!(
            labels(&found),
            [
                "Lower the sparsity factor to 0.005",
                "Restart dead units every 10 epochs",
                "Standardise, linear output",
                "Begin with tied weights",
            ]
        );
        let found =
            Diagnosis::of(&experiment("sparsity=topk&init=tied_unit"), &Symptoms { dead: 4, ..silent });
        let found = found.expect("it is bad");
        assert_eq!(found.cause, Cause::OutOfRange { low: -3.0, high: 4.5 });
    }

    #[test]
    fn dead_units_of_topk_can_be_revived() {
        let baselines = baselines();
        let dead = Symptoms { dead: 4, ..good(&baselines) };
        let found = Diagnosis::of(&experiment("sparsity=topk&init=tied_unit"), &dead).expect("it is bad");
        assert_eq!(found.cause, Cause::Dead(4));
        assert_eq!(labels(&found), ["Revive dead units (AuxK)", "Restart dead units every 10 epochs"]);
        let deep = experiment("sparsity=topk&hidden_dim=16,8&init=tied_unit&scaling=minmax&loss=bce");
        let found = Diagnosis::of(&deep, &dead).expect("it is bad");
        assert_eq!(found.remedies, []);
    }

    #[test]
    fn a_collapsed_code_is_not_called_dead() {
        let baselines = baselines();
        let dead = Symptoms { dead: 7, ..good(&baselines) };
        let found = Diagnosis::of(&experiment("variational=true&sparsity=none&beta=2"), &dead);
        let found = found.expect("it is bad");
        assert!(found.sentence.starts_with("7 of 8 units have collapsed"), "{}", found.sentence);
        assert_eq!(labels(&found), ["Lower beta to 0.2", "Begin with tied weights"]);
    }

    #[test]
    fn a_sigmoid_that_cannot_reach_the_data_is_named_with_their_range() {
        let baselines = baselines();
        let bad = Symptoms { test_mse: 1.2, ..good(&baselines) };
        let found = Diagnosis::of(&experiment(""), &bad).expect("it is bad");
        assert_eq!(
            found.sentence,
            "Worse than predicting the mean: a sigmoid output stays between 0 and 1, but the test samples go from \
             −3.00 to 4.50."
        );
        assert_eq!(labels(&found), ["Use a linear output"]);
        let row = Key::output.row();
        assert_eq!(found.remedies[0].values, [(row, "linear".to_owned())]);
    }

    #[test]
    fn a_penalty_larger_than_the_reconstruction_loss_should_be_lowered() {
        let baselines = baselines();
        let bad = Symptoms { test_mse: 0.99, penalties: 3.0, ..good(&baselines) };
        let found = Diagnosis::of(&experiment("output=linear&sparsity_factor=2"), &bad).expect("it is bad");
        assert_eq!(found.cause, Cause::Outweighed);
        assert_eq!(labels(&found), ["Lower the sparsity factor to 0.2"]);
    }

    #[test]
    fn a_falling_loss_suggests_more_epochs_after_the_run() {
        let baselines = baselines();
        let losses = [3.0, 2.0, 1.5, 1.2];
        let bad = Symptoms { test_mse: 0.99, losses: &losses, ..good(&baselines) };
        let found = Diagnosis::of(&experiment("output=linear"), &bad).expect("it is bad");
        assert_eq!(found.cause, Cause::StillFalling);
        assert_eq!(labels(&found), ["Train to epoch 100", "Raise the learning rate to 0.003"]);
        assert_eq!(Diagnosis::of(&experiment("output=linear"), &Symptoms { epoch: 4, ..bad }), None);
        // The default experiment with a linear output: 0.19 % per epoch.
        let slow: Vec<f32> = (0..50).map(|epoch| 1.15 - 0.0021 * epoch as f32).collect();
        let slow = Symptoms { losses: &slow, ..bad };
        let found = Diagnosis::of(&experiment("output=linear"), &slow).expect("it is bad");
        assert_eq!(found.cause, Cause::StillFalling);
        let flat = Symptoms { losses: &[1.0; 9], ..bad };
        let found = Diagnosis::of(&experiment("output=linear&lr=0.5"), &flat).expect("it is bad");
        assert_eq!((found.cause, labels(&found)), (Cause::Unknown, vec!["Lower the learning rate to 0.05"]));
    }
}
