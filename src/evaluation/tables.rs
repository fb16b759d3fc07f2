//! An evaluation as CSV. Numbers are written with as many digits as read back to the same bits.

use std::fmt::Display;

use super::{Detector, Evaluation, Importance, Map};

/// What tables call things.
#[derive(Debug, Clone, Copy)]
pub struct Names<'a> {
    /// The test samples' classes, or none where there are none.
    pub labels: &'a [usize],
    /// The classes' names.
    pub classes: &'a [String],
    /// The features' names; those without have their number.
    pub features: &'a [String],
}

impl Names<'_> {
    /// What a feature is called.
    #[must_use]
    pub fn feature(&self, feature: usize) -> String {
        named(self.features, feature)
    }

    /// A test sample's class; empty where there are no labels.
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
pub enum Table {
    /// A row a number of the whole: errors beside the baselines', how far the maps can be trusted.
    Summary,
    /// A row a feature: its errors, and what relies on it.
    Features,
    /// A row a test sample: its error, its clusters and scores.
    Samples,
    /// Accuracies.
    Classification,
    /// Agreement with the labels.
    Clustering,
    /// Thresholds, and what they find.
    Detection,
    /// Points of the curves.
    Roc,
    /// Places of samples.
    Maps,
}

impl Table {
    /// All.
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

    /// What its file is called, without an ending.
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

    /// It as CSV; the heads alone where there is nothing.
    #[must_use]
    pub fn csv(self, evaluation: &Evaluation, names: Names) -> String {
        let rows = match self {
            Self::Summary => summary(evaluation),
            Self::Features => features(evaluation, names),
            Self::Samples => samples(evaluation, names),
            Self::Classification => classification(evaluation),
            Self::Clustering => clustering(evaluation),
            Self::Detection => detection(evaluation),
            Self::Roc => roc(evaluation.detectors()),
            Self::Maps => maps(evaluation.maps(), names),
        };
        rows.text
    }
}

/// Rows of fields, quoted where they need it.
struct Rows {
    text: String,
}

