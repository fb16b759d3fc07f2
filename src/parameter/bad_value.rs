//! Why a value is refused.

use super::Schedule;

/// Why one value is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadValue {
    #[error("empty")]
    Empty,
    /// A comma that may separate decimals or thousands.
    #[error("its comma may mark a fraction or thousands: write a point, or leave it out")]
    Comma,
    /// Not a number at all, or NaN or infinite.
    #[error("not a finite number")]
    NotANumber,
    /// A number with a fraction where a count is wanted.
    #[error("not a whole number")]
    NotWhole,
    #[error("out of range")]
    OutOfRange,
    /// Not one of the names.
    #[error("not one of the names")]
    UnknownName,
    /// Not a file as it was read.
    #[error("not a file as the page writes it, NAME:SIZE:HASH")]
    NotAFile,
    /// Neither a number of rows nor `auto`.
    #[error("not a number of rows; allowed is auto, none or a number")]
    NotRows,
    /// Not a way to look at a sample.
    #[error("a view is table, series, or a picture's size, as in 28x28")]
    NotAView,
    /// One number of a list is invalid.
    #[error("number {position} is {reason}")]
    InList {
        /// Its position, counted from 1.
        position: usize,
        reason: Box<Self>,
    },
    /// A list that is too long.
    #[error("a list holds at most {most} numbers")]
    TooManyNumbers {
        /// The largest length of the list.
        most: usize,
    },
    /// A schedule whose later part is not `value@epoch`.
    #[error("a schedule is written value,value@epoch,value@epoch, with points in its decimals")]
    NotASchedule,
    /// A schedule whose epochs do not rise.
    #[error("the epochs of a schedule must rise, from 2 on")]
    EpochsDoNotRise,
    /// A schedule longer than a link may hold.
    #[error("a schedule holds at most {} changes", Schedule::MAX_CHANGES)]
    TooManyChanges,
}

impl BadValue {
    /// Converts the error to that of a whole number.
    pub(super) fn of_whole(self) -> Self {
        if self == Self::NotANumber { Self::NotWhole } else { self }
    }
}
