//! Measures a column, cell by cell.

use std::collections::BTreeSet;

use super::column::{Column, Content};
use super::column_order::{ColumnOrder, Follower};
use super::extremes::Extremes;
use super::form::Forms;
use super::number::{self, Cell};
use super::words::quoted;

/// Measures a column, cell by cell.
#[derive(Debug, Clone, Default)]
pub struct Measure {
    missing: usize,
    numbers: usize,
    words: usize,
    not_bytes: bool,
    follower: Follower,
    extremes: Extremes,
    forms: Forms,
    distinct: Distinct,
    first_word: Option<(usize, String)>,
    examples: Vec<String>,
}

/// Different values, as long as they are few.
#[derive(Debug, Clone)]
enum Distinct {
    Few { last: Option<f64>, numbers: BTreeSet<u64>, words: BTreeSet<String> },
    Many,
}

impl Default for Distinct {
    fn default() -> Self {
        Self::Few { last: None, numbers: BTreeSet::new(), words: BTreeSet::new() }
    }
}

impl Measure {
    /// Takes the cell of a row.
    pub fn add(&mut self, row: usize, cell: Cell) {
        match cell {
            Cell::Missing => self.missing += 1,
            Cell::Number(value) => {
                self.numbers += 1;
                self.not_bytes |= !number::is_byte(value);
                self.follower.add(value);
                self.extremes.add(value);
                if self.distinct.number(value) && self.examples.len() < Column::EXAMPLES {
                    self.examples.push(short(value));
                }
            }
            Cell::Word(word) => {
                self.words += 1;
                self.first_word.get_or_insert_with(|| (row, quoted(word)));
                self.forms.add(word);
                if self.distinct.word(word) && self.examples.len() < Column::EXAMPLES {
                    self.examples.push(quoted(word));
                }
            }
        }
    }

    /// Returns the ends of its range.
    pub fn extremes(&self) -> Extremes {
        self.extremes
    }

    /// Returns the description of the column. `name` is `None` if a header omits it.
    pub fn column(self, name: Option<String>, index: usize) -> Column {
        let content = match (self.numbers, self.words) {
            (0, 0) => Content::Empty,
            (_, 0) => Content::Number,
            (numbers, words) if numbers > words => Content::Mixed,
            _ => Content::Text,
        };
        let is_lettered = content == Content::Mixed || content == Content::Text;
        let form = if is_lettered { self.forms.found(self.numbers) } else { None };
        Column {
            is_unnamed: name.is_none(),
            name: name.unwrap_or_else(|| (index + 1).to_string()),
            content: if form.is_some() { Content::Text } else { content },
            missing: self.missing,
            words: self.words,
            distinct: self.distinct.count(),
            bytes: content == Content::Number && !self.not_bytes,
            order: if self.words == 0 { self.follower.order() } else { ColumnOrder::default() },
            form,
            categories: if self.numbers == 0 { self.distinct.categories(self.words) } else { Vec::new() },
            outlier: self.extremes.outlier().filter(|_| content == Content::Number),
            first_word: self.first_word,
            examples: self.examples,
        }
    }
}

/// A number for a person to read: of a long fraction five digits, as they are enough to know it by.
fn short(value: f64) -> String {
    const DIGITS: i32 = 5;
    let full = value.to_string();
    if value.fract() == 0.0 || !value.is_finite() {
        return full;
    }
    let decimals = (DIGITS - 1 - libm::floor(libm::log10(value.abs())) as i32).max(1) as usize;
    let rounded = format!("{value:.decimals$}");
    let rounded = rounded.trim_end_matches('0').trim_end_matches('.');
    if rounded.len() < full.len() { rounded.to_owned() } else { full }
}

impl Distinct {
    /// Returns whether the value is new.
    fn number(&mut self, value: f64) -> bool {
        let Self::Few { last, numbers, .. } = self else { return false };
        // Neighbours are often equal: the edge of a picture.
        if last.replace(value) == Some(value) {
            return false;
        }
        // 0 and −0 are one value.
        let new = numbers.insert((value + 0.0).to_bits());
        self.limit();
        new
    }

    /// Returns whether the value is new.
    fn word(&mut self, value: &str) -> bool {
        let Self::Few { words, .. } = self else { return false };
        if words.contains(value) {
            return false;
        }
        words.insert(value.to_owned());
        self.limit();
        true
    }

    fn limit(&mut self) {
        if self.count().is_none() {
            *self = Self::Many;
        }
    }

    fn count(&self) -> Option<usize> {
        let Self::Few { numbers, words, .. } = self else { return None };
        Some(numbers.len() + words.len()).filter(|&count| count <= Column::MOST_DISTINCT)
    }

    /// Returns the words in order if they are few and occur twice on average.
    fn categories(self, count: usize) -> Vec<String> {
        match self {
            Self::Few { words, .. }
                if (2..=Column::MOST_CATEGORIES).contains(&words.len()) && 2 * words.len() <= count =>
            {
                words.into_iter().collect()
            }
            _ => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::form::Form;

    fn column(cells: &[Cell]) -> Column {
        let mut measure = Measure::default();
        cells.iter().enumerate().for_each(|(row, &cell)| measure.add(row + 2, cell));
        measure.column(Some("a".to_owned()), 0)
    }

    #[test]
    fn measure_counts_values_of_each_kind() {
        let column = column(&[
            Cell::Number(1.0),
            Cell::Number(2.5),
            Cell::Missing,
            Cell::Number(1.0),
            Cell::Word("x"),
        ]);
        assert_eq!((column.content, column.missing, column.distinct), (Content::Mixed, 1, Some(3)));
        assert_eq!((column.words, column.first_word), (1, Some((6, "x".to_owned()))));
        assert_eq!(column.examples, ["1", "2.5", "x"]);
        assert!(!column.bytes);
    }

    #[test]
    fn measure_stops_counting_distinct_values() {
        let cells: Vec<_> = (0..=Column::MOST_DISTINCT).map(|value| Cell::Number(value as f64)).collect();
        let column = column(&cells);
        assert_eq!((column.distinct, column.bytes, column.order.is_regular), (None, true, true));
    }

    #[test]
    fn words_are_sorted_categories() {
        let text = column(&["b", "a", "b", "b"].map(Cell::Word));
        assert_eq!(text.categories, ["a", "b"]);
        assert!(text.is_categorical());
        assert!(!column(&["a", "a"].map(Cell::Word)).is_categorical());
        assert!(!column(&["a", "b", "c"].map(Cell::Word)).is_categorical());
        assert!(!column(&["1 2 3", "4 5 6"].map(Cell::Word)).is_categorical());
        assert_eq!(
            column(&[Cell::Number(1.0), Cell::Number(2.0), Cell::Word("3K")]).form,
            Some(Form::Letter)
        );
    }

    #[test]
    fn examples_are_short() {
        for (value, text) in [
            (0.002_837_925_916_537_642_5, "0.0028379"),
            (f64::from(0.1_f32), "0.1"),
            (-123.456_789, "-123.46"),
            (123_456.789, "123456.8"),
            (1.8, "1.8"),
            (863_575.0, "863575"),
            (1e-30, "0.000000000000000000000000000001"),
        ] {
            assert_eq!(short(value), text);
        }
    }
}
