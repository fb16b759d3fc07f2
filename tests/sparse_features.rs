//! Sparse features compared with what real NumPy computes from their Python code
//! (`golden/sparse_features.py`).

use std::hash::Hasher;

use serde::Deserialize;
use sparse_autoencoder::data::{
    DataFileCache, Dataset, Directions, Magnitudes, SparseFeaturesParams, make_sparse_features,
};
use sparse_autoencoder::evaluation::GroundTruth;
use sparse_autoencoder::experiment::Link;
use sparse_autoencoder::export::pytorch;
use sparse_autoencoder::model::Dictionary;
use sparse_autoencoder::training::Trainer;

#[derive(Deserialize)]
struct Golden {
    cases: Vec<Case>,
}

/// The result of a script.
#[derive(Deserialize)]
struct Case {
    script: String,
    shapes: [[usize; 2]; 3],
    step: usize,
    x: Vec<Vec<f64>>,
    directions: Vec<Vec<f64>>,
    activations: Vec<Vec<f64>>,
    y: Vec<usize>,
}

fn cases() -> Vec<SparseFeaturesParams> {
    let small = || SparseFeaturesParams { n_samples: 40, n_features: 6, n_true: 5, ..Default::default() };
    vec![
        SparseFeaturesParams { n_samples: 120, ..SparseFeaturesParams::default() },
        SparseFeaturesParams {
            n_samples: 60,
            n_features: 256,
            n_true: 512,
            activity: 0.2,
            activity_decay: 0.99,
            ..SparseFeaturesParams::default()
        },
        SparseFeaturesParams { n_features: 2, directions: Directions::Polygon, ..small() },
        SparseFeaturesParams { directions: Directions::Orthogonal, random_state: 1, ..small() },
        SparseFeaturesParams { directions: Directions::Orthogonal, n_features: 5, ..small() },
        SparseFeaturesParams {
            n_samples: 50,
            directions: Directions::Orthogonal,
            n_true: 32,
            ..Default::default()
        },
        SparseFeaturesParams { magnitudes: Magnitudes::HalfNormal, random_state: u32::MAX, ..small() },
        SparseFeaturesParams { correlation: 0.3, ..small() },
        SparseFeaturesParams { correlation: 1.0, hierarchy: true, n_true: 6, ..small() },
        SparseFeaturesParams { hierarchy: true, activity: 0.7, activity_decay: 0.9, ..small() },
        SparseFeaturesParams { feature_noise: 0.1, ..small() },
        SparseFeaturesParams {
            n_true: 7,
            n_features: 3,
            activity: 0.6,
            activity_decay: 0.8,
            correlation: 0.5,
            hierarchy: true,
            magnitudes: Magnitudes::HalfNormal,
            feature_noise: 1e-5,
            random_state: 7,
            ..small()
        },
        SparseFeaturesParams {
            n_samples: 3,
            n_features: 1,
            n_true: 1,
            activity: 1.0,
            hierarchy: true,
            ..small()
        },
        SparseFeaturesParams {
            n_samples: 1,
            magnitudes: Magnitudes::HalfNormal,
            feature_noise: 0.5,
            ..small()
        },
    ]
}

fn golden() -> Vec<Case> {
    let text = include_str!("golden/sparse_features.json");
    serde_json::from_str::<Golden>(text).expect("the golden file is as its script writes it").cases
}

/// `golden/sparse_features.py` runs the texts that this prints.
#[test]
fn python_code_equals_what_numpy_ran() {
    let texts: Vec<_> = cases().iter().map(SparseFeaturesParams::python).collect();
    for python in &texts {
        println!("{}", serde_json::json!({ "python": python }));
    }
    let hash = |text: &String| {
        let mut hasher = fnv::FnvHasher::default();
        hasher.write(text.as_bytes());
        format!("{:016x}", hasher.finish())
    };
    let ours: Vec<_> = texts.iter().map(hash).collect();
    let theirs: Vec<_> = golden().into_iter().map(|case| case.script).collect();
    assert_eq!(ours, theirs, "run tests/golden/make sparse_features");
    assert!(texts.iter().all(|text| text.lines().count() <= 16));
}

