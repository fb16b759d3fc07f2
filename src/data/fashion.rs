//! The dataset `fashion`: pictures of articles of clothing.

use super::pixels::{self, Pixels};
use super::{DataError, DataFile, DataScript, DataSource, Labelled};
use crate::experiment::{Key, Settings};
use crate::view::View;

/// The first 5,000 of Fashion-MNIST's test set.
#[derive(Debug)]
pub struct Fashion;

const PIXELS: Pixels = Pixels { samples: 5000, side: 28 };
const CLASSES: [&str; 10] = [
    "T-shirt/top",
    "trouser",
    "pullover",
    "dress",
    "coat",
    "sandal",
    "shirt",
    "sneaker",
    "bag",
    "ankle boot",
];

impl DataSource for Fashion {
    const USES: &'static [Key] = &[Key::train_on];
    const DEFAULTS: &'static [(Key, &'static str)] = &[
        (Key::scaling, "unit"),
        (Key::hidden_dim, "64"),
        (Key::batch_size, "128"),
        (Key::lr, "0.002"),
        (Key::sparsity_factor, "0.001"),
    ];
    const SOURCE: &'static str =
        "Xiao, Rasul & Vollgraf 2017, Fashion-MNIST, MIT; Debian dataset-fashion-mnist 0.0~git20200523";
    const PAGE: &'static str = "https://arxiv.org/abs/1708.07747";

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
        Some(DataFile::bundled("fashion.npy", 0xc84b_e659_3df0_bee1))
    }

    fn make(_settings: &Settings, file: &[u8]) -> Result<Labelled, DataError> {
        Ok(pixels::labelled(PIXELS, file, CLASSES.map(str::to_owned).to_vec(), str::to_owned))
    }

    fn python(_settings: &Settings) -> DataScript {
        DataScript {
            imports: "import gzip\n",
            numpy: true,
            code: "data = np.load(gzip.open(\"fashion.npy.gz\"))  # data/fashion.npy.gz of the page\n\
                   X, y = data[:, :-1].astype(float), data[:, -1]\n"
                .to_owned(),
            ..DataScript::default()
        }
    }
}
