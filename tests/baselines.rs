//! The baselines against scikit-learn's (`golden/baselines.py`).

use serde::Deserialize;
use sparse_autoencoder::data::{DataFileCache, Dataset};
use sparse_autoencoder::evaluation::Baselines;
use sparse_autoencoder::experiment::Link;

#[derive(Deserialize)]
struct Golden {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    link: String,
    mean_mse: f64,
    pca_mse: Vec<f64>,
}

#[test]
fn baselines_equal_scikit_learns() {
    let golden: Golden = serde_json::from_str(include_str!("golden/baselines.json")).expect("it is JSON");
    for case in golden.cases {
        let dataset = Dataset::of(&Link::parse(&case.link).experiment, &DataFileCache::default())
            .expect("the data can be made");
        let ours = Baselines::new(dataset.train.view(), dataset.test.view()).expect("it converges");
        // Errors are compared with that of the mean, because the last components have only rounding errors.
        let close = |a: f64, b: f64| (a - b).abs() <= 1e-9 * case.mean_mse;
        assert!(close(ours.mean_mse, case.mean_mse), "{}: {} {}", case.link, ours.mean_mse, case.mean_mse);
        for (components, &theirs) in case.pca_mse.iter().enumerate() {
            let error = ours.pca(components);
            assert!(close(error, theirs), "{}: PCA-{components} {error}, scikit-learn {theirs}", case.link);
        }
    }
}

#[test]
fn baselines_of_the_default_experiment_are_known() {
    let dataset =
        Dataset::of(&Link::parse("").experiment, &DataFileCache::default()).expect("the data can be made");
    let baselines = Baselines::new(dataset.train.view(), dataset.test.view()).expect("it converges");
    assert_eq!(format!("{:.4} {:.4}", baselines.mean_mse, baselines.pca(8)), "0.9741 0.4941");
}
