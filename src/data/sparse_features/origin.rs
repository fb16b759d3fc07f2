//! The dataset's row of the list.

use super::{MOST_LABELS, SparseFeaturesParams, make_sparse_features};
use crate::data::{DataError, DataScript, DataSource, Directions, Labelled, Truth};
use crate::experiment::{Key, Problem, Settings, remedy};

/// Samples that are sums of a few directions.
#[derive(Debug)]
pub struct SparseFeatures;

impl DataSource for SparseFeatures {
    const USES: &'static [Key] = &[
        Key::n_samples,
        Key::n_features,
        Key::n_true,
        Key::directions,
        Key::activity,
        Key::activity_decay,
        Key::correlation,
        Key::hierarchy,
        Key::magnitudes,
        Key::feature_noise,
        Key::random_state,
        Key::train_on,
    ];
    /// One unit per true feature, unscaled samples, a linear output, and a method that recovers the
    /// features.
    const DEFAULTS: &'static [(Key, &'static str)] = &[
        (Key::n_features, "32"),
        (Key::hidden_dim, "16"),
        (Key::scaling, "none"),
        (Key::output, "linear"),
        (Key::loss, "half_sse"),
        (Key::init, "tied_unit"),
        (Key::sparsity, "l1"),
        (Key::sparsity_factor, "0.1"),
        (Key::l1_decoder_norm, "true"),
        (Key::lr, "0.01"),
        (Key::batch_size, "32"),
    ];
    const SOURCE: &'static str = "Sharkey, Braun & Millidge 2022";
    const PAGE: &'static str = "https://www.alignmentforum.org/posts/z6QQJbtpkEAX3Aojj/\
                                interim-research-report-taking-features-out-of-superposition";

    fn samples(settings: &Settings) -> usize {
        settings.n_samples
    }

    fn features(settings: &Settings) -> usize {
        settings.n_features
    }

    fn check(settings: &Settings) -> Result<(), Problem> {
        // Each parameter is in its range: what is left are directions that do not fit the dimensions.
        SparseFeaturesParams::from(settings).check().map_err(|error| Problem::Joint {
            parameters: &[Key::directions, Key::n_true, Key::n_features],
            message: error.to_string(),
            remedies: vec![
                remedy(
                    Key::n_features,
                    if settings.directions == Directions::Polygon { 2 } else { settings.n_true },
                ),
                remedy(Key::n_true, settings.n_features),
                remedy(Key::directions, "random"),
            ],
        })
    }

    /// With too many true features there are no labels.
    fn applies(settings: &Settings, parameter: Key) -> bool {
        parameter != Key::train_on || settings.n_true <= MOST_LABELS
    }

    fn make(settings: &Settings, _file: &[u8]) -> Result<Labelled, DataError> {
        make_sparse_features(&SparseFeaturesParams::from(settings)).map(|(data, _)| data)
    }

    fn truth(settings: &Settings) -> Option<Result<Truth, DataError>> {
        Some(make_sparse_features(&SparseFeaturesParams::from(settings)).map(|(_, truth)| truth))
    }

    fn python(settings: &Settings) -> DataScript {
        DataScript {
            numpy: true,
            code: SparseFeaturesParams::from(settings).python(),
            ..DataScript::default()
        }
    }

    fn estimated_bytes(settings: &Settings) -> u64 {
        const SCALED: u64 = 4;
        const A_SAMPLE: u64 = 40;
        let scaled = settings.n_samples as u64 * (settings.n_features as u64 * SCALED + A_SAMPLE);
        SparseFeaturesParams::from(settings).estimated_bytes() + scaled
    }
}

impl From<&Settings> for SparseFeaturesParams {
    fn from(settings: &Settings) -> Self {
        Self {
            n_samples: settings.n_samples,
            n_features: settings.n_features,
            n_true: settings.n_true,
            directions: settings.directions,
            activity: settings.activity,
            activity_decay: settings.activity_decay,
            correlation: settings.correlation,
            hierarchy: settings.hierarchy,
            magnitudes: settings.magnitudes,
            feature_noise: settings.feature_noise,
            random_state: settings.random_state,
        }
    }
}
