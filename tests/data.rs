//! Random streams and datasets against golden numbers by NumPy, PyTorch and scikit-learn
//! (`golden/make` makes them; the scripts there describe the files).

use ndarray::{Array2, ArrayView2, Axis};
use proptest::prelude::*;
use serde_json::{Map, Value};
use sparse_autoencoder::data::{
    ClassificationParams, Dataset, Labelled, Scaler, Scaling, SplitParams, StandardScaler, estimated_bytes,
    make_classification, train_test_split,
};
use sparse_autoencoder::random::{RandomState, TorchGenerator};

/// The largest relative error allowed in float64.
const TOLERANCE: f64 = 1e-12;

fn golden(text: &str, list: &str) -> Vec<Value> {
    let document: Value = serde_json::from_str(text).expect("a golden file is JSON");
    array(&document[list]).to_vec()
}

fn array(value: &Value) -> &[Value] {
    value.as_array().expect("a list")
}

fn object(value: &Value) -> &Map<String, Value> {
    value.as_object().expect("an object")
}

fn number(value: &Value) -> f64 {
    value.as_f64().expect("a number")
}

fn count(value: &Value) -> usize {
    usize::try_from(value.as_u64().expect("a count")).expect("a count in range")
}

fn seed(value: &Value) -> u32 {
    u32::try_from(value.as_u64().expect("a seed")).expect("a seed below 2^32")
}

fn numbers(value: &Value) -> Vec<f64> {
    array(value).iter().map(number).collect()
}

fn counts(value: &Value) -> Vec<usize> {
    array(value).iter().map(count).collect()
}

/// Numbers of float32, written with nine digits, which read back as the same bits.
#[allow(clippy::cast_possible_truncation)]
fn singles(value: &Value) -> Vec<f32> {
    array(value).iter().map(|value| number(value) as f32).collect()
}

fn fnv1a64(bytes: impl IntoIterator<Item = u8>) -> String {
    let hash = bytes.into_iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{hash:016x}")
}

fn classification_params(changed: &Value) -> ClassificationParams {
    let mut params = ClassificationParams::default();
    for (name, value) in object(changed) {
        match name.as_str() {
            "n_samples" => params.n_samples = count(value),
            "n_features" => params.n_features = count(value),
            "n_informative" => params.n_informative = count(value),
            "n_redundant" => params.n_redundant = count(value),
            "n_repeated" => params.n_repeated = count(value),
            "n_classes" => params.n_classes = count(value),
            "n_clusters_per_class" => params.n_clusters_per_class = count(value),
            "weights" => params.weights = Some(numbers(value)),
            "flip_y" => params.flip_y = number(value),
            "class_sep" => params.class_sep = number(value),
            "hypercube" => params.hypercube = value.as_bool().expect("true or false"),
            "shift" => params.shift = value.as_f64(),
            "scale" => params.scale = value.as_f64(),
            "shuffle" => params.shuffle = value.as_bool().expect("true or false"),
            "random_state" => params.random_state = seed(value),
            other => panic!("unknown parameter {other}"),
        }
    }
    params
}

#[track_caller]
fn assert_close(actual: impl IntoIterator<Item = f64>, expected: &[f64], what: &str) {
    let actual: Vec<f64> = actual.into_iter().collect();
    assert_eq!(actual.len(), expected.len(), "{what}");
    for (index, (actual, expected)) in actual.iter().zip(expected).enumerate() {
        let error = (actual - expected).abs();
        assert!(
            error <= TOLERANCE * expected.abs(),
            "{what}: number {index} is {actual:?}, golden {expected:?}, relative error {:e}",
            error / expected.abs()
        );
    }
}

#[test]
fn random_state_equals_numpys() {
    for stream in golden(include_str!("golden/streams.json"), "streams") {
        let new = || RandomState::new(seed(&stream["seed"]));
        let mut random = new();
        for expected in array(&stream["random_sample"]) {
            assert_eq!(format!("{:?}", random.random_sample()), *expected);
        }
        let mut random = new();
        assert_close(
            (0..9).map(|_| random.standard_normal()),
            &numbers(&stream["standard_normal"]),
            "standard_normal",
        );
        let mut random = new();
        let mixed = [
            random.standard_normal(),
            random.random_sample(),
            random.standard_normal(),
            random.standard_normal(),
            random.random_sample(),
        ];
        assert_close(mixed, &numbers(&stream["mixed"]), "mixed");
        for (bound, expected) in object(&stream["randint"]) {
            let mut random = new();
            let bound = bound.parse().expect("a bound");
            let actual: Vec<usize> = (0..6).map(|_| random.randint(bound) as usize).collect();
            assert_eq!(actual, counts(expected), "randint({bound})");
        }
        for (n, expected) in object(&stream["permutation"]) {
            let actual = new().permutation(n.parse().expect("a count"));
            let actual: Vec<usize> = actual.into_iter().map(|number| number as usize).collect();
            assert_eq!(actual, counts(expected), "permutation({n})");
        }
    }
}

