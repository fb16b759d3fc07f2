//! What everything after the generator takes.

use ndarray::Array2;

use super::{DataError, Split, SplitParams, StandardScaler, train_test_split};

/// Samples with their labels.
#[derive(Clone, Debug, PartialEq)]
pub struct Labelled {
    /// Shape (samples, features).
    pub x: Array2<f64>,
    /// Each sample's class, from 0.
    pub y: Vec<usize>,
}

/// A dataset, split and standardised.
#[derive(Clone, Debug)]
pub struct Dataset {
    /// The samples as generated: unscaled, in the generator's order.
    pub raw: Labelled,
    /// Which samples are in which part.
    pub split: Split,
    /// The training part's measures, by which both parts are standardised.
    pub scaler: StandardScaler,
    /// The training part, standardised: shape (training samples, features).
    pub train: Array2<f32>,
    /// The test part, standardised: shape (test samples, features).
    pub test: Array2<f32>,
    /// The test part's labels.
    pub test_labels: Vec<usize>,
}

impl Dataset {
    /// Splits and standardises `raw`.
    ///
    /// # Errors
    /// When the split is not possible, or a feature's values are too large to be standardised.
    pub fn new(raw: Labelled, split: &SplitParams) -> Result<Self, DataError> {
        let split = train_test_split(raw.x.nrows(), split)?;
        let scaler = StandardScaler::fit(raw.x.view(), &split.train)?;
        let train = scaler.transform(raw.x.view(), &split.train)?;
        let test = scaler.transform(raw.x.view(), &split.test)?;
        let test_labels = split.test.iter().map(|&sample| raw.y[sample]).collect();
        Ok(Self { raw, split, scaler, train, test, test_labels })
    }

    /// How many features a sample has.
    #[must_use]
    pub fn n_features(&self) -> usize {
        self.raw.x.ncols()
    }
}
