//! The conversion of a column to features: numbers unchanged, or numbers in place of words.

use super::Categories;
use super::column::{Column, Content};
use super::form::Form;
use super::number::Cell;

/// A column that is learned.
#[derive(Debug, Clone, PartialEq)]
pub struct Feature {
    /// Its index among all columns.
    pub column: usize,
    how: How,
}

/// The conversion of its cells to numbers.
#[derive(Debug, Clone, PartialEq)]
enum How {
    /// The cells are numbers.
    Number,
    /// Words stand for numbers.
    Form(Form),
    /// One column of 0 and 1 for each of these words, which are in order.
    OneHot(Vec<String>),
}

impl Feature {
    /// Returns what is learned of a column, if anything.
    pub fn of(index: usize, column: &Column, categories: Categories) -> Option<Self> {
        let how = match (column.content, categories) {
            (Content::Number, _) => How::Number,
            (Content::Text, Categories::Numbers | Categories::Onehot) if column.form.is_some() => {
                How::Form(column.form?)
            }
            (Content::Text, Categories::Onehot) if column.is_categorical() => {
                How::OneHot(column.categories.clone())
            }
            _ => return None,
        };
        Some(Self { column: index, how })
    }

    /// Returns whether its words are converted to numbers.
    pub fn is_converted(&self) -> bool {
        self.how != How::Number
    }

    /// Returns how many numbers it is.
    pub fn width(&self) -> usize {
        match &self.how {
            How::Number => 1,
            How::Form(form) => form.width(),
            How::OneHot(words) => words.len(),
        }
    }

    /// Returns the names of the features. Those of categories are as in scikit-learn's `OneHotEncoder`.
    pub fn names(&self, column: &str) -> Vec<String> {
        match &self.how {
            How::Form(Form::List { length }) => {
                (1..=*length).map(|number| format!("{column} {number}")).collect()
            }
            How::Number | How::Form(_) => vec![column.to_owned()],
            How::OneHot(words) => words.iter().map(|word| format!("{column}_{word}")).collect(),
        }
    }

    /// Appends the numbers of a cell, NaN where they are missing.
    ///
    /// # Errors
    /// Where the cell is a word and should be a number, or an infinite one.
    pub fn read<'a>(&self, cell: Cell<'a>, values: &mut Vec<f64>) -> Result<(), Cell<'a>> {
        match (&self.how, cell) {
            (How::Form(form), cell) => form.read(cell, values),
            (How::Number, Cell::Number(value)) if value.is_finite() => values.push(value),
            (How::Number, Cell::Missing) => values.push(f64::NAN),
            (How::Number, cell) => return Err(cell),
            (How::OneHot(words), Cell::Word(word)) => {
                values.extend(words.iter().map(|known| f64::from(u8::from(known == word))));
            }
            (How::OneHot(words), _) => values.extend(words.iter().map(|_| f64::NAN)),
        }
        Ok(())
    }
}
