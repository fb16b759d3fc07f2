//! Training against the numbers that real PyTorch printed (`golden/training.py`).

use std::hash::Hasher;

use serde::Deserialize;
use sparse_autoencoder::experiment::Link;
use sparse_autoencoder::model::{Architecture, Autoencoder};
use sparse_autoencoder::random::TorchGenerator;
use sparse_autoencoder::training::{Curve, Trainer, test_line};

#[derive(Deserialize)]
struct Golden {
    runs: Vec<Run>,
}

#[derive(Deserialize)]
struct Run {
    name: String,
    link: String,
    printed: Vec<String>,
    total: Vec<f32>,
    reconstruction: Vec<f32>,
    sparsity: Vec<f32>,
    /// Over how many epochs PyTorch agrees with itself when the samples change places.
    settled: usize,
    test_mse: f32,
    initial: Initial,
}

#[derive(Deserialize)]
struct Initial {
    encoder_weight: Vec<f32>,
    encoder_bias: Vec<f32>,
    decoder_weight: Vec<f32>,
    decoder_bias: Vec<f32>,
    fnv1a64: String,
}

fn golden() -> Vec<Run> {
    let text = include_str!("golden/training.json");
    serde_json::from_str::<Golden>(text).expect("the golden file is as its script writes it").runs
}

fn relative(a: f32, b: f32) -> f32 {
    (a - b).abs() / b.abs().max(1e-6)
}

fn largest(ours: &[f32], theirs: &[f32]) -> f32 {
    assert_eq!(ours.len(), theirs.len());
    ours.iter().zip(theirs).map(|(&a, &b)| relative(a, b)).fold(0.0, f32::max)
}

#[test]
fn initial_weights_equal_pytorchs_bit_for_bit() {
    for run in golden() {
        let link = Link::parse(&run.link);
        assert!(link.problems.is_empty(), "{}: {:?}", run.name, link.problems);
        let architecture = Architecture::from(&*link.experiment);
        let model = Autoencoder::init(&link.experiment, &mut TorchGenerator::new(link.experiment.seed));
        let mut hasher = fnv::FnvHasher::default();
        model.parameters().iter().for_each(|value| hasher.write(&value.to_bits().to_le_bytes()));
        let (hidden, input) = (architecture.code(), architecture.input);
        let weights = hidden * input;
        let mut rest = model.parameters();
        for (size, first) in [
            (weights, &run.initial.encoder_weight),
            (hidden, &run.initial.encoder_bias),
            (weights, &run.initial.decoder_weight),
            (input, &run.initial.decoder_bias),
        ] {
            assert_eq!(rest[..first.len()], first[..], "{}", run.name);
            rest = &rest[size..];
        }
        assert_eq!(format!("{:016x}", hasher.finish()), run.initial.fnv1a64, "{}", run.name);
    }
}

/// The lines and curves as far as rounding leaves them one value: past that PyTorch itself gives
/// others when the samples come in another order.
#[test]
fn losses_and_test_error_equal_pytorchs_to_the_printed_digit() {
    let mut failures = Vec::new();
    for run in golden() {
        let mut trainer =
            Trainer::new(Link::parse(&run.link).experiment).expect("the golden data can be made");
        trainer.run().expect("the golden runs do not diverge");
        let history = trainer.history();
        let test_mse = trainer.test_result().mse as f32;
        let mut lines: Vec<String> = history.lines(trainer.experiment().epochs).collect();
        lines.push(test_line(test_mse));
        let certain = if run.settled == run.total.len() { lines.len() } else { run.settled / 10 };
        if lines[..certain] != run.printed[..certain] {
            let differing: Vec<_> = lines.iter().zip(&run.printed).filter(|(a, b)| a != b).collect();
            failures.push(format!("{}: {differing:?}", run.name));
        }
        let sum: Vec<f32> =
            run.reconstruction.iter().zip(&history[Curve::Sparsity]).map(|(a, b)| a + b).collect();
        let mut errors = vec![
            largest(&history[Curve::Total][..run.settled], &run.total[..run.settled]),
            largest(&history[Curve::Reconstruction][..run.settled], &run.reconstruction[..run.settled]),
            largest(&sum[..run.settled], &run.total[..run.settled]),
        ];
        if run.settled == run.total.len() {
            errors.push(relative(test_mse, run.test_mse));
            let penalty = run.sparsity.iter().zip(&history[Curve::Sparsity]).map(|(a, b)| (a - b).abs());
            errors.push(penalty.fold(0.0, f32::max) / run.total[0]);
        }
        println!("{:30} {:4} of {:4} epochs: {errors:?}", run.name, run.settled, run.total.len());
        if errors.iter().any(|&error| error > 2e-6) {
            failures.push(format!("{}: {errors:?}", run.name));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// The effect of JumpReLU's factor at the page's defaults.
#[test]
fn jumprelu_activates_fewer_units_with_a_larger_factor() {
    let on = |factor: &str| {
        let link = Link::parse(&format!("sparsity=jumprelu&sparsity_factor={factor}"));
        let mut trainer = Trainer::new(link.experiment).expect("the data can be made");
        trainer.run().expect("it does not diverge");
        trainer.test_result().l0()
    };
    let on = ["0", "0.001", "0.01", "0.1", "1"].map(on);
    assert!(on.is_sorted_by(|dearer, less| dearer > less), "{on:?}");
    assert!(on[0] > 7.0 && on[2] < 5.0 && on[4] < 0.1, "{on:?}");
}