#[test]
fn torch_generator_equals_pytorchs() {
    for stream in golden(include_str!("golden/streams.json"), "streams") {
        let seed = seed(&stream["seed"]);
        for range in array(&stream["uniform"]) {
            let (ends, expected) = (singles(&Value::from(&array(range)[..2])), singles(&range[2]));
            let mut random = TorchGenerator::new(seed);
            for expected in expected {
                assert_eq!(random.uniform(ends[0], ends[1]).to_bits(), expected.to_bits(), "{ends:?}");
            }
        }
        for layer in array(&stream["linear"]) {
            let (outputs, inputs) = (count(&layer[0]), count(&layer[1]));
            let init = TorchGenerator::new(seed).linear_init(outputs, inputs);
            let bytes = init.weight.iter().chain(&init.bias).flat_map(|value| value.to_le_bytes());
            assert_eq!(fnv1a64(bytes), layer[2], "Linear({inputs}, {outputs}), seed {seed}");
        }
    }
}

/// Uniform numbers and permutations are equal. PyTorch computes a normal number's logarithm, sine and cosine
/// in float32 with its own polynomials (Cephes): this changes a value by at most 1.5e-7, relative to itself
/// or, below 1, to 1. Two last bits of 1 are allowed.
#[test]
fn torch_rand_and_randn_equal_pytorchs() {
    for stream in golden(include_str!("golden/streams.json"), "streams") {
        let mut random = TorchGenerator::new(seed(&stream["seed"]));
        for draw in array(&stream["drawn"]) {
            let (what, n) = (draw[0].as_str().expect("a name"), count(&draw[1]));
            if what == "randperm" {
                let mut order = vec![0; n];
                random.randperm(&mut order);
                assert_eq!(order, counts(&draw[2]), "randperm({n})");
                continue;
            }
            let mut values = vec![0.0; n];
            match what {
                "rand" => values.fill_with(|| random.rand()),
                _ => random.randn(&mut values),
            }
            if n > 40 {
                values = values.into_iter().rev().step_by(7).collect();
            }
            let expected = singles(&draw[2]);
            assert_eq!(values.len(), expected.len());
            for (value, expected) in values.into_iter().zip(expected) {
                let error = (value - expected).abs() / expected.abs().max(1.0);
                let allowed = if what == "randn" { 2.0 * f32::EPSILON } else { 0.0 };
                assert!(error <= allowed, "{what}({n}): {value}, golden {expected}");
            }
        }
    }
}

#[test]
fn randn_can_be_drawn_in_parts() {
    for n in [1, 15, 16, 17, 48, 161] {
        let (mut whole, mut parts) = (vec![0.0; n], vec![0.0; n]);
        let (mut random, mut other) = (TorchGenerator::new(3), TorchGenerator::new(3));
        random.randn(&mut whole);
        for start in (0..n).step_by(48) {
            other.randn_part(&mut parts, start..n.min(start + 48));
        }
        assert_eq!(whole, parts);
        assert_eq!(random.rand(), other.rand());
    }
}

#[test]
fn make_classification_equals_scikit_learns() {
    let cases = golden(include_str!("golden/classification.json"), "cases");
    assert!(cases.len() >= 45);
    for case in cases {
        let name = case["name"].as_str().expect("a name");
        let data = make_classification(&classification_params(&case["params"])).expect(name);
        assert_eq!(data.y, counts(&case["labels"]), "{name}: labels");
        for (row, expected) in object(&case["rows"]) {
            let row: usize = row.parse().expect("a row");
            assert_close(data.x.row(row).to_vec(), &numbers(expected), &format!("{name}: row {row}"));
        }
        assert_sums(data.x.view(), &case, name);
        if case.get("test_size").is_some() {
            assert_dataset(data, &case, name);
        }
    }
}

