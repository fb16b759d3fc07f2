//! The dataset `file`: a user's own file.

mod linked;
mod opened;
mod origin;
mod packed;
mod table;
mod user_file;

pub use linked::open_linked;
pub use opened::Opened;
pub use origin::UserDataset;
pub use packed::{from_text, pack, unpack};
pub use table::{UserTable, picture};
pub use user_file::{FileExtent, UserFile};

use crate::parameter::choice;

/// The parameters that determine how a table is read from a file.
pub const READING: [&str; 14] = [
    "part",
    "separator",
    "skip",
    "header",
    "transpose",
    "label",
    "names",
    "leave_out",
    "categories",
    "missing",
    "missing_code",
    "every",
    "cut",
    "view",
];

/// The subset of these that determine how a file is opened: where the table is, and which values are missing.
pub const LAYOUT: [&str; 6] = ["part", "separator", "skip", "header", "transpose", "missing_code"];

/// Returns whether a parameter is decided when a file is opened, and is therefore not a change by the user.
#[must_use]
pub fn is_of_file(name: &str) -> bool {
    ["file", "content", "defaults"].contains(&name) || READING.contains(&name)
}

choice! {
    /// Version of the defaults for the user's own files.
    Defaults {
        /// The defaults of version 0.1; links without this parameter use them.
        First = "1",
        /// Defaults chosen from the number of features and samples, with which every method learns on most files.
        Second = "2",
    }
}
