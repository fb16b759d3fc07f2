//! Samples as CSV.

use std::fmt::Display;
use std::io::{self, Write};

use csv::Writer;

use crate::data::{Labelled, Split};

/// Writes one row per sample: its features, with as many digits as needed to read back the same bits, its
/// class and its part of the split.
pub fn write<'a, T: Display + 'a>(
    output: &mut dyn Write,
    columns: impl Iterator<Item = String>,
    rows: impl Iterator<Item = impl IntoIterator<Item = &'a T>>,
    samples: &Labelled,
    split: &Split,
) -> io::Result<()> {
    // Samples that `train_on` excludes are in neither part.
    let mut parts = vec!["neither"; samples.y.len()];
    for (part, of_part) in [("train", &split.train), ("test", &split.test)] {
        for &sample in of_part {
            parts[sample] = part;
        }
    }
    let mut table = Writer::from_writer(output);
    table.write_record(columns.chain(["label", "split"].map(str::to_owned))).map_err(of_output)?;
    for ((row, &label), part) in rows.zip(&samples.y).zip(parts) {
        for value in row {
            table.write_field(value.to_string()).map_err(of_output)?;
        }
        let class = samples.names.classes.get(label).cloned().unwrap_or_else(|| label.to_string());
        table.write_record([class.as_str(), part]).map_err(of_output)?;
    }
    table.flush()
}

/// Returns the output's own error, which shows whether its reader has closed the pipe.
fn of_output(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        _ => io::Error::other("rows differ in length"),
    }
}
