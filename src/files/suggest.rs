//! Suggestions for the role of a table's columns: labels, row names, or neither.

use super::column::{Column, Content};
use super::form::Form;
use crate::view::View;

/// Why a column had better not be learned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// It counts the rows.
    Counts,
    /// It increases by a constant step.
    Steps,
    /// It has no name in the header and distinct integers, as an index has.
    Index,
    /// Its name is that of an identifier, and it has distinct integers.
    Identifier,
    /// It contains times.
    Time,
    /// Most of its values are missing.
    Sparse,
}

impl Why {
    /// Returns the reason as part of a sentence.
    pub fn words(self) -> &'static str {
        match self {
            Self::Counts => "only counts the rows",
            Self::Steps => "rises by the same step from row to row",
            Self::Index => "has no name and different whole numbers, as an index has",
            Self::Identifier => "has different whole numbers, as identifiers have",
            Self::Time => "tells the time",
            Self::Sparse => "has no value in most rows",
        }
    }
}

/// Usual names of a column of labels.
const LABELS: [&str; 15] = [
    "label",
    "labels",
    "class",
    "classes",
    "target",
    "y",
    "category",
    "species",
    "digit",
    "diagnosis",
    "outcome",
    "survived",
    "churn",
    "exited",
    "variety",
];
/// Usual names of a column that identifies rows.
const IDENTIFIERS: [&str; 16] = [
    "id",
    "index",
    "#",
    "no",
    "no.",
    "nr",
    "nr.",
    "row",
    "row_id",
    "rownames",
    "pid",
    "uid",
    "userid",
    "customerid",
    "patientid",
    "key",
];
/// Usual endings of the name of a column that identifies rows.
const ENDINGS: [&str; 7] = ["Id", "ID", "_id", " id", ".id", "-id", "Number"];
/// Usual names of a column of times.
const TIMES: [&str; 8] = ["time", "timestamp", "date", "datetime", "epoch", "year", "unix_time", "ts"];
/// Usual names of a column that contains the names of features, one per row.
const FEATURES: [&str; 22] = [
    "gene",
    "genes",
    "gene_id",
    "geneid",
    "gene_name",
    "gene name",
    "gene_symbol",
    "symbol",
    "transcript",
    "transcript_id",
    "probe",
    "probe_id",
    "probeset",
    "id_ref",
    "protein",
    "metabolite",
    "compound",
    "otu",
    "taxon",
    "cpg",
    "feature",
    "variable",
];
/// Fewer rows may count by chance.
const FEWEST_COUNTED: usize = 10;
/// The most distinct values of labels that are not small integers.
const MOST_FRACTIONS: usize = 10;
/// The least side of a picture that is taken for one.
pub const LEAST_SIDE: usize = 6;
/// The fewest features that are taken for a series.
const SHORTEST_SERIES: usize = 16;

fn is_called(column: &Column, names: &[&str]) -> bool {
    !column.is_unnamed && names.iter().any(|name| column.name.eq_ignore_ascii_case(name))
}

/// Returns whether a column has a usual name of labels; a y next to an x is a coordinate.
fn is_called_label(columns: &[Column], column: &Column) -> bool {
    let is_place =
        column.name.eq_ignore_ascii_case("y") && columns.iter().any(|other| is_called(other, &["x"]));
    is_called(column, &LABELS) && !is_place
}

/// Returns whether a column may contain labels: each row has one, and few are distinct. Many distinct
/// fractions are measurements.
fn may_be_label(column: &Column) -> bool {
    column.missing == 0
        && column.distinct.is_some_and(|distinct| {
            distinct >= 1
                && (matches!(column.content, Content::Text | Content::Mixed)
                    || column.bytes
                    || distinct <= MOST_FRACTIONS)
        })
}

/// Returns the column that probably contains labels: by its name, by few integers next to lists of numbers,
/// or else the last text column with recurring words.
pub fn label(columns: &[Column], rows: usize) -> Option<String> {
    let may_be = |column: &&Column| may_be_label(column);
    let is_called = |column: &&Column, name: &str| {
        may_be(column) && column.name.eq_ignore_ascii_case(name) && is_called_label(columns, column)
    };
    // The first or the last of several columns with such a name is meant.
    let ends = || [columns.first(), columns.last()].into_iter().flatten();
    let at_an_end = || LABELS.iter().find_map(|name| ends().find(|column| is_called(column, name)));
    let anywhere = || LABELS.iter().find_map(|name| columns.iter().find(|column| is_called(column, name)));
    let has_list = columns.iter().any(|column| matches!(column.form, Some(Form::List { .. })));
    let is_class = |column: &&Column| column.has_few_wholes(usize::MAX);
    let beside_list = || columns.iter().filter(|_| has_list).find(is_class);
    let words = || of_words(columns, rows).find(may_be);
    let column = at_an_end().or_else(anywhere).or_else(beside_list).or_else(words);
    column.map(|column| column.name.clone())
}

