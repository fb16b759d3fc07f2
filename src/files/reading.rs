//! How a file is to be read.

use crate::data::{Missing, View};

/// What is taken from a file, and how. Columns are named as [`Column`](super::Column) names them: by the
/// header, or by their number from 1.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// The column that holds labels; none reads no labels.
    pub label: Option<String>,
    /// Columns that are no features.
    pub leave_out: Vec<String>,
    /// What becomes of missing values.
    pub missing: Missing,
    /// How samples are looked at; none takes the file's suggestion where it fits.
    pub view: Option<View>,
    /// Takes the first row and each `every`-th after it; 0 is as 1.
    pub every: usize,
}

impl Default for Reading {
    /// All rows, no labels, rows with missing values dropped.
    fn default() -> Self {
        Self { label: None, leave_out: Vec::new(), missing: Missing::Drop, view: None, every: 1 }
    }
}
