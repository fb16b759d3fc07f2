//! The dataset `file`: the viewer's own.

mod brought;
mod linked;
mod opened;
mod origin;
mod packed;
mod table;

pub use brought::{Brought, Extent};
pub use linked::open_linked;
pub use opened::Opened;
pub use origin::Own;
pub use packed::{from_text, pack, unpack};
pub use table::{Table, picture};

use crate::parameter::choice;

/// The parameters that say how a table is read from a file.
pub const READING: [&str; 11] = [
    "part",
    "separator",
    "skip",
    "header",
    "label",
    "leave_out",
    "categories",
    "missing",
    "every",
    "cut",
    "view",
];

/// Those of them that say where the table lies in its file.
pub const LAYOUT: [&str; 4] = ["part", "separator", "skip", "header"];

choice! {
    /// What a file's experiment begins with where it says nothing itself.
    Defaults {
        /// What version 0.1 began with, as links without this parameter mean it.
        First = "1",
        /// What learns from most files with every method, by the number of features and samples.
        Second = "2",
    }
}
