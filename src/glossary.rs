//! Terms of machine learning that the page and the documentation use, each explained in one sentence.
//!
//! `sae glossary` prints the table. `tests/glossary.rs` keeps docs/glossary.md and index.html equal to it.

/// A term and its explanation.
#[derive(Debug, Clone, Copy)]
pub struct Term {
    /// The term as written in a sentence.
    pub name: &'static str,
    pub sentence: &'static str,
    /// The id of the explanation in index.html, if the page shows it where the term first appears.
    pub id: Option<&'static str>,
}

const fn term(name: &'static str, sentence: &'static str) -> Term {
    Term { name, sentence, id: None }
}

const fn on_page(id: &'static str, name: &'static str, sentence: &'static str) -> Term {
    Term { name, sentence, id: Some(id) }
}

/// All terms, from the model over its training to its evaluation.
pub const TERMS: &[Term] = &[
    term(
        "autoencoder",
        "A model that encodes each sample as a few numbers, its code, and decodes a reconstruction of the sample from them.",
    ),
    on_page(
        "unit",
        "hidden unit",
        "One number that the encoder computes from a sample; all of them form the code.",
    ),
    term("activation", "The value of a hidden unit for a sample; a unit is active if it is not 0."),
    term("sparsity", "The property that only a few hidden units are active for any one sample."),
    on_page("l0", "L0", "The number of active hidden units per sample, averaged over the test samples."),
    on_page("dead", "dead unit", "A hidden unit that is active on no test sample."),
    term(
        "one-hot",
        "A category as numbers: one column per value, which is 1 for the sample's value and 0 otherwise.",
    ),
    term(
        "standardise",
        "Subtract each feature's mean and divide by its standard deviation, both computed from the training samples.",
    ),
    on_page("epoch", "epoch", "One pass of the training over all training samples."),
    term("batch", "The samples whose average loss determines one training step."),
    term("learning rate", "The factor that determines how far one training step changes the weights."),
    term(
        "L-BFGS",
        "An optimiser that estimates the curvature of the loss from previous steps and uses all samples at once.",
    ),
    term(
        "KL divergence",
        "Kullback–Leibler divergence: a measure of how much one probability distribution differs from another; 0 if they are equal.",
    ),
    on_page(
        "mse",
        "MSE",
        "Mean squared error: the squared difference between sample and reconstruction, averaged over all features.",
    ),
    on_page(
        "pca",
        "PCA",
        "Principal component analysis: the linear reconstruction with the smallest squared error for its number of components.",
    ),
    on_page(
        "r2",
        "R²",
        "1 − test MSE / MSE of the baseline “mean”: 1 is perfect, 0 is no better than the mean.",
    ),
    on_page(
        "variance",
        "explained variance",
        "The fraction of the test samples' variance that the reconstructions explain.",
    ),
    on_page(
        "accuracy",
        "accuracy",
        "The fraction of test samples that a logistic regression classifies correctly.",
    ),
    on_page(
        "ari",
        "ARI and NMI",
        "Adjusted Rand index and normalised mutual information: the agreement of clusters with classes; 1 is perfect.",
    ),
    on_page(
        "auc",
        "AUC",
        "Area under the ROC curve: the probability that an anomaly has a higher score than a normal sample; 0.5 is chance.",
    ),
    term(
        "t-SNE",
        "A map that places similar samples close together; distances between groups have no meaning.",
    ),
    on_page(
        "perplexity",
        "perplexity",
        "The effective number of neighbours that t-SNE considers for each sample.",
    ),
    on_page(
        "trust",
        "trustworthiness",
        "The degree to which neighbours on a map are neighbours in the data; 1 is perfect.",
    ),
    on_page(
        "mmcs",
        "MMCS",
        "Mean max cosine similarity: for each true feature the largest cosine similarity with any unit, averaged.",
    ),
    on_page(
        "mcc",
        "MCC",
        "Mean correlation coefficient: the mean cosine similarity if each true feature is matched with one unit.",
    ),
    on_page(
        "f1",
        "F1",
        "The harmonic mean of precision and recall of the matched unit as a detector of its true feature, on at most 1,000 test samples.",
    ),
];
