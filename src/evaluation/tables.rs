//! An evaluation as CSV. Numbers have as many digits as needed to read back the same bits.

use std::fmt::Display;

use super::{Detection, Detector, Evaluation, Map, ReconstructionErrors, saved};

/// Names used in tables.
#[derive(Debug, Clone, Copy)]
pub struct TableNames<'a> {
    /// The test samples' rows in the data, from 0, in the order in which the data have them.
    pub rows: &'a [usize],
    /// The test samples' classes, or empty without labels.
    pub labels: &'a [usize],
    pub classes: &'a [String],
    /// The features' names; those without have their number.
    pub features: &'a [String],
}

impl TableNames<'_> {
    /// Returns a feature's name.
    #[must_use]
    pub fn feature(&self, feature: usize) -> String {
        named(self.features, feature)
    }

    /// A test sample's row in the data; empty where nobody knows it.
    #[must_use]
    pub fn row(&self, sample: usize) -> String {
        self.rows.get(sample).map_or_else(String::new, ToString::to_string)
    }

    /// Returns a test sample's class, or an empty text without labels.
    #[must_use]
    pub fn class(&self, sample: usize) -> String {
        self.labels.get(sample).map_or_else(String::new, |&label| named(self.classes, label))
    }
}

fn named(names: &[String], number: usize) -> String {
    names.get(number).cloned().unwrap_or_else(|| number.to_string())
}

/// A table of an evaluation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CsvTable {
    /// One row per number about the whole: errors of the model and the baselines, trustworthiness of the
    /// maps.
    Summary,
    /// One row per feature: its errors and its importance.
    Features,
    /// One row per test sample: its error, clusters and scores.
    Samples,
    /// Accuracies.
    Classification,
    /// Agreement with the labels.
    Clustering,
    /// Thresholds, and what they find.
    Detection,
    /// Points of the ROC curves.
    Roc,
    /// Coordinates of samples.
    Maps,
}

impl CsvTable {
    pub const ALL: [Self; 8] = [
        Self::Summary,
        Self::Features,
        Self::Samples,
        Self::Classification,
        Self::Clustering,
        Self::Detection,
        Self::Roc,
        Self::Maps,
    ];

    /// Returns the file's name without its extension.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Summary => "summary",
            Self::Features => "features",
            Self::Samples => "samples",
            Self::Classification => "classification",
            Self::Clustering => "clustering",
            Self::Detection => "detection",
            Self::Roc => "roc",
            Self::Maps => "maps",
        }
    }

    /// Returns the table as CSV, only with its header if there are no results. Anomalies are counted at
    /// `threshold`, as in [`Evaluation::detections`].
    #[must_use]
    pub fn csv(self, evaluation: &Evaluation, names: TableNames, threshold: Option<f64>) -> String {
        let rows = match self {
            Self::Summary => summary(evaluation),
            Self::Features => features(evaluation, names),
            Self::Samples => samples(evaluation, names),
            Self::Classification => classification(evaluation),
            Self::Clustering => clustering(evaluation),
            Self::Detection => detection(&evaluation.detections(threshold)),
            Self::Roc => roc(evaluation.detectors()),
            Self::Maps => maps(evaluation.maps(), names),
        };
        rows.text
    }
}

/// Rows of fields, quoted where they need it.
struct CsvRows {
    text: String,
}

impl CsvRows {
    fn new(head: &str) -> Self {
        Self { text: format!("{head}\n") }
    }

    fn row(&mut self, fields: &[&dyn Display]) {
        let fields: Vec<_> = fields.iter().map(|field| quoted(field.to_string())).collect();
        self.text.push_str(&fields.join(","));
        self.text.push('\n');
    }
}

/// A field as RFC 4180 has it.
fn quoted(field: String) -> String {
    if field.contains([',', '"', '\n', '\r']) { format!("\"{}\"", field.replace('"', "\"\"")) } else { field }
}

