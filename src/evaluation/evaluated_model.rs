//! A trained model as the subject of an evaluation.

use ndarray::{Array2, ArrayView2};

use super::{EvaluationError, Evaluator, Inputs, ModelOutputs, Stage, StageProgress};
use crate::training::{Outputs, ScaledData, TrainedModel};

/// A trained model, its outputs for all samples, and what is known of these.
#[derive(Debug)]
pub struct EvaluatedModel {
    model: TrainedModel,
    data: ScaledData,
    /// The names of the classes; empty if the data have no labels.
    classes: Vec<String>,
    train: Outputs,
    test: Outputs,
    /// Mean squared error on the test samples.
    test_mse: f64,
    /// Mean number of units that are active on a test sample.
    l0: f64,
    /// The test samples with noise, if the experiment adds noise.
    noisy: Option<Array2<f32>>,
}

impl EvaluatedModel {
    /// Applies the model to all samples.
    #[must_use]
    pub fn new(model: TrainedModel, data: ScaledData) -> Self {
        let result = model.test(&data.test);
        Self {
            classes: data.classes(model.experiment()),
            train: model.apply(data.train.view()),
            test: model.apply(data.test.view()),
            test_mse: result.mse,
            l0: result.l0(),
            noisy: model.all_noisy(&data.test),
            model,
            data,
        }
    }

    /// Returns the same experiment with other weights.
    ///
    /// # Panics
    /// If the model has another number of weights.
    #[must_use]
    pub fn with(self, parameters: Vec<f32>) -> Self {
        let experiment = self.model.experiment().clone();
        Self::new(TrainedModel::with_weights(experiment, parameters, &self.data.train), self.data)
    }

    /// Returns the model.
    #[must_use]
    pub fn model(&self) -> &TrainedModel {
        &self.model
    }

    /// Returns the samples, and what is known of them.
    #[must_use]
    pub fn data(&self) -> &ScaledData {
        &self.data
    }

    /// Returns the model's outputs for the test samples.
    #[must_use]
    pub fn test(&self) -> &Outputs {
        &self.test
    }

    /// Returns the mean squared error on the test samples.
    #[must_use]
    pub fn test_mse(&self) -> f64 {
        self.test_mse
    }

    /// The samples, and what is known of them.
    #[must_use]
    pub fn inputs(&self) -> Inputs<'_> {
        let facts = &self.data.facts;
        let labels = if self.classes.is_empty() {
            [&[][..]; 2]
        } else {
            [&facts.train_labels[..], &facts.test_labels]
        };
        Inputs {
            train: self.data.train.view(),
            test: self.data.test.view(),
            rows: &facts.split.test,
            train_labels: labels[0],
            test_labels: labels[1],
            classes: &self.classes,
            features: &facts.names.features,
            normal: self.model.experiment().train_on.map(|label| label as usize),
            width: self.model.autoencoder().architecture().code(),
        }
    }

    /// Completes one stage of an evaluation of it.
    ///
    /// # Errors
    /// See [`Evaluator::run`].
    pub fn evaluate(
        &self,
        evaluator: &mut Evaluator,
        stage: Stage,
        progress: StageProgress,
    ) -> Result<(), EvaluationError> {
        let outputs = ModelOutputs {
            inputs: self.inputs(),
            train_codes: self.train.codes.view(),
            test_codes: self.test.codes.view(),
            test_reconstructions: self.test.reconstructions.view(),
            l0: self.l0,
            noisy: self.noisy.as_ref().map(Array2::view),
            reconstruct: &|samples: ArrayView2<f32>| self.model.apply(samples).reconstructions,
        };
        evaluator.run(stage, &outputs, progress)
    }
}
