//! Datasets after the generator: labelled, split and scaled samples.

use ndarray::{Array2, Axis};

use super::{DataError, Scaler, Scaling, Split, SplitParams, train_test_split};

#[derive(Clone, Debug, PartialEq)]
pub struct Labelled {
    pub x: Array2<f64>,
    /// Each sample's class, counted from 0; all 0 without labels.
    pub y: Vec<usize>,
    pub names: DatasetNames,
}

/// The names of features, classes and samples; empty where they are only numbered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DatasetNames {
    pub features: Vec<String>,
    pub classes: Vec<String>,
    pub rows: Vec<String>,
}

impl Labelled {
    /// An error with the feature's name where it has one.
    fn named(&self, error: DataError) -> DataError {
        match error {
            DataError::NotFinite { feature } if feature < self.names.features.len() => {
                DataError::ColumnNotFinite { column: self.names.features[feature].clone() }
            }
            other => other,
        }
    }

    /// The labels that there are, the first ones, with their names where they have other ones.
    fn classes(&self) -> Vec<String> {
        const SHOWN: usize = 20;
        let most = self.y.iter().max().map_or(0, |largest| largest + 1);
        let told = |label: usize| match self.names.classes.get(label) {
            Some(name) if *name != label.to_string() => format!("{label} ({name})"),
            _ => label.to_string(),
        };
        let more = (most > SHOWN).then(|| "…".to_owned());
        (0..most.min(SHOWN)).map(told).chain(more).collect()
    }
}

/// A dataset, split and scaled.
#[derive(Clone, Debug)]
pub struct Dataset {
    /// The samples as generated: unscaled, in the generator's order.
    pub raw: Labelled,
    pub split: Split,
    /// The scaler fitted on the training part, applied to both parts.
    pub scaler: Scaler,
    /// The training part, scaled: shape (training samples, features).
    pub train: Array2<f32>,
    /// The test part, scaled: shape (test samples, features).
    pub test: Array2<f32>,
    pub test_labels: Vec<usize>,
}

impl DatasetInfo {
    /// Returns what the test samples are called; nothing where samples have no names.
    #[must_use]
    pub fn test_names(&self) -> Vec<String> {
        let name = |&sample: &usize| self.names.rows.get(sample).cloned();
        self.split.test.iter().map(name).collect::<Option<_>>().unwrap_or_default()
    }
}

/// Information about a dataset besides its numbers.
#[derive(Clone, Debug)]
pub struct DatasetInfo {
    pub names: DatasetNames,
    pub split: Split,
    pub scaler: Scaler,
    /// Each training sample's label; all 0 without labels.
    pub train_labels: Vec<usize>,
    /// Each test sample's label; all 0 without labels.
    pub test_labels: Vec<usize>,
}

impl Dataset {
    /// Returns the training part, the test part and the information about them. Drops the unscaled samples.
    #[must_use]
    pub fn into_parts(self) -> (Array2<f32>, Array2<f32>, DatasetInfo) {
        let Self { raw: Labelled { y, names, .. }, split, scaler, train, test, test_labels } = self;
        let train_labels = split.train.iter().map(|&sample| y[sample]).collect();
        (train, test, DatasetInfo { names, split, scaler, train_labels, test_labels })
    }

    /// Splits and scales `raw`; where one label is trained on, others leave the training part.
    ///
    /// # Errors
    /// When the split is not possible, no training sample has that label, or a feature's values are
    /// too large to be scaled.
    pub fn new(
        raw: Labelled,
        split: &SplitParams,
        scaling: Scaling,
        train_on: Option<u32>,
    ) -> Result<Self, DataError> {
        let mut split = train_test_split(raw.x.nrows(), split)?;
        if let Some(label) = train_on {
            split.train.retain(|&sample| raw.y[sample] == label as usize);
            if split.train.is_empty() {
                return Err(DataError::NoSuchLabel { label, classes: raw.classes() });
            }
        }
        let x = raw.x.view();
        let scaler = Scaler::fit(scaling, x, &split.train).map_err(|error| raw.named(error))?;
        let scaled = |part: &[usize]| scaler.transform(x, part).map_err(|error| raw.named(error));
        let (train, test) = (scaled(&split.train)?, scaled(&split.test)?);
        let test_labels = split.test.iter().map(|&sample| raw.y[sample]).collect();
        Ok(Self { raw, split, scaler, train, test, test_labels })
    }

    /// Keeps at most `most` samples, evenly spread over each part and in order. Drops the unscaled samples.
    #[must_use]
    pub fn thinned(self, most: usize) -> Self {
        let Self { raw: Labelled { y, names, x }, split, scaler, train, test, test_labels } = self;
        let all = split.train.len() + split.test.len();
        let kept = |part: &[usize]| thinned(part.len(), (part.len() * most / all.max(1)).max(1));
        let (of_train, of_test) = (kept(&split.train), kept(&split.test));
        let chosen = |part: &[usize], kept: &[usize]| kept.iter().map(|&place| part[place]).collect();
        let x = Array2::zeros((0, x.ncols()));
        Self {
            train: train.select(Axis(0), &of_train),
            test: test.select(Axis(0), &of_test),
            test_labels: chosen(&test_labels, &of_test),
            split: Split { train: chosen(&split.train, &of_train), test: chosen(&split.test, &of_test) },
            raw: Labelled { x, y, names },
            scaler,
        }
    }