fn summary(evaluation: &Evaluation) -> CsvRows {
    let mut table = CsvRows::new("of,measure,value");
    let (of_codes, of_inputs) = (&evaluation.of_codes, &evaluation.of_inputs);
    let all = [("model", &of_codes.reconstruction), ("mean", &of_inputs.mean), ("pca", &of_inputs.pca)];
    for (of, errors) in all {
        let Some(errors) = errors else { continue };
        let r2 = of_inputs.mean.as_ref().and_then(|mean| saved(errors.mse, mean.mse));
        let own = [
            ("mse", Some(errors.mse)),
            ("r2", r2),
            ("r2_score", Some(errors.r2)),
            ("explained_variance", Some(errors.explained_variance)),
        ];
        for (measure, value) in own {
            table.row(&[&of, &measure, &cell(value)]);
        }
    }
    if let Some(l0) = of_codes.l0 {
        table.row(&[&"model", &"l0", &l0]);
    }
    if let Some(denoising) = &of_codes.denoising {
        let pca = format!("PCA-{}", denoising.components);
        let all: [(&dyn Display, f64); 4] = [
            (&"model", denoising.model),
            (&"noisy", denoising.noisy),
            (&pca, denoising.pca),
            (&"mean", denoising.mean),
        ];
        for (of, mse) in all {
            table.row(&[of, &"denoising_mse", &mse]);
        }
    }
    if let Some(baselines) = &of_inputs.baselines {
        for (components, mse) in baselines.pca_mse.iter().enumerate().skip(1) {
            table.row(&[&format!("PCA-{components}"), &"mse", mse]);
        }
    }
    for map in evaluation.maps() {
        let of = format!("{} by {}", map.of.name(), map.by.name());
        table.row(&[&of, &"trustworthiness", &map.trustworthiness]);
        if let Some(divergence) = map.divergence {
            table.row(&[&of, &"divergence", &divergence]);
        }
    }
    table
}

/// Formats a number, or leaves the cell empty.
fn cell(number: Option<f64>) -> String {
    number.map_or_else(String::new, |number| number.to_string())
}

fn features(evaluation: &Evaluation, names: TableNames) -> CsvRows {
    let mut table =
        CsvRows::new("feature,mse,mse_of_mean,mse_of_pca,r2,r2_of_mean,r2_of_pca,rise,rise_of_others");
    let (of_codes, of_inputs) = (&evaluation.of_codes, &evaluation.of_inputs);
    let Some(errors) = &of_codes.reconstruction else { return table };
    let mse: fn(&ReconstructionErrors) -> &[f64] = |of| &of.feature_mse;
    let r2: fn(&ReconstructionErrors) -> &[f64] = |of| &of.feature_r2;
    let importance = of_codes.importance.as_ref();
    for feature in 0..errors.feature_mse.len() {
        let lists = [mse, r2].map(|list| {
            let of =
                |errors: &Option<ReconstructionErrors>| cell(errors.as_ref().map(|of| list(of)[feature]));
            [&of_codes.reconstruction, &of_inputs.mean, &of_inputs.pca].map(of)
        });
        let [[mse, mean_mse, pca_mse], [r2, mean_r2, pca_r2]] = &lists;
        let rise = cell(importance.map(|importance| importance.rise[feature]));
        let others = cell(importance.map(|importance| importance.rise_of_others[feature]));
        let name = names.feature(feature);
        table.row(&[&name, mse, mean_mse, pca_mse, r2, mean_r2, pca_r2, &rise, &others]);
    }
    table
}

/// Writes one row per test sample and one column per measure of each sample. R² is the fraction of the mean's
/// error of this sample that is avoided.
fn samples(evaluation: &Evaluation, names: TableNames) -> CsvRows {
    let clusterings: Vec<_> = evaluation.clusterings().collect();
    let detectors: Vec<_> = evaluation.detectors().collect();
    let heads = clusterings.iter().map(|clustering| format!("cluster_{}", clustering.of.name()));
    let heads = heads.chain(detectors.iter().map(|detector| format!("score_{}", detector.by.name())));
    let first = ["sample", "row", "label", "rank", "mse", "mse_of_mean", "mse_of_pca", "r2", "r2_of_pca"];
    let heads: Vec<_> = first.map(str::to_owned).into_iter().chain(heads).collect();
    let mut table = CsvRows::new(&heads.join(","));
    let Some(errors) = &evaluation.of_codes.reconstruction else { return table };
    let of = |errors: &Option<ReconstructionErrors>, sample: usize| {
        errors.as_ref().map(|errors| errors.sample_mse[sample])
    };
    let ranks = errors.ranks();
    for (sample, &mse) in errors.sample_mse.iter().enumerate() {
        let (of_mean, of_pca) =
            (of(&evaluation.of_inputs.mean, sample), of(&evaluation.of_inputs.pca, sample));
        let r2 = |mse: Option<f64>| cell(mse.zip(of_mean).and_then(|(mse, of_mean)| saved(mse, of_mean)));
        let (row, label, rank) = (names.row(sample), names.class(sample), ranks[sample]);
        let (mean, pca, r2, r2_of_pca) = (cell(of_mean), cell(of_pca), r2(Some(mse)), r2(of_pca));
        let mut fields: Vec<&dyn Display> =
            vec![&sample, &row, &label, &rank, &mse, &mean, &pca, &r2, &r2_of_pca];
        fields.extend(clusterings.iter().map(|clustering| &clustering.clusters[sample] as &dyn Display));
        fields.extend(detectors.iter().map(|detector| &detector.scores[sample] as &dyn Display));
        table.row(&fields);
    }
    table
}

