//! What is measured of a trained model: one measure a file.

mod answer_key;
mod baseline;
mod formula;
mod gradient_check;
mod orientation;
mod test_pass;
mod variance;

pub use answer_key::{AnswerKey, Comparison};
pub use baseline::Baselines;
pub use formula::{Term, formula, terms};
pub use gradient_check::GradientCheck;
pub use orientation::orientation;
pub use test_pass::{TestPass, TestResult, columns_by_label};
pub use variance::{explained_variance, variance};
