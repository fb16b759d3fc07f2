//! The state of the evaluation.

use std::rc::Rc;

use crate::evaluation::{Detection, Detector, Evaluation, OfCodes, Perplexity, Projection, Stage};
use crate::experiment::Experiment;
use crate::protocol::{Evaluated, RankedSamples};
use crate::tensor::Fingerprint;

/// A model that is to be evaluated.
#[derive(Debug, Clone)]
pub struct EvaluationRequest {
    /// Its experiment's link.
    pub link: String,
    /// The part of it that the data depend on.
    pub data: String,
    /// Number of complete epochs.
    pub epoch: u32,
    /// Its experiment, with the live parameters of that epoch.
    pub experiment: Experiment,
    /// The file of its weights.
    pub weights: Rc<[u8]>,
}

/// The state of the evaluation.
#[derive(Debug)]
pub struct EvaluationState {
    /// The model being evaluated, if any.
    pub asked: Option<EvaluationRequest>,
    /// The model that the results belong to; until new results arrive, the previous one.
    pub evaluated: Option<EvaluationRequest>,
    /// The run whose weights are awaited for the next evaluation.
    pub weights_of: Option<u32>,
    /// Stages that are still to come, in their order.
    pub awaited: Vec<Stage>,
    /// The completed fraction of the first stage.
    pub share: f64,
    /// The data for which the user was asked before an evaluation that needs much memory.
    pub agreed: Option<String>,
    /// Seconds in which nothing was heard of it.
    pub silent: u32,
    pub evaluation: Evaluation,
    /// The test samples' rows in the data, and their classes.
    pub rows: Vec<usize>,
    /// Names of the test samples; empty if they only have numbers.
    pub names: Vec<String>,
    pub labels: Vec<usize>,
    pub classes: Vec<String>,
    /// The class that was trained on, if only one was.
    pub normal: Option<usize>,
    /// Number of units of the code.
    pub width: usize,
    pub ranked_samples: RankedSamples,
    /// The fingerprint of the evaluated weights, if any.
    pub fingerprint: Option<Fingerprint>,
    pub problems: Vec<String>,
    /// The kind of maps displayed.
    pub projection: Projection,
    /// The perplexity of t-SNE's maps.
    pub perplexity: Perplexity,
    /// The perplexity of the existing maps.
    mapped: Perplexity,
    /// The selected threshold of the model, or `None` for that of the training samples.
    pub threshold: Option<usize>,
    /// With which of the ranked samples the drawn ones begin, from 0.
    pub first: usize,
    /// Increases with every change except of `share`.
    pub version: u64,
}

impl EvaluationState {
    pub fn new() -> Self {
        Self {
            asked: None,
            evaluated: None,
            weights_of: None,
            awaited: Vec::new(),
            share: 0.0,
            agreed: None,
            silent: 0,
            evaluation: Evaluation::default(),
            rows: Vec::new(),
            names: Vec::new(),
            labels: Vec::new(),
            classes: Vec::new(),
            normal: None,
            width: 0,
            ranked_samples: RankedSamples::default(),
            fingerprint: None,
            problems: Vec::new(),
            projection: Projection::Pca,
            perplexity: Perplexity::default(),
            mapped: Perplexity::default(),
            threshold: None,
            first: 0,
            version: 0,
        }
    }

    /// Drops all results, because they belong to other data.
    pub fn forget(&mut self) {
        let (projection, perplexity, version) = (self.projection, self.perplexity, self.version + 1);
        *self = Self { projection, perplexity, version, ..Self::new() };
    }

    /// Returns the stages that "Evaluate" runs: t-SNE takes longest and runs only if its maps are displayed.
    /// If the weights are those that were evaluated, existing results are not computed again.
    pub fn stages(&self, weights: Option<Fingerprint>) -> Vec<Stage> {
        let shown = |stage: &Stage| *stage != Stage::Tsne || self.projection == Projection::Tsne;
        let is_new = weights.is_none() || weights != self.fingerprint;
        Stage::ALL.into_iter().filter(shown).filter(|&stage| is_new || self.lacks(stage)).collect()
    }

    /// Returns whether a stage's results are missing or were computed with other settings.
    pub fn lacks(&self, stage: Stage) -> bool {
        let is_stale = stage == Stage::Tsne && self.mapped != self.perplexity;
        is_stale || !self.evaluation.is_complete(stage)
    }

    /// Returns the kind of maps displayed: until the chosen ones arrive, the others.
    pub fn shown_projection(&self) -> Projection {
        let is_there = self.evaluation.maps().any(|map| map.by == self.projection);
        if is_there { self.projection } else { Projection::Pca }
    }

