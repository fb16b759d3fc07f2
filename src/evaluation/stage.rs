//! The stages of an evaluation.

use nanoserde::{DeBin, SerBin, SerJson};

use super::Projection;

/// A part of the evaluation that is done in one go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, SerBin, DeBin, SerJson)]
pub enum Stage {
    /// Errors of reconstructions, compared with those of the mean and of PCA.
    Reconstruction,
    Classification,
    /// k-means.
    Clustering,
    /// Anomalies, where one class was trained on.
    Anomalies,
    /// Permutation importance of features.
    Importance,
    /// Maps by principal components.
    Pca,
    /// Maps by t-SNE.
    Tsne,
}

impl Stage {
    /// All, the quick ones first.
    pub const ALL: [Self; 7] = [
        Self::Reconstruction,
        Self::Classification,
        Self::Clustering,
        Self::Anomalies,
        Self::Pca,
        Self::Importance,
        Self::Tsne,
    ];

    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Reconstruction => "reconstruction",
            Self::Classification => "classification",
            Self::Clustering => "clustering",
            Self::Anomalies => "anomaly detection",
            Self::Importance => "feature importance",
            Self::Pca => "PCA maps",
            Self::Tsne => "t-SNE maps",
        }
    }

    /// Returns the projection of the stage's maps: principal components unless it is t-SNE.
    #[must_use]
    pub fn projection(self) -> Projection {
        if self == Self::Tsne { Projection::Tsne } else { Projection::Pca }
    }
}
