//! What a column holds, told before the table is read.

use std::collections::BTreeSet;

use super::number::{self, Cell};
use super::words::told;

/// What a column's values are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    /// Numbers. Of a text file: more cells are numbers than not.
    Number,
    /// Words: labels, or left out.
    Text,
    /// Nothing but missing values.
    Empty,
}

/// One column, for a preview.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Its name in the header, or its number from 1.
    pub name: String,
    /// What it holds.
    pub content: Content,
    /// How many values are missing.
    pub missing: usize,
    /// How many different values it has; none where there are more than [`Column::MOST_DISTINCT`].
    pub distinct: Option<usize>,
    /// Whether all its values are whole numbers from 0 to 255, as pixels are.
    pub bytes: bool,
    /// Whether its values only count the rows, from 0 or 1.
    pub counts_rows: bool,
    /// Its first different values, [`Column::EXAMPLES`] at most.
    pub examples: Vec<String>,
}

impl Column {
    /// Different values are counted up to this.
    pub const MOST_DISTINCT: usize = 100;
    /// So many values are shown.
    pub const EXAMPLES: usize = 5;
}

/// Measures a column, cell by cell.
#[derive(Debug, Clone, Default)]
pub struct Measure {
    missing: usize,
    numbers: usize,
    words: usize,
    not_bytes: bool,
    /// The first value, and whether one does not follow the one before.
    first: f64,
    leaps: bool,
    distinct: Distinct,
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
    /// Takes one more cell.
    pub fn add(&mut self, cell: Cell) {
        match cell {
            Cell::Missing => self.missing += 1,
            Cell::Number(value) => {
                if self.numbers == 0 {
                    self.first = value;
                }
                self.leaps |= value != self.first + self.numbers as f64;
                self.numbers += 1;
                self.not_bytes |= !number::is_byte(value);
                if self.distinct.number(value) && self.examples.len() < Column::EXAMPLES {
                    self.examples.push(value.to_string());
                }
            }
            Cell::Word(word) => {
                self.words += 1;
                if self.distinct.word(word) && self.examples.len() < Column::EXAMPLES {
                    self.examples.push(told(word));
                }
            }
        }
    }

    /// The column measured.
    pub fn column(self, name: String) -> Column {
        let content = match (self.numbers, self.words) {
            (0, 0) => Content::Empty,
            (numbers, words) if numbers > words => Content::Number,
            _ => Content::Text,
        };
        Column {
            name,
            content,
            missing: self.missing,
            distinct: self.distinct.count(),
            bytes: content == Content::Number && self.words == 0 && !self.not_bytes,
            counts_rows: self.numbers > 1
                && self.missing + self.words == 0
                && !self.leaps
                && matches!(self.first, 0.0 | 1.0),
            examples: self.examples,
        }
    }
}

impl Distinct {
    /// Whether the value is new.
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

    /// Whether the value is new.
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
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_counted() {
        let mut measure = Measure::default();
        for cell in [Cell::Number(1.0), Cell::Number(2.5), Cell::Missing, Cell::Number(1.0), Cell::Word("x")]
        {
            measure.add(cell);
        }
        let column = measure.column("a".to_owned());
        assert_eq!((column.content, column.missing, column.distinct), (Content::Number, 1, Some(3)));
        assert_eq!(column.examples, ["1", "2.5", "x"]);
        assert!(!column.bytes);
        for (values, counts) in
            [(&[1.0, 2.0, 3.0][..], true), (&[0.0, 1.0], true), (&[1.0, 3.0], false), (&[2.0, 3.0], false)]
        {
            let mut measure = Measure::default();
            for &value in values {
                measure.add(Cell::Number(value));
            }
            assert_eq!(measure.column("a".to_owned()).counts_rows, counts, "{values:?}");
        }
    }

    #[test]
    fn many_are_not_counted() {
        let mut measure = Measure::default();
        (0..=Column::MOST_DISTINCT).for_each(|value| measure.add(Cell::Number(value as f64)));
        let column = measure.column("a".to_owned());
        assert_eq!((column.distinct, column.bytes), (None, true));
    }
}
