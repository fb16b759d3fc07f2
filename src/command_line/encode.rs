//! `sae encode`.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::{Failure, Request};
use crate::data::Dataset;
use crate::training::Trainer;

/// How codes are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Csv,
    Npy,
}

impl Format {
    /// By a file's ending.
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
struct Codes {
    /// Of as many units each.
    rows: Vec<Vec<f32>>,
    labels: Vec<usize>,
    is_test: Vec<bool>,
}

/// Writes the codes of all samples to a file, or as CSV to the standard output.
pub fn run(request: Request, output: Option<&PathBuf>) -> Result<(), Failure> {
    let format = output.map_or(Ok(Format::Csv), |path| Format::of(path))?;
    let codes = Codes::new(request)?;
    let write = |output: &mut dyn Write| match format {
        Format::Csv => codes.csv(output),
        Format::Npy => codes.npy(output),
    };
    let Some(path) = output else { return Ok(write(&mut BufWriter::new(io::stdout().lock()))?) };
    File::create(path)
        .and_then(|file| write(&mut BufWriter::new(file)))
        .map_err(|error| Failure::File { path: path.clone(), error })
}

impl Codes {
    fn new(request: Request) -> Result<Self, Failure> {
        let request = request.settled();
        let Dataset { raw, split, .. } = Dataset::of(&request.experiment, &request.shelf)?;
        let trainer: Trainer = request.trainer()?;
        let units = trainer.model().architecture().code();
        let (mut rows, mut is_test) = (vec![Vec::new(); raw.y.len()], vec![false; raw.y.len()]);
        for (part, samples) in
            [(&split.train, trainer.train_samples()), (&split.test, trainer.test_samples())]
        {
            for (row, &sample) in part.iter().enumerate() {
                rows[sample] = trainer.encode(samples.block(row, 1));
                rows[sample].truncate(units);
            }
        }
        split.test.iter().for_each(|&sample| is_test[sample] = true);
        Ok(Self { rows, labels: raw.y, is_test })
    }

    /// Numbers with as many digits as read back to the same bits.
    fn csv(&self, output: &mut dyn Write) -> io::Result<()> {
        for unit in 0..self.units() {
            write!(output, "unit_{unit},")?;
        }
        writeln!(output, "label,split")?;
        for ((row, label), is_test) in self.rows.iter().zip(&self.labels).zip(&self.is_test) {
            for value in row {
                write!(output, "{value},")?;
            }
            writeln!(output, "{label},{}", if *is_test { "test" } else { "train" })?;
        }
        output.flush()
    }

    /// Shape (samples, units), float32 (`NumPy`'s format 1.0, `numpy/lib/_format_impl.py`).
    fn npy(&self, output: &mut dyn Write) -> io::Result<()> {
        const ALIGNMENT: usize = 64;
        const MAGIC: &[u8] = b"\x93NUMPY\x01\x00";
        let shape = (self.rows.len(), self.units());
        let mut header = format!("{{'descr': '<f4', 'fortran_order': False, 'shape': {shape:?}, }}");
        let before_values = MAGIC.len() + size_of::<u16>() + header.len() + 1;
        header.push_str(&" ".repeat(before_values.next_multiple_of(ALIGNMENT) - before_values));
        header.push('\n');
        output.write_all(MAGIC)?;
        output.write_all(&(header.len() as u16).to_le_bytes())?;
        output.write_all(header.as_bytes())?;
        for value in self.rows.iter().flatten() {
            output.write_all(&value.to_le_bytes())?;
        }
        output.flush()
    }

    fn units(&self) -> usize {
        self.rows.first().map_or(0, Vec::len)
    }
}
