//! Why a file gives no table.

use super::Fault;

/// Why a file gives no table. The message names the file, what is wrong and what to do.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{}: {fault}", .file.replace(char::is_control, "\u{fffd}"))]
pub struct FileError {
    pub file: String,
    pub fault: Fault,
}

impl FileError {
    /// Returns n if every n-th row would fit when there are too many rows.
    #[must_use]
    pub fn every(&self) -> Option<usize> {
        match self.fault {
            Fault::TooManyRows { every, .. } | Fault::TooMuchMemory { every, .. } => Some(every),
            _ => None,
        }
    }
}
