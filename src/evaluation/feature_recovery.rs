//! Comparison of a run with the ground truth of its data.

use nanoserde::{DeBin, SerBin, SerJson};
use ndarray::{Array2, ArrayView2, Axis, s};

use super::{GroundTruth, TrueFeatureMatch};
use crate::experiment::Experiment;
use crate::model::Side;
use crate::training::{ScaledData, TrainedModel};

/// The control's seed: it is the same in every run.
const CONTROL: u32 = 0;
/// Test samples on which activity is compared, at most.
const MOST_SAMPLES: usize = 1000;
/// Comparisons may use this fraction of the training time: 1 in 20.
const SHARE: f64 = 20.0;

/// Scores of the match between units and true features.
#[derive(Debug, Clone, Copy, PartialEq, Default, SerBin, DeBin, SerJson)]
pub struct RecoveryScores {
    /// See [`Comparison::f1`](super::Comparison::f1).
    pub f1: Option<f64>,
    /// See [`Comparison::mmcs`](super::Comparison::mmcs).
    pub mmcs: f64,
    /// See [`Comparison::mcc`](super::Comparison::mcc).
    pub mcc: f64,
}

/// The comparison of a decoder with the ground truth.
#[derive(Debug, Clone, PartialEq, SerBin, DeBin)]
pub struct RecoveryReport {
    pub marks: RecoveryScores,
    /// Cosine similarity of true features and units, one row per true feature, with columns in the order of
    /// `units`.
    pub similarity: Vec<f32>,
    /// The unit of each column: first the matched units in the order of their features, then the rest.
    pub units: Vec<u32>,
    /// The units' decoder columns (x and y) if there are two dimensions, else empty.
    pub columns: Vec<[f32; 2]>,
}

/// The part of the ground truth that is known before training.
#[derive(Debug, Clone, PartialEq, SerBin, DeBin)]
pub struct GroundTruthInfo {
    /// The true directions (x and y) if there are two dimensions, else empty.
    pub directions: Vec<[f32; 2]>,
    /// A frozen random decoder of the same size: what chance gives.
    pub control: RecoveryReport,
}

/// Compares the decoder of a run with the ground truth of its data.
#[derive(Debug)]
pub struct FeatureRecovery {
    key: GroundTruth,
    /// Some of the test samples, and how active each true feature is on them.
    samples: Array2<f32>,
    activations: Array2<f64>,
    known: GroundTruthInfo,
    units: usize,
}

impl FeatureRecovery {
    /// Returns `None` for data without a known ground truth.
    #[must_use]
    pub fn new(experiment: &Experiment, data: &ScaledData) -> Option<Self> {
        let facts = &data.facts;
        // The same data were made before, so no new error can occur.
        let truth = experiment.data.truth(experiment).ok().flatten()?;
        let key = GroundTruth::of(&truth, &facts.scaler);
        let rows = &facts.split.test[..facts.split.test.len().min(MOST_SAMPLES)];
        let samples = data.test.view().slice(s![..rows.len(), ..]).to_owned();
        let activations = truth.activations.select(Axis(0), rows);
        let units = experiment.hidden_dim.code();
        // A unit that never learned is active where a sample lies on its side.
        let columns = key.control_columns(units, CONTROL);
        let codes = samples.dot(&columns.mapv(|number| number as f32)).mapv(|code| code.max(0.0));
        let control = marked(&key, columns.view(), (activations.view(), codes.view()));
        let known = GroundTruthInfo { directions: plane(key.directions()), control };
        Some(Self { key, samples, activations, known, units })
    }

    /// Returns what is known before training.
    #[must_use]
    pub fn known(&self) -> &GroundTruthInfo {
        &self.known
    }

    /// Returns how many milliseconds to train between two comparisons, so that comparisons use at most a
    /// twentieth of the time: the matching grows with the third power, and takes 0.14 s for 512 units.
    #[must_use]
    pub fn pause_ms(&self) -> f64 {
        let size = self.key.n_true().max(self.units) as f64;
        SHARE * size * size * size / 1e6
    }

    /// Returns the true feature that is most similar to a unit's decoder weights. `active` tells on which of the
    /// first test samples the unit is active.
    #[must_use]
    pub fn match_unit(&self, decoder: &[f32], active: &[bool]) -> Option<TrueFeatureMatch> {
        let column: Vec<f64> = decoder.iter().copied().map(f64::from).collect();
        let (feature, cosine) = self.key.nearest(column.as_slice().into())?;
        let is_present = self.activations.column(feature).into_iter().map(|&activation| activation != 0.0);
        Some(TrueFeatureMatch::new(feature, cosine, is_present, active))
    }