    /// Requests some stages.
    pub fn ask(&mut self, stages: &[Stage]) {
        self.awaited.extend(stages);
        self.problems.clear();
        self.version += 1;
    }

    /// Stops all stages; existing results stay.
    pub fn stop(&mut self) {
        self.awaited.clear();
        (self.weights_of, self.share) = (None, 0.0);
        self.fall_back_to_pca();
        self.version += 1;
    }

    /// If t-SNE is neither computed nor pending, shows PCA.
    fn fall_back_to_pca(&mut self) {
        match (self.awaited.contains(&Stage::Tsne), self.evaluation.is_complete(Stage::Tsne)) {
            (true, _) => {}
            (false, true) => self.perplexity = self.mapped,
            (false, false) => self.projection = Projection::Pca,
        }
    }

    /// A stage does not come, or has come.
    pub fn end(&mut self, stage: Stage) {
        if self.awaited.first() == Some(&stage) {
            self.share = 0.0;
        }
        self.awaited.retain(|&awaited| awaited != stage);
        self.fall_back_to_pca();
        if self.awaited.is_empty() {
            self.weights_of = None;
        }
        self.version += 1;
    }

    /// Something went wrong, and nothing more comes.
    pub fn fail(&mut self, problem: String) {
        self.problems.push(problem);
        self.stop();
    }

    pub fn is_waiting(&self) -> bool {
        !self.awaited.is_empty()
    }

    /// Records the progress of a stage.
    pub fn progress(&mut self, stage: Stage, share: f64) {
        if self.awaited.first() == Some(&stage) {
            self.share = share;
        }
    }

    /// Takes a stage's results in.
    pub fn take(&mut self, evaluated: Evaluated) {
        let Evaluated {
            stage,
            problem,
            fingerprint,
            normal,
            width,
            evaluation,
            rows,
            names,
            labels,
            classes,
            ranked_samples,
        } = evaluated;
        if self.fingerprint != Some(fingerprint) {
            // Results that are not computed again belong to another model.
            self.evaluation.of_codes = OfCodes::default();
            (self.ranked_samples, self.threshold, self.first) = (RankedSamples::default(), None, 0);
            self.evaluated = self.asked.clone();
        }
        self.fingerprint = Some(fingerprint);
        self.evaluation.take(stage, &evaluation);
        (self.normal, self.width) = (normal, width);
        (self.rows, self.names) = (rows, names);
        (self.labels, self.classes) = (labels, classes);
        match stage {
            Stage::Reconstruction => self.ranked_samples = ranked_samples,
            // While maps are awaited no other perplexity can be chosen.
            Stage::Tsne => self.mapped = self.perplexity,
            _ => {}
        }
        self.problems.extend(problem.map(|problem| format!("{}: {problem}", stage.name())));
        self.end(stage);
    }

    /// Returns whether a test sample belongs to a class that was not trained on.
    pub fn is_anomalous(&self, sample: usize) -> bool {
        self.normal.is_some() && self.labels.get(sample).copied() != self.normal
    }

    /// The last of the ranked samples that can be drawn without a gap, from 0.
    pub fn last_rank(&self) -> usize {
        let ranked =
            self.evaluation.of_codes.reconstruction.as_ref().map_or(&[][..], |errors| &errors.ranked);
        let sent = ranked.iter().zip(&self.ranked_samples.samples).take_while(|(a, b)| a == b);
        sent.count().saturating_sub(1)
    }

    /// The model as a detector of anomalies.
    pub fn detector(&self) -> Option<&Detector> {
        self.evaluation.of_codes.detectors.first()
    }

    /// Returns the selected threshold; before a choice, the one with the same result as the usual one.
    pub fn chosen(&self) -> usize {
        let usual = || {
            let thresholds = &self.detector()?.roc.as_ref()?.thresholds;
            let usual = self.evaluation.of_codes.usual_threshold?;
            // They are in descending order.
            Some(thresholds.partition_point(|&score| score >= usual).saturating_sub(1))
        };
        self.threshold.or_else(usual).unwrap_or(0)
    }

    /// The chosen threshold, where it is another than the usual one.
    pub fn threshold(&self) -> Option<f64> {
        let thresholds = &self.detector()?.roc.as_ref()?.thresholds;
        thresholds.get(self.threshold?).copied()
    }

    /// Returns the model's result at the selected threshold, and the baselines' results with the same number
    /// of false positives.
    pub fn detections(&self) -> Vec<Detection> {
        self.evaluation.detections(self.threshold())
    }
}
