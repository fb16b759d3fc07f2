//! The dataset `file`: the viewer's own.

mod brought;
mod origin;
mod table;

pub use brought::{Brought, Columns, Extent, Text};
pub use origin::Own;
pub use table::{Table, picture};

use crate::experiment::choice;

choice! {
    /// What becomes of a row in which a value is missing.
    Missing {
        /// It is dropped.
        Drop = "drop",
        /// The value is replaced by the mean of its column.
        Mean = "mean",
    }
}
