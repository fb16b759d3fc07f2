//! The orientation of tiles against NumPy's (`golden/edges.py`).

use ndarray::Array2;
use serde::Deserialize;
use sparse_autoencoder::evaluation::orientation;

#[derive(Deserialize)]
struct Golden {
    runs: Vec<Run>,
    tiles: Vec<Tile>,
}

#[derive(Deserialize)]
struct Run {
    orientations: Vec<f64>,
}

#[derive(Deserialize)]
struct Tile {
    name: String,
    shape: (usize, usize),
    values: Vec<f32>,
    orientation: f64,
}

#[test]
fn orientations_equal_numpys() {
    let golden: Golden = serde_json::from_str(include_str!("golden/edges.json")).expect("it is JSON");
    let mut ours = Vec::new();
    for Tile { name, shape, values, orientation: theirs } in golden.tiles {
        let tile = Array2::from_shape_vec(shape, values).expect("as many values as its shape says");
        let value = orientation(tile.view()).expect("no tile is flat");
        assert!((value - theirs).abs() <= 1e-12, "{name}: {value}, NumPy {theirs}");
        ours.push(value);
    }
    // The first tiles are the first run's.
    for (ours, theirs) in ours.iter().zip(&golden.runs[0].orientations) {
        assert!((ours - theirs).abs() <= 1e-4, "{ours}, SciPy's run {theirs}");
    }
}
