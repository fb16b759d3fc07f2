//! The dataset `wdbc`: cell nuclei of breast tissue, measured.

use ndarray::Array2;

use super::{DataError, DataFile, DataScript, DataSource, DatasetNames, Labelled, npy};
use crate::experiment::{Key, Settings};

/// The dataset of scikit-learn's `load_breast_cancer`.
#[derive(Debug)]
pub struct Wdbc;

const SAMPLES: usize = 569;
/// Each measure has the mean, its standard error and the mean of the three largest values, in this order.
const MEASURES: [&str; 10] = [
    "radius",
    "texture",
    "perimeter",
    "area",
    "smoothness",
    "compactness",
    "concavity",
    "concave points",
    "symmetry",
    "fractal dimension",
];
const FEATURES: usize = 3 * MEASURES.len();
const CLASSES: [&str; 2] = ["malignant", "benign"];

impl DataSource for Wdbc {
    const USES: &'static [Key] = &[Key::train_on];
    const DEFAULTS: &'static [(Key, &'static str)] = &[
        (Key::output, "linear"),
        (Key::batch_size, "32"),
        (Key::lr, "0.005"),
        (Key::sparsity_factor, "0.001"),
    ];
    const SOURCE: &'static str =
        "Wolberg, Mangasarian, Street & Street 1993, UCI, CC BY 4.0; breast_cancer.csv of scikit-learn 1.9";
    const PAGE: &'static str = "https://doi.org/10.24432/C5DW2B";

    fn samples(_settings: &Settings) -> usize {
        SAMPLES
    }

    fn features(_settings: &Settings) -> usize {
        FEATURES
    }

    fn file(_settings: &Settings) -> Option<DataFile> {
        Some(DataFile::bundled("wdbc.npy", 0xb336_5ab7_0d06_4411))
    }

    fn make(_settings: &Settings, file: &[u8]) -> Result<Labelled, DataError> {
        let mut x = Array2::zeros((SAMPLES, FEATURES));
        let mut y = Vec::with_capacity(SAMPLES);
        let mut numbers = npy::doubles(npy::numbers(file));
        for mut sample in x.rows_mut() {
            sample.iter_mut().zip(&mut numbers).for_each(|(value, number)| *value = number);
            y.extend(numbers.next().map(|label| label as usize));
        }
        let kinds = ["mean", "error of", "worst"];
        let features = kinds.iter().flat_map(|kind| MEASURES.map(|measure| format!("{kind} {measure}")));
        let classes = CLASSES.map(str::to_owned).to_vec();
        let names = DatasetNames { features: features.collect(), classes, rows: Vec::new() };
        Ok(Labelled { x, y, names })
    }

    fn python(_settings: &Settings) -> DataScript {
        DataScript {
            sklearn: "from sklearn.datasets import load_breast_cancer\n",
            code: "X, y = load_breast_cancer(return_X_y=True)\n".to_owned(),
            ..DataScript::default()
        }
    }
}
