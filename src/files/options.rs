//! The values of the parameters that determine how a file is read.

use crate::parameter::{BadValue, Kind, Value, choice};

choice! {
    /// Handling of missing values.
    Missing {
        /// Drops rows with missing values.
        Drop = "drop",
        /// Replaces a missing value by the mean of its column.
        Mean = "mean",
    }
}

choice! {
    /// Character that separates the cells of a text file.
    Separator {
        /// The separator that gives all rows the same number of cells.
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
    /// Conversion of text columns.
    Categories {
        /// Text columns are left out.
        None = "none",
        /// Text that stands for numbers is converted: yes and no, true and false, 1.5K, lists of numbers.
        Numbers = "numbers",
        /// As numbers, and columns with few distinct values are one-hot encoded: one column of 0 and 1 per value.
        Onehot = "onehot",
    }
}

/// A number of rows, or none where the reader decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RowCount(pub Option<usize>);

impl RowCount {
    const AUTO: &str = "auto";
    const MOST: usize = 10_000;
}

impl Value for RowCount {
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

/// Columns by name. In text they are joined by commas; `\,` is a comma in a name and `\\` a backslash. A name
/// with commas may also be in double quotes, as in CSV.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Columns(pub Vec<String>);

impl Value for Columns {
    fn parse(text: &str, _kind: &Kind) -> Result<Self, BadValue> {
        let (mut names, mut name) = (Vec::new(), String::new());
        let mut letters = text.chars();
        while let Some(letter) = letters.next() {
            match letter {
                '"' if name.is_empty()
                    && let Some((quoted, rest)) = quoted(letters.as_str()) =>
                {
                    name.push_str(&quoted);
                    letters = rest.chars();
                }
                '\\' => name.extend(letters.next()),
                ',' => names.push(std::mem::take(&mut name)),
                letter => name.push(letter),
            }
        }
        if !(names.is_empty() && name.is_empty()) {
            names.push(name);
        }
        Ok(Self(names))
    }

    fn text(&self) -> String {
        let escaped = |name: &String| {
            let name = name.replace('\\', "\\\\").replace(',', "\\,");
            if name.starts_with('"') { format!("\\{name}") } else { name }
        };
        self.0.iter().map(escaped).collect::<Vec<_>>().join(",")
    }
}

/// A name with a comma, up to the quote that closes it, and the rest behind that quote. Without a comma
/// inside, quotes are part of a name.
fn quoted(text: &str) -> Option<(String, &str)> {
    let closes = |&(end, _): &(usize, &str)| {
        let rest = &text[end + 1..];
        rest.is_empty() || rest.starts_with(',')
    };
    let (end, _) = text.match_indices('"').find(closes)?;
    let name = text[..end].replace("\"\"", "\"");
    // Links write a comma with a backslash.
    (name.contains(',') && !name.contains("\\,")).then_some((name, &text[end + 1..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_round_trip() {
        for (text, rows) in [("auto", None), ("0", Some(0)), ("2", Some(2))] {
            assert_eq!(RowCount::parse(text, &Kind::Text), Ok(RowCount(rows)));
            assert_eq!(RowCount(rows).text(), text);
        }
        assert_eq!(RowCount::parse("none", &Kind::Text), Ok(RowCount(Some(0))));
        assert_eq!(RowCount::parse("two", &Kind::Text), Err(BadValue::NotRows));
        assert_eq!(RowCount::parse("10001", &Kind::Text), Err(BadValue::OutOfRange));
    }

    #[test]
    fn names_with_commas_round_trip() {
        for names in [vec![], vec!["a"], vec!["a,b", "c\\", "", "d"], vec!["\"a", "b\""], vec!["\"x,y\""]] {
            let columns = Columns(names.into_iter().map(str::to_owned).collect());
            assert_eq!(Columns::parse(&columns.text(), &Kind::Text), Ok(columns));
        }
    }

    #[test]
    fn names_with_commas_may_be_quoted() {
        let names = |text| Columns::parse(text, &Kind::Text).expect("any text will do").0;
        assert_eq!(names("\"People, total\",Area"), ["People, total", "Area"]);
        assert_eq!(names("a,\"b, \"\"c\"\"\""), ["a", "b, \"c\""]);
        assert_eq!(names("\"b\",\"c"), ["\"b\"", "\"c"]);
    }
}
