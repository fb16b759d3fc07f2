//! The evaluation against scikit-learn's and SciPy's numbers (`golden/evaluation.py`).

mod libraries;

use std::collections::BTreeMap;

use nanoserde::{DeBin, SerBin, SerJson};
use ndarray::{Array2, ArrayView2};
use serde::Deserialize;
use sparse_autoencoder::data::{DataFileCache, Dataset, StandardScaler};
use sparse_autoencoder::evaluation::{
    Agreement, Classification, Evaluation, Evaluator, Inputs, Map, ModelOutputs, Pca, Projection,
    Representation, Roc, Stage,
};
use sparse_autoencoder::experiment::Link;
use sparse_autoencoder::random::RandomState;

#[derive(Deserialize)]
struct Golden {
    tables: Vec<CsvTable>,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct CsvTable {
    labels: Vec<usize>,
    clusters: Vec<usize>,
    scores: Vec<f64>,
    ari: f64,
    nmi: f64,
    auc: Option<f64>,
}

#[derive(Deserialize)]
struct Case {
    link: String,
    width: usize,
    normal: Option<usize>,
    codes: [f64; 2],
    r2: [f64; 2],
    errors: BTreeMap<String, Errors>,
    #[serde(default)]
    classification: BTreeMap<String, Classifier>,
    clustering: BTreeMap<String, Clusters>,
    #[serde(default)]
    detection: BTreeMap<String, Detection>,
    roc: Option<[Vec<f64>; 2]>,
    importance: Importance,
    maps: BTreeMap<String, Maps>,
}

#[derive(Deserialize)]
struct Errors {
    feature_r2: Vec<f64>,
    sample_mse: Vec<f64>,
}

#[derive(Deserialize)]
struct Classifier {
    right: usize,
    interval: [f64; 2],
    objective: f64,
    coef: Vec<Vec<f64>>,
}

#[derive(Deserialize)]
struct Clusters {
    rate: f64,
    quartile: f64,
    inertia: f64,
    ari: f64,
    nmi: f64,
    clusters: Vec<usize>,
}

#[derive(Deserialize)]
struct Detection {
    auc: f64,
    threshold: f64,
    confusion: [usize; 4],
    sum: f64,
}

#[derive(Deserialize)]
struct Importance {
    mse: f64,
    rise: Vec<f64>,
    rise_of_others: Vec<f64>,
}

#[derive(Deserialize)]
struct Maps {
    pca: f64,
    first: [f64; 2],
    tsne: Vec<Tsne>,
}

#[derive(Deserialize)]
struct Tsne {
    asked: f64,
    perplexity: f64,
    trustworthiness: f64,
    divergence: f64,
}

fn golden() -> Golden {
    serde_json::from_str(include_str!("../golden/evaluation.json")).expect("it is JSON")
}

/// Relative to 1 or what is larger.
#[track_caller]
fn assert_close(ours: f64, theirs: f64, tolerance: f64, what: &str) {
    let off = (ours - theirs).abs() / theirs.abs().max(1.0);
    assert!(off <= tolerance, "{what}: {ours}, scikit-learn {theirs}, off by {off:e}");
}

/// A case's samples, and the model that the script has too.
struct World {
    train: Array2<f32>,
    test: Array2<f32>,
    train_labels: Vec<usize>,
    test_labels: Vec<usize>,
    classes: Vec<String>,
    normal: Option<usize>,
    weights: Array2<f64>,
}

impl World {
    fn new(case: &Case) -> Self {
        let Dataset { raw, split, train, test, test_labels, .. } =
            Dataset::of(&Link::parse(&case.link).experiment, &DataFileCache::default())
                .expect("the data can be made");
        let labels: Vec<_> = split.train.iter().map(|&sample| raw.y[sample]).collect();
        let kept: Vec<_> =
            (0..labels.len()).filter(|&row| case.normal.is_none_or(|normal| labels[row] == normal)).collect();
        let classes = raw.y.iter().max().map_or(0, |most| most + 1);
        let mut random = RandomState::new(0);
        let shape = (train.ncols(), case.width);
        Self {
            train: train.select(ndarray::Axis(0), &kept),
            test,
            train_labels: kept.iter().map(|&row| labels[row]).collect(),
            test_labels,
            classes: (0..classes).map(|class| class.to_string()).collect(),
            normal: case.normal,
            weights: Array2::from_shape_simple_fn(shape, || random.standard_normal() / 4.0),
        }
    }

    fn encode(&self, samples: ArrayView2<f32>) -> Array2<f32> {
        samples.mapv(f64::from).dot(&self.weights).mapv(|z| if z > 0.0 { z as f32 } else { (z / 4.0) as f32 })
    }

