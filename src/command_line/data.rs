//! `sae data`.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::{Failure, Request};
use crate::data::{Dataset, Table};

/// Prints the data as CSV, or writes them as the `.npy` file that the exported script loads.
pub fn run(request: &Request, npy: Option<&PathBuf>) -> Result<(), Failure> {
    let data = Dataset::of(&request.experiment, &request.shelf)?;
    match npy {
        Some(path) => write(request, data, path),
        None => print(&data),
    }
}

/// Numbers are written with as many digits as read back to the same bits.
fn print(Dataset { raw, split, .. }: &Dataset) -> Result<(), Failure> {
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

fn write(request: &Request, data: Dataset, path: &Path) -> Result<(), Failure> {
    let experiment = &request.experiment;
    let own = experiment.data.file(experiment).filter(|file| file.is_own);
    let bytes = match own {
        // It is what the samples were made from; of a picture no more than that.
        Some(file) => request.shelf.get(&file)?.into_owned(),
        None => Table { samples: data.raw }.to_bytes(),
    };
    fs::write(path, bytes).map_err(|error| Failure::File { path: path.to_owned(), error })
}
