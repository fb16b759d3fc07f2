//! The estimates of memory against what is really allocated, counted by the allocator.

#![expect(unsafe_code, reason = "no allocator can be written without")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use sparse_autoencoder::data::{DataFileCache, Dataset};
use sparse_autoencoder::evaluation::{
    Baselines, EvaluatedModel, Evaluator, Stage, baselines_bytes, evaluated_rows, evaluation_bytes,
};
use sparse_autoencoder::experiment::{Experiment, Link, estimated_bytes};
use sparse_autoencoder::training::Trainer;

static NOW: AtomicU64 = AtomicU64::new(0);
static PEAK: AtomicU64 = AtomicU64::new(0);

struct Counting;

// SAFETY: the system's allocator does everything; this only adds up sizes.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let size = layout.size() as u64;
        PEAK.fetch_max(NOW.fetch_add(size, Relaxed) + size, Relaxed);
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        NOW.fetch_sub(layout.size() as u64, Relaxed);
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// The most that is allocated while something is done, beyond what there was before, and its result.
fn peak<R>(work: impl FnOnce() -> R) -> (u64, R) {
    let before = NOW.load(Relaxed);
    PEAK.store(before, Relaxed);
    let result = work();
    (PEAK.load(Relaxed) - before, result)
}

fn experiment(link: &str) -> Experiment {
    let link = Link::parse(link);
    assert_eq!(link.problems, []);
    link.experiment
}

/// Shapes in which samples, features, weights or codes take most.
const SHAPES: [&str; 9] = [
    "n_samples=20000&n_features=100",
    "n_samples=400&n_features=1000&hidden_dim=512",
    "n_samples=4000&n_features=10&hidden_dim=256&sparsity=topk&k=4",
    "n_samples=2000&n_features=100&hidden_dim=256&sparsity=jumprelu",
    "n_samples=5000&n_features=50&hidden_dim=128&variational=true&sparsity=none",
    "n_samples=5000&n_features=50&hidden_dim=128&noise=gaussian&activation=silu",
    "n_samples=2000&n_features=60&hidden_dim=64&optimizer=lbfgs",
    "n_samples=1000&n_features=200&hidden_dim=300,200,100&sparsity=l1",
    "data=sparse_features&n_samples=4000&n_features=64&n_true=200&hidden_dim=200",
];

// There is only one test, because the counts are those of the whole program.
#[test]
fn estimates_cover_what_is_allocated_and_are_not_far_above() {
    let mut failures = Vec::new();
    let mut compare = |what: &str, shape: &str, estimated: u64, counted: u64| {
        println!("{what:10} {shape}: estimated {estimated}, counted {counted}");
        // Allocations of constant size hardly matter in large experiments.
        if counted > estimated || estimated > 3 * counted + (80 << 20) {
            failures.push(format!("{what} of {shape}: estimated {estimated}, counted {counted}"));
        }
    };
    for shape in SHAPES {
        let experiment = experiment(&format!("{shape}&epochs=2"));
        let (counted, trainer) = peak(|| {
            let mut trainer = Trainer::new(experiment.clone()).expect("the data can be made");
            trainer.run().expect("it does not diverge");
            trainer
        });
        compare("training", shape, estimated_bytes(&experiment), counted);

        let data = Dataset::of(&experiment, &DataFileCache::default()).expect("the data can be made");
        let (train, test, _) = data.clone().into_parts();
        let samples = 4 * (train.len() + test.len()) as u64;
        let (counted, _) = peak(|| Baselines::new(train.view(), test.view()).expect("it converges"));
        compare("baselines", shape, baselines_bytes(&experiment), counted + samples);

        assert_eq!(evaluated_rows(&experiment), None);
        let rows = experiment.samples();
        drop(data);
        let (model, data) = trainer.into_parts();
        let (counted, ()) = peak(|| {
            let (judged, mut evaluator) = (EvaluatedModel::new(model, data), Evaluator::new());
            for stage in [Stage::Reconstruction, Stage::Classification, Stage::Clustering] {
                judged.evaluate(&mut evaluator, stage, &mut |_| {}).expect("it can be measured");
            }
        });
        compare("evaluation", shape, evaluation_bytes(&experiment, rows), counted + samples);
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
