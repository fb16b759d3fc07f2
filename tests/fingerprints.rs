//! The same bits everywhere. Runs natively, and as a part of `wasm.rs` in the browsers.
//!
//! That native training gives them too is because nothing in it is left to the platform: sums have
//! a fixed order, no multiplication and addition are fused into one rounding, exp, ln and powers
//! are Rust code. Where a change of the arithmetic is meant, this writes the golden file again:
//! `UPDATE_GOLDEN=1 cargo test --test fingerprints`

use serde::{Deserialize, Serialize};
use sparse_autoencoder::experiment::Link;
use sparse_autoencoder::training::Trainer;

/// An experiment and the fingerprint after its last epoch.
#[derive(Debug, PartialEq, Deserialize, Serialize)]
struct Run {
    link: String,
    fingerprint: String,
}

fn golden() -> Vec<Run> {
    serde_json::from_str(include_str!("golden/fingerprints.json")).expect("it is as this test writes it")
}

fn train(link: String) -> Run {
    let Link { experiment, problems, .. } = Link::parse(&link);
    assert!(problems.is_empty(), "{link}: {problems:?}");
    let mut trainer = Trainer::new(experiment).expect("the data can be made");
    trainer.run().expect("it does not diverge");
    Run { link, fingerprint: trainer.fingerprint().to_string() }
}

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
fn training_ends_in_the_golden_bits() {
    let runs: Vec<Run> = golden().into_iter().map(|run| train(run.link)).collect();
    #[cfg(not(target_arch = "wasm32"))]
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/fingerprints.json");
        let text = serde_json::to_string_pretty(&runs).expect("they are plain values");
        std::fs::write(file, text + "\n").expect("the golden file can be written");
        return;
    }
    assert_eq!(runs, golden());
}
