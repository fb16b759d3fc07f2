//! The example experiments of the page.

/// An example experiment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Preset {
    /// Name in the list of examples.
    pub name: &'static str,
    /// One sentence that says what the example shows.
    pub help: &'static str,
    /// Its canonical link.
    pub link: &'static str,
}

/// All examples, in the order of the page.
pub const PRESETS: &[Preset] = &[
    Preset {
        name: "Made-up table (the original script)",
        help: "Eight units and a penalty on their mean activation, as in the PyTorch script this began with.",
        link: "",
    },
    Preset { name: "Digits", help: "The units learn strokes of handwritten digits.", link: "data=digits" },
    Preset {
        name: "Edges (CS294A)",
        help: "The classic exercise: units learn to detect edges, like cells in the visual cortex.",
        link: "data=patches&loss=half_sse&init=xavier_uniform&sparsity_factor=3&sparsity_target=0.01&optimizer=lbfgs&weight_decay=0.0001&batch_size=0&epochs=400",
    },
    Preset {
        name: "Clothes, TopK",
        help: "At most eight units describe each article of clothing.",
        link: "data=fashion&sparsity=topk&k=8",
    },
    Preset {
        name: "Denoising digits",
        help: "The model gets noisy images and learns to reconstruct the clean ones.",
        link: "data=digits&noise=gaussian",
    },
    Preset {
        name: "Heartbeats",
        help: "The units learn the parts of a heartbeat; the beats with the largest error are the abnormal ones.",
        link: "data=ecg",
    },
    Preset {
        name: "Anomalies: tumours",
        help: "The model is trained on benign samples only, so malignant ones have a large error.",
        link: "data=wdbc&train_on=1",
    },
    Preset {
        name: "Ground truth: 16 features in 32 dimensions",
        help: "The true features are known, so the page shows which of them the units have found.",
        link: "data=sparse_features",
    },
    Preset {
        name: "Superposition: 5 features in 2 dimensions",
        help: "Five features share a plane; the units learn the corners of a pentagon.",
        link: "data=sparse_features&n_samples=2000&n_features=2&n_true=5&directions=polygon&activity=0.1&hidden_dim=5&batch_size=64",
    },
    Preset {
        name: "Superposition: 512 features in 256 dimensions",
        help: "Twice as many features as dimensions, about five active at once, as in Sharkey et al. 2022.",
        link: "data=sparse_features&n_samples=10000&n_features=256&n_true=512&activity=0.01&hidden_dim=512&lr=0.003&batch_size=256",
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Link;

    #[test]
    fn every_preset_is_a_canonical_link() {
        for preset in PRESETS {
            let link = Link::parse(preset.link);
            assert_eq!(link.problems, [], "{}", preset.name);
            assert_eq!(link.experiment.link(), preset.link, "{}", preset.name);
        }
    }
}
