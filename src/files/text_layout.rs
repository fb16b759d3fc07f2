//! The position of the table in its text, as far as the user sets it.

use super::Separator;

/// The user's description of a text. The reader detects the rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextLayout {
    /// The separator of the cells.
    pub separator: Separator,
    /// Number of rows to skip above the table.
    pub skip: Option<usize>,
    /// Number of rows that name the columns.
    pub header: Option<usize>,
    /// True if rows and columns are swapped.
    pub transpose: bool,
}

impl Default for TextLayout {
    /// The reader detects everything.
    fn default() -> Self {
        Self { separator: Separator::Auto, skip: None, header: None, transpose: false }
    }
}
