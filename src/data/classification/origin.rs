//! The dataset's row of the list.

use super::{ClassificationParams, make_classification, room};
use crate::data::{DataError, DataScript, DataSource, Labelled, estimated_bytes};
use crate::experiment::{Key, Problem, Settings};

/// The dataset of scikit-learn's `make_classification`.
#[derive(Debug)]
pub struct Classification;

/// Parameters that the script always states, even at scikit-learn's defaults.
const ALWAYS: [Key; 4] = [Key::n_samples, Key::n_features, Key::n_classes, Key::random_state];
/// Parameters that are not arguments of `make_classification`.
const NO_ARGUMENTS: [Key; 1] = [Key::train_on];

impl DataSource for Classification {
    const USES: &'static [Key] = &[
        Key::n_samples,
        Key::n_features,
        Key::n_informative,
        Key::n_redundant,
        Key::n_repeated,
        Key::n_classes,
        Key::n_clusters_per_class,
        Key::flip_y,
        Key::class_sep,
        Key::hypercube,
        Key::shift,
        Key::scale,
        Key::shuffle,
        Key::random_state,
        Key::train_on,
    ];
    const SOURCE: &'static str = "";
    const PAGE: &'static str = "";

    fn samples(settings: &Settings) -> usize {
        settings.n_samples
    }

    fn features(settings: &Settings) -> usize {
        settings.n_features
    }

    fn check(settings: &Settings) -> Result<(), Problem> {
        // Each parameter is in its range: what is left are some that do not go together.
        room::features(settings)?;
        room::clusters(settings)
    }

    fn make(settings: &Settings, _file: &[u8]) -> Result<Labelled, DataError> {
        make_classification(&ClassificationParams::from(settings))
    }

    /// Writes the sizes and the arguments that differ from scikit-learn's defaults.
    fn python(settings: &Settings) -> DataScript {
        let defaults = Settings::default();
        let python = |text: String| match text.as_str() {
            "true" => "True".to_owned(),
            "false" => "False".to_owned(),
            "none" => "None".to_owned(),
            _ => text,
        };
        let arguments = Self::USES.iter().filter(|key| !NO_ARGUMENTS.contains(key)).filter_map(|key| {
            let row = key.row();
            let text = row.text(settings);
            let told = ALWAYS.contains(key) || text != row.text(&defaults);
            told.then(|| format!("    {key}={},\n", python(text)))
        });
        DataScript {
            sklearn: "from sklearn.datasets import make_classification\n",
            code: format!("X, y = make_classification(\n{})\n", arguments.collect::<String>()),
            ..DataScript::default()
        }
    }

    fn estimated_bytes(settings: &Settings) -> u64 {
        estimated_bytes(&ClassificationParams::from(settings))
    }
}

impl From<&Settings> for ClassificationParams {
    fn from(settings: &Settings) -> Self {
        Self {
            n_samples: settings.n_samples,
            n_features: settings.n_features,
            n_informative: settings.n_informative,
            n_redundant: settings.n_redundant,
            n_repeated: settings.n_repeated,
            n_classes: settings.n_classes,
            n_clusters_per_class: settings.n_clusters_per_class,
            weights: None,
            flip_y: settings.flip_y,
            class_sep: settings.class_sep,
            hypercube: settings.hypercube,
            shift: settings.shift,
            scale: settings.scale,
            shuffle: settings.shuffle,
            random_state: settings.random_state,
        }
    }
}
