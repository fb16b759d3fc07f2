//! The memory that the baselines and an evaluation need in addition to the data.

use crate::data::Source;
use crate::experiment::{MEMORY_LIMIT, Settings, estimated_bytes};

/// The user is asked before more memory than this is used at the same time.
pub const TOGETHER_LIMIT: u64 = 3 << 29;

/// Bytes of a number in single and in double precision.
const SINGLE: u64 = 4;
const DOUBLE: u64 = 8;
/// A few blocks of rows in double precision, and allocations of constant size.
const BLOCKS: u64 = 32 << 20;

/// The most memory, in bytes, that the baselines hold once the data are made: the samples in single
/// precision, and the principal components.
#[must_use]
pub fn baselines_bytes(settings: &Settings) -> u64 {
    let (samples, features) = (settings.samples() as u64, settings.features() as u64);
    SINGLE * samples * features + components_bytes(samples, features)
}

/// Returns the most memory in bytes that an evaluation of `rows` rows holds after the data are made.
#[must_use]
pub fn evaluation_bytes(settings: &Settings, rows: usize) -> u64 {
    let (rows, features) = (rows as u64, settings.features() as u64);
    let code = settings.hidden_dim.code() as u64;
    // The samples, their codes and their reconstructions, which are copied once when they are made; and a
    // classifier sees the larger of samples and codes in double precision: as they are, standardised, and once
    // more while it works.
    let kept = SINGLE * rows * (features + 2 * (code + features));
    let classified = 3 * DOUBLE * rows * features.max(code);
    kept + classified + components_bytes(settings.samples() as u64, features)
}

/// Memory for principal components: the products of features, or of samples if these are fewer, and the
/// memory of the decomposition.
fn components_bytes(samples: u64, features: u64) -> u64 {
    let side = samples.min(features);
    let copies = if samples < features { 4 } else { 1 };
    DOUBLE * (6 * side * side + copies * side * features) + BLOCKS
}

/// The most memory that training and the baselines, which are measured while it trains, hold together, in
/// bytes: each makes the data for itself.
#[must_use]
pub fn bytes_with_baselines(settings: &Settings) -> u64 {
    let baselines = settings.data.estimated_bytes(settings).max(baselines_bytes(settings));
    estimated_bytes(settings).saturating_add(baselines).saturating_add(page_bytes(settings))
}

/// Returns the most memory in bytes that training and a simultaneous evaluation hold together.
#[must_use]
pub fn bytes_with_evaluation(settings: &Settings) -> u64 {
    let rows = evaluated_rows(settings).unwrap_or(settings.samples());
    let evaluation = settings.data.estimated_bytes(settings).max(evaluation_bytes(settings, rows));
    estimated_bytes(settings).saturating_add(evaluation).saturating_add(page_bytes(settings))
}

/// Bytes of the user's file, in double precision, that the page keeps for the workers.
fn page_bytes(settings: &Settings) -> u64 {
    let values = settings.samples() as u64 * settings.features() as u64;
    if settings.data == Source::UserDataset { DOUBLE * values } else { 0 }
}

/// Returns how many samples an evaluation looks at, where all of them would need more memory than training
/// may; none where it looks at all.
#[must_use]
pub fn evaluated_rows(settings: &Settings) -> Option<usize> {
    /// A sample of fewer rows would not be informative.
    const FEWEST: usize = 1000;
    let all = settings.samples();
    if evaluation_bytes(settings, all) <= MEMORY_LIMIT {
        return None;
    }
    let fixed = evaluation_bytes(settings, 0);
    let row = (evaluation_bytes(settings, all) - fixed).div_ceil(all.max(1) as u64).max(1);
    let fitting = (MEMORY_LIMIT.saturating_sub(fixed) / row) as usize;
    Some(fitting.max(FEWEST).min(all)).filter(|&rows| rows < all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Link;

    /// R5 of issue 17: the limit counted one worker of three.
    #[test]
    fn memory_includes_what_runs_next_to_the_training() {
        let large = Link::parse("n_samples=100000&n_features=892").experiment;
        let alone = estimated_bytes(&large);
        assert!(alone <= MEMORY_LIMIT);
        assert!(bytes_with_baselines(&large) > alone * 19 / 10);
        assert!(bytes_with_evaluation(&large) > TOGETHER_LIMIT);
        let small = Link::parse("").experiment;
        assert!(bytes_with_evaluation(&small) < 64 << 20);
        assert!(evaluated_rows(&small).is_none());
        let rows = evaluated_rows(&large).expect("all are too many");
        assert!(evaluation_bytes(&large, rows) <= MEMORY_LIMIT && rows > 1000, "{rows}");
        // The page keeps a file of the user in double precision.
        let own = Link::parse("data=file&defaults=2&file=t.csv:50000x200x0:00000000000000ff").experiment;
        let without = estimated_bytes(&own) + own.data.estimated_bytes(&own).max(baselines_bytes(&own));
        assert_eq!(bytes_with_baselines(&own) - without, 8 * 50_000 * 200);
        // Everything that is accepted stays below this.
        assert!(bytes_with_baselines(&large).max(bytes_with_evaluation(&large)) < 9 << 28);
    }
}
