//! The dataset `file`: a user's own file.

mod linked;
mod opened;
mod origin;
mod packed;
mod table;
mod user_file;

pub use linked::open_linked;
pub use opened::{Opened, values_of};
pub use origin::UserDataset;
pub use packed::{from_text, pack, unpack};
pub use table::{UserTable, picture};
pub use user_file::{FileExtent, UserFile};

use crate::experiment::Key;
use crate::parameter::choice;

/// The parameters that determine how a table is read from a file.
pub const READING: [Key; 14] = [
    Key::part,
    Key::separator,
    Key::skip,
    Key::header,
    Key::transpose,
    Key::label,
    Key::names,
    Key::leave_out,
    Key::categories,
    Key::missing,
    Key::missing_code,
    Key::every,
    Key::cut,
    Key::view,
];

/// The subset of these that determine how a file is opened: where the table is, and which values are missing.
pub const LAYOUT: [Key; 6] =
    [Key::part, Key::separator, Key::skip, Key::header, Key::transpose, Key::missing_code];

/// Returns whether a parameter is decided when a file is opened, and is therefore not a change by the user.
#[must_use]
pub fn is_of_file(key: Key) -> bool {
    [Key::file, Key::content, Key::defaults].contains(&key) || READING.contains(&key)
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
