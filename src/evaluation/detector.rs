//! Anomalies, found by a score.

use super::Roc;
use crate::ranking;

/// The fraction of the training samples whose scores are at most the threshold.
const TRAINING_SHARE: f64 = 0.95;

/// Scores by which samples are called anomalous; larger means more anomalous.
#[derive(Debug, Clone, Copy, PartialEq, Eq, nanoserde::SerBin, nanoserde::DeBin, nanoserde::SerJson)]
pub enum Score {
    Reconstruction,
    /// The reconstruction error of PCA with as many components as the code has units.
    Pca,
    /// The squared Mahalanobis distance from the training samples.
    Mahalanobis,
}

impl Score {
    /// Returns the name used in tables.
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
    /// Returns the name used in sentences.
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
    pub true_positives: usize,
    pub false_positives: usize,
    pub false_negatives: usize,
    pub true_negatives: usize,
}

impl Confusion {
    /// Calls anomalies what reaches the threshold.
    #[must_use]
    pub fn at(threshold: f64, scores: &[f64], anomalous: &[bool]) -> Self {
        let mut counts = Self::default();
        for (&score, &anomalous) in scores.iter().zip(anomalous) {
            *match (score >= threshold, anomalous) {
                (true, true) => &mut counts.true_positives,
                (true, false) => &mut counts.false_positives,
                (false, true) => &mut counts.false_negatives,
                (false, false) => &mut counts.true_negatives,
            } += 1;
        }
        counts
    }

    /// Returns the number of anomalies.
    #[must_use]
    pub fn anomalies(&self) -> usize {
        self.true_positives + self.false_negatives
    }

    /// Returns the number of normal samples.
    #[must_use]
    pub fn normal(&self) -> usize {
        self.false_positives + self.true_negatives
    }
}

/// One score on the test samples of a model that was trained on one class. All other classes are anomalies.
#[derive(Debug, Clone, PartialEq, nanoserde::SerBin, nanoserde::DeBin, nanoserde::SerJson)]
pub struct Detector {
    pub by: Score,
    /// `None` if the test samples are all normal, or all anomalies.
    pub roc: Option<Roc>,
    /// Each test sample's score.
    pub scores: Vec<f64>,
}

impl Detector {
    /// Evaluates the test samples' scores.
    ///
    /// # Panics
    /// If the number of scores differs from the number of samples.
    #[must_use]
    pub fn new(by: Score, scores: Vec<f64>, anomalous: &[bool]) -> Self {
        Self { by, roc: Roc::new(&scores, anomalous), scores }
    }

    /// Returns the result at a threshold.
    #[must_use]
    pub fn at(&self, threshold: f64, anomalous: &[bool]) -> Detection {
        let auc = self.roc.as_ref().map(|roc| roc.auc);
        Detection {
            by: self.by,
            auc,
            threshold,
            confusion: Confusion::at(threshold, &self.scores, anomalous),
        }
    }

    /// Returns the result at the lowest threshold with at most `alarms` false positives. Scores can only be
    /// compared fairly at the same number of false positives. A threshold from the samples that PCA was
    /// fitted to would not allow this, because its errors there are close to zero.
    #[must_use]
    pub fn with_false_alarms(&self, alarms: usize, anomalous: &[bool]) -> Detection {
        let pairs = || self.scores.iter().zip(anomalous);
        let normal: Vec<_> = pairs().filter(|(_, anomalous)| !**anomalous).map(|(&score, _)| score).collect();
        let order = ranking::descending(&normal);
        let spared = order.get(alarms).map_or(f64::NEG_INFINITY, |&place| normal[place]);
        let above = self.scores.iter().copied().filter(|&score| score > spared);
        self.at(above.reduce(f64::min).unwrap_or_else(|| spared.next_up()), anomalous)
    }
}

/// The result of a score at a threshold.
#[derive(Debug, Clone, Copy, PartialEq, nanoserde::SerJson)]
pub struct Detection {
    pub by: Score,
    /// The area under its curve; none where the test samples are all normal, or all anomalies.
    pub auc: Option<f64>,
    /// From which score on a sample is called an anomaly.
    pub threshold: f64,
    pub confusion: Confusion,
}

/// The threshold that needs no look at the test samples: 95 of 100 training samples, which are all
/// normal, have no higher score (NumPy's `quantile(…, 0.95)`).
///
/// # Panics
/// Without training samples.
#[must_use]
pub fn usual_threshold(train: &[f64]) -> f64 {
    quantile(train, TRAINING_SHARE)
}

/// NumPy's `quantile`, linear between two numbers.
fn quantile(numbers: &[f64], share: f64) -> f64 {
    let order = ranking::ascending(numbers.iter().copied());
    let last = order.len().checked_sub(1).expect("there are numbers");
    let place = share * last as f64;
    let below = numbers[order[place as usize]];
    let above = numbers[order[last.min(place as usize + 1)]];
    below + (above - below) * place.fract()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANOMALOUS: [bool; 5] = [false, false, true, true, false];

    fn counts(confusion: Confusion) -> [usize; 4] {
        let Confusion { true_positives, false_positives, false_negatives, true_negatives } = confusion;
        [true_positives, false_positives, false_negatives, true_negatives]
    }

    #[test]
    fn threshold_is_a_quantile_of_the_training_scores() {
        let train: Vec<f64> = (0..=20).map(f64::from).collect();
        assert_eq!(usual_threshold(&train), 19.0);
        let detector = Detector::new(Score::Reconstruction, vec![18.9, 19.0, 3.0, 40.0, 1.0], &ANOMALOUS);
        assert_eq!(counts(detector.at(19.0, &ANOMALOUS).confusion), [1, 1, 1, 2]);
        assert_eq!(quantile(&[5.0], 0.95), 5.0);
        assert_eq!(quantile(&[1.0, 2.0], 0.5), 1.5);
    }

    #[test]
    fn detectors_are_compared_at_equal_false_positives() {
        let detector = Detector::new(Score::Pca, vec![2.0, 5.0, 3.0, 9.0, 2.0], &ANOMALOUS);
        let at = |alarms| {
            let Detection { threshold, confusion, .. } = detector.with_false_alarms(alarms, &ANOMALOUS);
            (threshold, counts(confusion))
        };
        assert_eq!(at(0), (9.0, [1, 0, 1, 3]));
        assert_eq!(at(1), (3.0, [2, 1, 0, 2]));
        assert_eq!(at(2), (3.0, [2, 1, 0, 2]), "equal scores are called alike");
        assert_eq!(at(3), (2.0, [2, 3, 0, 0]));
        let flat = Detector::new(Score::Pca, vec![1.0; 5], &ANOMALOUS);
        assert_eq!(counts(flat.with_false_alarms(1, &ANOMALOUS).confusion), [0, 0, 2, 3]);
    }
}
