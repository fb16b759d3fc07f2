//! The command `sae export`.

use std::io::Write;

use super::{Failure, Request, terminal};
use crate::export::pytorch;

/// Prints the experiment as a PyTorch script.
pub fn run(request: &Request) -> Result<(), Failure> {
    Ok(terminal::output().write_all(pytorch(&request.experiment).as_bytes())?)
}
