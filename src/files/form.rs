//! Words that stand for numbers.

use super::number::{Cell, Decimal};

/// The way in which the words of a column stand for numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Two words, of which one is 1 and the other 0.
    Flag,
    /// Numbers with a letter for thousands, millions or more: 1.5K.
    Letter,
    /// Each cell is a list with the same number of values.
    List {
        /// The length of the lists.
        length: usize,
    },
}

/// Words for 1 and 0. A single long word is sufficient evidence.
const FLAGS: [(&str, &str); 5] = [("true", "false"), ("yes", "no"), ("on", "off"), ("t", "f"), ("y", "n")];
/// Letters behind numbers, and what they multiply by.
const LETTERS: [(char, f64); 5] = [('k', 1e3), ('m', 1e6), ('b', 1e9), ('g', 1e9), ('t', 1e12)];
/// Cells with fewer numbers are not lists.
const SHORTEST: usize = 3;

impl Form {
    /// Appends the numbers that a cell stands for, NaN for a missing one.
    pub fn read(self, cell: Cell, values: &mut Vec<f64>) {
        match (self, cell) {
            (Self::List { length }, cell) => {
                let start = values.len();
                if let Cell::Word(word) = cell {
                    values.extend(listed(word).map(|number| number.unwrap_or(f64::NAN)).take(length));
                }
                values.resize(start + length, f64::NAN);
            }
            (_, Cell::Number(value)) => values.push(value),
            (_, Cell::Missing) => values.push(f64::NAN),
            (Self::Flag, Cell::Word(word)) => {
                let is_one = FLAGS.iter().any(|(one, _)| word.eq_ignore_ascii_case(one));
                values.push(f64::from(u8::from(is_one)));
            }
            (Self::Letter, Cell::Word(word)) => values.push(lettered(word).unwrap_or(f64::NAN)),
        }
    }

    /// Returns the number of values per cell.
    #[must_use]
    pub fn width(self) -> usize {
        match self {
            Self::Flag | Self::Letter => 1,
            Self::List { length } => length,
        }
    }
}

/// The forms that a column's words may have, word by word.
#[derive(Debug, Clone)]
pub struct Forms {
    /// The pairs of words that all words belong to, and which of the two were seen.
    flags: [Option<(bool, bool)>; FLAGS.len()],
    is_letter: bool,
    /// The lists' length, 0 before the first; `None` if the words are not lists.
    list: Option<usize>,
}

impl Default for Forms {
    fn default() -> Self {
        Self { flags: [Some((false, false)); FLAGS.len()], is_letter: true, list: Some(0) }
    }
}

impl Forms {
    pub fn add(&mut self, word: &str) {
        for (seen, (one, zero)) in self.flags.iter_mut().zip(FLAGS) {
            let Some((has_one, has_zero)) = seen else { continue };
            if word.eq_ignore_ascii_case(one) {
                *has_one = true;
            } else if word.eq_ignore_ascii_case(zero) {
                *has_zero = true;
            } else {
                *seen = None;
            }
        }
        self.is_letter = self.is_letter && lettered(word).is_some();
        if let Some(length) = self.list {
            let found = length_of(word).filter(|&found| length == 0 || found == length);
            self.list = found;
        }
    }

    /// Returns the form that all words have, given the number of numeric cells.
    pub fn found(&self, numbers: usize) -> Option<Form> {
        let is_flag = |(seen, (one, _)): (&Option<(bool, bool)>, (&str, &str))| match seen {
            Some((true, true)) => true,
            Some((false, false)) | None => false,
            Some(_) => one.len() > 1,
        };
        if numbers == 0 && self.flags.iter().zip(FLAGS).any(is_flag) {
            return Some(Form::Flag);
        }
        if self.is_letter {
            return Some(Form::Letter);
        }
        self.list.filter(|&length| length > 0 && numbers == 0).map(|length| Form::List { length })
    }
}

/// A number with a letter behind it.
fn lettered(word: &str) -> Option<f64> {
    let letter = word.chars().next_back()?.to_ascii_lowercase();
    let (_, factor) = LETTERS.into_iter().find(|(known, _)| *known == letter)?;
    let number = &word[..word.len() - 1];
    match Cell::read(number, Decimal::Point) {
        Cell::Number(value) if value.is_finite() && number.ends_with(|last: char| last.is_ascii_digit()) => {
            Some(value * factor)
        }
        _ => None,
    }
}

/// Returns the length of the list in a cell.
fn length_of(word: &str) -> Option<usize> {
    let mut length = 0;
    for number in listed(word) {
        number?;
        length += 1;
    }
    (length >= SHORTEST).then_some(length)
}

/// Iterates over the numbers in a cell, separated by spaces or commas, with or without brackets; `None` for
/// anything that is not a number.
fn listed(word: &str) -> impl Iterator<Item = Option<f64>> {
    let inside = word.trim_matches(|mark: char| "[](){}".contains(mark) || mark.is_whitespace());
    let numbers = inside.split(|mark: char| mark == ',' || mark == ';' || mark.is_whitespace());
    numbers
        .filter(|number| !number.is_empty())
        .map(|number| number.parse().ok().filter(|value: &f64| value.is_finite()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(words: &[&str]) -> Option<Form> {
        let mut forms = Forms::default();
        for word in words {
            forms.add(word);
        }
        forms.found(0)
    }

    #[test]
    fn form_detects_words_that_stand_for_numbers() {
        assert_eq!(found(&["yes", "No", "yes"]), Some(Form::Flag));
        assert_eq!(found(&["TRUE"]), Some(Form::Flag));
        assert_eq!(found(&["y", "n"]), Some(Form::Flag));
        assert_eq!(found(&["1.5K", "-2M"]), Some(Form::Letter));
        assert_eq!(found(&["1 2 3", "4 5 6"]), Some(Form::List { length: 3 }));
        assert_eq!(found(&["[1.5, 2e-3, 3]"]), Some(Form::List { length: 3 }));
        for words in
            [&["y"][..], &["yes", "maybe"], &["true", "no"], &["K"], &["1 2 3", "4 5"], &["1 2"], &["1 2 …"]]
        {
            assert_eq!(found(words), None, "{words:?}");
        }
    }

    #[test]
    fn form_converts_cells_to_numbers() {
        let read = |form: Form, cell| {
            let mut values = Vec::new();
            form.read(cell, &mut values);
            values
        };
        assert_eq!(read(Form::Flag, Cell::Word("Yes")), [1.0]);
        assert_eq!(read(Form::Flag, Cell::Word("no")), [0.0]);
        assert_eq!(read(Form::Letter, Cell::Word("53.84K")), [53_840.0]);
        assert_eq!(read(Form::Letter, Cell::Number(950.0)), [950.0]);
        assert_eq!(read(Form::List { length: 3 }, Cell::Word("[1, 2, 3]")), [1.0, 2.0, 3.0]);
        assert!(read(Form::List { length: 3 }, Cell::Missing).iter().all(|value| value.is_nan()));
        assert!(read(Form::Flag, Cell::Missing)[0].is_nan());
    }
}
