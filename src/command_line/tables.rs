//! An evaluation as CSV. Numbers are written with as many digits as read back to the same bits.

use std::fmt::Display;
use std::fs;
use std::path::Path;

use super::Failure;
use crate::evaluation::Evaluation;

/// Writes a file a table into a folder, which is made where there is none.
pub fn write(folder: &Path, evaluation: &Evaluation, test_labels: &[usize]) -> Result<(), Failure> {
    let fail = |path: &Path, error| Failure::File { path: path.to_owned(), error };
    fs::create_dir_all(folder).map_err(|error| fail(folder, error))?;
    for (name, table) in tables(evaluation, test_labels) {
        let path = folder.join(name);
        fs::write(&path, table.text).map_err(|error| fail(&path, error))?;
    }
    Ok(())
}

fn tables(evaluation: &Evaluation, test_labels: &[usize]) -> [(&'static str, Table); 7] {
    [
        ("features.csv", features(evaluation)),
        ("samples.csv", samples(evaluation, test_labels)),
        ("classification.csv", classification(evaluation)),
        ("clustering.csv", clustering(evaluation)),
        ("detection.csv", detection(evaluation)),
        ("roc.csv", roc(evaluation)),
        ("maps.csv", maps(evaluation, test_labels)),
    ]
}

/// Rows of fields that need no quotes.
struct Table {
    text: String,
}

impl Table {
    fn new(head: &str) -> Self {
        Self { text: format!("{head}\n") }
    }

    fn row(&mut self, fields: &[&dyn Display]) {
        let fields: Vec<_> = fields.iter().map(ToString::to_string).collect();
        self.text.push_str(&fields.join(","));
        self.text.push('\n');
    }
}

fn features(evaluation: &Evaluation) -> Table {
    let mut table = Table::new("feature,mse,r2,rise,rise_of_others");
    let of_codes = &evaluation.of_codes;
    if let (Some(errors), Some(importance)) = (&of_codes.reconstruction, &of_codes.importance) {
        for (feature, (mse, r2)) in errors.feature_mse.iter().zip(&errors.feature_r2).enumerate() {
            let (rise, others) = (importance.rise[feature], importance.rise_of_others[feature]);
            table.row(&[&feature, mse, r2, &rise, &others]);
        }
    }
    table
}

/// A row a test sample, a column for every list that has a number for each.
fn samples(evaluation: &Evaluation, labels: &[usize]) -> Table {
    let clusterings: Vec<_> = evaluation.clusterings().collect();
    let detectors: Vec<_> = evaluation.detectors().collect();
    let heads = clusterings.iter().map(|clustering| format!("cluster_{}", clustering.of.name()));
    let heads = heads.chain(detectors.iter().map(|detector| format!("score_{}", detector.by.name())));
    let heads: Vec<_> = ["sample", "label", "mse"].map(str::to_owned).into_iter().chain(heads).collect();
    let mut table = Table::new(&heads.join(","));
    let Some(errors) = &evaluation.of_codes.reconstruction else { return table };
    for (sample, mse) in errors.sample_mse.iter().enumerate() {
        let label = label(labels, sample);
        let mut row: Vec<&dyn Display> = vec![&sample, &label, mse];
        row.extend(clusterings.iter().map(|clustering| &clustering.clusters[sample] as &dyn Display));
        row.extend(detectors.iter().map(|detector| &detector.scores[sample] as &dyn Display));
        table.row(&row);
    }
    table
}

fn classification(evaluation: &Evaluation) -> Table {
    let mut table = Table::new("of,right,samples,accuracy,low,high");
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

fn clustering(evaluation: &Evaluation) -> Table {
    let mut table = Table::new("of,inertia,ari,nmi");
    for clustering in evaluation.clusterings() {
        let agreement = &clustering.agreement;
        table.row(&[&clustering.of.name(), &clustering.inertia, &agreement.ari, &agreement.nmi]);
    }
    table
}

fn detection(evaluation: &Evaluation) -> Table {
    let mut table =
        Table::new("by,auc,threshold,true_positives,false_positives,false_negatives,true_negatives");
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

fn roc(evaluation: &Evaluation) -> Table {
    let mut table = Table::new("by,threshold,false_positive_rate,true_positive_rate");
    for detector in evaluation.detectors() {
        let Some(roc) = &detector.roc else { continue };
        let points = roc.false_positive_rate.iter().zip(&roc.true_positive_rate);
        for (threshold, (mistaken, found)) in roc.thresholds.iter().zip(points) {
            table.row(&[&detector.by.name(), threshold, mistaken, found]);
        }
    }
    table
}

fn maps(evaluation: &Evaluation, labels: &[usize]) -> Table {
    let mut table = Table::new("of,by,sample,label,x,y");
    for map in evaluation.maps() {
        for (&sample, (x, y)) in map.samples.iter().zip(map.x.iter().zip(&map.y)) {
            table.row(&[&map.of.name(), &map.by.name(), &sample, &label(labels, sample), x, y]);
        }
    }
    table
}

/// Empty where there are no labels.
fn label(labels: &[usize], sample: usize) -> String {
    labels.get(sample).map_or_else(String::new, ToString::to_string)
}
