//! The whole evaluation, stage by stage.

use linfa_linalg::LinalgError;
use nanoserde::{DeBin, SerBin, SerJson};
use ndarray::{Array2, Axis};

use super::{
    Baselines, Classification, Clustering, ClusteringError, Detector, Importance, Inputs, Map, Pca,
    Perplexity, Projection, Reconstruction, Representation, Score, Subject, mahalanobis,
    reconstruction::mean_squares,
};
use crate::data::DataError;

/// A part of the evaluation that is done in one go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, SerBin, DeBin, SerJson)]
pub enum Stage {
    /// Errors of reconstructions, beside the mean's and PCA's.
    Reconstruction,
    /// Logistic regression.
    Classification,
    /// k-means.
    Clustering,
    /// Anomalies, where one class was trained on.
    Anomalies,
    /// Permuted features.
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

    /// What it is called.
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
}

/// What is measured of the samples themselves: it stays when the model changes.
#[derive(Debug, Clone, Default, PartialEq, SerBin, DeBin, SerJson)]
pub struct OfInputs {
    /// Errors of the mean and of PCA on the test samples.
    pub baselines: Option<Baselines>,
    /// Of the inputs, and of PCA.
    pub classifications: Vec<Classification>,
    /// Of the inputs, and of PCA.
    pub clusterings: Vec<Clustering>,
    /// By PCA's error, and by the Mahalanobis distance.
    pub detectors: Vec<Detector>,
    /// Of the inputs.
    pub maps: Vec<Map>,
    /// The stages that are complete; what they left empty cannot be had.
    pub complete: Vec<Stage>,
}

/// What is measured of the model.
#[derive(Debug, Clone, Default, PartialEq, SerBin, DeBin, SerJson)]
pub struct OfCodes {
    /// Its errors.
    pub reconstruction: Option<Reconstruction>,
    /// What it relies on.
    pub importance: Option<Importance>,
    /// Of the codes.
    pub classifications: Vec<Classification>,
    /// Of the codes.
    pub clusterings: Vec<Clustering>,
    /// By the reconstruction error.
    pub detectors: Vec<Detector>,
    /// Of the codes.
    pub maps: Vec<Map>,
    /// The stages that are complete; what they left empty cannot be had.
    pub complete: Vec<Stage>,
}

/// Is the code any good? All answers so far; what has a list has the codes' entry first.
#[derive(Debug, Clone, Default, PartialEq, SerBin, DeBin, SerJson)]
pub struct Evaluation {
    /// Of the samples themselves.
    pub of_inputs: OfInputs,
    /// Of the model.
    pub of_codes: OfCodes,
}

impl Evaluation {
    /// Of the codes, the inputs and PCA.
    pub fn classifications(&self) -> impl Iterator<Item = &Classification> {
        self.of_codes.classifications.iter().chain(&self.of_inputs.classifications)
    }

    /// Of the codes, the inputs and PCA.
    pub fn clusterings(&self) -> impl Iterator<Item = &Clustering> {
        self.of_codes.clusterings.iter().chain(&self.of_inputs.clusterings)
    }

    /// By the reconstruction's error, by PCA's and by the Mahalanobis distance.
    pub fn detectors(&self) -> impl Iterator<Item = &Detector> {
        self.of_codes.detectors.iter().chain(&self.of_inputs.detectors)
    }

    /// Of the codes and the inputs.
    pub fn maps(&self) -> impl Iterator<Item = &Map> {
        self.of_codes.maps.iter().chain(&self.of_inputs.maps)
    }

    /// Takes over what another has of a stage, in place of its own.
    pub fn take(&mut self, stage: Stage, other: &Self) {
        let (inputs, codes) = (&mut self.of_inputs, &mut self.of_codes);
        let (others_inputs, others_codes) = (&other.of_inputs, &other.of_codes);
        match stage {
            Stage::Reconstruction => {
                inputs.baselines.clone_from(&others_inputs.baselines);
                codes.reconstruction.clone_from(&others_codes.reconstruction);
            }
            Stage::Classification => {
                inputs.classifications.clone_from(&others_inputs.classifications);
                codes.classifications.clone_from(&others_codes.classifications);
            }
            Stage::Clustering => {
                inputs.clusterings.clone_from(&others_inputs.clusterings);
                codes.clusterings.clone_from(&others_codes.clusterings);
            }
            Stage::Anomalies => {
                inputs.detectors.clone_from(&others_inputs.detectors);
                codes.detectors.clone_from(&others_codes.detectors);
            }
            Stage::Importance => codes.importance.clone_from(&others_codes.importance),
            Stage::Pca | Stage::Tsne => {
                let by = projection(stage);
                for (own, others) in
                    [(&mut inputs.maps, &others_inputs.maps), (&mut codes.maps, &others_codes.maps)]
                {
                    own.retain(|map| map.by != by);
                    own.extend(others.iter().filter(|map| map.by == by).cloned());
                }
            }
        }
        for (own, others) in
            [(&mut inputs.complete, &others_inputs.complete), (&mut codes.complete, &others_codes.complete)]
        {
            own.retain(|&complete| complete != stage);
            own.extend(others.contains(&stage).then_some(stage));
        }
    }

