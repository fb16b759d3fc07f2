//! One cell of a table.

/// What a cell holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cell<'a> {
    /// Nothing, or a word for it; NaN.
    Missing,
    /// A number, finite or infinite.
    Number(f64),
    /// Anything else.
    Word(&'a str),
}

/// What stands for a missing value, in any case.
const NOTHING: [&str; 12] = ["", "na", "n/a", "nan", "nat", "null", "none", "?", "-", ".", "#n/a", "#div/0!"];

/// How a number is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Decimal {
    /// 1.5
    #[default]
    Point,
    /// 1,5
    Comma,
}

impl<'a> Cell<'a> {
    /// Reads a cell without the blanks around it.
    pub fn read(text: &'a str, decimal: Decimal) -> Self {
        let text = text.trim();
        if NOTHING.iter().any(|nothing| text.eq_ignore_ascii_case(nothing)) {
            return Self::Missing;
        }
        let number = match decimal {
            Decimal::Point => text.parse().ok(),
            // A point in such a file may part thousands: it is no number rather than a wrong one.
            Decimal::Comma if text.contains('.') => None,
            Decimal::Comma => text.replace(',', ".").parse().ok(),
        };
        number.map_or(Self::Word(text), Self::of)
    }

    /// A number, where NaN is none.
    pub fn of(value: f64) -> Self {
        if value.is_nan() { Self::Missing } else { Self::Number(value) }
    }
}

/// Whether a value may be a pixel's.
pub fn is_byte(value: f64) -> bool {
    (0.0..=255.0).contains(&value) && value.fract() == 0.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells() {
        let point = |text| Cell::read(text, Decimal::Point);
        assert_eq!(point(" 1.5 "), Cell::Number(1.5));
        assert_eq!(point("-2e3"), Cell::Number(-2000.0));
        assert_eq!(point("-inf"), Cell::Number(f64::NEG_INFINITY));
        assert_eq!(point("1,5"), Cell::Word("1,5"));
        for nothing in ["", " ", "NA", "NaN", "n/a", "NULL", "None", "#N/A", "?", "-", ".", "-nan"] {
            assert_eq!(point(nothing), Cell::Missing, "{nothing}");
        }
        let comma = |text| Cell::read(text, Decimal::Comma);
        assert_eq!(comma("1,5"), Cell::Number(1.5));
        assert_eq!(comma("7"), Cell::Number(7.0));
        assert_eq!(comma("1.234"), Cell::Word("1.234"));
        assert_eq!(comma("1,2,3"), Cell::Word("1,2,3"));
    }
}
