//! What is measured of a trained model: one measure a file.

mod baseline;
mod gradient_check;
mod test_pass;
mod variance;

pub use baseline::Baselines;
pub use gradient_check::GradientCheck;
pub use test_pass::{TestPass, TestResult, columns_by_label};
pub use variance::{explained_variance, variance};
