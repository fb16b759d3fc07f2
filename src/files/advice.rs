//! Advice on a table before it is learned.

use super::column::{Column, Content};
use super::measure::Measure;
use super::number::Cell;
use super::suggest::{self, Why};
use super::words::{listed, quoted};

/// A first row with values this many times larger than all others is not a sample.
const FAR: f64 = 1000.0;

/// Returns advice on the columns.
pub fn of(columns: &[Column], rows: usize, label: Option<&str>) -> Vec<String> {
    let mut notes = left_out(columns, rows);
    notes.extend(suggest::name(columns, rows).map(|column| names(&column.name)));
    notes.extend(other_label(columns, rows, label));
    notes.extend(columns.iter().filter_map(outlier).take(MOST_OUTLIERS));
    notes
}

/// Notes that a column names the rows.
pub fn names(column: &str) -> String {
    format!("column {} names the rows: it is not learned", quoted(column))
}

/// The most columns with possible codes of missing values that are named.
const MOST_OUTLIERS: usize = 5;

fn left_out(columns: &[Column], rows: usize) -> Vec<String> {
    let found = suggest::left_out(columns, rows);
    let whys = [Why::Counts, Why::Steps, Why::Index, Why::Identifier, Why::Time, Why::Sparse];
    let told_why = |why: Why| {
        let names: Vec<_> = found
            .iter()
            .filter(|(_, other)| *other == why)
            .map(|(index, _)| columns[*index].name.clone())
            .collect();
        match &names[..] {
            [] => None,
            [name] => Some(format!(
                "column {} {}: it is left out, unless you say otherwise",
                quoted(name),
                why.words()
            )),
            _ => Some(format!(
                "each of the columns {} {}: they are left out, unless you say otherwise",
                listed(&names),
                why.words()
            )),
        }
    };
    whys.into_iter().filter_map(told_why).collect()
}

fn other_label(columns: &[Column], rows: usize, label: Option<&str>) -> Option<String> {
    let column = suggest::other_label(columns, rows, label)?;
    let name = quoted(&column.name);
    let values = column.examples.join(", ");
    let lacks = match column.missing {
        0 => String::new(),
        missing => format!(", but none in {missing} of {rows} rows, which would be dropped"),
    };
    Some(format!(
        "column {name} has few different values ({values}), as a label has{lacks}: to use it as the label, choose \
         label {name} (--label {})",
        shell_quoted(&name)
    ))
}

/// A name as a shell takes it.
fn shell_quoted(name: &str) -> String {
    let is_plain = |letter: char| letter.is_alphanumeric() || "_-.".contains(letter);
    let mark = if name.contains('\'') { '"' } else { '\'' };
    if name.chars().all(is_plain) { name.to_owned() } else { format!("{mark}{name}{mark}") }
}

fn outlier(column: &Column) -> Option<String> {
    let found = column.outlier?;
    let (from, to) = found.others;
    Some(format!(
        "column {}: {} stands in {} rows, far from all other values ({from} to {to}); if it means a missing value, give it as a code \
         of missing values (--missing_code {})",
        quoted(&column.name),
        found.value,
        found.rows,
        found.value
    ))
}

/// Explains that rows are samples if the table looks transposed.
pub fn orientation(columns: &[Column], rows: usize) -> Option<String> {
    features_in_rows(columns, rows).or_else(|| samples_in_columns(columns, rows))
}

/// Explains that rows are samples if many columns have numbered names.
fn samples_in_columns(columns: &[Column], rows: usize) -> Option<String> {
    let numbers: Vec<_> = columns.iter().filter(|column| column.content == Content::Number).collect();
    let prefix = |column: &&Column| {
        let prefix = column.name.trim_end_matches(|letter: char| letter.is_ascii_digit());
        (prefix.len() < column.name.len() && prefix.chars().any(char::is_alphabetic))
            .then(|| prefix.to_owned())
    };
    let first = prefix(numbers.first()?)?;
    let are_alike = numbers.iter().all(|column| prefix(column).as_ref() == Some(&first) && !column.bytes);
    (numbers.len() > rows && are_alike && suggest::name(columns, rows).is_some()).then(|| {
        format!(
            "rows are the samples and columns the features; if each of the {} columns {}… is a sample, \
             transpose the table (--transpose true)",
            numbers.len(),
            quoted(&first)
        )
    })
}

/// Explains that rows are samples if the column of row names has a typical name of a feature column.
fn features_in_rows(columns: &[Column], rows: usize) -> Option<String> {
    const FEWEST_SAMPLES: usize = 3;
    let name = suggest::name(columns, rows).filter(|name| suggest::names_features(name))?;
    let others = || columns.iter().filter(|column| column.name != name.name);
    let are_numbers = others().all(|column| column.content == Content::Number);
    (are_numbers && others().count() >= FEWEST_SAMPLES).then(|| {
        format!(
            "rows are the samples and columns the features, but column {} looks as if it named features; if each \
             of the other {} columns is a sample, transpose the table (--transpose true)",
            quoted(&name.name),
            others().count()
        )
    })
}

/// Notes that the first row has values far larger than all below it.
pub fn first_row(number: usize, row: &[Cell], measures: &[Measure]) -> Option<String> {
    let mut largest = None;
    let mut numbers = 0;
    for (cell, measure) in row.iter().zip(measures) {
        let Cell::Number(value) = *cell else { continue };
        let others = measure.extremes().largest_but(value);
        numbers += 1;
        if value.abs() <= FAR * others? {
            return None;
        }
        largest = Some((value, others?));
    }
    let (value, others) = largest.filter(|_| numbers > 1)?;
    Some(format!(
        "row {number} has numbers far larger than all others ({value}, the others up to {others}): if it is no \
         sample, skip it (--skip {number})"
    ))
}
