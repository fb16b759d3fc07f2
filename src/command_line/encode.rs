//! The command `sae encode`.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::{Failure, Request, csv, terminal};
use crate::data::{DataError, Dataset, Labelled, Split, npy};
use crate::tensor::Matrix;

/// The format of codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum CodeFormat {
    Csv,
    Npy,
}

impl CodeFormat {
    /// Chooses the format by the file's extension.
    fn of(path: &Path) -> Result<Self, Failure> {
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        match ending.to_ascii_lowercase().as_str() {
            "csv" => Ok(Self::Csv),
            "npy" => Ok(Self::Npy),
            _ => Err(Failure::Format { path: path.to_owned() }),
        }
    }
}

/// Every sample's code, in the generator's order.
struct EncodedSamples {
    /// One row of units per sample.
    rows: Vec<Vec<f32>>,
    samples: Labelled,
    split: Split,
}

/// Writes the codes of all samples to a file, or as CSV to the standard output.
pub fn run(request: Request, output: Option<&PathBuf>) -> Result<(), Failure> {
    let format = output.map_or(Ok(CodeFormat::Csv), |path| CodeFormat::of(path))?;
    let codes = EncodedSamples::new(request)?;
    let write = |output: &mut dyn Write| match format {
        CodeFormat::Csv => codes.csv(output),
        CodeFormat::Npy => codes.npy(output),
    };
    let Some(path) = output else { return Ok(write(&mut BufWriter::new(terminal::output()))?) };
    File::create(path)
        .and_then(|file| write(&mut BufWriter::new(file)))
        .map_err(|error| Failure::File { path: path.clone(), error })
}

impl EncodedSamples {
    fn new(request: Request) -> Result<Self, Failure> {
        let request = request.settled();
        let Dataset { raw, split, scaler, train, .. } = Dataset::of(&request.experiment, &request.cache)?;
        let model = request.model(&Matrix::from_array(train)).expect("the weights are required");
        let units = model.autoencoder().architecture().code();
        let encode = |sample| {
            // Samples that were not trained on have codes too.
            let scaled = Matrix::from_array(scaler.transform(raw.x.view(), &[sample])?);
            let mut code = model.encode(scaled.block(0, 1));
            code.truncate(units);
            Ok(code)
        };
        let rows = (0..raw.y.len()).map(encode).collect::<Result<_, DataError>>()?;
        Ok(Self { rows, samples: raw, split })
    }

    fn csv(&self, output: &mut dyn Write) -> io::Result<()> {
        let columns = (0..self.units()).map(|unit| format!("unit_{unit}"));
        csv::write(output, columns, self.rows.iter(), &self.samples, &self.split)
    }

    /// Writes an array of shape (samples, units), float32.
    fn npy(&self, output: &mut dyn Write) -> io::Result<()> {
        output.write_all(&npy::header("<f4", (self.rows.len(), self.units())))?;
        for value in self.rows.iter().flatten() {
            output.write_all(&value.to_le_bytes())?;
        }
        output.flush()
    }

    fn units(&self) -> usize {
        self.rows.first().map_or(0, Vec::len)
    }
}
