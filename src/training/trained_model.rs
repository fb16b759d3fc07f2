//! A trained model: the result of a run, without the optimiser.

use ndarray::{Array2, ArrayView2};

use super::noise::{Noise, extremes, spoiled};
use super::{TestPass, TestResult, variance};
use crate::experiment::Experiment;
use crate::model::{Architecture, Autoencoder, Workspace, block_rows};
use crate::sparsity::AtEpoch;
use crate::tensor::{Fingerprint, Matrix, stride};

/// An autoencoder with the experiment that it was trained in, and with what it takes to feed it
/// samples: encoding, reconstructing and saving need no [`Trainer`](super::Trainer).
#[derive(Debug, Clone)]
pub struct TrainedModel {
    pub(super) experiment: Experiment,
    pub(super) autoencoder: Autoencoder<f32>,
    /// The smallest and the largest number of the training samples, which salt-and-pepper noise writes.
    extremes: (f32, f32),
    /// The number of epochs whose step is done.
    pub(super) epoch: u32,
    /// The hash of the initial weights if they were loaded and not drawn.
    pub(super) initial: Option<Fingerprint>,
}

/// The reconstruction of a sample.
#[derive(Debug, Clone, PartialEq)]
pub struct Reconstruction {
    /// The sample with noise, if the experiment adds noise.
    pub noisy: Option<Vec<f32>>,
    /// The output of the decoder.
    pub decoded: Vec<f32>,
}

/// The codes and reconstructions of several samples, computed without noise.
#[derive(Debug, Clone, PartialEq)]
pub struct Outputs {
    pub codes: Array2<f32>,
    pub reconstructions: Array2<f32>,
}

impl TrainedModel {
    /// Creates a model before its first epoch; `train` holds the scaled training samples.
    #[must_use]
    pub fn new(experiment: Experiment, autoencoder: Autoencoder<f32>, train: &Matrix<f32>) -> Self {
        Self { extremes: extremes(train), experiment, autoencoder, epoch: 0, initial: None }
    }

    /// Creates the model of an experiment with loaded weights.
    ///
    /// # Panics
    /// If the experiment's model has another number of weights.
    #[must_use]
    pub fn with_weights(experiment: Experiment, parameters: Vec<f32>, train: &Matrix<f32>) -> Self {
        let initial = Some(Fingerprint::of(&parameters));
        let autoencoder = Autoencoder::new(Architecture::from(&*experiment), parameters);
        Self { initial, ..Self::new(experiment, autoencoder, train) }
    }

    /// Replaces the weights before training, as if the experiment had begun with them.
    pub(super) fn load(&mut self, parameters: &[f32]) {
        self.autoencoder.update(|own, _| own.copy_from_slice(parameters));
        self.initial = Some(Fingerprint::of(parameters));
    }

    /// Returns this model with the weights that it had after `epoch` epochs.
    pub(super) fn at(&self, epoch: u32, parameters: &[f32]) -> Self {
        let mut model = self.clone();
        if model.parameters() != parameters {
            model.autoencoder.update(|own, _| own.copy_from_slice(parameters));
        }
        Self { epoch, ..model }
    }

    /// Returns the experiment, with all changes made while it ran.
    #[must_use]
    pub fn experiment(&self) -> &Experiment {
        &self.experiment
    }

    #[must_use]
    pub fn autoencoder(&self) -> &Autoencoder<f32> {
        &self.autoencoder
    }

    /// Returns the number of epochs that the weights were trained for.
    #[must_use]
    pub fn epoch(&self) -> u32 {
        self.epoch
    }

    /// Returns all weights, in the order of `state_dict()`.
    #[must_use]
    pub fn parameters(&self) -> &[f32] {
        self.autoencoder.parameters()
    }

    /// Returns the hash of the weights.
    #[must_use]
    pub fn fingerprint(&self) -> Fingerprint {
        Fingerprint::of(self.parameters())
    }

    /// Returns the hash of the initial weights if they were loaded and not drawn.
    #[must_use]
    pub fn initial(&self) -> Option<Fingerprint> {
        self.initial
    }

    /// Returns the sparsity method with the values of the last epoch, or of the first one before it.
    #[must_use]
    pub fn method(&self) -> AtEpoch {
        self.experiment.sparsity.at(&self.experiment, self.epoch.max(1))
    }

    /// Adds the experiment's noise to a test sample, drawn from a separate stream for each `index`. Returns
    /// `None` if the experiment adds no noise.
    #[must_use]
    pub fn noisy(&self, sample: &[f32], index: usize) -> Option<Vec<f32>> {
        let (settings, epoch) = (&self.experiment, self.epoch.max(1));
        let seed = settings.seed ^ index as u32;
        let level = settings.noise_level.at(epoch);
        let with_noise = || spoiled(sample, settings.noise, level, self.extremes, seed);
        (settings.noise != Noise::None).then(with_noise)
    }

    /// Adds the experiment's noise to all test samples, as [`TrainedModel::noisy`] does to one.
    #[must_use]
    pub fn all_noisy(&self, samples: &Matrix<f32>) -> Option<Array2<f32>> {
        let rows: Option<Vec<_>> =
            (0..samples.rows()).map(|index| self.noisy(samples.row(index), index)).collect();
        let rows = rows?;
        Some(Array2::from_shape_fn(samples.view().dim(), |(sample, feature)| rows[sample][feature]))
    }

    /// Tests the model on scaled samples, without keeping any codes.
    #[must_use]
    pub fn test(&self, samples: &Matrix<f32>) -> TestResult {
        let (architecture, method) = (self.autoencoder.architecture(), self.method());
        let variance = variance(samples.view());
        let mut pass = TestPass::new(architecture, Vec::new(), self.experiment.loss, variance);
        while !pass.advance(&self.autoencoder, samples, &method) {}
        pass.result().clone()
    }

