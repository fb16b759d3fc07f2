//! Training against the numbers that real `PyTorch` printed (`golden/training.py`).

use std::hash::Hasher;

use serde::Deserialize;
use sparse_autoencoder::experiment::Link;
use sparse_autoencoder::model::{Autoencoder, Shape};
use sparse_autoencoder::training::{Trainer, test_line};

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
fn initial_weights_are_pytorchs_bit_for_bit() {
    for run in golden() {
        let link = Link::parse(&run.link);
        assert!(link.problems.is_empty(), "{}: {:?}", run.name, link.problems);
        let shape = Shape { input: link.experiment.n_features, hidden: link.experiment.hidden_dim };
        let model = Autoencoder::init(shape, link.experiment.seed);
        let mut hasher = fnv::FnvHasher::default();
        model.parameters().iter().for_each(|value| hasher.write(&value.to_bits().to_le_bytes()));
        let weights = shape.hidden * shape.input;
        let mut rest = model.parameters();
        for (size, first) in [
            (weights, &run.initial.encoder_weight),
            (shape.hidden, &run.initial.encoder_bias),
            (weights, &run.initial.decoder_weight),
            (shape.input, &run.initial.decoder_bias),
        ] {
            assert_eq!(rest[..first.len()], first[..], "{}", run.name);
            rest = &rest[size..];
        }
        assert_eq!(format!("{:016x}", hasher.finish()), run.initial.fnv1a64, "{}", run.name);
    }
}

#[test]
fn losses_and_test_error_are_pytorchs_to_the_printed_digit() {
    let mut failures = Vec::new();
    for run in golden() {
        let mut trainer =
            Trainer::new(Link::parse(&run.link).experiment).expect("the golden data can be made");
        trainer.run().expect("the golden runs do not diverge");
        let history = trainer.history();
        let test_mse = trainer.test_result().mse as f32;
        let mut lines: Vec<String> = history.lines(trainer.experiment().epochs).collect();
        lines.push(test_line(test_mse));
        let errors = [
            largest(&history.total, &run.total),
            largest(&history.reconstruction, &run.reconstruction),
            largest(&history.sparsity, &run.sparsity),
            relative(test_mse, run.test_mse),
        ];
        println!("{:60} {:5} epochs, relative errors {errors:?}", run.name, run.total.len());
        if lines != run.printed {
            let differing: Vec<_> = lines.iter().zip(&run.printed).filter(|(a, b)| a != b).collect();
            failures.push(format!("{}: {differing:?}, errors {errors:?}", run.name));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