/// Iterates over the text columns with recurring words, from the last one on. Yes and no are probably one
/// feature among others, unless they are in the last column.
fn of_words(columns: &[Column], rows: usize) -> impl Iterator<Item = &Column> {
    let repeats = move |column: &&Column| {
        column.content == Content::Text
            && column.distinct.is_some_and(|distinct| distinct > 1 && 2 * distinct <= rows)
            && !column.has_moments()
    };
    let words = || columns.iter().rev().filter(repeats);
    let last = words().take(1).filter(|found| columns.last().is_some_and(|last| last.name == found.name));
    words().filter(|column| column.form.is_none()).chain(last)
}

/// Returns a column that may be meant as the label but is not used: by its name, because it is the first or
/// the last one and has few integers, or because only missing values rule it out.
pub fn other_label<'a>(columns: &'a [Column], rows: usize, label: Option<&str>) -> Option<&'a Column> {
    let is_label = |column: &Column| Some(column.name.as_str()) == label;
    // A label by its name needs no other.
    if columns.iter().any(|column| is_label(column) && is_called_label(columns, column)) {
        return None;
    }
    let has_few = |column: &&Column| column.distinct.is_some_and(|distinct| (2..=20).contains(&distinct));
    let named = || columns.iter().filter(has_few).find(|column| is_called_label(columns, column));
    let is_measured = |column: &Column| column.content == Content::Number && !column.has_few_wholes(rows);
    let at_an_end = || {
        let mut ends = [columns.last(), columns.first()].into_iter().flatten();
        ends.find(|column| column.has_few_wholes(rows) && columns.iter().any(is_measured))
    };
    let lacking = || of_words(columns, rows).find(|column| 2 * column.missing < rows);
    match label {
        Some(_) => named(),
        None => named().or_else(at_an_end).or_else(lacking),
    }
}

/// The columns of numbers that had better not be learned, and why.
pub fn left_out(columns: &[Column], rows: usize) -> Vec<(usize, Why)> {
    let columns = if rows < FEWEST_COUNTED { &[] } else { columns };
    let why = |index, column: &Column| {
        let is_sparse = column.content == Content::Number && 2 * column.missing > rows;
        why_left_out(index, column).or(is_sparse.then_some(Why::Sparse))
    };
    columns.iter().enumerate().filter_map(|(index, column)| Some((index, why(index, column)?))).collect()
}

fn why_left_out(index: usize, column: &Column) -> Option<Why> {
    if column.content != Content::Number {
        return None;
    }
    let order = column.order;
    let is_unnamed =
        index == 0 && column.is_unnamed || column.name.to_ascii_lowercase().starts_with("unnamed:");
    let is_identifier =
        is_called(column, &IDENTIFIERS) || ENDINGS.iter().any(|end| column.name.ends_with(end));
    let is_time = is_called(column, &TIMES);
    if order.counts && column.missing == 0 {
        Some(Why::Counts)
    } else if is_unnamed && order.is_unique {
        Some(Why::Index)
    } else if order.are_moments
        || is_time && order.rises && (order.are_years || column.distinct.is_none_or(|distinct| distinct > 9))
    {
        Some(Why::Time)
    } else if is_identifier && order.is_nearly_unique {
        Some(Why::Identifier)
    } else if order.is_regular && column.missing == 0 {
        Some(Why::Steps)
    } else {
        None
    }
}

/// The column that names the rows: the first one of words that are different in nearly all of them.
pub fn name(columns: &[Column], rows: usize) -> Option<&Column> {
    columns.iter().find(|column| {
        column.content == Content::Text
            && column.form.is_none()
            && column.missing == 0
            && !column.has_moments()
            && column.distinct.is_none_or(|distinct| 10 * distinct >= 9 * rows)
    })
}

/// Returns whether a column that names the rows has a usual name of feature names.
pub fn names_features(column: &Column) -> bool {
    is_called(column, &FEATURES)
}

/// Suggests the view of samples with these columns: bytes that fill a square are an image, and columns with
/// numbered names are a series.
pub fn view(columns: &[Column], label: Option<&str>, left_out: &[usize]) -> View {
    let is_feature = |(index, column): &(usize, &Column)| {
        column.content == Content::Number && Some(column.name.as_str()) != label && !left_out.contains(index)
    };
    let features: Vec<_> = columns.iter().enumerate().filter(is_feature).map(|(_, column)| column).collect();
    let side = features.len().isqrt();
    if side >= LEAST_SIDE && side * side == features.len() && features.iter().all(|column| column.bytes) {
        return View::Image { width: side, height: side };
    }
    let positions: Option<Vec<_>> = features.iter().map(|column| position(&column.name)).collect();
    let rise = |positions: Vec<f64>| positions.windows(2).all(|pair| pair[0] < pair[1]);
    // We number columns without a header ourselves, from 1, which is no evidence.
    let is_ours = columns.iter().enumerate().any(|(i, column)| column.name == (i + 1).to_string());
    if features.len() >= SHORTEST_SERIES && !is_ours && positions.is_some_and(rise) {
        return View::Series;
    }
    View::Table
}

/// Returns the time in a column's name: 12, 400.5, t3, `time_3`.
fn position(name: &str) -> Option<f64> {
    let name = name.to_ascii_lowercase();
    let number = ["time", "t"].iter().find_map(|prefix| name.strip_prefix(prefix)).unwrap_or(&name);
    number.trim_start_matches(['_', ' ']).parse().ok().filter(|position: &f64| position.is_finite())
}

#[cfg(test)]
mod tests;
