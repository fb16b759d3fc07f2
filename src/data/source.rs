//! The list of datasets: a row each.

use super::{
    ClassificationParams, DataError, Dataset, Labelled, SplitParams, estimated_bytes, make_classification,
};
use crate::experiment::{Parameter, Settings, choice};

choice! {
    /// Where samples come from.
    Source {
        /// scikit-learn's make_classification.
        Classification = "classification",
    }
}

/// The parameters of `make_classification` that the table has.
const GENERATOR: &[&str] = &[
    "n_samples",
    "n_features",
    "n_informative",
    "n_redundant",
    "n_repeated",
    "n_classes",
    "n_clusters_per_class",
    "flip_y",
    "class_sep",
    "hypercube",
    "shift",
    "scale",
    "shuffle",
    "random_state",
];

impl Source {
    /// Makes all samples with their labels.
    ///
    /// # Errors
    /// Where the generator's parameters do not go together.
    pub fn generate(self, settings: &Settings) -> Result<Labelled, DataError> {
        match self {
            Self::Classification => make_classification(&ClassificationParams::from(settings)),
        }
    }

    /// The script's lines that make `X` and `y`: what differs from scikit-learn's defaults, and the
    /// sizes.
    #[must_use]
    pub fn python(self, settings: &Settings) -> String {
        match self {
            Self::Classification => {
                let defaults = Settings::default();
                let python = |text: String| match text.as_str() {
                    "true" => "True".to_owned(),
                    "false" => "False".to_owned(),
                    "none" => "None".to_owned(),
                    _ => text,
                };
                let always = ["n_samples", "n_features", "n_classes", "random_state"];
                let arguments = GENERATOR.iter().filter_map(|name| {
                    let row = Parameter::named(name)?;
                    let text = row.text(settings);
                    let told = always.contains(name) || text != row.text(&defaults);
                    told.then(|| format!("    {name}={},\n", python(text)))
                });
                format!("X, y = make_classification(\n{})\n", arguments.collect::<String>())
            }
        }
    }

    /// The most memory, in bytes, that making, splitting and scaling hold at once.
    #[must_use]
    pub fn estimated_bytes(self, settings: &Settings) -> u64 {
        match self {
            Self::Classification => estimated_bytes(&ClassificationParams::from(settings)),
        }
    }
}

impl Dataset {
    /// The data of an experiment: made, split and standardised.
    ///
    /// # Errors
    /// Where they cannot be made, or are not finite.
    pub fn of(settings: &Settings) -> Result<Self, DataError> {
        let raw = settings.data.generate(settings)?;
        Self::new(raw, &SplitParams { test_size: settings.test_size, split_state: settings.split_state })
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
