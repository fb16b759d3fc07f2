//! What is measured of a trained model: one measure a file.

mod baseline;
mod test_pass;
mod variance;

pub use baseline::Baselines;
pub use test_pass::{TestPass, TestResult, columns_by_label};
pub use variance::{explained_variance, variance};
