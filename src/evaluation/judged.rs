//! A trainer's model as the subject of an evaluation.

use ndarray::{Array2, ArrayView2};

use super::{Applied, EvaluationError, Evaluator, Inputs, Progress, Stage, Subject};
use crate::model::Loss;
use crate::sparsity::AtEpoch;
use crate::training::{TestPass, Trainer};

/// A trainer's model, what it makes of its samples, and what is known of these.
#[derive(Debug)]
pub struct Judged {
    trainer: Trainer,
    /// The classes' names; empty where the data have no labels.
    classes: Vec<String>,
    train: Applied,
    test: Applied,
    /// How many units are active on a test sample on average.
    l0: f64,
    /// The test samples with the noise that the model is trained to take off.
    noisy: Option<Array2<f32>>,
}

impl Judged {
    /// Lets the model make what it makes of all samples.
    #[must_use]
    pub fn new(trainer: Trainer) -> Self {
        let [train, test] = [trainer.train_samples(), trainer.test_samples()].map(|part| {
            let method = method(&trainer);
            Applied::new(trainer.model(), &method, part.view())
        });
        let noisy = trainer.noisy_test_samples();
        Self { classes: trainer.classes(), l0: l0(&trainer), trainer, train, test, noisy }
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
        let facts = self.trainer.facts();
        let labels = if self.classes.is_empty() {
            [&[][..]; 2]
        } else {
            [&facts.train_labels[..], &facts.test_labels]
        };
        Inputs {
            train: self.trainer.train_samples().view(),
            test: self.trainer.test_samples().view(),
            rows: &facts.split.test,
            train_labels: labels[0],
            test_labels: labels[1],
            classes: &self.classes,
            features: &facts.names.features,
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
            l0: self.l0,
            noisy: self.noisy.as_ref().map(Array2::view),
            reconstruct: &|samples: ArrayView2<f32>| {
                Applied::new(self.trainer.model(), &method, samples).reconstructions
            },
        };
        evaluator.run(stage, &subject, progress)
    }
}

/// How many units are active on a test sample on average.
fn l0(trainer: &Trainer) -> f64 {
    let (method, test) = (method(trainer), trainer.test_samples());
    let mut pass = TestPass::new(trainer.model().architecture(), Vec::new(), Loss::Mse, 0.0);
    while !pass.advance(trainer.model(), test, &method) {}
    pass.result().l0()
}

fn method(trainer: &Trainer) -> AtEpoch {
    trainer.experiment().sparsity.at(trainer.experiment(), trainer.epoch().max(1))
}
