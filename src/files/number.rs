//! One cell of a table.

use super::words::quoted;

/// The content of a cell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cell<'a> {
    /// Nothing, or a word for it; NaN.
    Missing,
    /// A number, finite or infinite.
    Number(f64),
    /// Anything else.
    Word(&'a str),
}

/// Texts for a missing value, in any case.
const NOTHING: [&str; 18] = [
    "", "na", "n/a", "n.a.", "<na>", "nan", "nat", "null", "none", "?", "-", ".", "#n/a", "#nv", "..", "…",
    "–", "—",
];

/// The decimal separator of numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Decimal {
    #[default]
    Point,
    Comma,
}

impl<'a> Cell<'a> {
    /// Reads a cell without the blanks around it.
    pub fn read(text: &'a str, decimal: Decimal) -> Self {
        let text = text.trim();
        if NOTHING.iter().any(|nothing| text.eq_ignore_ascii_case(nothing)) || is_error(text) {
            return Self::Missing;
        }
        // Most cells are plain: the others are looked at twice.
        let number = number(text, decimal).or_else(|| number(&plain(text, decimal)?, decimal));
        number.map_or(Self::Word(text), Self::of)
    }

    /// Reads a cell in which an infinite number is a word.
    pub fn finite(text: &'a str, decimal: Decimal) -> Self {
        match Self::read(text, decimal) {
            Self::Number(value) if value.is_infinite() => Self::Word(text.trim()),
            cell => cell,
        }
    }

    /// Returns the cell as the name of its row, short enough to be shown; empty where it is missing.
    pub fn name(self) -> String {
        match self {
            Self::Missing => String::new(),
            Self::Number(value) => value.to_string(),
            Self::Word(word) => quoted(word),
        }
    }

    /// Converts a number; NaN is missing.
    pub fn of(value: f64) -> Self {
        if value.is_nan() { Self::Missing } else { Self::Number(value) }
    }
}

/// Parses a number whose thousands may be separated by the other mark.
fn number(text: &str, decimal: Decimal) -> Option<f64> {
    match decimal {
        Decimal::Point if text.contains(',') => {
            is_grouped(text, ',', '.').then(|| text.replace(',', "").parse().ok()).flatten()
        }
        Decimal::Point => text.parse().ok().or_else(|| fortran(text)?.parse().ok()),
        Decimal::Comma if text.contains('.') => {
            let number = || text.replace('.', "").replace(',', ".").parse().ok();
            is_grouped(text, '.', ',').then(number).flatten()
        }
        Decimal::Comma => text.replace(',', ".").parse().ok(),
    }
}

/// A number with the exponent of Fortran's double precision, 1.5D+02, as other languages write it.
fn fortran(text: &str) -> Option<String> {
    let (number, exponent) = text.split_once(['D', 'd'])?;
    let is_number = number.ends_with(|last: char| last.is_ascii_digit() || last == '.');
    let digits = exponent.trim_start_matches(['+', '-']);
    let is_exponent = !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
    (is_number && is_exponent).then(|| format!("{number}e{exponent}"))
}

/// Characters that separate thousands in some countries and cannot mean anything else within a number.
const GAPS: [char; 5] = [' ', '\u{a0}', '\u{202f}', '\'', '’'];

/// Units before or after a number.
const UNITS: [char; 6] = ['%', '$', '€', '£', '¥', '₹'];

/// A number without such gaps and units, and with the minus of keyboards; none where it has none of
/// them. A per cent is 1, as the table shows it.
fn plain(text: &str, decimal: Decimal) -> Option<String> {
    let mark = if decimal == Decimal::Comma { ',' } else { '.' };
    let (is_negative, bare) = bare(text);
    let gap = GAPS.into_iter().find(|&gap| is_grouped(bare, gap, mark));
    let number = gap.map_or_else(|| bare.to_owned(), |gap| bare.replace(gap, ""));
    let number = if is_negative { format!("-{number}") } else { number };
    (number != text).then_some(number)
}

/// Returns whether a number is negative, and its text without sign and unit.
pub fn bare(text: &str) -> (bool, &str) {
    let without_unit = text.trim_matches(around);
    let without_minus = without_unit.strip_prefix(['-', '\u{2212}']);
    match without_minus.or_else(|| in_brackets(without_unit)) {
        Some(rest) => (true, rest.trim_matches(around)),
        None => (false, without_unit),
    }
}

/// Returns the text in brackets, which accountants write instead of a minus sign.
fn in_brackets(text: &str) -> Option<&str> {
    let inside = text.strip_prefix('(')?.strip_suffix(')')?;
    // A number with its own sign, or a word, is not written in this way.
    inside
        .trim_matches(around)
        .starts_with(|first: char| first.is_ascii_digit() || first == '.')
        .then_some(inside)
}

/// Returns whether a character does not affect a number's value.
fn around(mark: char) -> bool {
    UNITS.contains(&mark) || mark.is_whitespace()
}

