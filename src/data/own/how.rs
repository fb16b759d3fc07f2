//! How a file is to be read: the values of the parameters that say so.

use crate::parameter::{BadValue, Kind, Value, choice};

choice! {
    /// What becomes of a row in which a value is missing.
    Missing {
        /// It is dropped.
        Drop = "drop",
        /// The value is replaced by the mean of its column.
        Mean = "mean",
    }
}

choice! {
    /// What separates the cells of a text.
    Separator {
        /// Whatever gives all rows the same number of cells.
        Auto = "auto",
        /// Commas.
        Comma = "comma",
        /// Semicolons.
        Semicolon = "semicolon",
        /// Tabs.
        Tab = "tab",
        /// Vertical bars.
        Bar = "bar",
        /// Double colons.
        Colons = "colons",
        /// Spaces, one or more.
        Space = "space",
    }
}

choice! {
    /// What becomes of columns of words.
    Categories {
        /// They are left out.
        None = "none",
        /// Those that stand for numbers become numbers: yes and no, true and false, 1.5K, lists of numbers.
        Numbers = "numbers",
        /// The same, and columns of few different words become one column of 0 and 1 for each word.
        Onehot = "onehot",
    }
}

/// A number of rows, or none where the reader decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rows(pub Option<usize>);

impl Rows {
    const AUTO: &str = "auto";
    const MOST: usize = 10_000;
}

impl Value for Rows {
    fn parse(text: &str, _kind: &Kind) -> Result<Self, BadValue> {
        match text {
            Self::AUTO => Ok(Self(None)),
            "none" => Ok(Self(Some(0))),
            _ => match text.parse() {
                Ok(rows) if rows <= Self::MOST => Ok(Self(Some(rows))),
                Ok(_) => Err(BadValue::OutOfRange),
                Err(_) => Err(BadValue::NotRows),
            },
        }
    }

    fn text(&self) -> String {
        self.0.map_or_else(|| Self::AUTO.to_owned(), |rows| rows.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_read_back() {
        for (text, rows) in [("auto", None), ("0", Some(0)), ("2", Some(2))] {
            assert_eq!(Rows::parse(text, &Kind::Text), Ok(Rows(rows)));
            assert_eq!(Rows(rows).text(), text);
        }
        assert_eq!(Rows::parse("none", &Kind::Text), Ok(Rows(Some(0))));
        assert_eq!(Rows::parse("two", &Kind::Text), Err(BadValue::NotRows));
        assert_eq!(Rows::parse("10001", &Kind::Text), Err(BadValue::OutOfRange));
    }
}
