//! An evaluation as text.

use std::io::{self, Write};

use crate::evaluation::{
    Detection, Evaluation, Importance, Inputs, ReconstructionErrors, RecoveryScores, unclassified,
};
use crate::figure::rounded;
use crate::ranking;
use crate::view::View;

/// The number of samples and features that lists name.
const SHOWN: usize = 5;

/// Writes what there is, a paragraph a stage.
pub fn write(output: &mut dyn Write, evaluation: &Evaluation, inputs: &Inputs, view: View) -> io::Result<()> {
    if let Some(reconstruction) = &evaluation.of_codes.reconstruction {
        write_reconstruction(output, reconstruction, evaluation, inputs.width)?;
    }
    if evaluation.classifications().next().is_some() {
        writeln!(output, "\nClassification: logistic regression's accuracy on the test part, 95 % interval")?;
    } else {
        let why = unclassified(inputs.classes.len(), inputs.normal);
        writeln!(output, "\nClassification: none. {why}")?;
    }
    for classification in evaluation.classifications() {
        let accuracy = classification.accuracy;
        let name = classification.of.name();
        writeln!(output, "  {name:8} {:.4}  {:.4} to {:.4}", accuracy.share, accuracy.low, accuracy.high)?;
    }
    if evaluation.clusterings().next().is_some() {
        let classes = inputs.classes.len();
        writeln!(output, "\nClustering: k-means of the test part, {classes} clusters beside the labels")?;
    }
    for clustering in evaluation.clusterings() {
        let agreement = clustering.agreement;
        writeln!(output, "  {:8} ARI {:.4}  NMI {:.4}", clustering.of.name(), agreement.ari, agreement.nmi)?;
    }
    if let (Some(normal), true) = (inputs.normal, evaluation.detectors().next().is_some()) {
        let name = inputs.classes.get(normal).map_or("?", String::as_str);
        writeln!(
            output,
            "\nAnomalies: trained on {name} alone; the model's threshold at 95 % of the training"
        )?;
        writeln!(output, "samples, the others' where they raise no more false alarms")?;
    }
    for detection in evaluation.detections(None) {
        write_detection(output, &detection)?;
    }
    if let Some(importance) = &evaluation.of_codes.importance {
        write_importance(output, importance, |feature| view.feature(inputs.features, feature))?;
    }
    if evaluation.maps().next().is_some() {
        writeln!(output, "\nMaps: trustworthiness with 5 neighbours")?;
    }
    for map in evaluation.maps() {
        let how = map.perplexity.zip(map.divergence);
        let how = how.map_or_else(String::new, |(perplexity, divergence)| {
            format!("  perplexity {perplexity:.4}  divergence {divergence:.4}")
        });
        let [of, by] = [map.of.name(), map.by.name()];
        writeln!(output, "  {of:8} {by:5} {:.4}{how}", map.trustworthiness)?;
    }
    Ok(())
}

/// Writes how closely the units match the true features, compared with a random decoder.
pub fn write_ground_truth(
    output: &mut dyn Write,
    units: &RecoveryScores,
    control: &RecoveryScores,
) -> io::Result<()> {
    writeln!(
        output,
        "\nAnswer key: how close the units come to the true features, and a frozen random decoder of the same size; F1 on at most 1,000 test samples"
    )?;
    for (name, marks) in [("units", units), ("random", control)] {
        let f1 = marks.f1.map_or_else(|| "-".to_owned(), |f1| format!("{f1:.4}"));
        writeln!(output, "  {name:8} MMCS {:.4}  MCC {:.4}  F1 {f1}", marks.mmcs, marks.mcc)?;
    }
    Ok(())
}

fn write_reconstruction(
    output: &mut dyn Write,
    reconstruction: &ReconstructionErrors,
    evaluation: &Evaluation,
    width: usize,
) -> io::Result<()> {
    writeln!(output, "\nReconstruction of {} test samples", reconstruction.sample_mse.len())?;
    let ReconstructionErrors { mse, r2, explained_variance, sample_mse, .. } = reconstruction;
    if let Some(baselines) = &evaluation.of_inputs.baselines {
        let l0 = evaluation.of_codes.l0.unwrap_or(0.0);
        let mut components = vec![baselines.components_of(l0), baselines.components(width)];
        components.dedup();
        let others = components.into_iter().map(|count| (format!("PCA-{count}"), baselines.pca(count)));
        let first = [("model".to_owned(), *mse), ("mean".to_owned(), baselines.mean_mse)];
        for (name, mse) in first.into_iter().chain(others) {
            let r2 = baselines.r2(mse).map_or_else(|| "-".to_owned(), |r2| format!("{r2:.4}"));
            writeln!(output, "  {name:8} MSE {}  R² {r2}", rounded(mse))?;
        }
        writeln!(output, "  L0 {l0:.1} of {width} units")?;
    }
    writeln!(output, "  explained variance {explained_variance:.4}")?;
    writeln!(output, "  r2_score {r2:.4}, the mean of each feature's R²")?;
    if let Some(denoising) = evaluation.of_codes.denoising {
        writeln!(output, "  on noisy test samples: MSE {}", rounded(denoising.model))?;
        for (name, mse) in denoising.others() {
            writeln!(output, "    {name}: MSE {}", rounded(mse))?;
        }
    }
    let list = |samples: Vec<usize>| {
        let sample = |sample: usize| format!("{sample} ({})", rounded(sample_mse[sample]));
        samples.into_iter().map(sample).collect::<Vec<_>>().join(", ")
    };
    writeln!(output, "  best     {}", list(reconstruction.best(SHOWN).collect()))?;
    writeln!(output, "  worst    {}", list(reconstruction.worst(SHOWN).to_vec()))
}

fn write_detection(output: &mut dyn Write, detection: &Detection) -> io::Result<()> {
    let auc = detection.auc.map_or_else(|| "-".to_owned(), |auc| format!("{auc:.4}"));
    let counts = detection.confusion;
    writeln!(
        output,
        "  {:14} AUC {auc}  found {} of {}, false alarms {} of {}",
        detection.by.name(),
        counts.true_positives,
        counts.anomalies(),
        counts.false_positives,
        counts.normal(),
    )
}

fn write_importance(
    output: &mut dyn Write,
    importance: &Importance,
    name: impl Fn(usize) -> String,
) -> io::Result<()> {
    let features = ranking::descending(&importance.rise).into_iter().take(SHOWN);
    let shown = features.map(|feature| format!("{} ({})", name(feature), rounded(importance.rise[feature])));
    writeln!(output, "\nFeatures whose permutation raises the MSE most, on at most 500 test samples")?;
    writeln!(output, "  {}", shown.collect::<Vec<_>>().join(", "))
}