/// Returns whether a cell is a word with any decimal separator.
pub fn is_word(cell: &str) -> bool {
    let is_word = |decimal| matches!(Cell::read(cell, decimal), Cell::Word(_));
    is_word(Decimal::Point) && is_word(Decimal::Comma)
}

/// Returns whether the cell is a spreadsheet's error value: `#DIV/0!`, `#NAME?`, in any language.
fn is_error(text: &str) -> bool {
    text.strip_prefix('#').and_then(|text| text.strip_suffix(['!', '?'])).is_some_and(|word| {
        !word.is_empty() && word.chars().all(|letter| letter.is_uppercase() || "/0".contains(letter))
    })
}

/// Returns whether a number's thousands are separated: `1,234,567.8`.
pub fn is_grouped(text: &str, thousands: char, decimal: char) -> bool {
    let (whole, fraction) = text.split_once(decimal).unwrap_or((text, ""));
    let mut groups = whole.trim_start_matches(['+', '-']).split(thousands);
    let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let first = groups.next().unwrap_or_default();
    let mut others = groups.peekable();
    // No number of thousands begins with 0.
    (1..=3).contains(&first.len())
        && !first.starts_with('0')
        && others.peek().is_some()
        && is_digits(first)
        && others.all(|group| group.len() == 3 && is_digits(group))
        && is_digits(fraction)
}

/// Returns whether a value may be a pixel's.
pub fn is_byte(value: f64) -> bool {
    (0.0..=255.0).contains(&value) && value.fract() == 0.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_parsed_in_every_format() {
        let point = |text| Cell::read(text, Decimal::Point);
        assert_eq!(point(" 1.5 "), Cell::Number(1.5));
        assert_eq!(point("-2e3"), Cell::Number(-2000.0));
        assert_eq!(point("-inf"), Cell::Number(f64::NEG_INFINITY));
        assert_eq!(point("1,5"), Cell::Word("1,5"));
        assert_eq!([point("1.5D+02"), point("-2d-1"), point("3D0")], [150.0, -0.2, 3.0].map(Cell::Number));
        for word in ["D1", "1D", "1D+", "12d", "1Dx", "0x1D2"] {
            assert_eq!(point(word), Cell::Word(word));
        }
        assert_eq!(Cell::finite("1e999", Decimal::Point), Cell::Word("1e999"));
        for nothing in
            ["..", "…", "–", "", " ", "NA", "NaN", "n/a", "NULL", "None", "#N/A", "?", "-", ".", "-nan"]
        {
            assert_eq!(point(nothing), Cell::Missing, "{nothing}");
        }
        let comma = |text| Cell::read(text, Decimal::Comma);
        assert_eq!(comma("1,5"), Cell::Number(1.5));
        assert_eq!(comma("7"), Cell::Number(7.0));
        assert_eq!(comma("1.234"), Cell::Number(1234.0));
        assert_eq!(comma("1.23"), Cell::Word("1.23"));
        assert_eq!(comma("1,2,3"), Cell::Word("1,2,3"));
        // The comma separates thousands.
        assert_eq!(point("1,234"), Cell::Number(1234.0));
        assert_eq!(point("-1,234,567.25"), Cell::Number(-1_234_567.25));
        assert_eq!(point("\u{2212}1 234.5"), Cell::Number(-1234.5));
        for (text, value) in [("-$1,200", -1200.0), ("$-1.5", -1.5), ("12.5 %", 12.5), ("€ 7", 7.0)] {
            assert_eq!(point(text), Cell::Number(value), "{text}");
        }
        let brackets = [
            ("(1.62)", -1.62),
            ("(1,234.50)", -1234.5),
            ("($1.5)", -1.5),
            ("$(1.5)", -1.5),
            ("( 7 ) €", -7.0),
        ];
        for (text, value) in brackets {
            assert_eq!(point(text), Cell::Number(value), "{text}");
        }
        for word in ["(-1)", "-(1)", "((1))", "(1", "(a)", "(inf)", "()"] {
            assert_eq!(point(word), Cell::Word(word));
        }
        assert_eq!(comma("(1.234,5)"), Cell::Number(-1234.5));
        for word in ["$", "-", "%-", "$ $", "#DIV/0", "#a!"] {
            assert!(!matches!(point(word), Cell::Number(_)), "{word}");
        }
        assert_eq!([point("#DIV/0!"), point("#WERT!"), point("#NAME?")], [Cell::Missing; 3]);
        assert_eq!(comma("1\u{202f}234\u{202f}567,5"), Cell::Number(1_234_567.5));
        assert_eq!(comma("1'234,5"), Cell::Number(1234.5));
        for word in ["1,23", "1234,567", ",123", "1,234,56", "1,2e3", "1,234.5,6", "0,512", "1 2"] {
            assert_eq!(point(word), Cell::Word(word));
        }
        assert_eq!(comma("1.234,5"), Cell::Number(1234.5));
        assert_eq!(comma("1.234.567"), Cell::Number(1_234_567.0));
        assert_eq!(comma("1.23,5"), Cell::Word("1.23,5"));
    }
}
