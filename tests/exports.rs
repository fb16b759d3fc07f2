//! Exported scripts against what real PyTorch printed for them (`golden/exports.py`).

use std::hash::Hasher;

use serde::Deserialize;
use sparse_autoencoder::experiment::{Experiment, Link};
use sparse_autoencoder::export::pytorch;
use sparse_autoencoder::model::Activation;
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
    spreads: Vec<f64>,
}

fn golden() -> Vec<Export> {
    let text = include_str!("golden/exports.json");
    serde_json::from_str::<Golden>(text).expect("the golden file is as its script writes it").exports
}

#[test]
fn exported_scripts_equal_those_that_pytorch_ran() {
    for export in golden() {
        let link = Link::parse(&export.link);
        assert!(link.problems.is_empty(), "{}: {:?}", export.link, link.problems);
        let mut hasher = fnv::FnvHasher::default();
        hasher.write(pytorch(&link.experiment).as_bytes());
        let hash = format!("{:016x}", hasher.finish());
        assert_eq!(hash, export.script, "{}: run tests/golden/make exports", export.link);
    }
}

#[test]
fn exported_scripts_are_short() {
    let lengths =
        golden().into_iter().map(|export| pytorch(&Link::parse(&export.link).experiment).lines().count());
    let (short, long): (Vec<_>, Vec<_>) = lengths.partition(|lines| (60..=150).contains(lines));
    // Half a dozen options at once take a few lines more.
    assert!(long.len() * 20 <= short.len() && long.iter().all(|&lines| lines <= 170), "{long:?}");
}

/// The largest relative error at which a number is still compared.
const LARGEST_NOISE: f64 = 1e-2;

/// Returns whether an experiment's loss has no kinks from relu or an absolute value.
fn is_smooth(experiment: &Experiment) -> bool {
    matches!(experiment.sparsity, Sparsity::None | Sparsity::Kl)
        && !matches!(experiment.activation, Activation::Relu | Activation::LeakyRelu)
}

/// A printed number is the full one rounded to four digits; float32 sums in another order move the
/// full one by up to 2e-6 of itself. Where it grows, PyTorch's own runs part too when their initial
/// weights are off by a rounding (`spreads`), and ours may part ten times as far. At a kink argmin's
/// line search and SciPy's part, since each narrows its bracket in its own way; there losses are
/// within 1 %.
#[test]
fn our_lines_equal_those_of_the_scripts() {
    let (mut failures, mut compared, mut printed) = (Vec::new(), 0, 0);
    for export in golden() {
        let experiment = Link::parse(&export.link).experiment;
        let descends = experiment.optimizer == OptimizerName::Lbfgs && !is_smooth(&experiment);
        let mut trainer = Trainer::new(experiment).expect("the data can be made");
        let diverged = trainer.run().is_err();
        let total = &trainer.history()[Curve::Total];
        let losses = total.iter().skip(9).step_by(10).map(|&loss| f64::from(loss));
        let test_mse = (!diverged).then(|| (false, trainer.test_result().mse));
        let ours: Vec<_> = losses.map(|loss| (true, loss)).chain(test_mse).collect();
        let diverged_there = export.printed.iter().any(|line| line.ends_with("nan"));
        assert!(!diverged || diverged_there, "{} diverges", export.link);
        if !diverged && export.spreads.len() == export.printed.len() {
            assert_eq!(ours.len(), export.printed.len(), "{}", export.link);
        }
        // JumpReLU's penalty counts codes: one that equals its threshold to the last bit may or may not be
        // counted.
        let one_code = match trainer.experiment().sparsity {
            Sparsity::JumpRelu => {
                trainer.experiment().sparsity_factor.largest() / trainer.train_samples().rows() as f64
            }
            _ => 0.0,
        };
        for (index, ((is_loss, ours), line)) in ours.into_iter().zip(&export.printed).enumerate() {
            let label =
                if is_loss { format!("Epoch [{}/", 10 * (index + 1)) } else { "Test MSE: ".to_owned() };
            let is_same_line = line.starts_with(&label);
            let spread = export.spreads.get(index).copied();
            let noise = match spread {
                _ if descends && is_loss && is_same_line => LARGEST_NOISE,
                Some(spread) if !descends => 2e-6 + 10.0 * spread,
                _ => continue,
            };
            // From here on numbers are not compared, and a run may stop earlier or later.
            if noise > LARGEST_NOISE {
                continue;
            }
            assert!(is_same_line, "{}: {line} is not {label}", export.link);
            compared += 1;
            let theirs: f64 =
                line.rsplit(' ').next().and_then(|it| it.parse().ok()).expect("a line ends in its number");
            if (ours - theirs).abs() > 0.500_1e-4 + noise * theirs + one_code {
                failures.push(format!("{}: {ours} for {line}, {noise}", export.link));
            }
        }
        printed += export.printed.len();
    }
    assert!(failures.is_empty(), "{} differ:\n{}", failures.len(), failures.join("\n"));
    assert!(compared * 10 > printed * 9, "only {compared} of {printed} lines can be compared");
}
