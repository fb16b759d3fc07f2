//! The command `sae data`.

use std::fs;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use super::{Failure, Request, csv, terminal};
use crate::data::{Dataset, UserTable};

/// Prints the data as CSV, or writes them as the `.npy` file that the exported script loads.
pub fn run(request: &Request, npy: Option<&PathBuf>) -> Result<(), Failure> {
    let data = Dataset::of(&request.experiment, &request.cache)?;
    match npy {
        Some(path) => write(request, data, path),
        None => print(&data),
    }
}

fn print(Dataset { raw, split, .. }: &Dataset) -> Result<(), Failure> {
    let name =
        |feature| raw.names.features.get(feature).cloned().unwrap_or_else(|| format!("feature_{feature}"));
    let columns = (0..raw.x.ncols()).map(name);
    Ok(csv::write(&mut BufWriter::new(terminal::output()), columns, raw.x.rows().into_iter(), raw, split)?)
}

fn write(request: &Request, data: Dataset, path: &Path) -> Result<(), Failure> {
    let experiment = &request.experiment;
    let own = experiment.data.file(experiment).filter(|file| file.is_own);
    let bytes = match own {
        // For an image, the file itself is what the samples were made from.
        Some(file) => request.cache.get(&file)?.into_owned(),
        None => UserTable { samples: data.raw }.to_bytes(),
    };
    fs::write(path, bytes).map_err(|error| Failure::File { path: path.to_owned(), error })
}
