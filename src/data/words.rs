//! The dataset `words`: sentence embeddings of common senses of English nouns.

use ndarray::Array2;

use super::{DataError, DataFile, DataScript, DataSource, DatasetNames, Labelled, npy};
use crate::experiment::{Key, Settings};

/// The 6,000 noun senses that are tagged most often in WordNet 3.0's texts, embedded by all-MiniLM-L6-v2. A sample's name
/// is its lemma with its definition; its label is WordNet's lexicographer file.
#[derive(Debug)]
pub struct Words;

const SAMPLES: usize = 6000;
/// Dimensions of an embedding, a signed byte each.
const FEATURES: usize = 384;
/// Value of one step of these bytes.
const SCALE: f64 = 0.0022;
/// Bytes per sample: the embedding, the label, and the caption, which is filled up with zeros.
const BYTES: usize = 830;
/// The noun files 03 to 28 of WordNet's `lexnames`.
const CLASSES: [&str; 26] = [
    "tops",
    "act",
    "animal",
    "artifact",
    "attribute",
    "body",
    "cognition",
    "communication",
    "event",
    "feeling",
    "food",
    "group",
    "location",
    "motive",
    "object",
    "person",
    "phenomenon",
    "plant",
    "possession",
    "process",
    "quantity",
    "relation",
    "shape",
    "state",
    "substance",
    "time",
];

impl DataSource for Words {
    const USES: &'static [Key] = &[Key::train_on];
    const DEFAULTS: &'static [(Key, &'static str)] = &[
        (Key::scaling, "none"),
        (Key::hidden_dim, "200"),
        (Key::sparsity, "batch_topk"),
        (Key::k, "8"),
        (Key::output, "linear"),
        (Key::init, "tied_mean"),
        (Key::batch_size, "128"),
        (Key::lr, "0.003"),
        (Key::epochs, "60"),
    ];
    const SOURCE: &'static str =
        "WordNet 3.0, Princeton University 2006; embedded by all-MiniLM-L6-v2, Apache-2.0";
    const PAGE: &'static str = "https://wordnet.princeton.edu";

    fn samples(_settings: &Settings) -> usize {
        SAMPLES
    }

    fn features(_settings: &Settings) -> usize {
        FEATURES
    }

    fn file(_settings: &Settings) -> Option<DataFile> {
        Some(DataFile::bundled("words.npy", 0xbfd1_443a_de38_e2d0))
    }

    fn make(_settings: &Settings, file: &[u8]) -> Result<Labelled, DataError> {
        let mut x = Array2::zeros((SAMPLES, FEATURES));
        let mut y = Vec::with_capacity(SAMPLES);
        let mut rows = Vec::with_capacity(SAMPLES);
        for (mut sample, bytes) in x.rows_mut().into_iter().zip(npy::numbers(file).chunks_exact(BYTES)) {
            let (levels, rest) = bytes.split_at(FEATURES);
            for (value, &level) in sample.iter_mut().zip(levels) {
                *value = f64::from(level.cast_signed()) * SCALE;
            }
            y.push(usize::from(rest[0]));
            rows.push(String::from_utf8_lossy(&rest[1..]).trim_end_matches('\0').to_owned());
        }
        let classes = CLASSES.map(str::to_owned).to_vec();
        Ok(Labelled { x, y, names: DatasetNames { classes, rows, ..DatasetNames::default() } })
    }

    fn python(_settings: &Settings) -> DataScript {
        DataScript {
            imports: "import gzip\n",
            numpy: true,
            code: format!(
                "data = np.load(gzip.open(\"words.npy.gz\"))  # data/words.npy.gz of the page\n\
                 X, y = data[:, :{FEATURES}].view(np.int8) * {SCALE}, data[:, {FEATURES}]\n"
            ),
            ..DataScript::default()
        }
    }
}
