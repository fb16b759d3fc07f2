//! The dataset `file`: the viewer's own.

mod brought;
mod opened;
mod origin;
mod packed;
mod table;

pub use brought::{Brought, Columns, Extent, Text};
pub use opened::Opened;
pub use origin::Own;
pub use packed::{from_text, pack, unpack};
pub use table::{Table, picture};

use crate::experiment::choice;

/// The rows of the parameter table that say how a table is read from a file.
pub const READING: [&str; 5] = ["label", "leave_out", "missing", "every", "view"];

choice! {
    /// What becomes of a row in which a value is missing.
    Missing {
        /// It is dropped.
        Drop = "drop",
        /// The value is replaced by the mean of its column.
        Mean = "mean",
    }
}
