//! The command `sae check-gradients`.

use std::io::Write;

use super::{Failure, Request, terminal};
use crate::evaluation::{GradientCheck, formula};

/// Compares the gradient of an experiment with central differences and prints the loss with its
/// numbers.
pub fn run(request: &Request) -> Result<(), Failure> {
    let check = GradientCheck::new(&request.experiment, &request.cache)?;
    let formula = formula(&request.experiment, 1, check.losses);
    Ok(writeln!(terminal::output(), "{check}\nLoss: {formula}")?)
}
