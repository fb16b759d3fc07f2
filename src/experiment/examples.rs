//! The example experiments of the page.

/// An example experiment. An example is added by adding a row to [`EXAMPLES`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Example {
    /// The name in the gallery.
    pub name: &'static str,
    /// The stem of its picture in `www/gallery`, which `scripts/gallery.mjs` draws.
    pub picture: &'static str,
    /// The figure that shows the point of the example.
    pub shown_in: ShownIn,
    /// Advice on what to look at and what a good result looks like, in one or two sentences.
    pub look: &'static str,
    /// One change that is worth trying.
    pub attempt: &'static str,
    /// The canonical link.
    pub link: &'static str,
}

impl Example {
    /// The example with this canonical link.
    #[must_use]
    pub fn with_link(link: &str) -> Option<&'static Self> {
        EXAMPLES.iter().find(|example| example.link == link)
    }
}

/// Part of the page in which an example makes its point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShownIn {
    /// Loss curves and reconstruction.
    Reconstruction,
    /// Heatmap of activations.
    Activations,
    /// Learned weights.
    Units,
    /// Comparison with the true features.
    GroundTruth,
    /// The evaluation.
    Evaluation,
}

/// All examples, in the order of the gallery.
pub const EXAMPLES: &[Example] = &[
    Example {
        name: "Digits",
        picture: "digits",
        shown_in: ShownIn::Activations,
        look: "In the heatmap, most units respond more to some digits than to others, and the reconstruction keeps the shape of the digit.",
        attempt: "Set the sparsity factor to 5 and restart: most of the heatmap goes dark, and the digits become blurred.",
        link: "data=digits",
    },
    Example {
        name: "Concepts in words",
        picture: "words",
        shown_in: ShownIn::Activations,
        look: "Each sample is the meaning of a noun. Most units respond to one concept, such as weather, death or numbers.",
        attempt: "Set k to 1 and restart: each word is described by one unit only, and the explained variance falls.",
        link: "data=words",
    },
    Example {
        name: "Edges (CS294A)",
        picture: "edges",
        shown_in: ShownIn::Units,
        look: "Each tile shows the weights of one unit. After 400 epochs nearly all of them are edges, as in the visual cortex.",
        attempt: "Set the sparsity factor to 0 and restart: the tiles become irregular patterns instead of edges.",
        link: "data=patches&loss=half_sse&init=xavier_uniform&sparsity_factor=3&sparsity_target=0.01&optimizer=lbfgs&weight_decay=0.0001&batch_size=0&epochs=400",
    },
    Example {
        name: "Clothes, TopK",
        picture: "clothes",
        shown_in: ShownIn::Units,
        look: "At most eight units describe each article of clothing. Some tiles look like a shirt or a shoe; many units are dead.",
        attempt: "Press “Revive dead units (AuxK)” in the report.",
        link: "data=fashion&sparsity=topk&k=8",
    },
    Example {
        name: "Denoising digits",
        picture: "denoising",
        shown_in: ShownIn::Reconstruction,
        look: "The model is given noisy digits and learns to reconstruct the clean ones.",
        attempt: "Raise the noise level to 0.8 and restart: the digits can no longer be recovered.",
        link: "data=digits&noise=gaussian",
    },
    Example {
        name: "Heartbeats",
        picture: "heartbeats",
        shown_in: ShownIn::Reconstruction,
        look: "The reconstruction follows normal heartbeats closely. Press Evaluate to rank the beats by their error: the worst are abnormal.",
        attempt: "Use 2 hidden units: only the coarse shape of a beat remains.",
        link: "data=ecg",
    },
    Example {
        name: "Anomalies: tumours",
        picture: "tumours",
        shown_in: ShownIn::Evaluation,
        look: "The model is trained on benign samples only. Press Evaluate: malignant samples have a larger error, and the ROC curve shows how well this detects them.",
        attempt: "Move the threshold slider, under the ROC curve, and watch the number of false alarms.",
        link: "data=wdbc&train_on=1",
    },
    Example {
        name: "Ground truth: 16 features in 32 dimensions",
        picture: "ground-truth",
        shown_in: ShownIn::GroundTruth,
        look: "The true features are known, one per row. A bright square means that a unit has found the feature of its row.",
        attempt: "Set the method to none: without a sparsity penalty, the units mix the features.",
        link: "data=sparse_features",
    },
    Example {
        name: "Superposition: 5 features in 2 dimensions",
        picture: "pentagon",
        shown_in: ShownIn::GroundTruth,
        look: "Five features share a plane. The arrows of the units settle on the corners of a pentagon, the true directions.",
        attempt: "Raise the feature probability to 0.4: features that are often active together are harder to separate.",
        link: "data=sparse_features&n_samples=2000&n_features=2&n_true=5&directions=polygon&activity=0.1&hidden_dim=5&batch_size=64",
    },
    Example {
        name: "Superposition: 512 features in 256 dimensions",
        picture: "superposition",
        shown_in: ShownIn::GroundTruth,
        look: "Twice as many features as dimensions, about five active at once (Sharkey et al. 2022). The bright diagonal shows the features that were found.",
        attempt: "Compare MMCS, MCC and F1 with those of the random decoder.",
        link: "data=sparse_features&n_samples=10000&n_features=256&n_true=512&activity=0.01&hidden_dim=512&lr=0.003&batch_size=256",
    },
    Example {
        name: "Made-up clusters (the default)",
        picture: "table",
        shown_in: ShownIn::Reconstruction,
        look: "The loss falls, but the reconstruction stays between 0 and 1: a sigmoid output cannot produce the other values in these data.",
        attempt: "Press “Use a linear output” in the report, then train for more epochs.",
        link: "",
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Link;

    #[test]
    fn every_example_has_a_canonical_link() {
        for example in EXAMPLES {
            let link = Link::parse(example.link);
            assert_eq!(link.problems, [], "{}", example.name);
            assert_eq!(link.experiment.link(), example.link, "{}", example.name);
        }
    }

    #[test]
    fn every_example_has_a_picture() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("www/gallery");
        for example in EXAMPLES {
            assert!(folder.join(format!("{}.webp", example.picture)).is_file(), "{}", example.picture);
        }
    }
}
