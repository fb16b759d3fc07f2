//! Experiments to begin with.

/// An experiment with a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Preset {
    /// As the page lists it.
    pub name: &'static str,
    /// One sentence: what to look at.
    pub help: &'static str,
    /// Its canonical link.
    pub link: &'static str,
}

/// All of them, in the page's order.
pub const PRESETS: &[Preset] = &[
    Preset {
        name: "The starting script",
        help: "A made-up table, eight units, and a penalty on their mean activation.",
        link: "",
    },
    Preset {
        name: "Digits",
        help: "Strokes of handwritten digits appear on the units' tiles.",
        link: "data=digits",
    },
    Preset {
        name: "Edges (CS294A)",
        help: "The classic exercise: units that see edges, as the cells of the visual cortex do.",
        link: "data=patches&loss=half_sse&init=xavier_uniform&sparsity_factor=3&sparsity_target=0.01&optimizer=lbfgs&weight_decay=0.0001&batch_size=0&epochs=400",
    },
    Preset {
        name: "Clothes, top-k",
        help: "Eight units at most describe each article of clothing.",
        link: "data=fashion&sparsity=topk&k=8",
    },
    Preset {
        name: "Denoising digits",
        help: "What comes in is spoiled, what should come out is clean.",
        link: "data=digits&noise=gaussian",
    },
    Preset {
        name: "Heartbeats",
        help: "The parts of a heartbeat; rank the beats by their error to find the odd ones.",
        link: "data=ecg",
    },
    Preset {
        name: "Anomalies: tumours",
        help: "Only benign samples are learned, so that malignant ones stand out by their error.",
        link: "data=wdbc&train_on=1",
    },
    Preset {
        name: "Answer key: 16 features in 32",
        help: "A world whose true features are known, as in SAELens; the units find them.",
        link: "data=sparse_features",
    },
    Preset {
        name: "Superposition: 5 features in 2",
        help: "Five directions share a plane, and a pentagon appears.",
        link: "data=sparse_features&n_samples=2000&n_features=2&n_true=5&directions=polygon&activity=0.1&hidden_dim=5&batch_size=64",
    },
    Preset {
        name: "Superposition: 512 features in 256",
        help: "Sharkey and others' world: twice as many features as dimensions, about five active at once.",
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
