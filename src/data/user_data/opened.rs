//! A user's file, prepared for an experiment. Only programs that read files need it: `sae` and the reader.

use ndarray::Array2;
use xxhash_rust::xxh3::xxh3_64;

use super::{FileExtent, UserFile, UserTable, picture};
use crate::data::{DatasetNames, Labelled};
use crate::experiment::{Key, MEMORY_LIMIT, Settings};
use crate::files::{Columns, Contents, FileError, Reading, Table as Read};
use crate::parameter::{Text, Value};
use crate::view::{COLUMN, View};

/// The largest size of a table, with 8 bytes per number. MNIST's training images fit. Scaling and splitting
/// need more memory, and so does training.
const MOST_BYTES: u64 = MEMORY_LIMIT / 8 * 3;

/// A file that was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Opened {
    /// Its description in the experiment.
    pub brought: UserFile,
    pub view: View,
    /// Notes on decisions and changes, one sentence each.
    pub notes: Vec<String>,
    /// The file that the experiment's data are made from.
    pub bytes: Vec<u8>,
}

impl From<&Settings> for Reading {
    fn from(settings: &Settings) -> Self {
        let column =
            |name: &Text| Some(&name.0).filter(|name| !["", "none"].contains(&name.as_str())).cloned();
        Self {
            label: column(&settings.label),
            names: column(&settings.names),
            leave_out: settings.leave_out.0.clone(),
            categories: settings.categories,
            missing: settings.missing,
            view: Some(settings.view),
            every: settings.every,
            cut: settings.cut,
        }
    }
}

/// Returns the reading parameters with their values, without the view.
#[must_use]
pub fn values_of(reading: &Reading) -> [(Key, String); 7] {
    [
        (Key::label, reading.label.clone().unwrap_or_default()),
        (Key::names, reading.names.clone().unwrap_or_default()),
        (Key::leave_out, Columns(reading.leave_out.clone()).text()),
        (Key::categories, reading.categories.text()),
        (Key::missing, reading.missing.text()),
        (Key::every, reading.every.to_string()),
        (Key::cut, reading.cut.to_string()),
    ]
}

impl Opened {
    /// Reads the content of a file. An image is read completely, whatever the parameters.
    ///
    /// # Errors
    /// If the request cannot be met, or is too large.
    pub fn read(contents: &Contents, reading: &Reading) -> Result<Self, FileError> {
        let (name, extent, view, notes, bytes) = match contents {
            Contents::Samples(samples) => {
                let Read { x, features, labels, rows, view, notes } = samples.table(reading, MOST_BYTES)?;
                let (y, classes) = labels.unwrap_or_else(|| (vec![0; x.nrows()], Vec::new()));
                let extent =
                    FileExtent::Table { rows: x.nrows(), columns: x.ncols(), classes: classes.len() };
                let features = if !samples.are_numbered() {
                    features
                } else if view == View::Table {
                    features.into_iter().map(|number| format!("{COLUMN}{number}")).collect()
                } else {
                    Vec::new()
                };
                let names = DatasetNames { features, classes, rows };
                let bytes = UserTable { samples: Labelled { x, y, names } }.to_bytes();
                (&samples.file, extent, view, notes, bytes)
            }
            Contents::Picture(found) => {
                let (height, width) = Array2::dim(&found.grey);
                let extent = FileExtent::Picture { width, height };
                (&found.file, extent, View::Table, found.notes.clone(), picture(&found.grey))
            }
        };
        let brought = UserFile { name: name.clone(), extent, hash: xxh3_64(&bytes) };
        Ok(Self { brought, view, notes, bytes })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{DataFile, DataFileCache, Dataset};
    use crate::experiment::Experiment;
    use crate::files::{NamedFile, open};

    #[test]
    fn a_file_becomes_an_experiments_data() {
        let text = "a;b;kind\n1,5;2;x\n2,5;;y\n3;4;y\n3;5;x\n1;5;x\n".as_bytes();
        let contents = open(vec![NamedFile { name: "t.csv".to_owned(), bytes: text.to_vec() }]).expect("CSV");
        let Contents::Samples(samples) = &contents else { panic!("a table") };
        let opened = Opened::read(&contents, &samples.reading()).expect("it can be read");
        assert_eq!(opened.brought.extent, FileExtent::Table { rows: 4, columns: 2, classes: 2 });
        assert!(opened.notes.iter().any(|note| note.contains("missing")), "{:?}", opened.notes);

        let values = [(Key::data, "file"), (Key::file, &opened.brought.text()), (Key::label, "kind")];
        let values = values.map(|(key, text)| (key.row(), text));
        let experiment = Experiment::default().with_all(values).expect("it goes together");
        let file: DataFile = experiment.data.file(&experiment).expect("it has one");
        let mut cache = DataFileCache::default();
        cache.put(&file, opened.bytes).expect("it is the file");
        let data = Dataset::of(&experiment, &cache).expect("data");
        assert_eq!(data.raw.x[[1, 0]], 3.0);
        assert_eq!(Reading::from(&*experiment).label.as_deref(), Some("kind"));
    }
}
