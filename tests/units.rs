//! Descriptions of hidden units against NumPy and scikit-learn (`golden/units.py`).

use ndarray::{Array1, Array2, Axis};
use serde::Deserialize;
use sparse_autoencoder::data::{Dataset, DatasetNames, Labelled, Scaling, SplitParams};
use sparse_autoencoder::evaluation::{GroundTruth, InspectedModel, TrueFeatureMatch, UnitSample};
use sparse_autoencoder::experiment::Link;
use sparse_autoencoder::random::RandomState;
use sparse_autoencoder::training::{ScaledData, TrainedModel};

#[derive(Deserialize)]
struct Golden {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    link: String,
    seed: u32,
    units: Vec<Unit>,
    mse: f64,
}

#[derive(Deserialize)]
struct Unit {
    active: f64,
    mean: f64,
    maximum: f64,
    zeros: f64,
    counts: Vec<u32>,
    class: Option<Preference>,
    strongest: Vec<u32>,
    strengths: Vec<f64>,
    quantiles: Vec<f64>,
    nearest: Vec<u32>,
    cosines: Vec<f64>,
    mse_without: f64,
    feature: u32,
    cosine: f64,
    precision: f64,
    recall: f64,
}

#[derive(Deserialize)]
struct Preference {
    class: u32,
    lift: f64,
    active: u32,
    mutual_information: f64,
}

const SAMPLES: usize = 240;
const FEATURES: usize = 8;
const UNITS: usize = 6;
const CLASSES: usize = 3;
const TRUE: usize = 5;

fn assert_near(ours: f64, theirs: f64, name: &str) {
    assert!((ours - theirs).abs() <= 2e-6 * theirs.abs().max(1.0), "{name}: {ours}, not {theirs}");
}

struct Draw {
    data: ScaledData,
    parameters: Vec<f32>,
    truth: Array2<f64>,
    present: Array2<bool>,
}

/// Draws in the order of `draw` in `golden/units.py`.
fn draw(seed: u32, link: &str) -> Draw {
    let mut random = RandomState::new(seed);
    let normal = |random: &mut RandomState, rows: usize, columns: usize| {
        Array2::from_shape_simple_fn((rows, columns), || random.standard_normal())
    };
    let mut x = normal(&mut random, SAMPLES, FEATURES);
    let y: Vec<usize> = (0..SAMPLES).map(|_| random.randint(CLASSES as u32) as usize).collect();
    for (mut row, &label) in x.rows_mut().into_iter().zip(&y) {
        row[0] += 1.5 * label as f64;
    }
    let encoder = normal(&mut random, UNITS, FEATURES);
    let mut bias = Array1::from_shape_simple_fn(UNITS, || random.standard_normal() - 2.0);
    bias[0] = if link.contains("sigmoid") { -20.0 } else { -1000.0 };
    let decoder = normal(&mut random, FEATURES, UNITS) * 0.1;
    let output = normal(&mut random, 1, FEATURES);
    let truth = normal(&mut random, TRUE, FEATURES);
    let present = Array2::from_shape_simple_fn((SAMPLES, TRUE), || random.random_sample() < 0.2);
    let parameters = encoder.iter().chain(&bias).chain(&decoder).chain(&output);
    let parameters = parameters.map(|&value| value as f32).collect();
    let raw = Labelled { x, y, names: DatasetNames::default() };
    let split = SplitParams { test_size: 0.5, split_state: 1 };
    let data = Dataset::new(raw, &split, Scaling::None, None).expect("the samples can be split");
    let data = ScaledData::from(data);
    let present = present.select(Axis(0), &data.facts.split.test);
    Draw { data, parameters, truth, present }
}

#[test]
fn descriptions_of_units_equal_numpys_and_scikit_learns() {
    let golden: Golden = serde_json::from_str(include_str!("golden/units.json")).expect("it is JSON");
    for case in golden.cases {
        let Draw { data, parameters, truth, present } = draw(case.seed, &case.link);
        let link = Link::parse(&case.link);
        assert_eq!(link.problems, []);
        let model = TrainedModel::with_weights(link.experiment, parameters, &data.train);
        let result = model.test(&data.test);
        let inspected = InspectedModel::new(model, &data, &result);
        let key = GroundTruth::new(truth.view(), Array1::ones(FEATURES).view());
        assert_eq!((inspected.samples(), inspected.units()), (SAMPLES / 2, case.units.len()));
        for (unit, theirs) in case.units.iter().enumerate() {
            let ours = inspected.describe(unit, &data);
            let statistics = &ours.statistics;
            for (name, ours, theirs) in [
                ("fraction of active samples", statistics.active, theirs.active),
                ("mean activation", statistics.mean, theirs.mean),
                ("maximum activation", statistics.maximum.into(), theirs.maximum),
                ("fraction of zeros", statistics.histogram.zeros, theirs.zeros),
                ("mean squared error", ours.mse, case.mse),
                ("mean squared error without the unit", ours.mse_without, theirs.mse_without),
            ] {
                assert_near(ours, theirs, name);
            }
            assert_eq!(
                f64::from(result.active_share()[unit]) as f32,
                statistics.active as f32,
                "the page's rule"
            );
            assert_eq!(statistics.histogram.counts, theirs.counts, "unit {unit} of {}", case.link);
            let (quantiles, strongest): (Vec<UnitSample>, Vec<_>) =
                ours.shown.iter().copied().partition(|shown| shown.percentile.is_some());
            // Saturated codes are equal in single precision, and equally strong samples have no order.
            if case.link.ends_with("l1") {
                let samples: Vec<_> = strongest.iter().map(|shown| shown.sample).collect();
                assert_eq!(samples, theirs.strongest);
            }
            assert_eq!(strongest.len(), theirs.strengths.len());
            for (ours, &theirs) in strongest.iter().zip(&theirs.strengths) {
                assert_near(ours.activation.abs().into(), theirs, "strongest activation");
            }
            assert_eq!(quantiles.len(), theirs.quantiles.len());
            for (ours, &theirs) in quantiles.into_iter().zip(&theirs.quantiles) {
                assert_near(ours.activation.abs().into(), theirs, "percentile");
            }
            assert_eq!(ours.features.len(), ours.shown.len() * FEATURES);
            assert_eq!(ours.nearest.iter().map(|near| near.unit).collect::<Vec<_>>(), theirs.nearest);
            for (ours, &theirs) in ours.nearest.iter().zip(&theirs.cosines) {
                assert_near(ours.cosine, theirs, "cosine");
            }
            assert_eq!(ours.class.is_some(), theirs.class.is_some());
            if let (Some(ours), Some(theirs)) = (ours.class, &theirs.class) {
                assert_eq!((ours.class, ours.active), (theirs.class, theirs.active));
                assert_near(ours.lift, theirs.lift, "lift");
                assert_near(ours.mutual_information, theirs.mutual_information, "mutual information");
            }
            let column: Vec<f64> = inspected.decoder(unit).iter().copied().map(f64::from).collect();
            let (feature, cosine) = key.nearest(column.as_slice().into()).expect("there are true features");
            let is_present = present.column(feature).into_iter().copied();
            let matched = TrueFeatureMatch::new(feature, cosine, is_present, &inspected.active(unit));
            assert_eq!(matched.feature, theirs.feature);
            assert_near(matched.cosine, theirs.cosine, "cosine with the true feature");
            assert_near(matched.precision, theirs.precision, "precision");
            assert_near(matched.recall, theirs.recall, "recall");
        }
    }
}