fn classification(evaluation: &Evaluation) -> CsvRows {
    let mut table = CsvRows::new("of,right,samples,accuracy,low,high");
    for classification in evaluation.classifications() {
        let accuracy = &classification.accuracy;
        table.row(&[
            &classification.of.name(),
            &accuracy.count,
            &accuracy.of,
            &accuracy.share,
            &accuracy.low,
            &accuracy.high,
        ]);
    }
    table
}

fn clustering(evaluation: &Evaluation) -> CsvRows {
    let mut table = CsvRows::new("of,inertia,ari,nmi");
    for clustering in evaluation.clusterings() {
        let agreement = &clustering.agreement;
        table.row(&[&clustering.of.name(), &clustering.inertia, &agreement.ari, &agreement.nmi]);
    }
    table
}

fn detection(detections: &[Detection]) -> CsvRows {
    let mut table =
        CsvRows::new("by,auc,threshold,true_positives,false_positives,false_negatives,true_negatives");
    for Detection { by, auc, threshold, confusion: counts } in detections {
        table.row(&[
            &by.name(),
            &cell(*auc),
            threshold,
            &counts.true_positives,
            &counts.false_positives,
            &counts.false_negatives,
            &counts.true_negatives,
        ]);
    }
    table
}

/// Writes the measures of each feature as CSV.
#[must_use]
pub fn features_csv(evaluation: &Evaluation, names: TableNames) -> String {
    features(evaluation, names).text
}

/// The points of some detectors' curves as CSV.
pub fn roc_csv<'a>(detectors: impl Iterator<Item = &'a Detector>) -> String {
    roc(detectors).text
}

/// Writes maps as CSV.
pub fn maps_csv<'a>(of: impl Iterator<Item = &'a Map>, names: TableNames) -> String {
    maps(of, names).text
}

fn roc<'a>(detectors: impl Iterator<Item = &'a Detector>) -> CsvRows {
    let mut table = CsvRows::new("by,threshold,false_positive_rate,true_positive_rate");
    for detector in detectors {
        let Some(roc) = &detector.roc else { continue };
        let points = roc.false_positive_rate.iter().zip(&roc.true_positive_rate);
        for (threshold, (mistaken, found)) in roc.thresholds.iter().zip(points) {
            table.row(&[&detector.by.name(), threshold, mistaken, found]);
        }
    }
    table
}

fn maps<'a>(maps: impl Iterator<Item = &'a Map>, names: TableNames) -> CsvRows {
    let mut table = CsvRows::new("of,by,perplexity,sample,row,label,x,y");
    for map in maps {
        let perplexity = map.perplexity.map_or_else(String::new, |perplexity| perplexity.to_string());
        for (&sample, (x, y)) in map.samples.iter().zip(map.x.iter().zip(&map.y)) {
            let (row, label) = (names.row(sample), names.class(sample));
            table.row(&[&map.of.name(), &map.by.name(), &perplexity, &sample, &row, &label, x, y]);
        }
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluation::ReconstructionErrors;

    #[test]
    fn csv_quotes_names() {
        let mut evaluation = Evaluation::default();
        let (test, made) = (ndarray::array![[1.0, 2.0], [3.0, 5.0]], ndarray::array![[1.0, 2.0], [3.0, 4.0]]);
        evaluation.of_codes.reconstruction = Some(ReconstructionErrors::new(test.view(), made.view()));
        let features = ["mass, \"dry\"".to_owned()];
        let names =
            TableNames { rows: &[7, 3], labels: &[1, 0], classes: &["oak".to_owned()], features: &features };
        let rows = |evaluation: &Evaluation, table: CsvTable| {
            table.csv(evaluation, names, None).lines().map(str::to_owned).collect::<Vec<_>>()
        };
        let table = rows(&evaluation, CsvTable::Features);
        assert_eq!(table[1..], ["\"mass, \"\"dry\"\"\",0,,,1,,,,", "1,0.5,,,0.7777777777777778,,,,"]);
        assert_eq!(rows(&evaluation, CsvTable::Samples)[1..], ["0,7,1,2,0,,,,", "1,3,oak,1,0.5,,,,"]);
        let mean = ndarray::array![[2.0_f32, 3.5], [2.0, 3.5]];
        evaluation.of_inputs.mean = Some(ReconstructionErrors::new(test.view(), mean.view()));
        evaluation.of_inputs.pca = evaluation.of_codes.reconstruction.clone();
        let table = rows(&evaluation, CsvTable::Features);
        assert_eq!(table[2], "1,0.5,2.25,0.5,0.7777777777777778,0,0.7777777777777778,,");
        assert_eq!(
            rows(&evaluation, CsvTable::Samples)[2],
            "1,3,oak,1,0.5,1.625,0.5,0.6923076923076923,0.6923076923076923"
        );
    }
}
