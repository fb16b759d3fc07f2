//! Numbers and words that stand for missing values in a file.

use super::number::{Cell, Decimal};
use super::words::listed;

/// Numbers and words that stand for missing values, as set by the user.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct MissingCodes {
    numbers: Vec<f64>,
    words: Vec<String>,
}

impl MissingCodes {
    /// Parses the codes, except those that always mean a missing value.
    #[must_use]
    pub fn of(texts: &[String]) -> Self {
        let mut codes = Self::default();
        for text in texts {
            match Cell::read(text, Decimal::Point) {
                Cell::Number(value) => codes.numbers.push(value),
                Cell::Word(word) => codes.words.push(word.to_owned()),
                Cell::Missing => {}
            }
        }
        codes
    }

    /// Returns the cell, or a missing one in place of a code.
    #[must_use]
    pub fn apply<'a>(&self, cell: Cell<'a>) -> Cell<'a> {
        let is_code = match cell {
            Cell::Number(value) => self.numbers.contains(&value),
            Cell::Word(word) => self.words.iter().any(|code| code == word),
            Cell::Missing => false,
        };
        if is_code { Cell::Missing } else { cell }
    }

    /// Describes the codes in a sentence, or returns `None` if there are none.
    pub fn words(&self) -> Option<String> {
        let numbers = self.numbers.iter().map(f64::to_string);
        let all: Vec<_> = numbers.chain(self.words.iter().cloned()).collect();
        (!all.is_empty()).then(|| listed(&all))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_missing_however_they_are_written() {
        let codes = MissingCodes::of(&["-999".to_owned(), " unknown ".to_owned(), String::new()]);
        for text in ["-999", "-999.0", "-9.99e2", "unknown", ""] {
            assert_eq!(codes.apply(Cell::read(text, Decimal::Point)), Cell::Missing, "{text}");
        }
        assert_eq!(codes.apply(Cell::read("-999,0", Decimal::Comma)), Cell::Missing);
        assert_eq!(codes.apply(Cell::Number(999.0)), Cell::Number(999.0));
        assert_eq!(codes.apply(Cell::Word("Unknown")), Cell::Word("Unknown"));
        assert_eq!(codes.words().as_deref(), Some("-999, unknown"));
        assert_eq!(MissingCodes::default().words(), None);
    }
}
