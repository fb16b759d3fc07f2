//! The answer key's figures against SciPy's and scikit-learn's (`golden/ground_truth.py`).

use ndarray::{Array1, Array2};
use serde::Deserialize;
use sparse_autoencoder::evaluation::GroundTruth;
use sparse_autoencoder::random::RandomState;

#[derive(Deserialize)]
struct Golden {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    seed: u32,
    n_true: usize,
    n_features: usize,
    units: usize,
    learned: f64,
    mmcs: f64,
    mcc: f64,
    f1: f64,
    matched: Vec<Option<usize>>,
    control: [f64; 2],
}

const SAMPLES: usize = 60;

#[test]
fn recovery_scores_equal_scipys_and_scikit_learns() {
    let golden: Golden = serde_json::from_str(include_str!("golden/ground_truth.json")).expect("it is JSON");
    for case in golden.cases {
        // In the order of `case` in `golden/ground_truth.py`.
        let mut random = RandomState::new(case.seed);
        let directions =
            Array2::from_shape_simple_fn((case.n_true, case.n_features), || random.standard_normal());
        let mut decoder =
            Array2::from_shape_simple_fn((case.n_features, case.units), || random.standard_normal());
        let scale = Array1::from_shape_simple_fn(case.n_features, || 0.5 + random.random_sample());
        let activations = Array2::from_shape_simple_fn((SAMPLES, case.n_true), || random.random_sample());
        let activations = activations.mapv(|draw| if draw < 0.2 { draw } else { 0.0 });
        let codes = Array2::from_shape_simple_fn((SAMPLES, case.units), || random.random_sample());
        let mut codes = codes.mapv(|draw| if draw < 0.1 { draw as f32 } else { 0.0 });
        for (unit, feature) in random.permutation(case.n_true as u32).into_iter().enumerate().take(case.units)
        {
            let truth = &directions.row(feature as usize) / &scale;
            decoder.column_mut(unit).scaled_add(case.learned, &truth);
            let strong =
                activations.column(feature as usize).mapv(|it| if it > 0.05 { it as f32 } else { 0.0 });
            codes.column_mut(unit).scaled_add(1.0, &strong);
        }
        let key = GroundTruth::new(directions.view(), scale.view());
        let ours = key.compare(decoder.view());
        assert_eq!(ours.matched, case.matched, "seed {}", case.seed);
        let f1 = ours.f1(activations.view(), codes.view()).expect("features are active");
        let control = key.control(case.units, case.seed);
        for (name, ours, theirs) in [
            ("MMCS", ours.mmcs(), case.mmcs),
            ("MCC", ours.mcc(), case.mcc),
            ("F1", f1, case.f1),
            ("MMCS of the control", control.mmcs(), case.control[0]),
            ("MCC of the control", control.mcc(), case.control[1]),
        ] {
            assert!((ours - theirs).abs() < 1e-12, "seed {}: {name} {ours}, golden {theirs}", case.seed);
        }
    }
}