    /// Compares a model with the ground truth.
    #[must_use]
    pub fn mark(&self, model: &TrainedModel) -> RecoveryReport {
        let autoencoder = model.autoencoder();
        let rows = Side::Decoder.weights(autoencoder, usize::MAX).into_iter().map(f64::from).collect();
        let decoder = Array2::from_shape_vec((self.units, autoencoder.architecture().input), rows);
        let decoder = decoder.expect("one row per unit of the code, as wide as a sample");
        let codes = model.apply(self.samples.view()).codes;
        marked(&self.key, decoder.t(), (self.activations.view(), codes.view()))
    }
}

/// Compares a decoder with one column per unit. The codes of some samples show when each unit is active.
fn marked(
    key: &GroundTruth,
    decoder: ArrayView2<f64>,
    (activations, codes): (ArrayView2<f64>, ArrayView2<f32>),
) -> RecoveryReport {
    let comparison = key.compare(decoder);
    let order = comparison.order();
    let rows = comparison.similarity.rows().into_iter();
    let similarity =
        rows.flat_map(|row| order.iter().map(|&unit| row[unit] as f32).collect::<Vec<_>>()).collect();
    RecoveryReport {
        marks: RecoveryScores {
            f1: comparison.f1(activations, codes),
            mmcs: comparison.mmcs(),
            mcc: comparison.mcc(),
        },
        similarity,
        units: order.iter().map(|&unit| unit as u32).collect(),
        columns: plane(decoder.t()),
    }
}

/// Rows of two numbers; none where they have more.
fn plane(rows: ArrayView2<f64>) -> Vec<[f32; 2]> {
    let pairs = rows.rows().into_iter().filter(|row| row.len() == 2);
    pairs.map(|row| [row[0] as f32, row[1] as f32]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Link;
    use crate::training::Trainer;

    #[test]
    fn recovery_needs_a_known_ground_truth() {
        let feature_recovery = |link: &str| {
            let trainer = Trainer::new(Link::parse(link).experiment).expect("data can be made");
            FeatureRecovery::new(trainer.experiment(), trainer.data())
        };
        assert!(feature_recovery("").is_none());
        let pause = |link: &str| feature_recovery(link).map(|feature_recovery| feature_recovery.pause_ms());
        assert!(pause("data=sparse_features").is_some_and(|ms| ms < 1.0), "at every frame");
        let wide = pause("data=sparse_features&n_true=100&hidden_dim=512");
        assert!(wide.is_some_and(|ms| (2000.0..4000.0).contains(&ms)), "every few seconds: {wide:?}");
    }

    #[test]
    fn recovery_in_two_dimensions_reports_directions() {
        let link = "data=sparse_features&n_features=2&n_true=5&directions=polygon&hidden_dim=3";
        let trainer = Trainer::new(Link::parse(link).experiment).expect("data can be made");
        let feature_recovery =
            FeatureRecovery::new(trainer.experiment(), trainer.data()).expect("truth is known");
        let marked = feature_recovery.mark(trainer.current());
        let GroundTruthInfo { directions, control } = feature_recovery.known();
        assert_eq!((directions.len(), control.columns.len(), marked.columns.len()), (5, 3, 3));
        assert_eq!(marked.columns.as_flattened(), Side::Decoder.weights(trainer.model(), 3));
    }

    #[test]
    fn a_trained_model_scores_above_the_random_control() {
        let link = "data=sparse_features&loss=half_sse&init=tied_unit&sparsity=l1&sparsity_factor=0.1&l1_decoder_norm=true&lr=0.01&batch_size=32&epochs=30";
        let experiment = Link::parse(link).experiment;
        let mut trainer = Trainer::new(experiment).expect("data can be made");
        let feature_recovery =
            FeatureRecovery::new(trainer.experiment(), trainer.data()).expect("truth is known");
        let before = feature_recovery.mark(trainer.current());
        trainer.run().expect("it does not diverge");
        let after = feature_recovery.mark(trainer.current());
        assert!(before.marks.mcc < 0.6 && after.marks.mcc > 0.9, "{:?} {:?}", before.marks, after.marks);
        let control = feature_recovery.known().control.marks;
        assert!(after.marks.f1 > control.f1 && control.mcc < 0.6);
        assert_eq!((after.similarity.len(), after.units.len()), (16 * 16, 16));
        // Matched units are on the diagonal.
        let diagonal: f32 = (0..16).map(|feature| after.similarity[feature * 16 + feature]).sum();
        assert!((f64::from(diagonal) / 16.0 - after.marks.mcc).abs() < 1e-6);
    }
}
