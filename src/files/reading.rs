//! Options for reading a table from samples.

use super::{Categories, Missing};
use crate::view::View;

/// The columns to use from a file, and how to use them. Columns have the names of [`Column`](super::Column):
/// those of the header, or their numbers counted from 1.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// The column that holds labels; none reads no labels.
    pub label: Option<String>,
    /// The column that names the rows; none names none.
    pub names: Option<String>,
    /// Columns that are not features.
    pub leave_out: Vec<String>,
    pub categories: Categories,
    pub missing: Missing,
    /// The view of samples; `None` uses the file's suggestion if it fits.
    pub view: Option<View>,
    /// Takes the first row and each `every`-th after it; 0 is as 1.
    pub every: usize,
    /// Cuts a single feature into series of this length; 0 does not.
    pub cut: usize,
}

impl Default for Reading {
    /// All rows, no labels, no words, rows with missing values dropped.
    fn default() -> Self {
        Self {
            label: None,
            names: None,
            leave_out: Vec::new(),
            categories: Categories::None,
            missing: Missing::Drop,
            view: None,
            every: 1,
            cut: 0,
        }
    }
}

impl Reading {
    /// Returns whether a column may be a feature: it is not excluded, and contains neither labels nor names.
    #[must_use]
    pub fn may_learn(&self, column: &str) -> bool {
        let is_it = |other: &Option<String>| other.as_deref() == Some(column);
        !(is_it(&self.label) || is_it(&self.names) || self.leave_out.iter().any(|name| name == column))
    }
}
