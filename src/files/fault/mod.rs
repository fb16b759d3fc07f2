//! Errors in a file, each with a remedy.

mod array;
mod picture;

use super::FileError;
use super::words::{listed, quoted};
use crate::view::View;
pub use array::ArrayFault;
pub use picture::PictureFault;

/// An error in a file.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Fault {
    /// There is no file to open.
    #[error("no file was given; choose a data file")]
    NoFile,
    /// More than samples and their labels.
    #[error("{count} files were given; choose one, or one with the samples and one with their labels")]
    TooManyFiles { count: usize },
    /// Two files that are not samples and labels.
    #[error(
        "cannot be opened together with {other}: {reason}; choose one file, or two arrays (.npy or IDX), one \
         with the samples and one with a label for each"
    )]
    NotTogether { other: String, reason: &'static str },
    /// The file has no bytes.
    #[error("the file is empty; save it again, or choose another")]
    Empty,
    #[error("{} are too many, {} are allowed; save a part of the rows, such as every tenth", amount(*.bytes as u64), amount(*.most as u64))]
    FileTooLarge { bytes: usize, most: usize },
    /// Unpacks to more than allowed.
    #[error(
        "unpacked it is larger than the {} allowed; save a part of the rows, such as every tenth", amount(*.most as u64)
    )]
    UnpackedTooLarge { most: usize },
    /// The machine has no memory for it.
    #[error("there is not enough memory to unpack it; save a part of the rows, such as every tenth")]
    OutOfMemory,
    /// The file has a format that is not supported.
    #[error("this is {what}; {remedy}")]
    Foreign { what: &'static str, remedy: String },
    /// Neither text nor any format known.
    #[error(
        "it is not text (byte {byte:#04x} at offset {offset}), nor any other kind of file known here; choose CSV, \
         TSV, NPY, NPZ, IDX, PNG or JPEG"
    )]
    NotText {
        /// The position of the first byte that cannot occur in a text.
        offset: usize,
        /// That byte.
        byte: u8,
    },
    /// The file's extension does not match its first bytes.
    #[error("it ends in .{ending}, but begins with {found}, not with {expected}; save it again")]
    WrongMagic {
        /// The extension.
        ending: &'static str,
        found: String,
        /// The first bytes of the expected format.
        expected: &'static str,
    },
    /// A gzip stream that does not unpack.
    #[error("its gzip data are damaged or cut off ({reason}); download or save it again")]
    Gzip {
        /// The library's message.
        reason: String,
    },

    /// The text has a single column.
    #[error(
        "no comma, semicolon or tab separates its lines into columns (row 1 is “{}”); save a table as CSV",
        quoted(.line)
    )]
    OneColumn { line: String },
    /// The rows have different lengths.
    #[error(
        "its rows have different numbers of cells, separated by {separator} ({}, …); give each row the same number \
         of cells, one for each feature", .cells.iter().map(usize::to_string).collect::<Vec<_>>().join(", ")
    )]
    Uneven {
        /// The plural of the separator's name.
        separator: &'static str,
        /// The lengths of the first rows.
        cells: Vec<usize>,
    },
    /// More rows to skip than there are.
    #[error("{rows} rows are to be skipped, but it has {lines} lines; skip fewer")]
    AllSkipped {
        /// Number of rows to skip.
        rows: usize,
        /// Number of lines in the file.
        lines: usize,
    },
    /// Several features to cut into series.
    #[error(
        "only a single column of numbers without labels can be cut into series of {cut}, and there are {features} \
         features{}; leave the others out, choose no label, or cut=0", if *.has_label { " and a label" } else { "" }
    )]
    NotOneSeries {
        /// The length of a series.
        cut: usize,
        features: usize,
        has_label: bool,
    },
    /// Too short for a single series.
    #[error("{rows} rows are fewer than a series of {cut}; choose a smaller cut")]
    SeriesTooShort {
        rows: usize,
        /// The length of a series.
        cut: usize,
    },
    /// A row of another length.
    #[error(
        "row {row} has {cells} cells, but row {first} has {expected}; give each row the same number of cells"
    )]
    Ragged {
        /// The row's number as in a spreadsheet.
        row: usize,
        cells: usize,
        /// The row it is compared with.
        first: usize,
        expected: usize,
    },
    /// A quote without its end.
    #[error("in row {row} a quote (\") is opened and never closed; close it, or delete it")]
    OpenQuote {
        /// The row's number as in a spreadsheet.
        row: usize,
    },
    /// Names, but no numbers under them.
    #[error("there is a header (“{}”, …) but no row of data below it; add rows", quoted(.first))]
    OnlyHeader { first: String },
    /// A word in a column of numbers.
    #[error(
        "row {row}, column “{}”: “{}” is not a number; correct it, empty the cell, or leave the column out",
        quoted(.column), quoted(.cell)
    )]
    NotANumber {
        /// The row's number as in a spreadsheet.
        row: usize,
        column: String,
        cell: String,
    },
    /// A value is infinite.
    #[error(
        "row {row}, column “{}”: the value is infinite; correct it, make it missing (NaN), or leave the column \
         out",
        quoted(.column)
    )]
    Infinite {
        /// The row's number as in a spreadsheet, or the sample's, counted from 1.
        row: usize,
        column: String,
    },

    /// There is no column with this name.
    #[error("there is no column “{}”; columns are {}", quoted(.name), listed(.columns))]
    UnknownColumn { name: String, columns: Vec<String> },
    /// No feature remains.
    #[error(
        "no column of numbers is left for features; columns are {}{}", listed(.columns),
        if *.has_categories { "; to learn words, turn them into 0 and 1 (--categories onehot)" } else { "" }
    )]
    NoFeatures {
        /// All columns, with what they hold.
        columns: Vec<String>,
        /// True if text columns could be converted.
        has_categories: bool,
    },
    /// No row remains.
    #[error(
        "no row is left: each of the {rows} rows read has a missing value, most of them in column “{}”; replace \
         missing values by the mean (--missing mean), or leave out the columns that lack most", quoted(.column)
    )]
    NoRows {
        rows: usize,
        /// The column with the most missing values.
        column: String,
    },
    /// No mean to replace missing values by.
    #[error("column “{}” has no value in any row read; leave it out", quoted(.column))]
    NoMean { column: String },
    #[error("{rows} rows are too many, {most} are allowed; take one row in {every}")]
    TooManyRows {
        rows: usize,
        most: usize,
        /// Every n-th row would fit.
        every: usize,
    },
    /// More rows than are even counted.
    #[error(
        "it has more than {more} rows; save a part of them as a file of its own, such as every hundredth"
    )]
    EndlessRows { more: usize },
    #[error("{features} columns are too many, {most} are allowed; save fewer columns, or smaller pictures")]
    TooManyFeatures { features: usize, most: usize },
    /// A line longer than a row can be.
    #[error("a line of {length} bytes is too long, {most} are allowed; save one sample a row")]
    LineTooLong { length: usize, most: usize },
    /// More memory than allowed, even for one row.
    #[error(
        "{features} features take {} a row, more than the {} there are; leave columns out", amount(*.bytes), amount(*.limit)
    )]
    RowTooLarge {
        features: usize,
        /// Size of a row in bytes.
        bytes: u64,
        limit: u64,
    },
    /// The table needs too much memory.
    #[error(
        "{rows} rows of {features} features take {}, more than the {} there are; take one row in {every}", amount(*.bytes), amount(*.limit)
    )]
    TooMuchMemory {
        rows: usize,
        features: usize,
        /// Size of the table in bytes.
        bytes: u64,
        limit: u64,
        /// Every n-th row would fit.
        every: usize,
    },
    /// The label has too many distinct values, which are probably measurements.
    #[error(
        "label column “{}” has more than {most} different values; labels are a few classes: choose another \
         column, or none",
        quoted(.column)
    )]
    TooManyClasses { column: String, most: usize },
    /// A picture of another size than samples have.
    #[error("view {view} does not fit: it takes {takes} numbers a sample, but there are {features} features")]
    ViewDoesNotFit {
        view: View,
        /// Number of values that the view needs.
        takes: usize,
        features: usize,
    },

    /// A fault of an array in an archive.
    #[error("array “{}”: {fault}", quoted(.array))]
    InArray { array: String, fault: Box<Self> },
    /// A file that holds several tables has none of that name.
    #[error("there is nothing called “{}” in it, but {}; choose one of them", quoted(.name), listed(.parts))]
    UnknownPart {
        name: String,
        /// The names of the parts.
        parts: Vec<String>,
    },
    /// A workbook that cannot be read.
    #[error("the workbook cannot be read ({reason}); save it again as .xlsx, or its sheet as CSV")]
    Workbook {
        /// The library's message.
        reason: String,
    },
    /// A part was requested, but the file is a single table.
    #[error("it holds one table only: leave out the part “{}”", quoted(.part))]
    NoParts { part: String },
    /// A fault of an array.
    #[error(transparent)]
    Array(#[from] ArrayFault),
    /// A fault of a picture.
    #[error(transparent)]
    Picture(#[from] PictureFault),
}

impl Fault {
    /// Adds the name of the file.
    pub(super) fn of(self, file: &str) -> FileError {
        FileError { file: file.to_owned(), fault: self }
    }

    /// Adds the name of an array in an archive.
    pub(super) fn in_array(self, array: &str) -> Self {
        Self::InArray { array: array.to_owned(), fault: Box::new(self) }
    }
}

/// Formats a number of bytes.
fn amount(bytes: u64) -> String {
    const MILLION: u64 = 1_000_000;
    if bytes < 10 * MILLION { format!("{bytes} bytes") } else { format!("{} MB", bytes.div_ceil(MILLION)) }
}
