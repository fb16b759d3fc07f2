//! `sae evaluate`.

use std::io::{self, Write};

use super::{Failure, Request};
use crate::training::test_line;

/// Prints the test error of weights from a file, without training.
pub fn run(request: Request) -> Result<(), Failure> {
    let mut trainer = request.settled().trainer()?;
    while !trainer.is_tested() {
        trainer.advance();
    }
    Ok(writeln!(io::stdout().lock(), "{}", test_line(trainer.test_result().mse as f32))?)
}
