//! The classic exercise: edges appear, at the same cost as with SciPy (`golden/edges.py`).

use ndarray::ArrayView2;
use serde::Deserialize;
use sparse_autoencoder::evaluation::orientation;
use sparse_autoencoder::experiment::{EXAMPLES, Link};
use sparse_autoencoder::model::Side;
use sparse_autoencoder::training::{Curve, Trainer};

#[derive(Deserialize)]
struct Golden {
    runs: Vec<Run>,
}

#[derive(Deserialize)]
struct Run {
    part: String,
    cost: f64,
}

/// A tile of white noise is as oriented as this in none of a thousand cases; an edge is.
const ORIENTED: f64 = 0.5;

#[test]
fn edges_are_learned_at_scipys_cost() {
    let golden: Golden = serde_json::from_str(include_str!("golden/edges.json"))
        .expect("the golden file is as its script writes it");
    // SciPy trains on the same patches from different initial weights.
    let costs: Vec<f64> = golden.runs.iter().filter(|run| run.part == "train").map(|run| run.cost).collect();
    let scipy = costs.iter().sum::<f64>() / costs.len() as f64;

    let preset = EXAMPLES.iter().find(|example| example.name.starts_with("Edges")).expect("it is an example");
    let mut trainer = Trainer::new(Link::parse(preset.link).experiment).expect("the data are there");
    trainer.run().expect("it does not diverge");
    assert_eq!(trainer.epoch(), 400);
    let cost = f64::from(*trainer.history()[Curve::Total].last().expect("it was trained"));
    assert!((cost / scipy - 1.0).abs() < 0.01, "{cost}, SciPy {scipy}");

    let weights = Side::Encoder.weights(trainer.model(), usize::MAX);
    let tiles = weights
        .chunks_exact(64)
        .map(|tile| ArrayView2::from_shape((8, 8), tile).expect("a patch has 8 by 8 pixels"));
    let oriented = tiles.filter_map(orientation).filter(|&orientation| orientation > ORIENTED).count();
    assert!(oriented >= 20, "{oriented} of 25 tiles are oriented");
}
