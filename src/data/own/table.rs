//! What was read of a viewer's file, as bytes: those of an array that `NumPy` loads, and the names
//! after them.

use nanoserde::{DeJson, SerJson};
use ndarray::Array2;

use crate::data::{DataError, Labelled, Names, npy};

/// A table as it was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// Its samples and labels, and what they are called.
    pub samples: Labelled,
}

#[derive(SerJson, DeJson)]
struct Words {
    features: Vec<String>,
    classes: Vec<String>,
}

impl Table {
    /// A `.npy` file of float64, a row a sample, its features and then its label; after the numbers,
    /// where `NumPy` does not look, the names.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let Labelled { x, y, names } = &self.samples;
        let mut bytes = npy::header("<f8", (x.nrows(), x.ncols() + 1));
        bytes.reserve_exact(x.len() * 8 + y.len() * 8);
        for (row, &label) in x.rows().into_iter().zip(y) {
            row.iter().for_each(|value| bytes.extend(value.to_le_bytes()));
            bytes.extend((label as f64).to_le_bytes());
        }
        let words = Words { features: names.features.clone(), classes: names.classes.clone() };
        bytes.extend(words.serialize_json().into_bytes());
        bytes
    }

    /// Reads them back, of a known size.
    ///
    /// # Errors
    /// Where there are fewer numbers: [`DataError::OtherFile`], with this name.
    pub fn from_bytes(bytes: &[u8], (rows, columns): (usize, usize), name: &str) -> Result<Self, DataError> {
        let other = || DataError::OtherFile { name: name.to_owned() };
        let numbers = npy::numbers(bytes);
        let length =
            rows.checked_mul(columns + 1).and_then(|count| count.checked_mul(8)).ok_or_else(other)?;
        let (numbers, words) = numbers.split_at_checked(length).ok_or_else(other)?;
        let mut values = npy::doubles(numbers);
        let (mut x, mut y) = (Array2::zeros((rows, columns)), Vec::with_capacity(rows));
        for mut row in x.rows_mut() {
            row.iter_mut().zip(&mut values).for_each(|(place, value)| *place = value);
            y.push(values.next().map_or(0, |label| label as usize));
        }
        let words = std::str::from_utf8(words).ok().and_then(|words| Words::deserialize_json(words).ok());
        let Words { features, classes } = words.ok_or_else(other)?;
        Ok(Self { samples: Labelled { x, y, names: Names { features, classes } } })
    }
}

/// A grey picture, shape (rows, columns), as a `.npy` file of float64.
#[must_use]
pub fn picture(grey: &Array2<f64>) -> Vec<u8> {
    let mut bytes = npy::header("<f8", grey.dim());
    grey.iter().for_each(|value| bytes.extend(value.to_le_bytes()));
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::arr2;

    #[test]
    fn tables_read_back() {
        let names =
            Names { features: vec!["a".to_owned(), "\"b\"".to_owned()], classes: vec!["yes".to_owned()] };
        let x = arr2(&[[1.5, -2.0], [f64::MAX, 0.0], [3.0, 4.0]]);
        let table = Table { samples: Labelled { x, y: vec![0, 0, 7], names } };
        let bytes = table.to_bytes();
        assert_eq!(Table::from_bytes(&bytes, (3, 2), "t"), Ok(table));
        for (bytes, size) in
            [(&bytes[..100], (3, 2)), (&bytes[..], (4, 2)), (&bytes[..], (usize::MAX, 2)), (&[], (0, 0))]
        {
            assert!(Table::from_bytes(bytes, size, "t").is_err());
        }
    }
}
