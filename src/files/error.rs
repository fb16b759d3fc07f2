//! Why a file gives no table.

use super::Fault;

/// Why a file gives no table. The message names the file, what is wrong and what to do.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{}: {fault}", .file.replace(char::is_control, "\u{fffd}"))]
pub struct FileError {
    /// The file's name.
    pub file: String,
    /// What is wrong with it.
    pub fault: Fault,
}

impl FileError {
    /// One row in so many would do, where there are too many of them.
    #[must_use]
    pub fn every(&self) -> Option<usize> {
        match self.fault {
            Fault::TooManyRows { every, .. } | Fault::TooMuchMemory { every, .. } => Some(every),
            _ => None,
        }
    }
}
