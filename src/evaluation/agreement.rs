//! Agreement between a clustering and the labels.

/// Measures of agreement between a clustering and the labels.
#[derive(Debug, Clone, Copy, PartialEq, nanoserde::SerBin, nanoserde::DeBin, nanoserde::SerJson)]
pub struct Agreement {
    /// Adjusted Rand index (Hubert & Arabie 1985): 1 for the same division, about 0 by chance.
    pub ari: f64,
    /// Mutual information over the arithmetic mean of both entropies, 0 to 1.
    pub nmi: f64,
}

impl Agreement {
    /// Compares two divisions of the same samples, as scikit-learn 1.9's `adjusted_rand_score` and
    /// `normalized_mutual_info_score` do (`sklearn/metrics/cluster/_supervised.py`).
    ///
    /// # Panics
    /// If they are not of the same length.
    #[must_use]
    pub fn new(labels: &[usize], clusters: &[usize]) -> Self {
        assert_eq!(labels.len(), clusters.len(), "each sample has a label and a cluster");
        let table = ContingencyTable::new(labels, clusters);
        Self { ari: table.ari(), nmi: table.nmi() }
    }
}

/// The number of samples with each label in each cluster.
struct ContingencyTable {
    cells: Vec<Vec<u64>>,
    labels: Vec<u64>,
    clusters: Vec<u64>,
    samples: u64,
}

impl ContingencyTable {
    fn new(labels: &[usize], clusters: &[usize]) -> Self {
        let size = |of: &[usize]| of.iter().max().map_or(0, |most| most + 1);
        let mut cells = vec![vec![0; size(clusters)]; size(labels)];
        labels.iter().zip(clusters).for_each(|(&label, &cluster)| cells[label][cluster] += 1);
        Self {
            labels: cells.iter().map(|row| row.iter().sum()).collect(),
            clusters: (0..size(clusters)).map(|j| cells.iter().map(|row| row[j]).sum()).collect(),
            samples: labels.len() as u64,
            cells,
        }
    }

    /// Computes the index from the pairs of samples that are together or separate, counted exactly.
    fn ari(&self) -> f64 {
        let squares = |counts: &[u64]| counts.iter().map(|&n| i128::from(n).pow(2)).sum::<i128>();
        let all = i128::from(self.samples);
        let both: i128 = self.cells.iter().map(|row| squares(row)).sum();
        let (labels, clusters) = (squares(&self.labels), squares(&self.clusters));
        let (together, only_label, only_cluster) = (both - all, labels - both, clusters - both);
        let apart = all * all - only_label - only_cluster - both;
        if only_label == 0 && only_cluster == 0 {
            return 1.0;
        }
        let expected = (together + only_label) * (only_label + apart)
            + (together + only_cluster) * (only_cluster + apart);
        2.0 * (together * apart - only_label * only_cluster) as f64 / expected as f64
    }

    fn nmi(&self) -> f64 {
        let present = |counts: &[u64]| counts.iter().filter(|&&n| n > 0).count();
        if present(&self.labels) <= 1 && present(&self.clusters) <= 1 {
            return 1.0;
        }
        let all = self.samples as f64;
        let mut information = 0.0;
        for (row, &label) in self.cells.iter().zip(&self.labels) {
            for (&cell, &cluster) in row.iter().zip(&self.clusters).filter(|(cell, _)| **cell > 0) {
                let expected = label as f64 * cluster as f64 / all;
                information += cell as f64 / all * libm::log(cell as f64 / expected);
            }
        }
        let entropy = |counts: &[u64]| -> f64 {
            let shares = counts.iter().filter(|&&n| n > 0).map(|&n| n as f64 / all);
            -shares.map(|share| share * libm::log(share)).sum::<f64>()
        };
        // Less than 0 is rounding.
        information.max(0.0) / (0.5 * (entropy(&self.labels) + entropy(&self.clusters)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The examples in scikit-learn's documentation of both.
    #[test]
    fn agreement_equals_the_examples_in_scikit_learns_documentation() {
        assert_eq!(Agreement::new(&[0, 0, 1, 1], &[1, 1, 0, 0]), Agreement { ari: 1.0, nmi: 1.0 });
        let apart = Agreement::new(&[0, 0, 0, 0], &[0, 1, 2, 3]);
        assert_eq!(apart, Agreement { ari: 0.0, nmi: 0.0 });
        assert!((Agreement::new(&[0, 0, 1, 2], &[0, 0, 1, 1]).ari - 0.571_428_571_428_571_4).abs() < 1e-15);
        assert_eq!(Agreement::new(&[0, 0, 1, 1], &[0, 1, 0, 1]).ari, -0.5);
        assert_eq!(Agreement::new(&[2, 2, 2], &[1, 1, 1]), Agreement { ari: 1.0, nmi: 1.0 });
    }
}