    fn reconstruct(&self, samples: ArrayView2<f32>) -> Array2<f32> {
        self.encode(samples).mapv(f64::from).dot(&self.weights.t()).mapv(|x| x as f32)
    }

    fn inputs(&self) -> Inputs<'_> {
        Inputs {
            train: self.train.view(),
            test: self.test.view(),
            rows: &[],
            train_labels: &self.train_labels,
            test_labels: &self.test_labels,
            classes: &self.classes,
            features: &[],
            normal: self.normal,
            width: self.weights.ncols(),
        }
    }

    /// Runs these stages.
    fn evaluate(&self, stages: &[Stage]) -> Evaluation {
        let mut evaluator = Evaluator::new();
        self.with_subject(|subject| {
            for &stage in stages {
                evaluator.run(stage, subject, &mut |_| {}).expect("the numbers are small");
            }
        });
        evaluator.evaluation().clone()
    }

    fn with_subject(&self, use_it: impl FnOnce(&ModelOutputs)) {
        let (train_codes, test_codes) = (self.encode(self.train.view()), self.encode(self.test.view()));
        let reconstructions = self.reconstruct(self.test.view());
        use_it(&ModelOutputs {
            l0: 2.0,
            noisy: None,
            inputs: self.inputs(),
            train_codes: train_codes.view(),
            test_codes: test_codes.view(),
            test_reconstructions: reconstructions.view(),
            reconstruct: &|samples| self.reconstruct(samples),
        });
    }

    /// Training and test part as a classifier is given them.
    fn represented(&self, of: Representation) -> [Array2<f64>; 2] {
        let parts = [self.train.view(), self.test.view()];
        let pca = Pca::fit(self.train.view()).expect("it converges");
        parts.map(|part| match of {
            Representation::Codes => self.encode(part).mapv(f64::from),
            Representation::Inputs => part.mapv(f64::from),
            Representation::Pca => pca.transform(part, self.weights.ncols()),
        })
    }
}

#[test]
fn unchanged_results_are_kept_and_reports_are_json() {
    let case = &golden().cases[3];
    let world = World::new(case);
    let stages =
        [Stage::Reconstruction, Stage::Classification, Stage::Clustering, Stage::Anomalies, Stage::Pca];
    let mut evaluator = Evaluator::new();
    world.with_subject(|subject| {
        for stage in stages {
            evaluator.run_inputs(stage, &subject.inputs, &mut |_| {}).expect("the numbers are small");
        }
        let of_inputs = evaluator.evaluation().of_inputs.clone();
        assert_eq!(of_inputs.complete, stages);
        for stage in stages {
            assert!(!evaluator.evaluation().is_complete(stage));
            evaluator.run(stage, subject, &mut |_| {}).expect("the numbers are small");
            assert!(evaluator.evaluation().is_complete(stage));
        }
        assert_eq!(evaluator.evaluation().of_inputs, of_inputs);
        let before = evaluator.evaluation().clone();
        evaluator.run(Stage::Pca, subject, &mut |_| panic!("there is nothing to do")).expect("it is known");
        assert_eq!(*evaluator.evaluation(), before);
        evaluator.forget_model();
        assert_eq!(evaluator.evaluation().of_inputs, of_inputs);
        assert!(evaluator.evaluation().of_codes.complete.is_empty());
        for stage in stages {
            evaluator.run(stage, subject, &mut |_| {}).expect("the numbers are small");
        }
        assert_eq!(*evaluator.evaluation(), before);
    });
    for evaluation in [Evaluation::default(), evaluator.evaluation().clone()] {
        let text = evaluation.serialize_json();
        serde_json::from_str::<serde_json::Value>(&text).expect("others read it");
        let read = Evaluation::deserialize_bin(&evaluation.serialize_bin()).expect("it reads itself");
        assert_eq!(read, evaluation);
    }
}

#[test]
fn without_labels_there_are_errors_and_maps() {
    let mut world = World::new(&golden().cases[0]);
    world.train_labels.clear();
    world.test_labels.clear();
    world.normal = Some(0);
    let stages: Vec<_> = Stage::ALL.into_iter().filter(|&stage| stage != Stage::Tsne).collect();
    let evaluation = world.evaluate(&stages);
    assert_eq!(evaluation.classifications().count() + evaluation.clusterings().count(), 0);
    assert_eq!((evaluation.detectors().count(), evaluation.maps().count()), (0, 2));
    assert!(stages.iter().all(|&stage| evaluation.is_complete(stage)));
    let reconstruction = evaluation.of_codes.reconstruction.expect("it needs no labels");
    let errors = reconstruction.ranked.iter().map(|&sample| reconstruction.sample_mse[sample]);
    assert!(errors.is_sorted_by(|before, after| before >= after));
}