/// Every sample counts in these: the sums of absolute values do not cancel, and the sums themselves
/// are compared on the scale of those.
fn assert_sums(x: ArrayView2<f64>, case: &Value, name: &str) {
    let magnitudes = numbers(&case["magnitudes"]);
    assert_close(x.mapv(f64::abs).sum_axis(Axis(0)), &magnitudes, &format!("{name}: magnitudes"));
    let sums = x.sum_axis(Axis(0));
    for ((sum, expected), magnitude) in sums.iter().zip(numbers(&case["sums"])).zip(magnitudes) {
        assert!((sum - expected).abs() <= TOLERANCE * magnitude, "{name}: sums");
    }
}

fn assert_dataset(data: Labelled, case: &Value, name: &str) {
    let split =
        SplitParams { test_size: number(&case["test_size"]), split_state: seed(&case["split_state"]) };
    let data = Dataset::new(data, &split, Scaling::Standard, None).expect(name);
    assert_eq!(data.split.test, counts(&case["test"]), "{name}: test part");
    assert_eq!(data.split.train, counts(&case["train"]), "{name}: training part");
    assert_eq!(data.train.dim(), (data.split.train.len(), data.n_features()), "{name}");
    assert_eq!(data.test.dim(), (data.split.test.len(), data.n_features()), "{name}");
    let labels: Vec<usize> = data.split.test.iter().map(|&sample| data.raw.y[sample]).collect();
    assert_eq!(data.test_labels, labels, "{name}");

    let scale = numbers(&case["scale"]);
    let Scaler::Standard(scaler) = &data.scaler else { panic!("{name}: standard was asked for") };
    assert_close(scaler.scale.to_vec(), &scale, &format!("{name}: scale"));
    for ((mean, expected), scale) in scaler.mean.iter().zip(numbers(&case["mean"])).zip(scale) {
        // A mean near zero is a cancelled sum: its error is relative to the values.
        let size = expected.abs().max(scale);
        assert!((mean - expected).abs() <= TOLERANCE * size, "{name}: mean {mean}, golden {expected}");
    }
    for (scaled, key) in [(&data.train, "first_train"), (&data.test, "first_test")] {
        for (value, expected) in scaled.row(0).iter().zip(singles(&case[key])) {
            let last_bit = f32::EPSILON * expected.abs();
            assert!((value - expected).abs() <= last_bit, "{name}: {key} {value}, golden {expected}");
        }
    }
}

#[test]
fn default_data_have_known_values() {
    let raw = make_classification(&ClassificationParams::default()).expect("the defaults are valid");
    assert_eq!(raw.y[..10], [1, 0, 1, 1, 0, 0, 1, 0, 1, 0]);
    let printed = |value: f64| format!("{value:.8}");
    assert_eq!(
        raw.x.row(0).iter().take(3).copied().map(printed).collect::<Vec<_>>(),
        ["-0.66935610", "-1.49577819", "-0.87076638"]
    );
    let data =
        Dataset::new(raw, &SplitParams::default(), Scaling::Standard, None).expect("the defaults are valid");
    assert_eq!(data.train.dim(), (800, 20));
    assert_eq!(
        data.train.row(0).iter().take(3).copied().collect::<Vec<f32>>(),
        [0.499_819_86, -1.742_801_1, -0.502_361_3]
    );
}

#[test]
fn invalid_parameters_are_rejected() {
    for case in golden(include_str!("golden/refused.json"), "cases") {
        let refusal = make_classification(&classification_params(&case["params"]));
        let message = refusal.expect_err(&case["params"].to_string()).to_string();
        let changed = object(&case["params"]);
        assert!(changed.keys().any(|name| message.contains(name)), "{message} names none of {changed:?}");
    }
}

#[test]
fn train_test_split_equals_scikit_learns() {
    for case in golden(include_str!("golden/split.json"), "cases") {
        let params =
            SplitParams { test_size: number(&case["test_size"]), split_state: seed(&case["split_state"]) };
        let split = train_test_split(count(&case["n_samples"]), &params);
        if case.get("message").is_some() {
            assert!(split.is_err(), "scikit-learn refuses {case}");
            continue;
        }
        let split = split.expect("scikit-learn takes it");
        if let Some(hash) = case.get("hash") {
            assert_eq!(split.test.len(), count(&case["n_test"]));
            let indices = split.test.iter().chain(&split.train);
            let bytes = indices.flat_map(|&index| u32::try_from(index).expect("an index").to_le_bytes());
            assert_eq!(fnv1a64(bytes), *hash);
        } else {
            assert_eq!(split.test, counts(&case["test"]), "{params:?}");
            assert_eq!(split.train, counts(&case["train"]), "{params:?}");
        }
    }
}