#[test]
fn sparse_features_equal_numpys() {
    for (params, golden) in cases().iter().zip(golden()) {
        let (data, truth) = make_sparse_features(params).expect("the parameters are in range");
        assert_eq!(data.y, golden.y, "{params:?}");
        let parts = [
            ("X", &data.x, golden.x),
            ("directions", &truth.directions, golden.directions),
            ("activations", &truth.activations, golden.activations),
        ];
        for ((name, ours, theirs), [rows, columns]) in parts.into_iter().zip(golden.shapes) {
            assert_eq!(ours.dim(), (rows, columns), "{name} of {params:?}");
            for (ours, theirs) in ours.rows().into_iter().step_by(golden.step).zip(&theirs) {
                for (ours, theirs) in ours.iter().zip(theirs) {
                    assert!((ours - theirs).abs() < 1e-12, "{name} of {params:?}: {ours}, NumPy {theirs}");
                }
            }
        }
    }
}

/// The exported script makes the same data that the model is trained on.
#[test]
fn script_states_all_parameters() {
    let link = "data=sparse_features&n_samples=40&n_features=8&n_true=7&directions=orthogonal&activity=0.5&\
                activity_decay=0.9&correlation=0.2&hierarchy=true&magnitudes=half_normal&feature_noise=0.1&\
                random_state=3";
    let link = Link::parse(link);
    assert!(link.problems.is_empty(), "{:?}", link.problems);
    let params = SparseFeaturesParams {
        n_samples: 40,
        n_features: 8,
        n_true: 7,
        directions: Directions::Orthogonal,
        activity: 0.5,
        activity_decay: 0.9,
        correlation: 0.2,
        hierarchy: true,
        magnitudes: Magnitudes::HalfNormal,
        feature_noise: 0.1,
        random_state: 3,
    };
    let dataset = Dataset::of(&link.experiment, &DataFileCache::default()).expect("the data can be made");
    let (data, truth) = make_sparse_features(&params).expect("the parameters are in range");
    assert_eq!(dataset.raw, data);
    assert_eq!(link.experiment.data.truth(&link.experiment), Ok(Some(truth)));
    assert!(pytorch(&link.experiment).contains(&params.python()));
    let refused = Link::parse("data=sparse_features&directions=polygon&n_features=3").problems;
    assert!(refused.len() == 1 && refused[0].to_string().contains("n_features=3 must be 2"), "{refused:?}");
    let other = Link::parse("").experiment;
    assert_eq!(other.data.truth(&other), Ok(None));
}

/// Sixteen features in 32 dimensions are found, which chance does not.
#[test]
fn true_features_are_learned() {
    let link = Link::parse(
        "data=sparse_features&loss=half_sse&init=tied_unit&sparsity=l1&sparsity_factor=0.1&l1_decoder_norm=true&\
         batch_size=32&lr=0.01&epochs=30",
    );
    assert!(link.problems.is_empty(), "{:?}", link.problems);
    let dataset = Dataset::of(&link.experiment, &DataFileCache::default()).expect("the data can be made");
    let truth = link.experiment.data.truth(&link.experiment).expect("the data can be made");
    let truth = truth.expect("the truth is known");
    let mut trainer = Trainer::new(link.experiment).expect("the data can be made");
    trainer.run().expect("it does not diverge");
    let model = trainer.model();
    let key = GroundTruth::of(&truth, &dataset.scaler);
    let learned = key.compare(Dictionary::new(model.plan()).columns(model.parameters()).view());
    let control = key.control(16, 0);
    assert!(learned.mmcs() > 0.99 && learned.mcc() > 0.99, "MMCS {}, MCC {}", learned.mmcs(), learned.mcc());
    assert!(control.mmcs() < 0.5);
}
