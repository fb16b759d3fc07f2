//! A model whose units are described.

use ndarray::{Array2, ArrayView1, Axis, s};

use super::{
    ClassPreference, UnitReport, UnitStatistics, nearest_units, quantile_samples, strongest_samples,
};
use crate::model::Side;
use crate::training::{Activity, Outputs, ScaledData, TestResult, TrainedModel};

/// The most multiplications of the encoder for one description, which take a fraction of a second.
const MOST_PRODUCTS: usize = 1 << 29;
/// The most codes and reconstructed values that are kept: 32 MiB.
const MOST_NUMBERS: usize = 1 << 23;
/// This number of samples is described even if it takes longer.
const LEAST_SAMPLES: usize = 100;

/// A model and its outputs for the test samples, from which each unit can be described quickly.
#[derive(Debug)]
pub struct InspectedModel {
    model: TrainedModel,
    outputs: Outputs,
    /// Decoder weights, one row per unit.
    decoder: Vec<f32>,
    /// True for units that are active on some test sample.
    alive: Vec<bool>,
}

impl InspectedModel {
    /// Applies the model to the test samples. `result` is its test on all of them.
    #[must_use]
    pub fn new(model: TrainedModel, data: &ScaledData, result: &TestResult) -> Self {
        let architecture = model.autoencoder().architecture();
        let (features, units) = (architecture.input, architecture.code());
        let most = (MOST_PRODUCTS / (features * units)).min(MOST_NUMBERS / (features + units));
        let samples = data.test.rows().min(most.max(LEAST_SAMPLES));
        Self {
            outputs: model.apply(data.test.view().slice(s![..samples, ..])),
            decoder: Side::Decoder.weights(model.autoencoder(), usize::MAX),
            alive: result.active.iter().map(|&count| count > 0).collect(),
            model,
        }
    }

    /// Returns whether a model of the same run has the same outputs: after the same epoch, with the same sparsity
    /// method.
    #[must_use]
    pub fn is_of(&self, model: &TrainedModel) -> bool {
        (self.model.epoch(), self.model.method()) == (model.epoch(), model.method())
    }

    /// Returns the number of test samples that descriptions are based on.
    #[must_use]
    pub fn samples(&self) -> usize {
        self.outputs.codes.nrows()
    }

    /// Returns the number of units.
    #[must_use]
    pub fn units(&self) -> usize {
        self.outputs.codes.ncols()
    }

    /// Returns a unit's decoder weights.
    #[must_use]
    pub fn decoder(&self, unit: usize) -> &[f32] {
        let features = self.outputs.reconstructions.ncols();
        &self.decoder[unit * features..][..features]
    }

    /// Returns on which of the samples a unit is active.
    #[must_use]
    pub fn active(&self, unit: usize) -> Vec<bool> {
        let rule = Activity::of(self.model.autoencoder().architecture());
        rule.active_samples(&self.codes(unit), self.alive[unit])
    }

    /// Describes a unit.
    ///
    /// # Panics
    /// If the model has no such unit, or `data` is not what it was applied to.
    #[must_use]
    pub fn describe(&self, unit: usize, data: &ScaledData) -> UnitReport {
        let (codes, active) = (self.codes(unit), self.active(unit));
        let labels = &data.facts.test_labels[..self.samples()];
        let classes = data.classes(self.model.experiment()).len();
        let mut shown = [strongest_samples(&codes), quantile_samples(&codes)].concat();
        for shown in &mut shown {
            shown.label = labels[shown.sample as usize] as u32;
        }
        let features = shown.iter().flat_map(|shown| data.test.row(shown.sample as usize)).copied().collect();
        let mse = self.mean_squared_error(data);
        UnitReport {
            unit: unit as u32,
            epoch: self.model.epoch(),
            samples: self.samples() as u32,
            statistics: UnitStatistics::new(&codes, &active),
            class: ClassPreference::new(labels, &active, classes),
            nearest: nearest_units(&self.decoder, self.outputs.reconstructions.ncols(), unit),
            true_feature: None,
            mse_without: mse + self.increase_without(unit, data),
            mse,
            shown,
            features,
        }
    }

    /// Returns a unit's code of each sample.
    fn codes(&self, unit: usize) -> Vec<f32> {
        self.outputs.codes.column(unit).to_vec()
    }

    fn mean_squared_error(&self, data: &ScaledData) -> f64 {
        let rows = self.outputs.reconstructions.rows().into_iter().enumerate();
        rows.map(|(sample, row)| squared_error(row, data.test.row(sample))).sum::<f64>() / self.elements()
    }

    /// Returns by how much the mean squared error rises if a unit's code is set to zero on every sample.
    fn increase_without(&self, unit: usize, data: &ScaledData) -> f64 {
        let codes = self.outputs.codes.column(unit);
        let changed: Vec<usize> = (0..self.samples()).filter(|&sample| codes[sample] != 0.0).collect();
        let mut without: Array2<f32> = self.outputs.codes.select(Axis(0), &changed);
        without.column_mut(unit).fill(0.0);
        let decoded = self.model.decode(without.view());
        let increase = |(row, &sample): (ArrayView1<f32>, &usize)| {
            let original = data.test.row(sample);
            squared_error(row, original) - squared_error(self.outputs.reconstructions.row(sample), original)
        };
        decoded.rows().into_iter().zip(&changed).map(increase).sum::<f64>() / self.elements()
    }

    /// Returns the number of values of all samples.
    fn elements(&self) -> f64 {
        self.outputs.reconstructions.len().max(1) as f64
    }
}

fn squared_error(reconstruction: ArrayView1<f32>, original: &[f32]) -> f64 {
    let differences = reconstruction.iter().zip(original).map(|(&a, &b)| f64::from(a) - f64::from(b));
    differences.map(|difference| difference * difference).sum()
}