    /// Encodes one scaled sample; sample and code include their padding.
    ///
    /// # Panics
    /// If the sample has another length.
    #[must_use]
    pub fn encode(&self, sample: &[f32]) -> Vec<f32> {
        let architecture = self.autoencoder.architecture();
        let mut workspace = Workspace::new(architecture, 1);
        let mut codes = vec![0.0; stride(architecture.code())];
        self.autoencoder.evaluate(sample, &self.method(), &mut workspace, 1, &mut codes);
        codes
    }

    /// Reconstructs the test sample with this index, after adding noise if the experiment does.
    #[must_use]
    pub fn reconstruct(&self, sample: &[f32], index: usize) -> Reconstruction {
        let architecture = self.autoencoder.architecture();
        let noisy = self.noisy(sample, index);
        let mut input = Matrix::zeros(1, architecture.input);
        input.row_mut(0).copy_from_slice(noisy.as_deref().unwrap_or(sample));
        let mut workspace = Workspace::new(architecture, 1);
        let codes = self.encode(input.block(0, 1));
        self.autoencoder.decode(&codes, &mut workspace, 1);
        let decoded = workspace.reconstruction()[..architecture.input].to_vec();
        Reconstruction { noisy, decoded }
    }

    /// Encodes and decodes scaled samples, shape (samples, features), without noise.
    ///
    /// # Panics
    /// If the samples have another number of features.
    #[must_use]
    pub fn apply(&self, samples: ArrayView2<f32>) -> Outputs {
        let architecture = self.autoencoder.architecture();
        assert_eq!(samples.ncols(), architecture.input, "the model's features");
        let samples = Matrix::from_array(samples.as_standard_layout().into_owned());
        let mut codes = Matrix::zeros(samples.rows(), architecture.code());
        let mut reconstructions = Matrix::zeros(samples.rows(), samples.columns());
        let (block, method) = (block_rows(architecture), self.method());
        let mut workspace = Workspace::new(architecture, block);
        for first in (0..samples.rows()).step_by(block) {
            let count = block.min(samples.rows() - first);
            let (input, code) = (samples.block(first, count), codes.block_mut(first, count));
            self.autoencoder.evaluate(input, &method, &mut workspace, count, code);
            self.autoencoder.decode(code, &mut workspace, count);
            let decoded = &workspace.reconstruction()[..input.len()];
            reconstructions.block_mut(first, count).copy_from_slice(decoded);
        }
        Outputs { codes: codes.view().to_owned(), reconstructions: reconstructions.view().to_owned() }
    }

    /// Decodes codes, shape (samples, units).
    ///
    /// # Panics
    /// If the codes have another number of units.
    #[must_use]
    pub fn decode(&self, codes: ArrayView2<f32>) -> Array2<f32> {
        let architecture = self.autoencoder.architecture();
        assert_eq!(codes.ncols(), architecture.code(), "the model's units");
        if codes.is_empty() {
            return Array2::zeros((0, architecture.input));
        }
        let codes = Matrix::from_array(codes.as_standard_layout().into_owned());
        let mut reconstructions = Matrix::zeros(codes.rows(), architecture.input);
        let block = block_rows(architecture);
        let mut workspace = Workspace::new(architecture, block);
        for first in (0..codes.rows()).step_by(block) {
            let count = block.min(codes.rows() - first);
            self.autoencoder.decode(codes.block(first, count), &mut workspace, count);
            let to = reconstructions.block_mut(first, count);
            to.copy_from_slice(&workspace.reconstruction()[..to.len()]);
        }
        reconstructions.view().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Link;
    use crate::training::Trainer;

    #[test]
    fn apply_gives_the_codes_and_errors_of_the_trainer() {
        for link in ["n_samples=300", "n_samples=300&sparsity=topk&k=2&hidden_dim=5&n_features=21&noise=mask"]
        {
            let mut trainer = Trainer::new(Link::parse(link).experiment).expect("the data can be made");
            while !trainer.is_tested() {
                trainer.advance();
            }
            let (model, samples) = (trainer.current(), trainer.test_samples());
            let outputs = model.apply(samples.view());
            assert_eq!(outputs.codes.row(1).to_vec(), {
                let mut code = model.encode(samples.block(1, 1));
                code.truncate(outputs.codes.ncols());
                code
            });
            assert_eq!(model.decode(outputs.codes.view()), outputs.reconstructions, "{link}");
            let errors = (&outputs.reconstructions - &samples.view()).mapv(|x| f64::from(x) * f64::from(x));
            let mse = errors.mean().expect("there are samples");
            assert!((mse - trainer.test_result().mse).abs() < 1e-6, "{link}");
            assert_eq!(model.test(samples).mse, trainer.test_result().mse, "{link}");
        }
    }

    #[test]
    fn loaded_weights_give_the_outputs_of_the_model_that_was_saved() {
        let link = "n_samples=300&epochs=3&noise=gaussian&noise_level=0.2";
        let mut trainer = Trainer::new(Link::parse(link).experiment).expect("the data can be made");
        trainer.run().expect("it does not diverge");
        let (model, data) = trainer.into_parts();
        let parameters = model.parameters().to_vec();
        let loaded = TrainedModel::with_weights(model.experiment().clone(), parameters, &data.train);
        let sample = data.test.row(7);
        assert_eq!(loaded.reconstruct(sample, 7), model.reconstruct(sample, 7));
        assert_eq!((loaded.fingerprint(), loaded.epoch()), (model.fingerprint(), 0));
    }
}
