//! What may well be meant by a table, from its columns.

use super::column::{Column, Content};
use crate::data::View;

/// What a column of labels is often called.
const LABELS: [&str; 10] =
    ["label", "labels", "class", "classes", "target", "y", "category", "species", "digit", "diagnosis"];
/// What a column that counts the rows is often called.
const NUMBERS: [&str; 10] = ["id", "index", "#", "no", "no.", "nr", "nr.", "row", "row_id", "rownames"];
/// Fewer rows may count by chance.
const FEWEST_COUNTED: usize = 10;
/// So many different numbers that are no small whole ones may still be labels.
const MOST_FRACTIONS: usize = 10;
/// The least side of a picture that is taken for one.
const LEAST_SIDE: usize = 6;
/// The fewest features that are taken for a series.
const SHORTEST_SERIES: usize = 16;

/// The column that may well hold labels: by its name, or else the last one of words that repeat.
pub fn label(columns: &[Column], rows: usize) -> Option<String> {
    // Many different fractions are measured, no labels.
    let is_label = |column: &Column, distinct| {
        column.content == Content::Text || column.bytes || distinct <= MOST_FRACTIONS
    };
    let is_few = |column: &&Column| {
        column.distinct.is_some_and(|distinct| distinct >= 1 && is_label(column, distinct))
    };
    let named =
        |name: &&str| columns.iter().filter(is_few).find(|column| column.name.eq_ignore_ascii_case(name));
    let repeats = |column: &&Column| {
        column.content == Content::Text
            && column.distinct.is_some_and(|distinct| distinct > 1 && 2 * distinct <= rows)
            && !column.examples.iter().any(|word| is_moment(word))
    };
    let column = LABELS.iter().find_map(named).or_else(|| columns.iter().rev().find(repeats));
    column.map(|column| column.name.clone())
}

/// The columns that may well only count the rows: by their name, or since it is the first one without.
pub fn left_out(columns: &[Column], rows: usize) -> Vec<String> {
    let counts = |&(index, column): &(usize, &Column)| {
        let name = column.name.to_ascii_lowercase();
        let has_no_name = index == 0 && name == "1" || name.starts_with("unnamed:");
        column.counts_rows && (has_no_name || NUMBERS.contains(&name.as_str()))
    };
    let columns = if rows < FEWEST_COUNTED { &[] } else { columns };
    columns.iter().enumerate().filter(counts).map(|(_, column)| column.name.clone()).collect()
}

/// Whether a word is a date or a time of day: 2024-12-31, 31.12.24, 23:59.
fn is_moment(word: &str) -> bool {
    let is_mark = |mark: char| "-/.:".contains(mark);
    // 20-29 may well be a range.
    let is_whole = word.contains(':') || word.matches(is_mark).count() > 1 || word.len() > "31.12".len();
    is_whole
        && word.starts_with(|first: char| first.is_ascii_digit())
        && word.contains(is_mark)
        && word.chars().all(|letter| letter.is_ascii_digit() || is_mark(letter) || "TZ+ ".contains(letter))
}

/// How samples of these columns may well be looked at: bytes that fill a square are a picture, columns
/// that are numbered by the header a series.
pub fn view(columns: &[Column], label: Option<&str>) -> View {
    let features: Vec<_> = columns
        .iter()
        .filter(|column| column.content == Content::Number && Some(column.name.as_str()) != label)
        .collect();
    let side = features.len().isqrt();
    if side >= LEAST_SIDE && side * side == features.len() && features.iter().all(|column| column.bytes) {
        return View::Image { width: side, height: side };
    }
    let positions: Option<Vec<_>> = features.iter().map(|column| position(&column.name)).collect();
    let rise = |positions: Vec<f64>| positions.windows(2).all(|pair| pair[0] < pair[1]);
    // Columns without a header are numbered by us, from 1: that says nothing.
    let is_ours = columns.iter().enumerate().any(|(i, column)| column.name == (i + 1).to_string());
    if features.len() >= SHORTEST_SERIES && !is_ours && positions.is_some_and(rise) {
        return View::Series;
    }
    View::Table
}

/// Where in time a column stands, by its name: 12, 400.5, t3, `time_3`.
fn position(name: &str) -> Option<f64> {
    let name = name.to_ascii_lowercase();
    let number = ["time", "t"].iter().find_map(|prefix| name.strip_prefix(prefix)).unwrap_or(&name);
    number.trim_start_matches(['_', ' ']).parse().ok().filter(|position: &f64| position.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(name: &str, content: Content, distinct: usize, bytes: bool) -> Column {
        let distinct = Some(distinct);
        let (name, examples) = (name.to_owned(), Vec::new());
        Column { name, content, missing: 0, distinct, bytes, counts_rows: false, examples }
    }

    #[test]
    fn labels_go_by_name_then_by_words() {
        let mut columns = vec![
            column("id", Content::Text, 60, false),
            column("kind", Content::Text, 3, false),
            column("width", Content::Number, 50, false),
        ];
        assert_eq!(label(&columns, 100).as_deref(), Some("kind"));
        columns.push(column("Class", Content::Number, 3, true));
        assert_eq!(label(&columns, 100).as_deref(), Some("Class"));
    }

    #[test]
    fn moments_are_no_labels() {
        let mut columns =
            vec![column("kind", Content::Text, 3, false), column("when", Content::Text, 24, false)];
        for (word, suggested) in
            [("23:00", "kind"), ("2024-01-31", "kind"), ("20-29", "when"), ("A1", "when"), ("3b", "when")]
        {
            columns[1].examples = vec![word.to_owned()];
            assert_eq!(label(&columns, 100).as_deref(), Some(suggested), "{word}");
        }
    }

    #[test]
    fn row_numbers_are_left_out() {
        let columns = ["1", "Id", "time", "Unnamed: 3"]
            .map(|name| Column { counts_rows: true, ..column(name, Content::Number, 50, true) });
        assert_eq!(left_out(&columns, 50), ["1", "Id", "Unnamed: 3"]);
        assert_eq!(left_out(&columns[1..], 50), ["Id", "Unnamed: 3"]);
        assert!(left_out(&columns, 5).is_empty());
    }

    #[test]
    fn views() {
        let columns = |count: usize, prefix: &str, bytes| -> Vec<_> {
            (0..count).map(|i| column(&format!("{prefix}{i}"), Content::Number, 9, bytes)).collect()
        };
        assert_eq!(view(&columns(64, "pixel", true), None), View::Image { width: 8, height: 8 });
        assert_eq!(view(&columns(64, "pixel", false), None), View::Table);
        assert_eq!(view(&columns(20, "t", false), None), View::Series);
        assert_eq!(view(&columns(20, "", false), None), View::Series);
        assert_eq!(view(&columns(20, "feature_", false), None), View::Table);
    }
}