impl Rows {
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

fn summary(evaluation: &Evaluation) -> Rows {
    let mut table = Rows::new("of,measure,value");
    if let Some(errors) = &evaluation.of_codes.reconstruction {
        for (measure, value) in
            [("mse", errors.mse), ("r2_score", errors.r2), ("explained_variance", errors.explained_variance)]
        {
            table.row(&[&"model", &measure, &value]);
        }
    }
    if let Some(baselines) = &evaluation.of_inputs.baselines {
        table.row(&[&"mean", &"mse", &baselines.mean_mse]);
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

fn features(evaluation: &Evaluation, names: Names) -> Rows {
    let mut table = Rows::new("feature,mse,r2,rise,rise_of_others");
    let of_codes = &evaluation.of_codes;
    if let Some(errors) = &of_codes.reconstruction {
        let importance = of_codes.importance.as_ref();
        for (feature, (mse, r2)) in errors.feature_mse.iter().zip(&errors.feature_r2).enumerate() {
            let number = |of: fn(&Importance) -> &Vec<f64>| {
                importance.map_or_else(String::new, |importance| of(importance)[feature].to_string())
            };
            let (rise, others) =
                (number(|importance| &importance.rise), number(|importance| &importance.rise_of_others));
            table.row(&[&names.feature(feature), mse, r2, &rise, &others]);
        }
    }
    table
}

/// A row a test sample, a column for every list that has a number for each.
fn samples(evaluation: &Evaluation, names: Names) -> Rows {
    let clusterings: Vec<_> = evaluation.clusterings().collect();
    let detectors: Vec<_> = evaluation.detectors().collect();
    let heads = clusterings.iter().map(|clustering| format!("cluster_{}", clustering.of.name()));
    let heads = heads.chain(detectors.iter().map(|detector| format!("score_{}", detector.by.name())));
    let heads: Vec<_> = ["sample", "label", "mse"].map(str::to_owned).into_iter().chain(heads).collect();
    let mut table = Rows::new(&heads.join(","));
    let Some(errors) = &evaluation.of_codes.reconstruction else { return table };
    for (sample, mse) in errors.sample_mse.iter().enumerate() {
        let label = names.class(sample);
        let mut row: Vec<&dyn Display> = vec![&sample, &label, mse];
        row.extend(clusterings.iter().map(|clustering| &clustering.clusters[sample] as &dyn Display));
        row.extend(detectors.iter().map(|detector| &detector.scores[sample] as &dyn Display));
        table.row(&row);
    }
    table
}

fn classification(evaluation: &Evaluation) -> Rows {
    let mut table = Rows::new("of,right,samples,accuracy,low,high");
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

fn clustering(evaluation: &Evaluation) -> Rows {
    let mut table = Rows::new("of,inertia,ari,nmi");
    for clustering in evaluation.clusterings() {
        let agreement = &clustering.agreement;
        table.row(&[&clustering.of.name(), &clustering.inertia, &agreement.ari, &agreement.nmi]);
    }
    table
}

fn detection(evaluation: &Evaluation) -> Rows {
    let mut table =
        Rows::new("by,auc,threshold,true_positives,false_positives,false_negatives,true_negatives");
    for detector in evaluation.detectors() {
        let auc = detector.roc.as_ref().map_or_else(String::new, |roc| roc.auc.to_string());
        let counts = &detector.confusion;
        table.row(&[
            &detector.by.name(),
            &auc,
            &detector.threshold,
            &counts.true_positives,
            &counts.false_positives,
            &counts.false_negatives,
            &counts.true_negatives,
        ]);
    }
    table
}

/// The points of some detectors' curves as CSV.
pub fn roc_csv<'a>(detectors: impl Iterator<Item = &'a Detector>) -> String {
    roc(detectors).text
}

/// Some maps as CSV.
pub fn maps_csv<'a>(of: impl Iterator<Item = &'a Map>, names: Names) -> String {
    maps(of, names).text
}

fn roc<'a>(detectors: impl Iterator<Item = &'a Detector>) -> Rows {
    let mut table = Rows::new("by,threshold,false_positive_rate,true_positive_rate");
    for detector in detectors {
        let Some(roc) = &detector.roc else { continue };
        let points = roc.false_positive_rate.iter().zip(&roc.true_positive_rate);
        for (threshold, (mistaken, found)) in roc.thresholds.iter().zip(points) {
            table.row(&[&detector.by.name(), threshold, mistaken, found]);
        }
    }
    table
}

fn maps<'a>(maps: impl Iterator<Item = &'a Map>, names: Names) -> Rows {
    let mut table = Rows::new("of,by,perplexity,sample,label,x,y");
    for map in maps {
        let perplexity = map.perplexity.map_or_else(String::new, |perplexity| perplexity.to_string());
        for (&sample, (x, y)) in map.samples.iter().zip(map.x.iter().zip(&map.y)) {
            table.row(&[&map.of.name(), &map.by.name(), &perplexity, &sample, &names.class(sample), x, y]);
        }
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluation::Reconstruction;

    #[test]
    fn names_stand_in_tables_whatever_they_hold() {
        let mut evaluation = Evaluation::default();
        let (test, made) = (ndarray::array![[1.0, 2.0], [3.0, 5.0]], ndarray::array![[1.0, 2.0], [3.0, 4.0]]);
        evaluation.of_codes.reconstruction = Some(Reconstruction::new(test.view(), made.view()));
        let features = ["mass, \"dry\"".to_owned()];
        let names = Names { labels: &[1, 0], classes: &["oak".to_owned()], features: &features };
        let rows =
            |table: Table| table.csv(&evaluation, names).lines().map(str::to_owned).collect::<Vec<_>>();
        let table = rows(Table::Features);
        assert!(
            table[1].starts_with("\"mass, \"\"dry\"\"\",0,") && table[2].starts_with("1,0.5,"),
            "{table:?}"
        );
        assert_eq!(rows(Table::Samples)[1..], ["0,1,0", "1,oak,0.5"]);
    }
}
