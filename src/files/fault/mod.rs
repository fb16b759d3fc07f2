//! What can be wrong with a file, in words a person can act on.

mod array;
mod picture;

use super::FileError;
use super::words::{listed, quoted};
use crate::view::View;
pub use array::ArrayFault;
pub use picture::PictureFault;

/// What is wrong with a file.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Fault {
    /// Nothing to open.
    #[error("no file was given; choose a data file")]
    NoFile,
    /// More than samples and their labels.
    #[error("{count} files were given; choose one, or one with the samples and one with their labels")]
    TooManyFiles {
        /// As many.
        count: usize,
    },
    /// Two files that are not samples and labels.
    #[error(
        "cannot be opened together with {other}: {reason}; choose one file, or two arrays (.npy or IDX), one \
         with the samples and one with a label for each"
    )]
    NotTogether {
        /// The other file.
        other: String,
        /// Why.
        reason: &'static str,
    },
    /// No bytes.
    #[error("the file is empty; save it again, or choose another")]
    Empty,
    /// More bytes than allowed.
    #[error("{} are too many, {} are allowed; save a part of the rows, such as every tenth", amount(*.bytes as u64), amount(*.most as u64))]
    FileTooLarge {
        /// The file's.
        bytes: usize,
        /// Those allowed.
        most: usize,
    },
    /// Unpacks to more than allowed.
    #[error(
        "unpacked it is larger than the {} allowed; save a part of the rows, such as every tenth", amount(*.most as u64)
    )]
    UnpackedTooLarge {
        /// Bytes allowed.
        most: usize,
    },
    /// The machine has no memory for it.
    #[error("there is not enough memory to unpack it; save a part of the rows, such as every tenth")]
    OutOfMemory,
    /// Another format.
    #[error("this is {what}; {remedy}")]
    Foreign {
        /// The format.
        what: &'static str,
        /// What to do.
        remedy: String,
    },
    /// Neither text nor any format known.
    #[error(
        "it is not text (byte {byte:#04x} at offset {offset}), nor any other kind of file known here; choose CSV, \
         TSV, NPY, NPZ, IDX, PNG or JPEG"
    )]
    NotText {
        /// Where the first byte stands that text does not have.
        offset: usize,
        /// That byte.
        byte: u8,
    },
    /// The ending says one thing, the bytes another.
    #[error("it ends in .{ending}, but begins with {found}, not with {expected}; save it again")]
    WrongMagic {
        /// The ending.
        ending: &'static str,
        /// The first bytes.
        found: String,
        /// What such a file begins with.
        expected: &'static str,
    },
    /// A gzip stream that does not unpack.
    #[error("its gzip data are damaged or cut off ({reason}); download or save it again")]
    Gzip {
        /// What the library says.
        reason: String,
    },

    /// A single column.
    #[error(
        "no comma, semicolon or tab separates its lines into columns (row 1 is “{}”); save a table as CSV",
        quoted(.line)
    )]
    OneColumn {
        /// The first row.
        line: String,
    },
    /// Rows of all lengths.
    #[error(
        "its rows have different numbers of cells, separated by {separator} ({}, …); give each row the same number \
         of cells, one for each feature", .cells.iter().map(usize::to_string).collect::<Vec<_>>().join(", ")
    )]
    Uneven {
        /// What separates cells, in the plural.
        separator: &'static str,
        /// How many cells the first rows have.
        cells: Vec<usize>,
    },
    /// More rows to skip than there are.
    #[error("{rows} rows are to be skipped, but it has {lines} lines; skip fewer")]
    AllSkipped {
        /// Rows to skip.
        rows: usize,
        /// Lines there are.
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
        /// How many features there are.
        features: usize,
        /// Whether there are labels.
        has_label: bool,
    },
    /// Too short for a single series.
    #[error("{rows} rows are fewer than a series of {cut}; choose a smaller cut")]
    SeriesTooShort {
        /// Rows there are.
        rows: usize,
        /// The length of a series.
        cut: usize,
    },
    /// A row of another length.
    #[error(
        "row {row} has {cells} cells, but row {first} has {expected}; give each row the same number of cells"
    )]
    Ragged {
        /// As a spreadsheet counts.
        row: usize,
        /// How many there are.
        cells: usize,
        /// The row it is compared with.
        first: usize,
        /// How many there should be.
        expected: usize,
    },
    /// A quote without its end.
    #[error("in row {row} a quote (\") is opened and never closed; close it, or delete it")]
    OpenQuote {
        /// As a spreadsheet counts.
        row: usize,
    },
    /// Names, but no numbers under them.
    #[error("there is a header (“{}”, …) but no row of data below it; add rows", quoted(.first))]
    OnlyHeader {
        /// The first name.
        first: String,
    },
    /// A word in a column of numbers.
    #[error(
        "row {row}, column “{}”: “{}” is not a number; correct it, empty the cell, or leave the column out",
        quoted(.column), quoted(.cell)
    )]
    NotANumber {
        /// As a spreadsheet counts.
        row: usize,
        /// The column's name.
        column: String,
        /// What stands there.
        cell: String,
    },
    /// An infinite value.
    #[error(
        "row {row}, column “{}”: the value is infinite; correct it, make it missing (NaN), or leave the column \
         out",
        quoted(.column)
    )]
    Infinite {
        /// As a spreadsheet counts, or the sample from 1.
        row: usize,
        /// The column's name.
        column: String,
    },

    /// No such column.
    #[error("there is no column “{}”; columns are {}", quoted(.name), listed(.columns))]
    UnknownColumn {
        /// As asked for.
        name: String,
        /// Those there are.
        columns: Vec<String>,
    },
    /// No feature remains.
    #[error(
        "no column of numbers is left for features; columns are {}{}", listed(.columns),
        if *.has_categories { "; to learn words, turn them into 0 and 1 (--categories onehot)" } else { "" }
    )]
    NoFeatures {
        /// All columns, with what they hold.
        columns: Vec<String>,
        /// Whether words could be learned.
        has_categories: bool,
    },
    /// No row remains.
    #[error(
        "no row is left: each of the {rows} rows read has a missing value, most of them in column “{}”; replace \
         missing values by the mean (--missing mean), or leave out the columns that lack most", quoted(.column)
    )]
    NoRows {
        /// Rows read.
        rows: usize,
        /// The column that lacks most values.
        column: String,
    },
    /// No mean to replace missing values by.
    #[error("column “{}” has no value in any row read; leave it out", quoted(.column))]
    NoMean {
        /// The column's name.
        column: String,
    },
    /// More rows than allowed.
    #[error("{rows} rows are too many, {most} are allowed; take one row in {every}")]
    TooManyRows {
        /// Those read.
        rows: usize,
        /// Those allowed.
        most: usize,
        /// What would do.
        every: usize,
    },
    /// More rows than are even counted.
    #[error(
        "it has more than {more} rows; save a part of them as a file of its own, such as every hundredth"
    )]
    EndlessRows {
        /// Than so many.
        more: usize,
    },
    /// More columns than allowed.
    #[error("{features} columns are too many, {most} are allowed; save fewer columns, or smaller pictures")]
    TooManyFeatures {
        /// The file's.
        features: usize,
        /// Those allowed.
        most: usize,
    },
    /// A line longer than a row can be.
    #[error("a line of {length} bytes is too long, {most} are allowed; save one sample a row")]
    LineTooLong {
        /// Bytes of the line.
        length: usize,
        /// Bytes allowed.
        most: usize,
    },
    /// More memory than allowed, even for one row.
    #[error(
        "{features} features take {} a row, more than the {} there are; leave columns out", amount(*.bytes), amount(*.limit)
    )]
    RowTooLarge {
        /// Features.
        features: usize,
        /// Bytes of a row.
        bytes: u64,
        /// Bytes allowed.
        limit: u64,
    },
    /// More memory than allowed.
    #[error(
        "{rows} rows of {features} features take {}, more than the {} there are; take one row in {every}", amount(*.bytes), amount(*.limit)
    )]
    TooMuchMemory {
        /// Rows read.
        rows: usize,
        /// Features.
        features: usize,
        /// Bytes of the table.
        bytes: u64,
        /// Bytes allowed.
        limit: u64,
        /// What would do.
        every: usize,
    },
    /// Measurements, not classes.
    #[error(
        "label column “{}” has more than {most} different values; labels are a few classes: choose another \
         column, or none",
        quoted(.column)
    )]
    TooManyClasses {
        /// The column's name.
        column: String,
        /// Those allowed.
        most: usize,
    },
    /// A picture of another size than samples have.
    #[error("view {view} does not fit: it takes {takes} numbers a sample, but there are {features} features")]
    ViewDoesNotFit {
        /// The view asked for.
        view: View,
        /// As many as it takes.
        takes: usize,
        /// As many as there are.
        features: usize,
    },

    /// A fault of an array in an archive.
    #[error("array “{}”: {fault}", quoted(.array))]
    InArray {
        /// Its name.
        array: String,
        /// What is wrong with it.
        fault: Box<Self>,
    },
    /// A file that holds several tables has none of that name.
    #[error("there is nothing called “{}” in it, but {}; choose one of them", quoted(.name), listed(.parts))]
    UnknownPart {
        /// The name asked for.
        name: String,
        /// What there is.
        parts: Vec<String>,
    },
    /// A workbook that cannot be read.
    #[error("the workbook cannot be read ({reason}); save it again as .xlsx, or its sheet as CSV")]
    Workbook {
        /// What the library says.
        reason: String,
    },
    /// A part is asked for, but the file is a single table.
    #[error("it holds one table only: leave out the part “{}”", quoted(.part))]
    NoParts {
        /// The name asked for.
        part: String,
    },
    /// A fault of an array.
    #[error(transparent)]
    Array(#[from] ArrayFault),
    /// A fault of a picture.
    #[error(transparent)]
    Picture(#[from] PictureFault),
}

impl Fault {
    /// The fault as that of a file.
    pub(super) fn of(self, file: &str) -> FileError {
        FileError { file: file.to_owned(), fault: self }
    }

    /// The fault as that of an array in an archive.
    pub(super) fn in_array(self, array: &str) -> Self {
        Self::InArray { array: array.to_owned(), fault: Box::new(self) }
    }
}

/// So many bytes, in words.
fn amount(bytes: u64) -> String {
    const MILLION: u64 = 1_000_000;
    if bytes < 10 * MILLION { format!("{bytes} bytes") } else { format!("{} MB", bytes.div_ceil(MILLION)) }
}
