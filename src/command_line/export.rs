//! `sae export`.

use std::io::{self, Write};

use super::{Failure, Request};
use crate::export::pytorch;

/// Prints the experiment as a `PyTorch` script.
pub fn run(request: &Request) -> Result<(), Failure> {
    Ok(io::stdout().lock().write_all(pytorch(&request.experiment).as_bytes())?)
}
