//! The tables of an evaluation, with a sentence on each.

use super::evaluation_state::EvaluationState;
use super::state::State;
use crate::evaluation::{
    Classification, Clustering, Confusion, Detection, Evaluation, EvaluationSummary, Stage, unclassified,
};
use crate::figure::{fixed, rounded};

/// A part of the evaluation as a table.
#[derive(Debug, Clone, PartialEq)]
pub struct EvaluationTable {
    pub title: &'static str,
    pub sentence: String,
    pub head: Vec<String>,
    /// A name, and one value per column.
    pub rows: Vec<(String, Vec<String>)>,
}

/// Returns the complete stages as tables.
pub fn parts(evaluation_state: &EvaluationState, state: &State) -> Vec<EvaluationTable> {
    let evaluation = &evaluation_state.evaluation;
    let verdict = EvaluationSummary { evaluation, width: evaluation_state.width };
    let width = evaluation_state.width;
    let baselines = evaluation.of_inputs.baselines.as_ref();
    let pca = format!("PCA-{}", baselines.map_or(width, |baselines| baselines.components(width)));
    let titles = |stage| match stage {
        Stage::Reconstruction => reconstruction(evaluation, &verdict, &pca),
        Stage::Classification => Some(classification(evaluation_state, &verdict, &pca)),
        Stage::Clustering => clustering(evaluation, &verdict, &pca),
        Stage::Anomalies => Some(anomalies(evaluation_state, &verdict, &pca)),
        Stage::Importance => {
            let name = |feature: usize| state.title(feature as u32);
            verdict.importance(name).map(|sentence| plain("Features", sentence))
        }
        Stage::Pca => {
            let sentence = verdict.maps(evaluation_state.shown_projection());
            sentence.map(|sentence| plain("Maps", sentence))
        }
        Stage::Tsne => None,
    };
    Stage::ALL.into_iter().filter(|&stage| evaluation.is_complete(stage)).filter_map(titles).collect()
}

fn plain(title: &'static str, sentence: String) -> EvaluationTable {
    EvaluationTable { title, sentence, head: Vec::new(), rows: Vec::new() }
}

fn reconstruction(
    evaluation: &Evaluation,
    verdict: &EvaluationSummary,
    pca: &str,
) -> Option<EvaluationTable> {
    let (errors, baselines) =
        (evaluation.of_codes.reconstruction.as_ref()?, evaluation.of_inputs.baselines.as_ref()?);
    let fair = baselines.components_of(evaluation.of_codes.l0.unwrap_or(0.0));
    let mut all = vec![("model".to_owned(), errors.mse), ("mean".to_owned(), baselines.mean_mse)];
    let of_units = baselines.components(verdict.width);
    if fair != of_units {
        all.push((format!("PCA-{fair}"), baselines.pca(fair)));
    }
    all.push((pca.to_owned(), baselines.pca(of_units)));
    let mse = |&(_, mse): &(String, f64)| {
        let is_rounding = mse <= baselines.pca(of_units) && baselines.is_lossless(of_units);
        if is_rounding { "lossless".to_owned() } else { rounded(mse) }
    };
    let r2 = |&(_, mse): &(String, f64)| baselines.r2(mse).map_or_else(|| "–".to_owned(), |r2| fixed(r2, 3));
    let sentences = [verdict.reconstruction(), verdict.denoising()];
    let rows = vec![
        ("test MSE".to_owned(), all.iter().map(mse).collect()),
        ("R²".to_owned(), all.iter().map(r2).collect()),
    ];
    Some(EvaluationTable {
        title: "Reconstruction",
        sentence: sentences.into_iter().flatten().collect::<Vec<_>>().join(" "),
        head: all.into_iter().map(|(name, _)| name).collect(),
        rows,
    })
}

fn beside(pca: &str) -> Vec<String> {
    vec!["codes".to_owned(), "inputs".to_owned(), pca.to_owned()]
}

fn classification(
    evaluation_state: &EvaluationState,
    verdict: &EvaluationSummary,
    pca: &str,
) -> EvaluationTable {
    let evaluation = &evaluation_state.evaluation;
    let Some(sentence) = verdict.classification() else {
        let why = unclassified(evaluation_state.classes.len(), evaluation_state.normal);
        return plain("Classification", why.to_owned());
    };
    let percent = |share: f64| fixed(100.0 * share, 1);
    let number = |of: fn(&Classification) -> f64| evaluation.classifications().map(of).map(percent).collect();
    let between =
        |entry: &Classification| format!("{}–{}", percent(entry.accuracy.low), percent(entry.accuracy.high));
    EvaluationTable {
        title: "Classification",
        sentence,
        head: beside(pca),
        rows: vec![
            ("accuracy (%)".to_owned(), number(|entry| entry.accuracy.share)),
            ("95 % interval".to_owned(), evaluation.classifications().map(between).collect()),
        ],
    }
}

fn clustering(evaluation: &Evaluation, verdict: &EvaluationSummary, pca: &str) -> Option<EvaluationTable> {
    let sentence = verdict.clustering()?;
    let number =
        |of: fn(&Clustering) -> f64| evaluation.clusterings().map(of).map(|value| fixed(value, 3)).collect();
    Some(EvaluationTable {
        title: "Clustering",
        sentence,
        head: beside(pca),
        rows: vec![
            ("ARI".to_owned(), number(|entry| entry.agreement.ari)),
            ("NMI".to_owned(), number(|entry| entry.agreement.nmi)),
        ],
    })
}

fn anomalies(evaluation_state: &EvaluationState, verdict: &EvaluationSummary, pca: &str) -> EvaluationTable {
    let Some(sentence) = verdict.anomalies() else {
        let hint = if evaluation_state.classes.len() < 2 {
            "The data have no classes. The samples with the largest errors may be anomalies."
        } else {
            "To measure it, choose one class under “Train on class” and restart: the samples of all other classes are then anomalies."
        };
        return plain("Anomalies", hint.to_owned());
    };
    let detections = evaluation_state.detections();
    let number = |of: &dyn Fn(&Detection) -> String| detections.iter().map(of).collect::<Vec<_>>();
    let share = |count: usize, of: usize| format!("{count} of {of}");
    EvaluationTable {
        title: "Anomalies",
        sentence,
        head: vec!["model".to_owned(), pca.to_owned(), "Mahalanobis".to_owned()],
        rows: vec![
            (
                "AUC".to_owned(),
                number(&|entry| entry.auc.map_or_else(|| "–".to_owned(), |auc| fixed(auc, 3))),
            ),
            (
                "anomalies found".to_owned(),
                number(&|entry| share(entry.confusion.true_positives, entry.confusion.anomalies())),
            ),
            (
                "false alarms".to_owned(),
                number(&|entry| share(entry.confusion.false_positives, entry.confusion.normal())),
            ),
        ],
    }
}

/// Returns the table of the results at a threshold.
pub fn anomaly_counts(counts: &Confusion) -> EvaluationTable {
    let row =
        |name: &str, counts: [usize; 2]| (name.to_owned(), counts.map(|count| count.to_string()).to_vec());
    EvaluationTable {
        title: "Confusion matrix",
        sentence: String::new(),
        head: vec!["predicted anomaly".to_owned(), "predicted normal".to_owned()],
        rows: vec![
            row("anomaly", [counts.true_positives, counts.false_negatives]),
            row("normal", [counts.false_positives, counts.true_negatives]),
        ],
    }
}
