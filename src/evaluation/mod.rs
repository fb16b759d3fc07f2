//! What is measured of a trained model: one measure a file.
//!
//! Training needs the test error and the baselines. Whether the code is any good, [`Evaluator`] says,
//! and nothing else leads to the measures behind it: who does not evaluate does not link them.

mod agreement;
mod answer_key;
mod baseline;
mod classification;
mod clustering;
mod denoising;
mod detector;
mod diagnosis;
mod difference;
#[expect(clippy::module_inception, reason = "the noun is the module's")]
mod evaluation;
mod evaluator;
mod formula;
mod gradient_check;
mod importance;
mod judged;
mod logistic;
mod mahalanobis;
mod map;
mod marker;
mod memory;
mod orientation;
mod pca;
mod perplexity;
mod proportion;
mod reconstruction;
mod roc;
mod stage;
mod subject;
mod tables;
mod trustworthiness;
mod tsne;
mod verdict;

pub use agreement::Agreement;
pub use answer_key::{AnswerKey, Comparison};
pub use baseline::{Baselines, beside, pca_with};
pub use classification::Classification;
pub use clustering::{Clustering, ClusteringError};
pub use denoising::Denoising;
pub use detector::{Confusion, Detection, Detector, Score, usual_threshold};
pub use diagnosis::{Cause, Diagnosis, Remedy, Symptoms};
pub use evaluation::{Evaluation, OfCodes, OfInputs};
pub use evaluator::{EvaluationError, Evaluator, Progress};
pub use formula::{Term, formula, terms};
pub use gradient_check::GradientCheck;
pub use importance::Importance;
pub use judged::Judged;
pub use logistic::LogisticRegression;
pub use mahalanobis::mahalanobis;
pub use map::{Map, Projection};
pub use marker::{Known, Marked, Marker, Marks};
pub use memory::{
    TOGETHER_LIMIT, baselines_bytes, bytes_with_baselines, bytes_with_evaluation, evaluated_rows,
    evaluation_bytes,
};
pub use orientation::orientation;
pub use pca::Pca;
pub use perplexity::{BadPerplexity, Perplexity};
pub use proportion::Proportion;
pub use reconstruction::{Reconstruction, mean_squares, saved};
pub use roc::Roc;
pub use stage::Stage;
pub use subject::{Inputs, Representation, Subject};
pub use tables::{Names, Table, features_csv, maps_csv, roc_csv};
pub use trustworthiness::trustworthiness;
pub use tsne::Tsne;
pub use verdict::{Verdict, unclassified};
