//! Where the table lies in its text, as far as the user says it.

use super::Separator;

/// What the user says of a text; the reader decides the rest from the text itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextLayout {
    /// What separates the cells.
    pub separator: Separator,
    /// How many rows above the table are skipped.
    pub skip: Option<usize>,
    /// How many rows name the columns.
    pub header: Option<usize>,
    /// Whether rows and columns change places.
    pub transpose: bool,
}

impl Default for TextLayout {
    /// The reader decides everything.
    fn default() -> Self {
        Self { separator: Separator::Auto, skip: None, header: None, transpose: false }
    }
}
