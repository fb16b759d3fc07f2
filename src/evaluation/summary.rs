//! The results of an evaluation in sentences.

use super::{
    Classification, Clustering, Detector, Evaluation, Importance, Map, Projection, Representation, beside,
};

/// The sentences of an evaluation; none of what was not measured.
#[derive(Debug, Clone, Copy)]
pub struct EvaluationSummary<'a> {
    pub evaluation: &'a Evaluation,
    /// Number of units of the code.
    pub width: usize,
}

/// Explains why there is no classification, given the number of classes and the only class trained on, if
/// any.
#[must_use]
pub fn unclassified(classes: usize, normal: Option<usize>) -> &'static str {
    match (classes, normal) {
        (0, _) => "Not measured: the samples have no labels.",
        (_, Some(_)) => "Not measured: the model was trained on one class only.",
        _ => "Not measured: all training samples have the same label.",
    }
}

impl EvaluationSummary<'_> {
    #[must_use]
    pub fn reconstruction(&self) -> Option<String> {
        let errors = self.evaluation.of_codes.reconstruction.as_ref()?;
        let baselines = self.evaluation.of_inputs.baselines.as_ref()?;
        let mean = beside(errors.mse, baselines.mean_mse, "predicting the mean");
        let l0 = self.evaluation.of_codes.l0.unwrap_or(0.0);
        let components = baselines.components_of(l0);
        let pca = baselines.beside_pca(errors.mse, components);
        let mut sentence = if baselines.is_lossless(components) {
            format!("The error is {mean}. {pca} (on average, {l0:.1} units are active).")
        } else {
            format!("The error is {mean} and {pca} (on average, {l0:.1} units are active).")
        };
        let all = baselines.components(self.width);
        if all > components {
            let pca = baselines.beside_pca(errors.mse, all);
            let features = errors.feature_mse.len();
            let more = if baselines.is_lossless(all) {
                format!(" {pca} on {features} features.")
            } else {
                let whose =
                    if all == self.width { "as there are units" } else { "as the data have directions" };
                format!(" It is {pca}, as many {whose}.")
            };
            sentence.push_str(&more);
        }
        Some(sentence)
    }

    /// Describes the errors on noisy samples if the model is trained to remove noise.
    #[must_use]
    pub fn denoising(&self) -> Option<String> {
        let denoising = self.evaluation.of_codes.denoising?;
        let others = denoising.others().map(|(name, error)| beside(denoising.model, error, &name));
        Some(format!("On noisy test samples the error is {}.", others.join(", ")))
    }

    #[must_use]
    pub fn classification(&self) -> Option<String> {
        let of = |of| self.evaluation.classifications().find(|entry: &&Classification| entry.of == of);
        let (codes, inputs) = (of(Representation::Codes)?.accuracy, of(Representation::Inputs)?.accuracy);
        let how = if codes.low > inputs.high {
            ", and the intervals do not overlap: the codes separate the classes better"
        } else if codes.high >= inputs.low {
            "; the 95 % intervals overlap"
        } else {
            ", and the intervals do not overlap: the codes lose some of the information about the classes"
        };
        let [codes, inputs] = [codes, inputs].map(|accuracy| 100.0 * accuracy.share);
        Some(format!(
            "A simple classifier gets {codes:.1} % right from the codes and {inputs:.1} % from the inputs{how}."
        ))
    }

    #[must_use]
    pub fn clustering(&self) -> Option<String> {
        let of = |of| self.evaluation.clusterings().find(|entry: &&Clustering| entry.of == of);
        let [codes, inputs] = [of(Representation::Codes)?, of(Representation::Inputs)?];
        let [codes, inputs] = [codes, inputs].map(|clustering| clustering.agreement.ari);
        let how = match codes - inputs {
            more if more > 0.02 => "better than",
            less if less < -0.02 => "worse than",
            _ => "about as well as",
        };
        Some(format!(
            "The clusters that k-means finds in the codes agree with the classes {how} clusters of the inputs do (adjusted Rand index: 1 is perfect agreement, 0 is chance)."
        ))
    }

    #[must_use]
    pub fn anomalies(&self) -> Option<String> {
        let auc = |entry: &Detector| Some(entry.roc.as_ref()?.auc);
        let model = auc(self.evaluation.of_codes.detectors.first()?)?;
        let others = self.evaluation.of_inputs.detectors.iter();
        let others = others.filter_map(|entry| Some((auc(entry)?, entry.by.title())));
        let (best, name) = others.max_by(|a, b| a.0.total_cmp(&b.0))?;
        let how = match model - best {
            more if more > 0.01 => "better",
            less if less < -0.01 => "worse",
            _ => "equally well",
        };
        Some(format!(
            "AUC {model:.3}: of 100 pairs of one anomaly and one normal sample, the anomaly has the larger error \
             in {:.0}. The best baseline, the {name}, has AUC {best:.3}; the model does {how}. The table gives the \
             baselines at thresholds with no more false alarms than the model's.",
            100.0 * model
        ))
    }

    #[must_use]
    pub fn importance(&self, name: impl Fn(usize) -> String) -> Option<String> {
        let Importance { rise, .. } = self.evaluation.of_codes.importance.as_ref()?;
        let (first, most) = rise.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1))?;
        Some(if *most > 0.0 {
            format!(
                "The model relies most on “{}”: shuffling this feature raises the error most.",
                name(first)
            )
        } else {
            "The model relies on no feature: shuffling one does not raise the error.".to_owned()
        })
    }

    /// Describes how far neighbours on the maps are neighbours in the data.
    #[must_use]
    pub fn maps(&self, by: Projection) -> Option<String> {
        let of = |of| self.evaluation.maps().find(|map: &&Map| map.of == of && map.by == by);
        let [codes, inputs] = [of(Representation::Codes)?, of(Representation::Inputs)?];
        Some(format!(
            "Trustworthiness, the degree to which neighbours on the map are neighbours in the data (1 is perfect): codes {:.2}, inputs {:.2}.",
            codes.trustworthiness, inputs.trustworthiness
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluation::{EvaluatedModel, Evaluator, Stage};
    use crate::experiment::Link;
    use crate::training::Trainer;

    #[test]
    fn summary_writes_sentences_for_each_stage() {
        let link = Link::parse("n_samples=300&epochs=3&train_on=0");
        let mut trainer = Trainer::new(link.experiment).expect("the data can be made");
        trainer.run().expect("it does not diverge");
        let (model, mut evaluator) = (
            {
                let (model, data) = trainer.into_parts();
                EvaluatedModel::new(model, data)
            },
            Evaluator::new(),
        );
        for stage in [Stage::Reconstruction, Stage::Anomalies, Stage::Pca, Stage::Importance] {
            model.evaluate(&mut evaluator, stage, &mut |_| {}).expect("it can be measured");
        }
        let summary = EvaluationSummary { evaluation: evaluator.evaluation(), width: model.inputs().width };
        let text = summary.reconstruction().expect("it was measured");
        assert!(text.starts_with("The error is ") && text.contains("PCA with 8 components"), "{text}");
        assert!(summary.anomalies().is_some_and(|text| text.starts_with("AUC ")));
        assert!(summary.maps(Projection::Pca).is_some() && summary.maps(Projection::Tsne).is_none());
        assert!(summary.importance(|feature| format!("feature {feature}")).is_some());
        assert_eq!((summary.classification(), summary.clustering()), (None, None));
        let mut part = Evaluation::default();
        part.take(Stage::Pca, evaluator.evaluation());
        assert!(part.is_complete(Stage::Pca) && !part.is_complete(Stage::Anomalies));
        assert_eq!((part.maps().count(), part.detectors().count()), (2, 0));
    }
}
