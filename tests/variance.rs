//! Explained variance against scikit-learn (`golden/variance.py`).

use ndarray::Array2;
use serde::Deserialize;
use sparse_autoencoder::evaluation::ReconstructionErrors;
use sparse_autoencoder::training::{explained_variance, variance};

#[derive(Deserialize)]
struct Golden {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    samples: Vec<Vec<f32>>,
    reconstructions: Vec<Vec<f32>>,
    variance_weighted: f64,
    of_varying_features: f64,
    explained_variance: f64,
}

fn matrix(rows: &[Vec<f32>]) -> Array2<f32> {
    Array2::from_shape_vec((rows.len(), rows[0].len()), rows.concat()).expect("rows are equally long")
}

#[test]
fn explained_variance_counts_the_errors_of_constant_features() {
    let golden: Golden = serde_json::from_str(include_str!("golden/variance.json"))
        .expect("the golden file is as its script writes it");
    let mut differing = 0;
    for case in golden.cases {
        let (samples, reconstructions) = (matrix(&case.samples), matrix(&case.reconstructions));
        let reconstruction = ReconstructionErrors::new(samples.view(), reconstructions.view());
        let ours =
            explained_variance(reconstruction.mse, variance(samples.view())).expect("some features vary");
        assert!((ours - case.explained_variance).abs() < 1e-9, "{ours}, not {}", case.explained_variance);
        // scikit-learn excludes them.
        assert!((case.variance_weighted - case.of_varying_features).abs() < 1e-12);
        let varies = |feature: usize| samples.column(feature).iter().any(|&x| x != samples[(0, feature)]);
        let constant_error = (0..samples.ncols())
            .filter(|&feature| !varies(feature))
            .map(|feature| reconstruction.feature_mse[feature])
            .sum::<f64>();
        assert_eq!(constant_error > 0.0, (ours - case.variance_weighted).abs() > 1e-9);
        differing += usize::from(constant_error > 0.0);
    }
    assert_eq!(differing, 2);
}
