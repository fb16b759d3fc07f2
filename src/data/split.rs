//! Training and test part.

use super::DataError;
use crate::random::RandomState;

/// How samples are divided.
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
    /// Samples to train on.
    pub train: Vec<usize>,
    /// Samples to test on.
    pub test: Vec<usize>,
}

/// How many samples are for testing: the share, rounded up.
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
