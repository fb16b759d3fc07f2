//! Views of a sample: as a table, an image or a series.

use std::fmt;
use std::str::FromStr;

use crate::parameter::{BadValue, Kind, Value};

/// The arrangement of a sample's values, which determines how it is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, nanoserde::SerBin, nanoserde::DeBin)]
pub enum View {
    /// Separate features without an order.
    #[default]
    Table,
    /// A picture, row by row from the top.
    Image { width: usize, height: usize },
    /// Measurements one after the other.
    Series,
}

/// The prefix of the number of a file's unnamed column.
pub const COLUMN: &str = "column ";

impl View {
    #[must_use]
    pub fn is_image(self) -> bool {
        matches!(self, Self::Image { .. })
    }

    /// Returns the value of `scaling` that suits samples of this view, if the data's default does not: pixels
    /// keep their common scale. Applies to files with the defaults of version 0.1.
    #[must_use]
    pub fn scaling(self) -> Option<&'static str> {
        self.is_image().then_some("unit")
    }

    /// Returns the number of the first feature. Unnamed columns of a file are counted from 1, as in its
    /// preview, in links and in spreadsheets. Everything else is counted from 0, as in NumPy.
    #[must_use]
    pub fn first_number(names: &[String]) -> u32 {
        let is_numbered = |place: usize| {
            names.get(place).and_then(|name| name.strip_prefix(COLUMN)?.parse().ok()) == Some(place + 1)
        };
        u32::from(is_numbered(0) && is_numbered(names.len() - 1))
    }

    /// Returns the feature's name, or a numbered one if `names` has none for it.
    #[must_use]
    pub fn feature(self, names: &[String], feature: usize) -> String {
        names.get(feature).cloned().unwrap_or_else(|| match self {
            Self::Image { width, .. } => format!("row {}, column {}", feature / width, feature % width),
            Self::Series => format!("time step {feature}"),
            Self::Table => format!("feature {feature}"),
        })
    }
}

impl fmt::Display for View {
    /// Writes the value as in links: `table`, `series` or `28x28`.
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::Table => f.write_str("table"),
            Self::Series => f.write_str("series"),
            Self::Image { width, height } => write!(f, "{width}x{height}"),
        }
    }
}

impl FromStr for View {
    type Err = BadValue;

    fn from_str(text: &str) -> Result<Self, BadValue> {
        match text {
            "table" => Ok(Self::Table),
            "series" => Ok(Self::Series),
            _ => {
                let (width, height) = text.split_once('x').ok_or(BadValue::NotAView)?;
                let side = |text: &str| text.parse().ok().filter(|&side| side > 0).ok_or(BadValue::NotAView);
                Ok(Self::Image { width: side(width)?, height: side(height)? })
            }
        }
    }
}

impl Value for View {
    fn parse(text: &str, _kind: &Kind) -> Result<Self, BadValue> {
        text.parse()
    }

    fn text(&self) -> String {
        self.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_a_file_without_names_are_counted_from_1() {
        let first = |names: &[&str]| {
            View::first_number(&names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>())
        };
        assert_eq!(first(&["column 1", "column 2", "column 3"]), 1);
        // An excluded column leaves a gap, which axes never do.
        assert_eq!(first(&["column 1", "column 3"]), 0);
        assert_eq!(first(&["length", "width"]), 0);
        assert_eq!(first(&[]), 0);
    }

    #[test]
    fn views_round_trip() {
        for view in [View::Table, View::Series, View::Image { width: 28, height: 7 }] {
            assert_eq!(view.to_string().parse(), Ok(view));
        }
        for text in ["", "x", "0x3", "3x", "28", "28x-1", "picture"] {
            assert_eq!(text.parse::<View>(), Err(BadValue::NotAView));
        }
    }
}
