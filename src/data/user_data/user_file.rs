//! The description of a user's file in an experiment.

use std::fmt;

use crate::parameter::{BadValue, Kind, Value};

/// A user's file as it was read; by default none.
#[derive(Debug, Clone, PartialEq, Eq, Default, nanoserde::SerBin, nanoserde::DeBin)]
pub struct UserFile {
    /// The file's name, without its path.
    pub name: String,
    pub extent: FileExtent,
    /// XXH3 of what was read, as it travels to a worker.
    pub hash: u64,
}

/// The size of the data that were read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, nanoserde::SerBin, nanoserde::DeBin)]
pub enum FileExtent {
    Table {
        rows: usize,
        columns: usize,
        /// Number of distinct labels; 0 without labels.
        classes: usize,
    },
    /// A greyscale image.
    Picture { width: usize, height: usize },
}

impl Default for FileExtent {
    fn default() -> Self {
        Self::Table { rows: 0, columns: 0, classes: 0 }
    }
}

impl UserFile {
    /// Returns whether there is no file.
    #[must_use]
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }

    /// The name of the `.npy` file that the exported script loads.
    #[must_use]
    pub fn array_name(&self) -> String {
        let name = self.name.rsplit_once('.').map_or(self.name.as_str(), |(stem, _)| stem);
        let name: String =
            name.chars().map(|letter| if letter.is_alphanumeric() { letter } else { '_' }).collect();
        format!("{name}.npy")
    }
}

/// No reader takes more rows, columns or pixels along a side.
const LARGEST_SIZE: usize = 1 << 20;

impl FileExtent {
    /// Describes the size in words.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Table { rows, columns, .. } => format!("{rows} rows of {columns} numbers"),
            Self::Picture { width, height } => format!("a picture of {width} × {height} pixels"),
        }
    }
}

impl fmt::Display for FileExtent {
    /// `150x4x3` is a table of 150 rows, 4 columns and 3 classes, `512x341` a picture.
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::Table { rows, columns, classes } => write!(f, "{rows}x{columns}x{classes}"),
            Self::Picture { width, height } => write!(f, "{width}x{height}"),
        }
    }
}

impl Value for UserFile {
    fn parse(text: &str, _kind: &Kind) -> Result<Self, BadValue> {
        if text.is_empty() {
            return Ok(Self::default());
        }
        let mut parts = text.rsplitn(3, ':');
        let (hash, extent) = (parts.next().unwrap_or_default(), parts.next().ok_or(BadValue::NotAFile)?);
        let name = parts.next().filter(|name| !name.is_empty()).ok_or(BadValue::NotAFile)?.to_owned();
        let hash = u64::from_str_radix(hash, 16).map_err(|_| BadValue::NotAFile)?;
        let sizes: Result<Vec<usize>, _> = extent.split('x').map(str::parse).collect();
        let sizes = sizes.ok().filter(|sizes| sizes.iter().all(|&size| size <= LARGEST_SIZE));
        let extent = match sizes.ok_or(BadValue::NotAFile)?[..] {
            [rows, columns, classes] if rows > 0 && columns > 0 => {
                FileExtent::Table { rows, columns, classes }
            }
            [width, height] if width > 0 && height > 0 => FileExtent::Picture { width, height },
            _ => return Err(BadValue::NotAFile),
        };
        Ok(Self { name, extent, hash })
    }

    fn text(&self) -> String {
        if self.is_none() {
            String::new()
        } else {
            format!("{}:{}:{:016x}", self.name, self.extent, self.hash)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn user_files_round_trip() {
        let table = FileExtent::Table { rows: 150, columns: 4, classes: 3 };
        for extent in [table, FileExtent::Picture { width: 512, height: 341 }] {
            let brought = UserFile { name: "a:b x.csv".to_owned(), extent, hash: 0xfe };
            assert_eq!(UserFile::parse(&brought.text(), &Kind::Text), Ok(brought));
        }
        assert_eq!(UserFile::parse("", &Kind::Text), Ok(UserFile::default()));
        for text in [
            "a",
            "a:1x2x3",
            ":1x2x3:00",
            "a:1x2x3:g",
            "a:1:00",
            "a:0x1x0:00",
            "a:1x-2:00",
            "a:2000000x2x0:00",
        ] {
            assert_eq!(UserFile::parse(text, &Kind::Text), Err(BadValue::NotAFile), "{text}");
        }
    }
}
