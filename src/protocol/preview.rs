//! What a viewer's files hold.

use nanoserde::{DeBin, SerBin};

/// What a viewer's files hold, told before anything is read from them.
#[derive(Debug, Clone, PartialEq, Eq, SerBin, DeBin)]
pub struct Preview {
    /// The name of the file that holds the samples.
    pub name: String,
    /// Its kind and size, in a sentence.
    pub summary: String,
    /// Its columns, in order; of many the first, the last and the likely labels. None of a picture.
    pub columns: Vec<PreviewColumn>,
    /// How many columns are not among them.
    pub more: u32,
    /// The column that may well hold labels; empty where there is none.
    pub label: String,
    /// How a sample may well be looked at, as [`View`](crate::data::View) writes it.
    pub view: String,
    /// What was found out, a sentence each.
    pub notes: Vec<String>,
}

/// A column of a [`Preview`].
#[derive(Debug, Clone, PartialEq, Eq, SerBin, DeBin)]
pub struct PreviewColumn {
    /// Its name, or its number from 1.
    pub name: String,
    /// Whether its values are numbers, so that they can be learned.
    pub is_number: bool,
    /// Whether it can hold labels only.
    pub is_label: bool,
    /// Whether it only counts the rows, so that it had better not be learned.
    pub counts_rows: bool,
    /// How many values are missing.
    pub missing: u32,
    /// How many different values it has; none where they are many.
    pub distinct: Option<u32>,
    /// Some of them.
    pub examples: Vec<String>,
}
