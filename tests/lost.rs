//! The epoch in which training diverges, and the loss of the test samples, compared with real PyTorch
//! (`golden/lost.py`).

use serde::Deserialize;
use sparse_autoencoder::experiment::Link;
use sparse_autoencoder::training::{Curve, Trainer};

#[derive(Deserialize)]
struct Golden {
    runs: Vec<Run>,
}

#[derive(Deserialize)]
struct Run {
    link: String,
    lost: Option<u32>,
    test_loss: Option<f32>,
}

fn golden() -> Vec<Run> {
    let text = include_str!("golden/lost.json");
    serde_json::from_str::<Golden>(text).expect("the golden file is as its script writes it").runs
}

#[test]
fn training_diverges_in_the_epoch_in_which_pytorch_has_no_finite_number() {
    let runs = golden();
    assert!(runs.iter().filter(|run| run.lost.is_some()).count() > 15);
    let mut failures = Vec::new();
    for Run { link, lost, .. } in runs {
        let parsed = Link::parse(&link);
        assert_eq!(parsed.problems, [], "{link}");
        let mut trainer = Trainer::new(parsed.experiment).expect("the data can be made");
        let ours = trainer.run().err().map(|divergence| divergence.epoch);
        if ours != lost {
            failures.push(format!("{link}: {ours:?}, PyTorch {lost:?}"));
        }
        assert!(trainer.parameters().iter().all(|weight| weight.is_finite()), "{link}");
        assert!(trainer.test_result().mse.is_finite() && trainer.test_result().loss.is_finite(), "{link}");
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// A sigmoid that rounds to 0 or 1 loses the value before it, which the loss needs.
#[test]
fn test_loss_equals_pytorchs() {
    for Run { link, test_loss, .. } in golden() {
        let Some(theirs) = test_loss else { continue };
        let mut trainer = Trainer::new(Link::parse(&link).experiment).expect("the data can be made");
        trainer.run().expect("it does not diverge");
        let ours = *trainer.history()[Curve::TestLoss].last().expect("it was trained");
        assert!((ours / theirs - 1.0).abs() < 2e-5, "{link}: {ours}, PyTorch {theirs}");
    }
}