    /// Whether nothing of a stage is missing.
    #[must_use]
    pub fn is_complete(&self, stage: Stage) -> bool {
        self.of_inputs.complete.contains(&stage) && self.of_codes.complete.contains(&stage)
    }
}

/// Why a stage cannot be completed. The others can.
#[derive(Debug, thiserror::Error)]
pub enum EvaluationError {
    /// Eigenvectors.
    #[error("principal components could not be computed: {0}. The samples may be too large: scale them.")]
    Pca(#[from] LinalgError),
    /// Features of a classifier.
    #[error("the classifier's features could not be standardised. {0}")]
    Scaling(#[from] DataError),
    /// k-means.
    #[error("k-means failed: {0}. The codes may not be finite: lower the learning rate.")]
    Clustering(#[from] ClusteringError),
}

/// Hears which share of a stage is done, from 0 to 1.
pub type Progress<'a> = &'a mut (dyn FnMut(f64) + Send);

/// Measures, a stage at a time, and keeps what it knows.
#[derive(Debug, Default)]
pub struct Evaluator {
    /// Components of the training samples.
    pca: Option<Pca>,
    /// Of t-SNE's maps.
    perplexity: Perplexity,
    evaluation: Evaluation,
}

impl Evaluator {
    /// Knows nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// What it knows.
    #[must_use]
    pub fn evaluation(&self) -> &Evaluation {
        &self.evaluation
    }

    /// Forgets what depends on the model; the samples and their labels are the same as before. Where
    /// these change, begin with a new one.
    pub fn forget_model(&mut self) {
        self.evaluation.of_codes = OfCodes::default();
    }

    /// Forgets what depends on how wide a code is, as many components then stand beside it.
    pub fn forget_width(&mut self) {
        let OfInputs { classifications, clusterings, detectors, complete, .. } =
            &mut self.evaluation.of_inputs;
        classifications.retain(|entry| entry.of == Representation::Inputs);
        clusterings.retain(|entry| entry.of == Representation::Inputs);
        detectors.clear();
        complete
            .retain(|stage| !matches!(stage, Stage::Classification | Stage::Clustering | Stage::Anomalies));
    }

    /// Of t-SNE's maps; those of another perplexity are forgotten.
    pub fn set_perplexity(&mut self, perplexity: Perplexity) {
        if std::mem::replace(&mut self.perplexity, perplexity) != perplexity {
            self.evaluation.take(Stage::Tsne, &Evaluation::default());
        }
    }

    /// Completes one stage: measures what is missing of it.
    ///
    /// # Errors
    /// Where a measure cannot be computed; what was complete before stays.
    pub fn run(
        &mut self,
        stage: Stage,
        subject: &Subject,
        progress: Progress,
    ) -> Result<(), EvaluationError> {
        let inputs_missing = !self.evaluation.of_inputs.complete.contains(&stage);
        let codes_missing = !self.evaluation.of_codes.complete.contains(&stage);
        // Where both are, the inputs and PCA are two of three, or one of two.
        let first = match stage {
            _ if !(inputs_missing && codes_missing) => 0.0,
            Stage::Classification | Stage::Clustering | Stage::Anomalies => 2.0 / 3.0,
            Stage::Reconstruction | Stage::Pca | Stage::Tsne => 0.5,
            Stage::Importance => 0.0,
        };
        if inputs_missing {
            self.run_inputs(stage, &subject.inputs, &mut |share| progress(share * first))?;
            progress(first);
        }
        if codes_missing {
            self.run_codes(stage, subject, &mut |share| progress(first + share * (1.0 - first)))?;
        }
        Ok(())
    }

    /// Completes one stage as far as it does not depend on the model.
    ///
    /// # Errors
    /// As [`Evaluator::run`].
    pub fn run_inputs(
        &mut self,
        stage: Stage,
        inputs: &Inputs,
        progress: Progress,
    ) -> Result<(), EvaluationError> {
        let Inputs { train, test, train_labels, test_labels, classes, normal, width, .. } = *inputs;
        match stage {
            Stage::Reconstruction => {
                let baselines = Baselines::of(self.pca(inputs)?, test);
                self.evaluation.of_inputs.baselines = Some(baselines);
            }
            Stage::Classification => {
                let pca = self.pca(inputs)?;
                let [a, b] = [train, test].map(|part| pca.transform(part, width));
                let classify = |of, train: &Array2<f64>, test: &Array2<f64>| {
                    Classification::new(of, (train, train_labels), (test, test_labels))
                };
                let classifications = &mut self.evaluation.of_inputs.classifications;
                if classifications.is_empty() {
                    let [c, d] = [train, test].map(|part| part.mapv(f64::from));
                    classifications.extend(classify(Representation::Inputs, &c, &d)?);
                    progress(0.5);
                }
                classifications.extend(classify(Representation::Pca, &a, &b)?);
            }
            Stage::Clustering => {
                let components = self.pca(inputs)?.transform(test, width);
                let cluster =
                    |of, samples: &Array2<f64>| Clustering::new(of, samples, test_labels, classes.len());
                let clusterings = &mut self.evaluation.of_inputs.clusterings;
                if clusterings.is_empty() {
                    clusterings.extend(cluster(Representation::Inputs, &test.mapv(f64::from))?);
                    progress(0.5);
                }
                clusterings.extend(cluster(Representation::Pca, &components)?);
            }
            Stage::Anomalies => {
                if let Some(anomalous) = anomalous(test_labels, normal) {
                    let pca = self.pca(inputs)?;
                    let [a, b] = [train, test].map(|part| pca.errors(part, width));
                    let [c, d] = [train, test].map(|part| mahalanobis(pca, part));
                    self.evaluation.of_inputs.detectors = vec![
                        Detector::new(Score::Pca, &a, b, &anomalous),
                        Detector::new(Score::Mahalanobis, &c, d, &anomalous),
                    ];
                }
            }
            Stage::Pca | Stage::Tsne => {
                let (of, by) = (Representation::Inputs, projection(stage));
                let map = Map::new(of, by, self.perplexity, test, progress)?;
                self.evaluation.of_inputs.maps.extend(map);
            }
            Stage::Importance => {}
        }
        self.evaluation.of_inputs.complete.push(stage);
        Ok(())
    }

    /// Completes one stage as far as it depends on the model.
    fn run_codes(
        &mut self,
        stage: Stage,
        subject: &Subject,
        progress: Progress,
    ) -> Result<(), EvaluationError> {
        let Subject { inputs, train_codes, test_codes, test_reconstructions, reconstruct } = *subject;
        let Inputs { train, test, train_labels, test_labels, classes, normal, .. } = inputs;
        let of_codes = &mut self.evaluation.of_codes;
        let of = Representation::Codes;
        match stage {
            Stage::Reconstruction => {
                of_codes.reconstruction = Some(Reconstruction::new(test, test_reconstructions));
            }
            Stage::Classification => {
                let [a, b] = [train_codes, test_codes].map(|part| part.mapv(f64::from));
                let own = Classification::new(of, (&a, train_labels), (&b, test_labels))?;
                of_codes.classifications.extend(own);
            }
            Stage::Clustering => {
                let own = Clustering::new(of, &test_codes.mapv(f64::from), test_labels, classes.len())?;
                of_codes.clusterings.extend(own);
            }
            Stage::Anomalies => {
                if let Some(anomalous) = anomalous(test_labels, normal) {
                    let before = mean_squares(train, reconstruct(train).view(), Axis(0));
                    let scores = mean_squares(test, test_reconstructions, Axis(0));
                    of_codes.detectors =
                        vec![Detector::new(Score::Reconstruction, &before, scores, &anomalous)];
                }
            }
            Stage::Importance => of_codes.importance = Some(Importance::new(test, reconstruct, progress)),
            Stage::Pca | Stage::Tsne => {
                let map = Map::new(of, projection(stage), self.perplexity, test_codes, progress)?;
                of_codes.maps.extend(map);
            }
        }
        of_codes.complete.push(stage);
        Ok(())
    }

    fn pca(&mut self, inputs: &Inputs) -> Result<&Pca, LinalgError> {
        if self.pca.is_none() {
            self.pca = Some(Pca::fit(inputs.train)?);
        }
        Ok(self.pca.as_ref().expect("it was fitted"))
    }
}

fn projection(stage: Stage) -> Projection {
    if stage == Stage::Tsne { Projection::Tsne } else { Projection::Pca }
}

/// Which test samples are anomalies, where one class was trained on.
fn anomalous(labels: &[usize], normal: Option<usize>) -> Option<Vec<bool>> {
    let normal = normal.filter(|_| !labels.is_empty())?;
    Some(labels.iter().map(|&label| label != normal).collect())
}