    /// Returns the number of features of a sample.
    #[must_use]
    pub fn n_features(&self) -> usize {
        self.raw.x.ncols()
    }
}

/// Returns which of `count` samples to keep if at most `most` are wanted: evenly spread, in order.
#[must_use]
pub fn thinned(count: usize, most: usize) -> Vec<usize> {
    let kept = count.min(most);
    (0..kept).map(|place| place * count / kept).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::DataFileCache;
    use crate::experiment::Link;
    use ndarray::Axis;

    #[test]
    fn thinned_rows_are_evenly_spaced() {
        assert_eq!(thinned(3, 5), [0, 1, 2]);
        assert_eq!(thinned(10, 4), [0, 2, 5, 7]);
        assert!(thinned(0, 4).is_empty());
    }

    #[test]
    fn a_thinned_dataset_keeps_samples_of_both_parts_with_their_labels_and_rows() {
        let experiment = Link::parse("n_samples=100").experiment;
        let whole = Dataset::of(&experiment, &DataFileCache::default()).expect("it can be made");
        let thin = whole.clone().thinned(30);
        assert_eq!((thin.train.nrows(), thin.test.nrows()), (24, 6));
        for (place, &row) in thin.split.test.iter().enumerate() {
            let before = whole.split.test.iter().position(|&other| other == row).expect("it was there");
            assert_eq!(thin.test.row(place), whole.test.row(before));
            assert_eq!(thin.test_labels[place], whole.test_labels[before]);
        }
        let (_, _, facts) = thin.into_parts();
        assert_eq!(facts.train_labels.len(), 24);
        let (_, _, of_all) = whole.clone().into_parts();
        assert_eq!(facts.train_labels[1], of_all.train_labels[80 / 24]);
        assert_eq!(whole.clone().thinned(1000).train, whole.train);
    }

    /// Ten samples with the labels 0, 1, 0, 1, …
    fn labelled() -> Labelled {
        Labelled {
            x: Array2::from_shape_fn((10, 2), |(sample, feature)| {
                (sample * sample + 3 * feature * sample) as f64
            }),
            y: (0..10).map(|sample| sample % 2).collect(),
            names: DatasetNames {
                features: vec!["size".to_owned(), String::new()],
                classes: vec!["benign".to_owned()],
                ..DatasetNames::default()
            },
        }
    }

    fn dataset(raw: Labelled, train_on: Option<u32>) -> Result<Dataset, DataError> {
        Dataset::new(raw, &SplitParams { test_size: 0.3, split_state: 1 }, Scaling::Standard, train_on)
    }

    #[test]
    fn scaling_is_fitted_to_the_training_part() {
        let data = dataset(labelled(), None).expect("it can be split");
        assert_eq!((data.train.dim(), data.test.dim(), data.n_features()), ((7, 2), (3, 2), 2));
        let mean = data.train.mean_axis(Axis(0)).expect("there are samples");
        assert!(mean.iter().all(|mean| mean.abs() < 1e-6), "{mean}");
        let variance = data.train.mapv(|x| x * x).mean_axis(Axis(0)).expect("there are samples");
        assert!(variance.iter().all(|variance| (variance - 1.0).abs() < 1e-5), "{variance}");
    }

    #[test]
    fn training_on_one_label_leaves_the_test_part_as_it_is() {
        let (all, one) = (dataset(labelled(), None), dataset(labelled(), Some(1)));
        let (all, one) = (all.expect("it can be split"), one.expect("there are such samples"));
        assert_eq!(one.split.test, all.split.test);
        assert!(one.split.train.iter().all(|&sample| one.raw.y[sample] == 1));
        assert_eq!(one.test_labels, one.split.test.iter().map(|sample| sample % 2).collect::<Vec<_>>());
        let train = one.split.train.len();
        let (_, _, facts) = one.into_parts();
        assert_eq!(facts.train_labels, vec![1; train]);
    }

    #[test]
    fn a_label_that_no_training_sample_has_is_named_with_those_that_exist() {
        let error = dataset(labelled(), Some(5)).expect_err("there is no such label");
        let DataError::NoSuchLabel { label, classes } = error else { panic!("{error}") };
        assert_eq!((label, classes), (5, vec!["0 (benign)".to_owned(), "1".to_owned()]));
    }

    #[test]
    fn a_value_that_is_not_finite_is_named_by_its_column() {
        let mut raw = labelled();
        raw.x[[4, 0]] = f64::INFINITY;
        raw.x[[5, 0]] = f64::INFINITY;
        raw.x[[6, 0]] = f64::INFINITY;
        raw.x[[7, 0]] = f64::INFINITY;
        let error = dataset(raw, None).expect_err("it cannot be scaled");
        assert!(matches!(&error, DataError::ColumnNotFinite { column } if column == "size"), "{error}");
    }
}
