//! A text of one number a line.

use super::array::{Array, Endian, Layout, Order, Scalar};
use super::number::{Cell, Decimal};

/// The numbers of a text that has one on each line, below a name or not; none where it has not. A
/// missing one is NaN.
pub fn read(text: &str) -> Option<Array> {
    let mut cells =
        text.lines().map(|line| line.trim().trim_matches('"')).filter(|cell| !cell.is_empty()).peekable();
    let is_word = |cell: &&str| {
        [Decimal::Point, Decimal::Comma]
            .iter()
            .all(|&decimal| matches!(Cell::read(cell, decimal), Cell::Word(_)))
    };
    let name = cells.next_if(is_word);
    let mut decimal = Decimal::Point;
    // A comma with no name above may well part two columns.
    if name.is_some_and(|name| !name.contains(',')) && cells.clone().any(|cell| cell.contains(',')) {
        decimal = Decimal::Comma;
    }
    let number = |cell: &str| match Cell::read(cell, decimal) {
        _ if decimal == Decimal::Point && cell.contains(',') => None,
        Cell::Number(value) => Some(value),
        Cell::Missing => Some(f64::NAN),
        Cell::Word(_) => None,
    };
    let numbers = cells.map(number).collect::<Option<Vec<f64>>>().filter(|numbers| numbers.len() > 1)?;
    let layout =
        Layout { scalar: Scalar::F64, endian: Endian::Little, order: Order::C, shape: vec![numbers.len()] };
    let bytes = numbers.into_iter().flat_map(f64::to_le_bytes).collect();
    Array::new(layout, bytes, 0).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists() {
        let numbers = |text| {
            let array = read(text)?;
            Some((0..array.samples()).map(|sample| array.get(sample, 0)).collect::<Vec<_>>())
        };
        assert_eq!(numbers("1\n2.5\n\n3"), Some(vec![1.0, 2.5, 3.0]));
        assert_eq!(numbers("wert\n0,5\n\"1,25\"\n"), Some(vec![0.5, 1.25]));
        assert_eq!(numbers("value\n7\n8\n"), Some(vec![7.0, 8.0]));
        assert_eq!(numbers("0,5\n1,5\n"), None);
        assert_eq!(numbers("a\nb\n"), None);
        assert_eq!(numbers("1,2\n1;2\n"), None);
    }
}
