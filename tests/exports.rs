//! Exported scripts against what real `PyTorch` printed for them (`golden/exports.py`).

use std::hash::Hasher;

use serde::Deserialize;
use sparse_autoencoder::experiment::Link;
use sparse_autoencoder::export::pytorch;
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

/// A printed number is the full one rounded to four digits; float32 sums in another order move the
/// full one by up to 2e-6 of itself, as measured on `PyTorch`'s own in `training.rs`. Where top-k
/// chooses between near equals, rounding decides which stay: there 2e-4.
#[test]
fn we_print_what_the_scripts_print() {
    let mut failures = Vec::new();
    for export in golden() {
        let experiment = Link::parse(&export.link).experiment;
        let noise = if experiment.sparsity == Sparsity::TopK { 2e-4 } else { 2e-6 };
        let mut trainer = Trainer::new(experiment).expect("the data can be made");
        trainer.run().expect("these runs do not diverge");
        let total = &trainer.history()[Curve::Total];
        let tenth = total.iter().skip(9).step_by(10).map(|&loss| f64::from(loss));
        let ours: Vec<f64> = tenth.chain([trainer.test_result().mse]).collect();
        assert_eq!(ours.len(), export.printed.len(), "{}", export.link);
        for (ours, line) in ours.into_iter().zip(&export.printed) {
            let theirs: f64 =
                line.rsplit(' ').next().and_then(|it| it.parse().ok()).expect("a line ends in its number");
            if (ours - theirs).abs() > 0.500_1e-4 + noise * theirs {
                failures.push(format!("{}: {ours} for {line}", export.link));
            }
        }
    }
    assert!(failures.is_empty(), "{} differ:\n{}", failures.len(), failures.join("\n"));
}
