//! The identity of a parameter: [`Key`] is generated from the table, with a variant per row.

use std::fmt;

use super::{Key, PARAMETERS, Parameter, Settings};

impl Key {
    /// Returns the parameter's row of the table.
    #[must_use]
    pub fn row(self) -> &'static Parameter {
        &PARAMETERS[self as usize]
    }

    /// Returns the name that links, flags and scripts use.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.row().name
    }

    /// Returns whether the parameter has an effect given the other values.
    #[must_use]
    pub fn applies(self, settings: &Settings) -> bool {
        self.row().applies(settings)
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Prints the name, like `Display`, so that a program does not contain the names twice.
impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_leads_to_the_row_that_has_it() {
        for (place, row) in PARAMETERS.iter().enumerate() {
            assert_eq!((row.key as usize, row.key.row()), (place, row));
            assert_eq!(Parameter::named(row.key.name()), Some(row));
        }
        assert_eq!(Key::n_samples.to_string(), "n_samples");
    }
}
