//! The preview of a user's files.

use nanoserde::{DeBin, SerBin};

use crate::experiment::Key;

/// A description of a user's files before a table is read from them.
#[derive(Debug, Clone, PartialEq, Eq, SerBin, DeBin)]
pub struct Preview {
    /// The name of the file that holds the samples.
    pub name: String,
    /// The kind and size in a sentence.
    pub summary: String,
    /// The tables that can be taken from a file of several: sheets, tensors or arrays.
    pub parts: Vec<String>,
    /// The part that is used, if the file has several.
    pub part: String,
    /// The first rows of a text file, unprocessed; empty for other files.
    pub rows: Vec<PreviewRow>,
    /// The columns in order. Of many columns, the first, the last and those with a role. Empty for an image.
    pub columns: Vec<PreviewColumn>,
    /// The number of columns that are not listed.
    pub more: u32,
    /// The suggested values of the reading parameters.
    pub values: Vec<(Key, String)>,
    /// Notes on decisions, one sentence each.
    pub notes: Vec<String>,
}

/// An unprocessed row of a text file.
#[derive(Debug, Clone, PartialEq, Eq, SerBin, DeBin)]
pub struct PreviewRow {
    /// Its number, as in a spreadsheet.
    pub number: u32,
    pub role: PreviewRole,
    /// Its first cells.
    pub cells: Vec<String>,
}

/// The role of a [`PreviewRow`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, SerBin, DeBin)]
pub enum PreviewRole {
    /// The row is above the table.
    Skipped,
    Header,
    Data,
}

/// A column of a [`Preview`].
#[derive(Debug, Clone, PartialEq, Eq, SerBin, DeBin)]
pub struct PreviewColumn {
    /// Its name, or its number counted from 1.
    pub name: String,
    /// Its type in words.
    pub holds: String,
    /// When it can be learned.
    pub learned: Learned,
    /// Number of missing values.
    pub missing: u32,
    /// Number of distinct values, or `None` if there are many.
    pub distinct: Option<u32>,
    /// Some of the values.
    pub examples: Vec<String>,
}

/// When a column can be learned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, SerBin, DeBin)]
pub enum Learned {
    /// The column contains numbers.
    Always,
    /// If words that stand for numbers are converted.
    WithNumbers,
    /// If text columns are converted to categories.
    WithCategories,
    Never,
}
