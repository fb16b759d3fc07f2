//! `sae data`.

use std::io::{self, BufWriter, Write};

use super::{Failure, Request};
use crate::data::Dataset;

/// Prints the data as CSV. Numbers are written with as many digits as read back to the same bits.
pub fn run(request: &Request) -> Result<(), Failure> {
    let Dataset { raw, split, .. } = Dataset::of(&request.experiment, &request.shelf)?;
    let mut is_test = vec![false; raw.y.len()];
    split.test.iter().for_each(|&sample| is_test[sample] = true);

    let mut output = BufWriter::new(io::stdout().lock());
    for feature in 0..raw.x.ncols() {
        write!(output, "feature_{feature},")?;
    }
    writeln!(output, "label,split")?;
    for ((row, label), is_test) in raw.x.rows().into_iter().zip(&raw.y).zip(is_test) {
        for value in row {
            write!(output, "{value},")?;
        }
        writeln!(output, "{label},{}", if is_test { "test" } else { "train" })?;
    }
    Ok(output.flush()?)
}
