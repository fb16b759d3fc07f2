//! The memory that a dataset needs, estimated before it is made.

use super::ClassificationParams;
use super::classification::vertices_bytes;

/// The most memory, in bytes, that generating, splitting and standardising hold at once. Nothing is
/// allocated; parameters that [`ClassificationParams::check`] refuses are estimated as they stand.
///
/// ```
/// use sparse_autoencoder::data::{ClassificationParams, estimated_bytes};
///
/// assert!(estimated_bytes(&ClassificationParams::default()) < 300_000);
/// ```
#[must_use]
pub fn estimated_bytes(params: &ClassificationParams) -> u64 {
    const DOUBLE: u64 = 8;
    const SINGLE: u64 = 4;
    const INDEX: u64 = 8; // of a 64-bit machine; in a browser it is 4
    let samples = params.n_samples as u64;
    let features = params.n_features as u64;
    let informative = params.n_informative as u64;
    let mixed = informative.max(params.n_redundant as u64);
    let clusters = (params.n_classes as u64).saturating_mul(params.n_clusters_per_class as u64);

    let values = samples.saturating_mul(features);
    let raw = values.saturating_mul(DOUBLE).saturating_add(samples.saturating_mul(INDEX));
    let clustering = vertices_bytes(clusters, params.n_informative)
        .saturating_add(clusters.saturating_mul(informative).saturating_mul(DOUBLE))
        .saturating_add(clusters.saturating_mul(INDEX))
        .saturating_add(informative.saturating_mul(mixed).saturating_mul(DOUBLE));
    let shuffling = samples.saturating_mul(2 * INDEX);
    let scaling = values
        .saturating_mul(SINGLE)
        .saturating_add(samples.saturating_mul(3 * INDEX))
        .saturating_add(features.saturating_mul(5 * DOUBLE));
    raw.saturating_add(clustering.max(shuffling).max(scaling))
}
