//! Classification of the samples from a representation.

use ndarray::{Array2, ArrayView2};

use super::{LogisticRegression, Proportion, Representation};
use crate::data::{DataError, StandardScaler};

/// A linear classifier, trained on the training part and tested on the test part.
///
/// It is [`LogisticRegression`] on features standardised by the training part
/// ([`StandardScaler`]): its penalty depends on their scale, and so no representation is at an
/// advantage.
#[derive(Debug, Clone, PartialEq, nanoserde::SerBin, nanoserde::DeBin, nanoserde::SerJson)]
pub struct Classification {
    pub of: Representation,
    /// The fraction of test samples that are classified correctly.
    pub accuracy: Proportion,
    /// A list a class, of a coefficient a standardised feature; with two classes one list, for the
    /// second.
    pub coef: Vec<Vec<f64>>,
    /// One intercept per row of coefficients.
    pub intercept: Vec<f64>,
}

impl Classification {
    /// Trains and tests; none where the training samples have one label only, or none.
    ///
    /// # Errors
    /// Where a feature is too large to be standardised.
    pub fn new(
        of: Representation,
        (train, train_labels): (&Array2<f64>, &[usize]),
        (test, test_labels): (&Array2<f64>, &[usize]),
    ) -> Result<Option<Self>, DataError> {
        if train_labels.is_empty() || test_labels.is_empty() {
            return Ok(None);
        }
        let all: Vec<_> = (0..train.nrows()).collect();
        let scaler = StandardScaler::fit(train.view(), &all)?;
        let scaled = |samples: ArrayView2<f64>| (&samples - &scaler.mean) / &scaler.scale;
        let Some(model) = LogisticRegression::fit(scaled(train.view()).view(), train_labels) else {
            return Ok(None);
        };
        let predicted = model.predict(scaled(test.view()).view());
        let right = predicted.iter().zip(test_labels).filter(|(a, b)| a == b).count();
        Ok(Some(Self {
            of,
            accuracy: Proportion::new(right, test_labels.len()),
            coef: model.coef.rows().into_iter().map(|row| row.to_vec()).collect(),
            intercept: model.intercept.to_vec(),
        }))
    }
}
