//! The dataset `digits`: small pictures of handwritten digits.

use super::pixels::{self, Pixels};
use super::{DataError, DataFile, DataScript, DataSource, Labelled};
use crate::experiment::{Key, Settings};
use crate::view::View;

/// The dataset of scikit-learn's `load_digits`.
#[derive(Debug)]
pub struct Digits;

const PIXELS: Pixels = Pixels { samples: 1797, side: 8 };

impl DataSource for Digits {
    const USES: &'static [Key] = &[Key::train_on];
    const DEFAULTS: &'static [(Key, &'static str)] = &[
        (Key::scaling, "unit"),
        (Key::hidden_dim, "32"),
        (Key::batch_size, "64"),
        (Key::lr, "0.005"),
        (Key::sparsity_factor, "0.005"),
    ];
    const SOURCE: &'static str = "Alpaydin & Kaynak 1998, UCI, CC BY 4.0; digits.csv.gz of scikit-learn 1.9";
    const PAGE: &'static str = "https://doi.org/10.24432/C50P49";

    fn samples(_settings: &Settings) -> usize {
        PIXELS.samples
    }

    fn features(_settings: &Settings) -> usize {
        PIXELS.features()
    }

    fn view(_settings: &Settings) -> View {
        PIXELS.view()
    }

    fn file(_settings: &Settings) -> Option<DataFile> {
        Some(DataFile::bundled("digits.npy", 0x9505_df76_2379_3e92))
    }

    fn make(_settings: &Settings, file: &[u8]) -> Result<Labelled, DataError> {
        let classes = (0..10).map(|digit| digit.to_string()).collect();
        Ok(pixels::labelled(PIXELS, file, classes, |class| format!("digit {class}")))
    }

    fn python(_settings: &Settings) -> DataScript {
        DataScript {
            sklearn: "from sklearn.datasets import load_digits\n",
            code: "X, y = load_digits(return_X_y=True)\n".to_owned(),
            ..DataScript::default()
        }
    }
}
