//! The table of a user's file as bytes: a NumPy array, followed by the names.

use nanoserde::SerJson;
use ndarray::Array2;

use crate::data::{DataError, DatasetNames, Labelled, npy};
use crate::safetensors::json::{self, Json};

/// A table as it was read.
#[derive(Debug, Clone, PartialEq)]
pub struct UserTable {
    pub samples: Labelled,
}

/// The names as JSON.
#[derive(SerJson)]
struct Words {
    features: Vec<String>,
    classes: Vec<String>,
}

/// The names as JSON if rows have names. Files of links without row names keep their bytes, and therefore
/// their hash.
#[derive(SerJson)]
struct WordsOfRows {
    features: Vec<String>,
    classes: Vec<String>,
    rows: Vec<String>,
}

impl UserTable {
    /// Writes an `.npy` file with one row per sample: its features and then its label. The names follow after
    /// the numbers, where NumPy ignores them. Numbers are bytes if all of them fit, as in most images, else
    /// doubles.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let Labelled { x, y, names } = &self.samples;
        let is_byte = |&value: &f64| f64::from(value as u8) == value;
        let are_bytes = x.iter().all(is_byte) && y.iter().all(|&label| u8::try_from(label).is_ok());
        let (descr, size) = if are_bytes { (npy::BYTE, 1) } else { (npy::DOUBLE, 8) };
        let mut bytes = npy::header(descr, (x.nrows(), x.ncols() + 1));
        bytes.reserve_exact((x.len() + y.len()) * size);
        for (row, &label) in x.rows().into_iter().zip(y) {
            let row = row.iter().copied().chain([label as f64]);
            if are_bytes {
                bytes.extend(row.map(|value| value as u8));
            } else {
                row.for_each(|value| bytes.extend(value.to_le_bytes()));
            }
        }
        let DatasetNames { features, classes, rows } = names.clone();
        let words = if rows.is_empty() {
            Words { features, classes }.serialize_json()
        } else {
            WordsOfRows { features, classes, rows }.serialize_json()
        };
        bytes.extend(words.into_bytes());
        bytes
    }

    /// Reads them back, of a known size.
    ///
    /// # Errors
    /// Where there are fewer numbers: [`DataError::OtherFile`], with this name.
    pub fn from_bytes(bytes: &[u8], (rows, columns): (usize, usize), name: &str) -> Result<Self, DataError> {
        let other = || DataError::OtherFile { name: name.to_owned() };
        let numbers = npy::numbers(bytes);
        let size = if npy::are_bytes(bytes) { 1 } else { 8 };
        let length =
            rows.checked_mul(columns + 1).and_then(|count| count.checked_mul(size)).ok_or_else(other)?;
        let (numbers, words) = numbers.split_at_checked(length).ok_or_else(other)?;
        let (mut x, mut y) = (Array2::zeros((rows, columns)), Vec::with_capacity(rows));
        for (mut row, numbers) in x.rows_mut().into_iter().zip(numbers.chunks_exact((columns + 1) * size)) {
            let (values, label) = numbers.split_at(columns * size);
            if size == 1 {
                row.iter_mut().zip(values).for_each(|(place, &value)| *place = f64::from(value));
                y.extend(label.iter().map(|&label| usize::from(label)));
            } else {
                row.iter_mut().zip(npy::doubles(values)).for_each(|(place, value)| *place = value);
                y.extend(npy::doubles(label).map(|label| label as usize));
            }
        }
        let names = std::str::from_utf8(words).ok().and_then(names).ok_or_else(other)?;
        Ok(Self { samples: Labelled { x, y, names } })
    }
}

/// Reads what [`Words`] or [`WordsOfRows`] were written to.
fn names(words: &str) -> Option<DatasetNames> {
    let Json::Object(mut entries) = json::parse(words)? else { return None };
    let mut list = |name: &str| {
        let place = entries.iter().position(|(entry, _)| entry == name)?;
        let Json::Array(words) = entries.swap_remove(place).1 else { return None };
        let word = |word| if let Json::Text(text) = word { Some(text) } else { None };
        words.into_iter().map(word).collect()
    };
    let (features, classes) = (list("features")?, list("classes")?);
    Some(DatasetNames { features, classes, rows: list("rows").unwrap_or_default() })
}

/// A grey picture, shape (rows, columns), as a `.npy` file of float64.
#[must_use]
pub fn picture(grey: &Array2<f64>) -> Vec<u8> {
    let mut bytes = npy::header(npy::DOUBLE, grey.dim());
    grey.iter().for_each(|value| bytes.extend(value.to_le_bytes()));
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::arr2;

    #[test]
    fn user_tables_round_trip() {
        let texts = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect::<Vec<_>>();
        let names =
            DatasetNames { features: texts(&["a", "\"b\""]), classes: texts(&["yes"]), rows: Vec::new() };
        let named = DatasetNames { rows: texts(&["<b>x</b>", "", "é\n"]), ..names.clone() };
        let doubles = arr2(&[[1.5, -2.0], [f64::MAX, 0.0], [3.0, 4.0]]);
        let bytes = arr2(&[[1.0, 255.0], [0.0, 0.0], [3.0, 4.0]]);
        for (x, y, size, names) in
            [(doubles, 7, 8, &named), (bytes.clone(), 256, 8, &names), (bytes, 7, 1, &named)]
        {
            let table = UserTable { samples: Labelled { x, y: vec![0, 0, y], names: names.clone() } };
            let bytes = table.to_bytes();
            assert_eq!(UserTable::from_bytes(&bytes, (3, 2), "t"), Ok(table));
            assert_eq!(npy::are_bytes(&bytes), size == 1);
            for (bytes, size) in
                [(&bytes[..100], (3, 2)), (&bytes[..], (40, 2)), (&bytes[..], (usize::MAX, 2)), (&[], (0, 0))]
            {
                assert!(UserTable::from_bytes(bytes, size, "t").is_err());
            }
        }
    }
}
