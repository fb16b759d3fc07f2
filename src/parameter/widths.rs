//! The widths of an encoder's layers.

use std::fmt;

use super::{BadValue, Kind, Value};

/// Units of each layer of the encoder, the last one the code's; mirrored in the decoder. Never
/// empty. `32,16,8` is three layers down to a code of 8.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Widths(Vec<usize>);

impl Widths {
    /// An encoder of one layer.
    #[must_use]
    pub fn single(code: usize) -> Self {
        Self(vec![code])
    }

    /// Returns the number of units of the code.
    #[must_use]
    pub fn code(&self) -> usize {
        *self.0.last().expect("an encoder has a layer")
    }

    /// Returns the same layers with another number of units of the code.
    #[must_use]
    pub fn with_code(&self, code: usize) -> Self {
        let (_, before) = self.0.split_last().expect("an encoder has a layer");
        Self(before.iter().copied().chain([code]).collect())
    }

    /// Units of every layer, the code's last.
    #[must_use]
    pub fn layers(&self) -> &[usize] {
        &self.0
    }

    /// Returns whether there is a layer before the code.
    #[must_use]
    pub fn is_deep(&self) -> bool {
        self.0.len() > 1
    }
}

impl Value for Widths {
    fn parse(text: &str, kind: &Kind) -> Result<Self, BadValue> {
        let Kind::Integers { min, max, slider_steps, most } = *kind else {
            return Err(BadValue::NotANumber);
        };
        let single = Kind::Integer { min, max, slider_steps, optional: false };
        let parts: Vec<_> = text.split(',').collect();
        if parts.len() > most {
            return Err(BadValue::TooManyNumbers { most });
        }
        let number = |(index, part): (usize, &&str)| {
            usize::parse(part.trim(), &single).map_err(|reason| match parts.len() {
                1 => reason,
                _ => BadValue::InList { position: index + 1, reason: Box::new(reason) },
            })
        };
        parts.iter().enumerate().map(number).collect::<Result<_, _>>().map(Self)
    }

    fn text(&self) -> String {
        self.to_string()
    }
}

impl fmt::Display for Widths {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let texts: Vec<_> = self.0.iter().map(usize::to_string).collect();
        f.write_str(&texts.join(","))
    }
}
