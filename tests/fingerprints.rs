//! All weights have the same bits everywhere. The tests run natively and, as part of `wasm.rs`, in the
//! browsers.
//!
//! Native training gives the same bits because nothing in it depends on the platform: sums have a fixed
//! order, multiplications and additions are not fused into one rounding, and exp, ln and powers are Rust
//! code. After an intended change of the arithmetic, this writes the golden file again: `UPDATE_GOLDEN=1
//! cargo test --test fingerprints`

use std::io::Read as _;

use serde::{Deserialize, Serialize};
use sparse_autoencoder::data::{DataFileCache, Dataset};
use sparse_autoencoder::experiment::{Experiment, Link};
use sparse_autoencoder::training::{Trainer, any};

/// The files of data that the runs use.
const FILES: [&[u8]; 3] = [
    include_bytes!("../www/data/ecg.npy.gz"),
    include_bytes!("../www/data/patches.npy.gz"),
    include_bytes!("../www/data/wdbc.npy.gz"),
];

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
    let data = Dataset::of(&experiment, &cache(&experiment)).expect("the data can be made");
    let mut trainer = Trainer::with(experiment, data, any);
    trainer.run().expect("it does not diverge");
    Run { link, fingerprint: trainer.fingerprint().to_string() }
}

/// Returns a cache with the experiment's file, as on the page.
fn cache(experiment: &Experiment) -> DataFileCache {
    let mut cache = DataFileCache::default();
    if let Some(file) = experiment.data.file(experiment) {
        let contents = FILES.into_iter().map(|packed| {
            let mut content = Vec::new();
            flate2::read::GzDecoder::new(packed).read_to_end(&mut content).expect("it is packed");
            content
        });
        let content = contents.into_iter().find(|content| file.check(content).is_ok());
        cache.put(&file, content.expect("it is among them")).expect("it was checked");
    }
    cache
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
