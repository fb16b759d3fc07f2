//! The core of the Sparse Autoencoder Playground: the same code trains in the page's worker, on the
//! command line and in the tests.
//!
//! Data go one way, each stage a plain value that the next one takes:
//!
//! ```text
//! link → Experiment → Dataset → Trainer → Frame → figure
//!        (checked)    (arrays)  (epochs)  (arrays) (pixels)
//! ```
//!
//! ```
//! use sparse_autoencoder::experiment::Link;
//! use sparse_autoencoder::training::Trainer;
//!
//! let link = Link::parse("#hidden_dim=4&sparsity_factor=0.05,0.2@15&epochs=30");
//! assert!(link.problems.is_empty());
//! let mut trainer = Trainer::new(link.experiment)?;
//! trainer.run()?;
//! for line in trainer.history().lines(30) {
//!     println!("{line}"); // Epoch [10/30], Loss: …
//! }
//! assert!(trainer.test_result().mse < 1.3);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! | module | what lives there |
//! | --- | --- |
//! | [`parameter`] | the types of parameters' values: numbers, choices, schedules |
//! | [`experiment`] | the parameter table, checking, link ↔ [`Experiment`](experiment::Experiment) |
//! | [`ranking`] | what is largest |
//! | [`view`] | how a sample is looked at: as a table, a picture or a series |
//! | [`random`] | NumPy's and PyTorch's random streams |
//! | [`tensor`] | numbers in rows: two precisions, matrices, and products in a fixed order |
//! | [`data`] | datasets, splitting, scaling |
//! | [`files`] | a user's own data file, CSV, NPY, NPZ, IDX, PNG or JPEG, becomes a table |
//! | [`model`] | the autoencoder, forward and backward |
//! | [`sparsity`] | what keeps a code sparse, one method a file |
//! | [`optimizer`] | one optimiser a file |
//! | [`training`] | [`Trainer`](training::Trainer): epochs, live changes, divergence |
//! | [`evaluation`] | what is measured of a trained model |
//! | [`figure`] | one figure a file, on any plotters backend |
//! | [`weights`] | weights as a safetensors file |
//! | [`export`] | an experiment as a PyTorch script |
//! | [`protocol`], [`session`] | what page and worker say to each other, and the worker's half of it |
//! | [`app`] | the page's logic without a browser |
//! | `glossary` | terms and their explanations; native only |
//! | `command_line` | `sae`; native only |
//! | `page`, `worker`, `wire` | the browser's side; wasm32 only |

#[allow(clippy::must_use_candidate, clippy::new_without_default, reason = "only the page calls it")]
pub mod app;
pub mod data;
pub mod evaluation;
pub mod experiment;
pub mod export;
pub mod figure;
pub mod files;
pub mod model;
pub mod optimizer;
pub mod parameter;
pub mod protocol;
pub mod random;
pub mod ranking;
mod safetensors;
pub mod session;
pub mod sparsity;
pub mod tensor;
pub mod training;
pub mod view;
pub mod weights;

#[cfg(not(target_arch = "wasm32"))]
pub mod command_line;
#[cfg(not(target_arch = "wasm32"))]
pub mod glossary;
#[cfg(target_arch = "wasm32")]
pub mod wire;
#[cfg(target_arch = "wasm32")]
pub mod worker;

/// Defines the `main` of a worker program: it starts the session in the browser, and natively says where it
/// runs.
#[macro_export]
macro_rules! worker_program {
    ($session:expr) => {
        #[cfg(target_arch = "wasm32")]
        fn main() {
            $crate::worker::start($session);
        }

        #[cfg(not(target_arch = "wasm32"))]
        fn main() {
            eprintln!(concat!(
                env!("CARGO_BIN_NAME"),
                ": runs in a browser only; ./scripts/serve builds and serves the page"
            ));
            std::process::exit(2);
        }
    };
}
