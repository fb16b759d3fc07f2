//! A trainer's model as the subject of an evaluation.

use ndarray::ArrayView2;

use super::{Applied, EvaluationError, Evaluator, Inputs, Progress, Stage, Subject};
use crate::data::Source;
use crate::sparsity::AtEpoch;
use crate::training::Trainer;

/// A trainer's model, what it makes of its samples, and what is known of these.
#[derive(Debug)]
pub struct Judged {
    trainer: Trainer,
    train_labels: Vec<usize>,
    test_labels: Vec<usize>,
    classes: Vec<String>,
    train: Applied,
    test: Applied,
}

impl Judged {
    /// Lets the model make what it makes of all samples.
    #[must_use]
    pub fn new(trainer: Trainer) -> Self {
        let (train_labels, test_labels, classes) = known(&trainer);
        let [train, test] = [trainer.train_samples(), trainer.test_samples()].map(|part| {
            let method = method(&trainer);
            Applied::new(trainer.model(), &method, part.view())
        });
        Self { trainer, train_labels, test_labels, classes, train, test }
    }

    /// It with other weights, where the trainer has not begun.
    ///
    /// # Panics
    /// As [`Trainer::begin_with`].
    #[must_use]
    pub fn with(self, parameters: &[f32]) -> Self {
        let mut trainer = self.trainer;
        trainer.begin_with(parameters);
        Self::new(trainer)
    }

    /// The trainer.
    #[must_use]
    pub fn trainer(&self) -> &Trainer {
        &self.trainer
    }

    /// What the model makes of the test samples.
    #[must_use]
    pub fn test(&self) -> &Applied {
        &self.test
    }

    /// The samples, and what is known of them.
    #[must_use]
    pub fn inputs(&self) -> Inputs<'_> {
        Inputs {
            train: self.trainer.train_samples().view(),
            test: self.trainer.test_samples().view(),
            train_labels: &self.train_labels,
            test_labels: &self.test_labels,
            classes: &self.classes,
            normal: self.trainer.experiment().train_on.map(|label| label as usize),
            width: self.trainer.model().architecture().code(),
        }
    }

    /// Completes one stage of an evaluation of it.
    ///
    /// # Errors
    /// As [`Evaluator::run`].
    pub fn evaluate(
        &self,
        evaluator: &mut Evaluator,
        stage: Stage,
        progress: Progress,
    ) -> Result<(), EvaluationError> {
        let method = method(&self.trainer);
        let subject = Subject {
            inputs: self.inputs(),
            train_codes: self.train.codes.view(),
            test_codes: self.test.codes.view(),
            test_reconstructions: self.test.reconstructions.view(),
            reconstruct: &|samples: ArrayView2<f32>| {
                Applied::new(self.trainer.model(), &method, samples).reconstructions
            },
        };
        evaluator.run(stage, &subject, progress)
    }
}

fn method(trainer: &Trainer) -> AtEpoch {
    trainer.experiment().sparsity.at(trainer.experiment(), trainer.epoch().max(1))
}

/// Labels of the training and the test samples, and the classes' names; empty where the data have
/// none.
fn known(trainer: &Trainer) -> (Vec<usize>, Vec<usize>, Vec<String>) {
    if !Source::applies(trainer.experiment(), "train_on") {
        return (Vec::new(), Vec::new(), Vec::new());
    }
    let (train, test) = (trainer.train_labels().to_vec(), trainer.test_labels().to_vec());
    let most = train.iter().chain(&test).max().map_or(0, |most| most + 1);
    let named = &trainer.names().classes;
    let name = |class: usize| named.get(class).cloned().unwrap_or_else(|| class.to_string());
    (train, test, (0..most).map(name).collect())
}
