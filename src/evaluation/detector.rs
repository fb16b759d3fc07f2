//! Anomalies, found by a score.

use super::Roc;

/// The share of the training samples' scores up to the threshold.
pub const TRAINING_SHARE: f64 = 0.95;

/// By what samples are judged; the larger, the stranger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, nanoserde::SerBin, nanoserde::DeBin, nanoserde::SerJson)]
pub enum Score {
    /// The model's reconstruction error.
    Reconstruction,
    /// The error of PCA with as many components as a code has units.
    Pca,
    /// The squared Mahalanobis distance from the training samples.
    Mahalanobis,
}

impl Score {
    /// As tables have it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Reconstruction => "reconstruction",
            Self::Pca => "pca",
            Self::Mahalanobis => "mahalanobis",
        }
    }
}

impl Score {
    /// As people say it.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Reconstruction => "reconstruction error",
            Self::Pca => "error of PCA",
            Self::Mahalanobis => "Mahalanobis distance",
        }
    }
}

/// Normal samples and anomalies, called so or the other.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, nanoserde::SerBin, nanoserde::DeBin, nanoserde::SerJson,
)]
pub struct Confusion {
    /// Anomalies found.
    pub true_positives: usize,
    /// Normal samples called anomalies.
    pub false_positives: usize,
    /// Anomalies missed.
    pub false_negatives: usize,
    /// Normal samples left alone.
    pub true_negatives: usize,
}

impl Confusion {
    /// Calls anomalies what is above the threshold.
    #[must_use]
    pub fn at(threshold: f64, scores: &[f64], anomalous: &[bool]) -> Self {
        let mut counts = Self::default();
        for (&score, &anomalous) in scores.iter().zip(anomalous) {
            *match (score > threshold, anomalous) {
                (true, true) => &mut counts.true_positives,
                (true, false) => &mut counts.false_positives,
                (false, true) => &mut counts.false_negatives,
                (false, false) => &mut counts.true_negatives,
            } += 1;
        }
        counts
    }
}

/// One score on the test samples, where the model was trained on one class and every other is an
/// anomaly.
#[derive(Debug, Clone, PartialEq, nanoserde::SerBin, nanoserde::DeBin, nanoserde::SerJson)]
pub struct Detector {
    /// By what it judges.
    pub by: Score,
    /// None where the test samples are all normal, or all anomalies.
    pub roc: Option<Roc>,
    /// 95 of 100 training samples, which are all normal, have no higher score: chosen without a look
    /// at the test samples (`NumPy`'s `quantile(…, 0.95)`).
    pub threshold: f64,
    /// What it finds there.
    pub confusion: Confusion,
    /// Each test sample's score.
    pub scores: Vec<f64>,
}

impl Detector {
    /// Measures the test samples' scores.
    ///
    /// # Panics
    /// Without training samples, or if there are not as many scores as samples.
    #[must_use]
    pub fn new(by: Score, train: &[f64], scores: Vec<f64>, anomalous: &[bool]) -> Self {
        let threshold = quantile(train, TRAINING_SHARE);
        let confusion = Confusion::at(threshold, &scores, anomalous);
        Self { by, roc: Roc::new(&scores, anomalous), threshold, confusion, scores }
    }
}

/// `NumPy`'s `quantile`, linear between two numbers.
fn quantile(numbers: &[f64], share: f64) -> f64 {
    let mut sorted = numbers.to_vec();
    sorted.sort_by(f64::total_cmp);
    let last = sorted.len().checked_sub(1).expect("there are numbers");
    let place = share * last as f64;
    let below = sorted[place as usize];
    let above = sorted[last.min(place as usize + 1)];
    below + (above - below) * place.fract()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_threshold_is_the_training_samples() {
        let train: Vec<f64> = (0..=20).map(f64::from).collect();
        let detector =
            Detector::new(Score::Pca, &train, vec![19.0, 19.5, 3.0, 40.0], &[false, false, true, true]);
        assert_eq!(detector.threshold, 19.0);
        let Confusion { true_positives, false_positives, false_negatives, true_negatives } =
            detector.confusion;
        assert_eq!((true_positives, false_positives, false_negatives, true_negatives), (1, 1, 1, 1));
        assert_eq!(quantile(&[5.0], 0.95), 5.0);
        assert_eq!(quantile(&[1.0, 2.0], 0.5), 1.5);
    }
}
