//! Values of any text.

use super::{BadValue, Kind, Value};

/// Any text, such as a column's name; empty by default.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Text(pub String);

impl Value for Text {
    fn parse(text: &str, _kind: &Kind) -> Result<Self, BadValue> {
        Ok(Self(text.to_owned()))
    }

    fn text(&self) -> String {
        self.0.clone()
    }
}
