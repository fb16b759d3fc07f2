//! The samples as a model takes them.

use crate::data::{Dataset, DatasetInfo, Source};
use crate::experiment::{Key, Settings};
use crate::tensor::Matrix;

/// Scaled training and test samples, without the samples as they were made.
#[derive(Debug)]
pub struct ScaledData {
    pub train: Matrix<f32>,
    pub test: Matrix<f32>,
    /// Labels, names, and how the samples were split and scaled.
    pub facts: DatasetInfo,
}

impl From<Dataset> for ScaledData {
    fn from(data: Dataset) -> Self {
        let (train, test, facts) = data.into_parts();
        Self { train: Matrix::from_array(train), test: Matrix::from_array(test), facts }
    }
}

impl ScaledData {
    /// Returns the names of all classes, or nothing if the data of these settings have no labels.
    #[must_use]
    pub fn classes(&self, settings: &Settings) -> Vec<String> {
        if !Source::applies(settings, Key::train_on) {
            return Vec::new();
        }
        let DatasetInfo { train_labels, test_labels, names, .. } = &self.facts;
        let most = train_labels.iter().chain(test_labels).max().map_or(0, |most| most + 1);
        let name = |class: usize| names.classes.get(class).cloned().unwrap_or_else(|| class.to_string());
        (0..most).map(name).collect()
    }
}
