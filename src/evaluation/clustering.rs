//! Clustering of a representation by k-means.

use linfa::DatasetBase;
use linfa::traits::{Fit, Predict};
use linfa_clustering::{KMeans, KMeansError, KMeansParamsError};
use ndarray::{Array2, Axis};
use rand_xoshiro::Xoshiro256Plus;
use rand_xoshiro::rand_core::SeedableRng;

use super::{Agreement, Representation};

/// Number of runs of k-means from different centres.
const RUNS: usize = 30;
/// Iterations of a run at most; scikit-learn's `max_iter`.
const MOST_ITERATIONS: u64 = 300;
/// Centres that move less than this fraction of the samples' spread have converged.
const RESTING: f64 = 1e-9;
/// The seed of k-means' first centres.
const SEED: u64 = 0;

/// Clusters by k-means (linfa-clustering, k-means++ initialisation, the best of thirty runs), one per class,
/// and their agreement with the labels. Features are not scaled, so distances are those shown in the maps.
#[derive(Debug, Clone, PartialEq, nanoserde::SerBin, nanoserde::DeBin, nanoserde::SerJson)]
pub struct Clustering {
    /// The representation that was clustered.
    pub of: Representation,
    /// The mean squared distance of a sample from its cluster's centre.
    pub inertia: f64,
    pub agreement: Agreement,
    /// Each sample's cluster.
    pub clusters: Vec<usize>,
}

/// Errors of k-means.
#[derive(Debug, thiserror::Error)]
pub enum ClusteringError {
    /// The algorithm failed.
    #[error(transparent)]
    KMeans(#[from] KMeansError),
    /// Its parameters are invalid.
    #[error(transparent)]
    Parameters(#[from] KMeansParamsError),
}

impl Clustering {
    /// Clusters samples × features. Returns `None` without labels, with fewer than two classes, with as many
    /// classes as samples, or without features (identical samples have no components).
    ///
    /// # Errors
    /// If values are not finite.
    pub fn new(
        of: Representation,
        samples: &Array2<f64>,
        labels: &[usize],
        classes: usize,
    ) -> Result<Option<Self>, ClusteringError> {
        if labels.is_empty() || !(2..samples.nrows()).contains(&classes) || samples.ncols() == 0 {
            return Ok(None);
        }
        let spread = libm::sqrt(samples.var_axis(Axis(0), 0.0).sum());
        let dataset = DatasetBase::from(samples.view());
        let model = KMeans::params_with_rng(classes, Xoshiro256Plus::seed_from_u64(SEED))
            .n_runs(RUNS)
            .max_n_iterations(MOST_ITERATIONS)
            .tolerance((RESTING * spread).max(f64::MIN_POSITIVE))
            .fit(&dataset)?;
        let clusters = model.predict(samples).to_vec();
        let agreement = Agreement::new(labels, &clusters);
        Ok(Some(Self { of, inertia: model.inertia(), agreement, clusters }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clustering_separates_distant_groups() {
        let samples = Array2::from_shape_fn((12, 2), |(i, j)| (i % 3) as f64 * 10.0 + (i + j) as f64 * 0.1);
        let labels: Vec<_> = (0..12).map(|i| i % 3).collect();
        let clustering = Clustering::new(Representation::Codes, &samples, &labels, 3);
        let clustering = clustering.expect("finite").expect("there are labels");
        assert_eq!(clustering.agreement.ari, 1.0);
    }

    #[test]
    fn clustering_needs_features() {
        let clustering = Clustering::new(Representation::Pca, &Array2::zeros((4, 0)), &[0, 1, 0, 1], 2);
        assert!(clustering.expect("finite").is_none());
    }

    #[test]
    fn clustering_puts_equal_samples_into_one_cluster() {
        let clustering =
            Clustering::new(Representation::Codes, &Array2::zeros((6, 2)), &[0, 1, 0, 1, 0, 1], 2);
        let clustering = clustering.expect("finite").expect("there are labels");
        assert_eq!((clustering.inertia, clustering.agreement.ari), (0.0, 0.0));
    }
}
