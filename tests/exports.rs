//! Exported scripts against what real `PyTorch` printed for them (`golden/exports.py`).

use std::hash::Hasher;

use serde::Deserialize;
use sparse_autoencoder::experiment::{Experiment, Link};
use sparse_autoencoder::export::pytorch;
use sparse_autoencoder::optimizer::OptimizerName;
use sparse_autoencoder::sparsity::Sparsity;
use sparse_autoencoder::training::{Curve, Trainer};

#[derive(Deserialize)]
struct Golden {
    exports: Vec<Export>,
}

#[derive(Deserialize)]
struct Export {
    link: String,
    script: String,
    printed: Vec<String>,
}

fn golden() -> Vec<Export> {
    let text = include_str!("golden/exports.json");
    serde_json::from_str::<Golden>(text).expect("the golden file is as its script writes it").exports
}

#[test]
fn the_scripts_are_those_that_pytorch_ran() {
    for export in golden() {
        let link = Link::parse(&export.link);
        assert!(link.problems.is_empty(), "{}: {:?}", export.link, link.problems);
        let mut hasher = fnv::FnvHasher::default();
        hasher.write(pytorch(&link.experiment).as_bytes());
        let hash = format!("{:016x}", hasher.finish());
        assert_eq!(hash, export.script, "{}: run tests/golden/make exports", export.link);
    }
}

/// What the runs of an experiment may differ by, as a share.
fn noise(experiment: &Experiment) -> f64 {
    match (experiment.optimizer, experiment.sparsity) {
        (OptimizerName::Lbfgs, _) => 1e-2,
        (_, Sparsity::TopK) => 2e-4,
        _ => 2e-6,
    }
}

/// A printed number is the full one rounded to four digits; float32 sums in another order move the
/// full one by up to 2e-6 of itself, as measured on `PyTorch`'s own in `training.rs`. Where top-k
/// chooses between near equals, rounding decides which stay: there 2e-4. L-BFGS goes `SciPy`'s way
/// to the eighth digit while the loss is smooth, but where a line search meets a kink, of relu or
/// of an absolute value, rounding decides where it ends: there the last losses are within 1 %.
#[test]
fn we_print_what_the_scripts_print() {
    let mut failures = Vec::new();
    for export in golden() {
        let experiment = Link::parse(&export.link).experiment;
        let (noise, minimised) = (noise(&experiment), experiment.optimizer == OptimizerName::Lbfgs);
        let mut trainer = Trainer::new(experiment).expect("the data can be made");
        trainer.run().expect("these runs do not diverge");
        let total = &trainer.history()[Curve::Total];
        let tenth = total.iter().skip(9).step_by(10).map(|&loss| f64::from(loss));
        let ours: Vec<f64> = tenth.chain([trainer.test_result().mse]).collect();
        assert_eq!(ours.len(), export.printed.len(), "{}", export.link);
        let compared = if minimised { ours.len() - 2 } else { 0 };
        for (ours, line) in ours.into_iter().zip(&export.printed).skip(compared) {
            let theirs: f64 =
                line.rsplit(' ').next().and_then(|it| it.parse().ok()).expect("a line ends in its number");
            if (ours - theirs).abs() > 0.500_1e-4 + noise * theirs {
                failures.push(format!("{}: {ours} for {line}", export.link));
            }
        }
    }
    assert!(failures.is_empty(), "{} differ:\n{}", failures.len(), failures.join("\n"));
}
