//! What a user's files hold.

use nanoserde::{DeBin, SerBin};

/// What a user's files hold, found out before a table is read from them.
#[derive(Debug, Clone, PartialEq, Eq, SerBin, DeBin)]
pub struct Preview {
    /// The name of the file that holds the samples.
    pub name: String,
    /// Its kind and size, in a sentence.
    pub summary: String,
    /// The tables that can be taken from a file of several: sheets, tensors or arrays.
    pub parts: Vec<String>,
    /// Which of them was taken.
    pub part: String,
    /// The first rows of a text as they stand in it; none of another file.
    pub rows: Vec<PreviewRow>,
    /// Its columns, in order; of many the first, the last and those with a role. None of a picture.
    pub columns: Vec<PreviewColumn>,
    /// How many columns are not among them.
    pub more: u32,
    /// The reading that suggests itself: rows of the parameter table with their values.
    pub values: Vec<(String, String)>,
    /// What was found out, a sentence each.
    pub notes: Vec<String>,
}

/// A row of a text, as it stands in the file.
#[derive(Debug, Clone, PartialEq, Eq, SerBin, DeBin)]
pub struct PreviewRow {
    /// Its number, as a spreadsheet counts.
    pub number: u32,
    /// What it is: skipped, header or data.
    pub part: String,
    /// Its first cells.
    pub cells: Vec<String>,
}

/// A column of a [`Preview`].
#[derive(Debug, Clone, PartialEq, Eq, SerBin, DeBin)]
pub struct PreviewColumn {
    /// Its name, or its number from 1.
    pub name: String,
    /// What it holds, in words.
    pub holds: String,
    /// When it can be learned.
    pub learned: Learned,
    /// How many values are missing.
    pub missing: u32,
    /// How many different values it has; none where they are many.
    pub distinct: Option<u32>,
    /// Some of them.
    pub examples: Vec<String>,
}

/// When a column can be learned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, SerBin, DeBin)]
pub enum Learned {
    /// Always: it holds numbers.
    Always,
    /// Where words that stand for numbers become numbers.
    WithNumbers,
    /// Where words become categories.
    WithCategories,
    /// Never.
    Never,
}