#[test]
fn standard_scaler_equals_scikit_learns() {
    for case in golden(include_str!("golden/scaling.json"), "cases") {
        let name = case["name"].as_str().expect("a name");
        let exact = |text: &Value| text.as_str().expect("text").parse::<f64>().expect("a number");
        let x: Vec<f64> = array(&case["x"]).iter().map(exact).collect();
        let rows: Vec<usize> = (0..x.len()).collect();
        let x = Array2::from_shape_fn((x.len(), 2), |(row, _)| x[row]);
        let scaler = StandardScaler::fit(x.view(), &rows).expect(name);
        assert_close(scaler.mean.to_vec(), &[number(&case["mean"]); 2], name);
        assert_close(scaler.scale.to_vec(), &[number(&case["scale"]); 2], name);
        let scaled = scaler.transform(x.view(), &rows).expect(name);
        for (value, expected) in scaled.column(0).iter().zip(singles(&case["scaled"])) {
            assert!((value - expected).abs() <= 1e-6 * expected.abs(), "{name}: {value}, golden {expected}");
        }
    }
}

prop_compose! {
    fn valid_params()(
        n_informative in 1_usize..40,
        n_redundant in 0_usize..6,
        n_repeated in 0_usize..6,
        noise in 0_usize..6,
        n_classes in 1_usize..6,
        n_clusters_per_class in 1_usize..6,
        share in prop::option::of(0.0..1.0),
        flip_y in 0.0..=1.0,
        class_sep in 0.01..10.0,
        shift in prop::option::of(-10.0..10.0),
        scale in prop::option::of(0.01..10.0),
        (n_samples, hypercube, shuffle, random_state) in (1_usize..120, any::<bool>(), any::<bool>(), any::<u32>()),
    ) -> ClassificationParams {
        // Few corners allow few clusters.
        let corners = 1_usize << n_informative.min(5);
        let n_classes = n_classes.min(corners);
        ClassificationParams {
            n_samples,
            n_features: n_informative + n_redundant + n_repeated + noise,
            n_informative,
            n_redundant,
            n_repeated,
            n_classes,
            n_clusters_per_class: n_clusters_per_class.min(corners / n_classes),
            weights: share.map(|share| vec![share; n_classes]),
            flip_y,
            class_sep,
            hypercube,
            shift,
            scale,
            shuffle,
            random_state,
        }
    }
}

proptest! {
    #[test]
    fn valid_parameters_give_finite_data(params in valid_params()) {
        let data = make_classification(&params).expect("the parameters are valid");
        prop_assert_eq!(data.x.dim(), (params.n_samples, params.n_features));
        prop_assert_eq!(data.y.len(), params.n_samples);
        prop_assert!(data.x.iter().all(|value| value.is_finite()));
        prop_assert!(data.y.iter().all(|&label| label < params.n_classes));
        prop_assert_eq!(&make_classification(&params).expect("the parameters are valid"), &data);
    }

    #[test]
    fn a_split_holds_every_sample_once(n in 2_usize..500, test_size in 0.01..0.5, split_state: u32) {
        let split = train_test_split(n, &SplitParams { test_size, split_state }).expect("both parts have samples");
        let mut all: Vec<usize> = split.train.iter().chain(&split.test).copied().collect();
        all.sort_unstable();
        prop_assert_eq!(all, (0..n).collect::<Vec<_>>());
    }

    #[test]
    fn any_parameters_are_checked_and_estimated_without_a_panic(
        sizes: [usize; 7], reals: [f64; 4], weights in prop::option::of(prop::collection::vec(any::<f64>(), 0..4)),
    ) {
        let [n_samples, n_features, n_informative, n_redundant, n_repeated, n_classes, n_clusters_per_class] = sizes;
        let [flip_y, class_sep, shift, scale] = reals;
        let params = ClassificationParams {
            n_samples, n_features, n_informative, n_redundant, n_repeated, n_classes, n_clusters_per_class,
            weights, flip_y, class_sep, shift: Some(shift), scale: Some(scale),
            ..ClassificationParams::default()
        };
        let _ = params.check();
        prop_assert!(estimated_bytes(&params) > 0);
    }
}
