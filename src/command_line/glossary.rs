//! The command `sae glossary`.

use std::io::Write;

use super::{Failure, terminal};
use crate::glossary::{TERMS, Term};

/// Prints one line per term.
pub fn run() -> Result<(), Failure> {
    let mut output = terminal::output();
    let width = TERMS.iter().map(|term| term.name.chars().count()).max().unwrap_or(0);
    for Term { name, sentence, .. } in TERMS {
        writeln!(output, "{name:width$}  {sentence}")?;
    }
    Ok(())
}
