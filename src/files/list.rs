//! A text of one number a line.

use super::array::{Array, ArrayLayout, Endian, IndexOrder, PIECE, Scalar};
use super::lines::reader;
use super::number::{Cell, Decimal, bare, is_word};
use super::{Fault, Limits};

/// The numbers of a text that has one on each line, below a name or not; none where it has not. A
/// missing one is NaN.
///
/// # Errors
/// Where they are more than all samples could have.
pub fn read(text: &str, limits: &Limits) -> Result<Option<Array>, Fault> {
    let Some(numbers) = numbers(text) else { return Ok(None) };
    let most = limits.rows * PIECE;
    let rows = numbers.clone().take(most + 1).count();
    if rows > most {
        // A non-numeric line would make this a table of one column, which is rejected too.
        return Err(Fault::EndlessRows { more: most });
    }
    let Some(bytes) = numbers.map(|number| number.map(f64::to_le_bytes)).collect::<Option<Vec<_>>>() else {
        return Ok(None);
    };
    let layout =
        ArrayLayout { scalar: Scalar::F64, endian: Endian::Little, order: IndexOrder::C, shape: vec![rows] };
    Array::new(layout, bytes.into_flattened(), 0).map(Some)
}

/// Returns the cells of a text that has one on each line; none where it has more.
pub fn words(text: &str) -> Option<Vec<String>> {
    let mut words = Vec::new();
    for record in reader(b',').from_reader(text.as_bytes()).into_records() {
        let record = record.ok().filter(|record| record.len() == 1)?;
        words.extend(record.iter().filter(|cell| !cell.is_empty()).map(str::to_owned));
    }
    (!words.is_empty()).then_some(words)
}

/// Returns each line's number, skipping a name at the top, or `None` if neither of the first two lines is a
/// number.
fn numbers(text: &str) -> Option<impl Iterator<Item = Option<f64>> + Clone> {
    let mut cells = text
        .split(['\r', '\n'])
        .map(|line| line.trim().trim_matches('"'))
        .filter(|cell| !cell.is_empty())
        .peekable();
    let name = cells.next_if(|cell| is_word(cell));
    let mut decimal = Decimal::Point;
    // A comma with no name above may well part two columns.
    if name.is_some_and(|name| !name.contains(',')) && cells.clone().any(|cell| cell.contains(',')) {
        decimal = Decimal::Comma;
    }
    let number = move |cell: &str| match Cell::read(cell, decimal) {
        // Values separated by spaces are columns, not numbers with separated thousands.
        _ if bare(cell).1.contains(char::is_whitespace) => None,
        _ if decimal == Decimal::Point && cell.contains(',') => None,
        Cell::Number(value) => Some(value),
        Cell::Missing => Some(f64::NAN),
        Cell::Word(_) => None,
    };
    let numbers = cells.map(number);
    let mut first = numbers.clone();
    (first.next().flatten().is_some() && first.next().flatten().is_some()).then_some(numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn list_detects_one_number_per_line() {
        let numbers = |text| {
            let array = read(text, &Limits::default()).expect("they are few")?;
            Some((0..array.samples()).map(|sample| array.get(sample, 0)).collect::<Vec<_>>())
        };
        assert_eq!(numbers("1\n2.5\n\n3"), Some(vec![1.0, 2.5, 3.0]));
        assert_eq!(numbers("wert\n0,5\n\"1,25\"\n"), Some(vec![0.5, 1.25]));
        assert_eq!(numbers("value\n7\n8\n"), Some(vec![7.0, 8.0]));
        assert_eq!(numbers("1\r2\r"), Some(vec![1.0, 2.0]));
        assert_eq!(numbers("1 %\n2 %\n"), Some(vec![1.0, 2.0]));
        for table in ["0,5\n1,5\n", "weight height\n65 172\n80 185\n", "1 234 567\n2 345 678\n"] {
            assert_eq!(numbers(table), None, "{table}");
        }
        assert_eq!(numbers("a\nb\n"), None);
        assert_eq!(numbers("1,2\n1;2\n"), None);
    }

    #[test]
    fn list_of_words_needs_one_word_per_line() {
        assert_eq!(words("kind\n\"a, b\"\nc\n\n"), Some(["kind", "a, b", "c"].map(str::to_owned).to_vec()));
        assert_eq!((words("a,b\nc,d\n"), words("\n")), (None, None));
    }
}
