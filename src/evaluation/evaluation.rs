//! The results of an evaluation.

use nanoserde::{DeBin, SerBin, SerJson};

use super::{
    Baselines, Classification, Clustering, Denoising, Detection, Detector, Importance, Map,
    ReconstructionErrors, Stage,
};

/// Results for the samples themselves, which remain valid when the model changes.
#[derive(Debug, Clone, Default, PartialEq, SerBin, DeBin, SerJson)]
pub struct OfInputs {
    /// Errors of the mean and of PCA on the test samples.
    pub baselines: Option<Baselines>,
    /// Errors of predicting the training samples' mean, by feature and by sample.
    pub mean: Option<ReconstructionErrors>,
    /// Errors of PCA with as many components as the code has units.
    pub pca: Option<ReconstructionErrors>,
    /// From the inputs, and from PCA.
    pub classifications: Vec<Classification>,
    /// Clusterings of the inputs and of PCA.
    pub clusterings: Vec<Clustering>,
    /// By PCA's error, and by the Mahalanobis distance.
    pub detectors: Vec<Detector>,
    /// True for test samples that are anomalies; empty if this is unknown.
    pub anomalous: Vec<bool>,
    /// Maps of the inputs.
    pub maps: Vec<Map>,
    /// The stages that are complete; what they left empty cannot be had.
    pub complete: Vec<Stage>,
}

impl OfInputs {
    /// An error that the mean and PCA make too, by whose it is.
    pub fn beside(
        &self,
        error: impl Fn(&ReconstructionErrors) -> Option<f64>,
    ) -> impl Iterator<Item = (&'static str, f64)> {
        let others = [("predicting the mean", &self.mean), ("PCA", &self.pca)];
        others.into_iter().filter_map(move |(of, errors)| Some((of, error(errors.as_ref()?)?)))
    }
}

/// Results for the model.
#[derive(Debug, Clone, Default, PartialEq, SerBin, DeBin, SerJson)]
pub struct OfCodes {
    pub reconstruction: Option<ReconstructionErrors>,
    /// Mean number of units active on a test sample (L0).
    pub l0: Option<f64>,
    /// Errors on noisy test samples, where the model is trained to take noise off.
    pub denoising: Option<Denoising>,
    /// The features that the model relies on.
    pub importance: Option<Importance>,
    /// From the codes.
    pub classifications: Vec<Classification>,
    /// Clusterings of the codes.
    pub clusterings: Vec<Clustering>,
    /// By the reconstruction error.
    pub detectors: Vec<Detector>,
    /// 95 of 100 training samples have no larger error.
    pub usual_threshold: Option<f64>,
    /// Maps of the codes.
    pub maps: Vec<Map>,
    /// The stages that are complete; what they left empty cannot be had.
    pub complete: Vec<Stage>,
}

/// All results of an evaluation so far. In every list the codes' entry comes first.
#[derive(Debug, Clone, Default, PartialEq, SerBin, DeBin, SerJson)]
pub struct Evaluation {
    pub of_inputs: OfInputs,
    pub of_codes: OfCodes,
}

impl Evaluation {
    /// Iterates over the results for the codes, the inputs and PCA.
    pub fn classifications(&self) -> impl Iterator<Item = &Classification> {
        self.of_codes.classifications.iter().chain(&self.of_inputs.classifications)
    }

    /// Iterates over the results for the codes, the inputs and PCA.
    pub fn clusterings(&self) -> impl Iterator<Item = &Clustering> {
        self.of_codes.clusterings.iter().chain(&self.of_inputs.clusterings)
    }

    /// By the reconstruction's error, by PCA's and by the Mahalanobis distance.
    pub fn detectors(&self) -> impl Iterator<Item = &Detector> {
        self.of_codes.detectors.iter().chain(&self.of_inputs.detectors)
    }

    /// Returns each detector's result if the model's threshold is this error. The others use the threshold
    /// that causes at most as many false positives. Without an error, the usual threshold of the training
    /// samples applies.
    #[must_use]
    pub fn detections(&self, threshold: Option<f64>) -> Vec<Detection> {
        let anomalous = &self.of_inputs.anomalous;
        let threshold = threshold.or(self.of_codes.usual_threshold);
        let (Some(model), Some(threshold)) = (self.of_codes.detectors.first(), threshold) else {
            return Vec::new();
        };
        let model = model.at(threshold, anomalous);
        let others = self.of_inputs.detectors.iter();
        let others = others.map(|other| other.with_false_alarms(model.confusion.false_positives, anomalous));
        std::iter::once(model).chain(others).collect()
    }

    /// Iterates over the maps of the codes and the inputs.
    pub fn maps(&self) -> impl Iterator<Item = &Map> {
        self.of_codes.maps.iter().chain(&self.of_inputs.maps)
    }

    /// Replaces the results of a stage by those of another evaluation.
    pub fn take(&mut self, stage: Stage, other: &Self) {
        let (inputs, codes) = (&mut self.of_inputs, &mut self.of_codes);
        let (others_inputs, others_codes) = (&other.of_inputs, &other.of_codes);
        match stage {
            Stage::Reconstruction => {
                inputs.baselines.clone_from(&others_inputs.baselines);
                inputs.mean.clone_from(&others_inputs.mean);
                inputs.pca.clone_from(&others_inputs.pca);
                codes.reconstruction.clone_from(&others_codes.reconstruction);
                (codes.l0, codes.denoising) = (others_codes.l0, others_codes.denoising);
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
                inputs.anomalous.clone_from(&others_inputs.anomalous);
                codes.detectors.clone_from(&others_codes.detectors);
                codes.usual_threshold = others_codes.usual_threshold;
            }
            Stage::Importance => codes.importance.clone_from(&others_codes.importance),
            Stage::Pca | Stage::Tsne => {
                let by = stage.projection();
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

    /// Returns whether a stage has all its results.
    #[must_use]
    pub fn is_complete(&self, stage: Stage) -> bool {
        self.of_inputs.complete.contains(&stage) && self.of_codes.complete.contains(&stage)
    }
}
