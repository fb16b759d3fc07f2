//! The whole evaluation, stage by stage.

use linfa_linalg::LinalgError;
use ndarray::{Array2, Axis};

use super::{
    Baselines, Classification, Clustering, ClusteringError, Denoising, Detector, Evaluation, Importance,
    Inputs, Map, ModelOutputs, OfCodes, OfInputs, Pca, Perplexity, ReconstructionErrors, Representation,
    Score, Stage, mahalanobis, mean_squares, usual_threshold,
};
use crate::data::DataError;

/// Why a stage cannot be completed. The others can.
#[derive(Debug, thiserror::Error)]
pub enum EvaluationError {
    /// Eigenvectors could not be computed.
    #[error("principal components could not be computed: {0}. The samples may be too large: scale them.")]
    Pca(#[from] LinalgError),
    /// The features of a classifier could not be scaled.
    #[error("the classifier's features could not be standardised. {0}")]
    Scaling(#[from] DataError),
    /// k-means failed.
    #[error("k-means failed: {0}. The codes may not be finite: lower the learning rate.")]
    Clustering(#[from] ClusteringError),
}

/// Receives the completed fraction of a stage, from 0 to 1.
pub type StageProgress<'a> = &'a mut (dyn FnMut(f64) + Send);

/// Measures, a stage at a time, and keeps what it knows.
#[derive(Debug, Default)]
pub struct Evaluator {
    /// Components of the training samples.
    pca: Option<Pca>,
    perplexity: Perplexity,
    evaluation: Evaluation,
}

impl Evaluator {
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    #[must_use]
    pub fn evaluation(&self) -> &Evaluation {
        &self.evaluation
    }

    /// Forgets what depends on the model; the samples and their labels are the same as before. Where
    /// these change, begin with a new one.
    pub fn forget_model(&mut self) {
        self.evaluation.of_codes = OfCodes::default();
    }

    /// Drops the results that depend on the number of units, which sets the number of components of PCA.
    pub fn forget_width(&mut self) {
        let OfInputs { classifications, clusterings, detectors, complete, .. } =
            &mut self.evaluation.of_inputs;
        classifications.retain(|entry| entry.of == Representation::Inputs);
        clusterings.retain(|entry| entry.of == Representation::Inputs);
        detectors.clear();
        complete.retain(|stage| matches!(stage, Stage::Importance | Stage::Pca | Stage::Tsne));
    }

    /// Sets the perplexity of t-SNE's maps. Maps with another perplexity are dropped.
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
        outputs: &ModelOutputs,
        progress: StageProgress,
    ) -> Result<(), EvaluationError> {
        let inputs_missing = !self.evaluation.of_inputs.complete.contains(&stage);
        let codes_missing = !self.evaluation.of_codes.complete.contains(&stage);
        // If both are missing, the inputs and PCA are two of three steps, or one of two.
        let first = match stage {
            _ if !(inputs_missing && codes_missing) => 0.0,
            Stage::Classification | Stage::Clustering | Stage::Anomalies => 2.0 / 3.0,
            Stage::Reconstruction | Stage::Pca | Stage::Tsne => 0.5,
            Stage::Importance => 0.0,
        };
        if inputs_missing {
            self.run_inputs(stage, &outputs.inputs, &mut |share| progress(share * first))?;
            progress(first);
        }
        if codes_missing {
            self.run_codes(stage, outputs, &mut |share| progress(first + share * (1.0 - first)))?;
        }
        Ok(())
    }

    /// Completes one stage as far as it does not depend on the model.
    ///
    /// # Errors
    /// See [`Evaluator::run`].
    pub fn run_inputs(
        &mut self,
        stage: Stage,
        inputs: &Inputs,
        progress: StageProgress,
    ) -> Result<(), EvaluationError> {
        let Inputs { train, test, train_labels, test_labels, classes, normal, width, .. } = *inputs;
        match stage {
            Stage::Reconstruction => {
                let pca = self.pca(inputs)?;
                let baselines = Baselines::of(pca, test);
                let [mean, pca] = [0, width].map(|components| {
                    ReconstructionErrors::new(test, pca.reconstruct(test, components).view())
                });
                let of_inputs = &mut self.evaluation.of_inputs;
                (of_inputs.baselines, of_inputs.mean, of_inputs.pca) =
                    (Some(baselines), Some(mean), Some(pca));
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
                    let scores =
                        [(Score::Pca, pca.errors(test, width)), (Score::Mahalanobis, mahalanobis(pca, test))];
                    let of_inputs = &mut self.evaluation.of_inputs;
                    of_inputs.detectors =
                        scores.map(|(by, scores)| Detector::new(by, scores, &anomalous)).into();
                    of_inputs.anomalous = anomalous;
                }
            }
            Stage::Pca | Stage::Tsne => {
                let (of, by) = (Representation::Inputs, stage.projection());
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
        outputs: &ModelOutputs,
        progress: StageProgress,
    ) -> Result<(), EvaluationError> {
        let ModelOutputs { inputs, train_codes, test_codes, test_reconstructions, l0, noisy, reconstruct } =
            *outputs;
        let Inputs { train, test, train_labels, test_labels, classes, normal, .. } = inputs;
        let of = Representation::Codes;
        let denoising = match (stage, noisy) {
            (Stage::Reconstruction, Some(noisy)) => {
                Some(Denoising::new(self.pca(&inputs)?, test, noisy, l0, reconstruct))
            }
            _ => None,
        };
        let of_codes = &mut self.evaluation.of_codes;
        match stage {
            Stage::Reconstruction => {
                of_codes.denoising = denoising;
                of_codes.reconstruction = Some(ReconstructionErrors::new(test, test_reconstructions));
                of_codes.l0 = Some(l0);
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
                    of_codes.usual_threshold = Some(usual_threshold(&before));
                    of_codes.detectors = vec![Detector::new(Score::Reconstruction, scores, &anomalous)];
                }
            }
            Stage::Importance => of_codes.importance = Some(Importance::new(test, reconstruct, progress)),
            Stage::Pca | Stage::Tsne => {
                let map = Map::new(of, stage.projection(), self.perplexity, test_codes, progress)?;
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

/// Returns which test samples are anomalies if the model was trained on one class.
fn anomalous(labels: &[usize], normal: Option<usize>) -> Option<Vec<bool>> {
    let normal = normal.filter(|_| !labels.is_empty())?;
    Some(labels.iter().map(|&label| label != normal).collect())
}
