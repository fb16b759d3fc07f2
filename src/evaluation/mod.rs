//! Measures of a trained model, one per file.
//!
//! Training needs only the test error, the baselines and the descriptions of units. All other measures are used
//! only through [`Evaluator`], so that programs that do not evaluate do not link them.

mod agreement;
mod baseline;
mod classification;
mod clustering;
mod denoising;
mod detector;
mod diagnosis;
mod difference;
mod evaluated_model;
#[expect(clippy::module_inception, reason = "the noun is the module's")]
mod evaluation;
mod evaluator;
mod feature_recovery;
mod formula;
mod gradient_check;
mod ground_truth;
mod importance;
mod logistic;
mod mahalanobis;
mod map;
mod memory;
mod model_outputs;
mod orientation;
mod pca;
mod perplexity;
mod proportion;
mod reconstruction;
mod remedies;
mod roc;
mod stage;
mod summary;
mod tables;
mod trustworthiness;
mod tsne;
mod unit;

pub use agreement::Agreement;
pub use baseline::{Baselines, beside, pca_with};
pub use classification::Classification;
pub use clustering::{Clustering, ClusteringError};
pub use denoising::Denoising;
pub use detector::{Confusion, Detection, Detector, Score, usual_threshold};
pub use diagnosis::{Cause, Diagnosis, Symptoms};
pub use evaluated_model::EvaluatedModel;
pub use evaluation::{Evaluation, OfCodes, OfInputs};
pub use evaluator::{EvaluationError, Evaluator, StageProgress};
pub use feature_recovery::{FeatureRecovery, GroundTruthInfo, RecoveryReport, RecoveryScores};
pub use formula::{Term, formula, terms};
pub use gradient_check::GradientCheck;
pub use ground_truth::{Comparison, GroundTruth};
pub use importance::Importance;
pub use logistic::LogisticRegression;
pub use mahalanobis::mahalanobis;
pub use map::{Map, Projection};
pub use memory::{
    TOGETHER_LIMIT, baselines_bytes, bytes_with_baselines, bytes_with_evaluation, evaluated_rows,
    evaluation_bytes,
};
pub use model_outputs::{Inputs, ModelOutputs, Representation};
pub use orientation::orientation;
pub use pca::Pca;
pub use perplexity::{BadPerplexity, Perplexity};
pub use proportion::Proportion;
pub use reconstruction::{ReconstructionErrors, mean_squares, saved};
pub use remedies::Remedy;
pub use roc::Roc;
pub use stage::Stage;
pub use summary::{EvaluationSummary, unclassified};
pub use tables::{CsvTable, TableNames, features_csv, maps_csv, roc_csv};
pub use trustworthiness::trustworthiness;
pub use tsne::Tsne;
pub use unit::{
    ActivationHistogram, ClassPreference, InspectedModel, NearUnit, TrueFeatureMatch, UnitReport, UnitSample,
    UnitStatistics, nearest_units, quantile_samples, strongest_samples,
};
