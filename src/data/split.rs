//! Splitting into a training and a test part.

use super::DataError;
use crate::random::RandomState;

/// Parameters of the split.
#[derive(Clone, Debug, PartialEq)]
pub struct SplitParams {
    /// Fraction of the samples in the test part, between 0 and 1; default 0.2.
    pub test_size: f64,
    /// Seed of the division; default 42.
    pub split_state: u32,
}

impl Default for SplitParams {
    fn default() -> Self {
        Self { test_size: 0.2, split_state: 42 }
    }
}

/// Indices of the samples of each part, in the order drawn; together each sample once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Split {
    /// Indices of the training samples.
    pub train: Vec<usize>,
    /// Indices of the test samples.
    pub test: Vec<usize>,
}

/// Returns the number of test samples: the fraction, rounded up.
#[must_use]
pub fn test_samples(n_samples: usize, test_size: f64) -> usize {
    (test_size * n_samples as f64).ceil() as usize
}

/// Divides `n_samples` samples at random, the test part rounded up.
///
/// Source: scikit-learn 1.9, `train_test_split(…, test_size, random_state=split_state)`
/// (`sklearn/model_selection/_split.py`).
///
/// # Errors
/// When `test_size` is not between 0 and 1, or the training part would be empty.
pub fn train_test_split(n_samples: usize, params: &SplitParams) -> Result<Split, DataError> {
    let SplitParams { test_size, split_state } = *params;
    if !(test_size > 0.0 && test_size < 1.0) {
        return Err(DataError::OutOfRange {
            name: "test_size",
            value: test_size,
            range: "between 0 and 1, both excluded",
        });
    }
    let n_test = test_samples(n_samples, test_size);
    if n_test >= n_samples {
        return Err(DataError::EmptyTrainingPart { n_samples, test_size });
    }
    let mut test: Vec<usize> = (0..n_samples).collect();
    RandomState::new(split_state).shuffle(&mut test);
    let train = test.split_off(n_test);
    Ok(Split { train, test })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(n_samples: usize, test_size: f64, split_state: u32) -> Split {
        train_test_split(n_samples, &SplitParams { test_size, split_state }).expect("both parts have samples")
    }

    #[test]
    fn the_test_part_is_rounded_up() {
        for (n_samples, test_size, expected) in [(10, 0.25, 3), (10, 0.01, 1), (1000, 0.2, 200), (2, 0.5, 1)]
        {
            let Split { train, test } = split(n_samples, test_size, 0);
            assert_eq!(
                (test.len(), train.len()),
                (expected, n_samples - expected),
                "{n_samples}, {test_size}"
            );
        }
    }

    #[test]
    fn the_parts_together_hold_every_sample_once() {
        let Split { train, test } = split(57, 0.3, 7);
        let mut all = [train, test].concat();
        all.sort_unstable();
        assert_eq!(all, (0..57).collect::<Vec<_>>());
    }

    #[test]
    fn the_seed_decides_the_division() {
        assert_eq!(split(40, 0.2, 1), split(40, 0.2, 1));
        assert_ne!(split(40, 0.2, 1), split(40, 0.2, 2));
    }

    #[test]
    fn a_part_without_samples_is_an_error() {
        for test_size in [0.0, 1.0, -0.1, f64::NAN] {
            let error = train_test_split(9, &SplitParams { test_size, split_state: 0 });
            assert!(matches!(error, Err(DataError::OutOfRange { name: "test_size", .. })), "{test_size}");
        }
        let error = train_test_split(3, &SplitParams { test_size: 0.9, split_state: 0 });
        assert!(matches!(error, Err(DataError::EmptyTrainingPart { n_samples: 3, .. })));
    }
}
