//! ROC curves.

use crate::ranking;

/// The receiver operating characteristic: what each threshold finds, and at what price. A sample is
/// called an anomaly where its score is at least the threshold.
#[derive(Debug, Clone, PartialEq, nanoserde::SerBin, nanoserde::DeBin, nanoserde::SerJson)]
pub struct Roc {
    /// The area under it: the chance that an anomaly's score is above another sample's.
    pub auc: f64,
    /// Fraction of the normal samples that are called anomalies, ascending from 0 to 1.
    pub false_positive_rate: Vec<f64>,
    /// Fraction of the anomalies that are found.
    pub true_positive_rate: Vec<f64>,
    /// Descending: a number above all scores, then each score.
    pub thresholds: Vec<f64>,
}

impl Roc {
    /// Computes the curve; equal scores form one point. Source: scikit-learn 1.9, `roc_curve(…,
    /// drop_intermediate=False)` and `roc_auc_score`. Returns `None` if all samples are anomalies, or none
    /// is.
    ///
    /// # Panics
    /// If the number of scores differs from the number of samples.
    #[must_use]
    pub fn new(scores: &[f64], anomalous: &[bool]) -> Option<Self> {
        assert_eq!(scores.len(), anomalous.len(), "each sample has a score");
        let positives = anomalous.iter().filter(|&&anomalous| anomalous).count();
        let negatives = anomalous.len() - positives;
        if positives == 0 || negatives == 0 {
            return None;
        }
        let order = ranking::descending(scores);
        let (mut found, mut mistaken) = (0, 0);
        let mut roc = Self {
            auc: 0.0,
            false_positive_rate: vec![0.0],
            true_positive_rate: vec![0.0],
            thresholds: vec![scores[order[0]].next_up()],
        };
        for equal in order.chunk_by(|&a, &b| scores[a] == scores[b]) {
            let more = equal.iter().filter(|&&sample| anomalous[sample]).count();
            (found, mistaken) = (found + more, mistaken + equal.len() - more);
            roc.false_positive_rate.push(mistaken as f64 / negatives as f64);
            roc.true_positive_rate.push(found as f64 / positives as f64);
            roc.thresholds.push(scores[equal[0]]);
        }
        roc.auc = trapezia(&roc.false_positive_rate, &roc.true_positive_rate);
        Some(roc)
    }
}

fn trapezia(x: &[f64], y: &[f64]) -> f64 {
    x.windows(2).zip(y.windows(2)).map(|(x, y)| (x[1] - x[0]) * (y[0] + y[1]) / 2.0).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example in the documentation of scikit-learn's `roc_curve`.
    #[test]
    fn roc_equals_the_example_in_scikit_learns_documentation() {
        let roc = Roc::new(&[0.1, 0.4, 0.35, 0.8], &[false, false, true, true]).expect("both kinds");
        assert_eq!(roc.false_positive_rate, [0.0, 0.0, 0.5, 0.5, 1.0]);
        assert_eq!(roc.true_positive_rate, [0.0, 0.5, 0.5, 1.0, 1.0]);
        assert_eq!(roc.thresholds[1..], [0.8, 0.4, 0.35, 0.1]);
        assert_eq!(roc.auc, 0.75);
    }

    #[test]
    fn roc_of_equal_scores_is_the_diagonal() {
        let roc = Roc::new(&[2.0; 4], &[true, false, true, false]).expect("both kinds");
        assert_eq!((roc.auc, roc.thresholds.len()), (0.5, 2));
        assert!(Roc::new(&[1.0, 2.0], &[true, true]).is_none());
    }
}
