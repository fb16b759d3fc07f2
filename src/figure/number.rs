//! Numbers as people read them.

use crate::parameter::DECADE;

/// The true minus sign, as wide as a plus.
const MINUS: &str = "\u{2212}";

/// Formats a number with fixed decimals and separated thousands: `1,200,000`, `−0.25`.
#[must_use]
pub fn fixed(value: f64, decimals: usize) -> String {
    let digits = format!("{:.decimals$}", value.abs());
    let zero = digits.bytes().all(|byte| matches!(byte, b'0' | b'.'));
    let sign = if value < 0.0 && !zero { MINUS } else { "" };
    let whole = digits.find('.').unwrap_or(digits.len());
    let mut text = String::from(sign);
    for (index, digit) in digits.char_indices() {
        if index > 0 && index < whole && (whole - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Formats a number in scientific notation with fixed decimals: `1.2e7`, `−3e−8`.
#[must_use]
pub fn scientific(value: f64, decimals: usize) -> String {
    format!("{value:.decimals$e}").replace('-', MINUS)
}

/// Rounded to four significant digits: `1.298`, `0.03721`, `12,980`, `2.5e−7`.
#[must_use]
pub fn rounded(value: f64) -> String {
    let size = value.abs();
    if value == 0.0 {
        "0".to_owned()
    } else if (1e-4..1e7).contains(&size) {
        fixed(value, (3 - exponent(size)).max(0) as usize)
    } else if value.is_finite() {
        scientific(value, 3)
    } else {
        value.to_string().replace('-', MINUS)
    }
}

/// Formats a count with its noun: `1 unit`, `8 units`.
#[must_use]
pub fn counted(count: usize, thing: &str) -> String {
    format!("{count} {thing}{}", if count == 1 { "" } else { "s" })
}

/// With as few digits as name exactly this float: `1.2983204`.
#[must_use]
pub fn exact(value: f32) -> String {
    format!("{value:?}").trim_end_matches(".0").replace('-', MINUS)
}

/// A number that someone chose, as short as it was: `0.05`.
#[must_use]
pub fn short(value: f64) -> String {
    if value == 0.0 || (1e-4..1e7).contains(&value.abs()) {
        value.to_string().replace('-', MINUS)
    } else {
        format!("{value:e}").replace('-', MINUS)
    }
}

/// Formats a number with at most two decimals in limited space: `0.12`, `12.3`, `1,234`.
#[must_use]
pub fn brief(value: f64) -> String {
    let size = value.abs();
    let decimals = if size < 10.0 { 2 } else { usize::from(size < 100.0) };
    if size < 99_999.5 { fixed(value, decimals) } else { scientific(value, 0) }
}

/// Formats a number with the given number of significant digits, without trailing zeros: `5.6`, `100`,
/// `0.01`.
pub(super) fn significant(value: f64, digits: i32) -> String {
    if value == 0.0 || !value.is_finite() {
        return short(value);
    }
    let text = fixed(value, (digits - 1 - exponent(value.abs() * (1.0 + 1e-9))).clamp(0, 12) as usize);
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

/// The power of ten at or below a positive number.
pub(super) fn exponent(value: f64) -> i32 {
    libm::log10(value).floor() as i32
}

/// The next round number at or above a positive one, of a few a decade.
#[must_use]
pub fn round_up(value: f64) -> f64 {
    if !(f64::MIN_POSITIVE..f64::MAX / 10.0).contains(&value) {
        return 1.0;
    }
    let exponent = exponent(value);
    let next = DECADE.into_iter().map(|round| scaled(round, exponent)).find(|&round| round >= value);
    next.unwrap_or_else(|| scaled(10.0, exponent))
}

/// `mantissa · 10^exponent`, rounded once.
pub(super) fn scaled(mantissa: f64, exponent: i32) -> f64 {
    if exponent < 0 { mantissa / 10_f64.powi(-exponent) } else { mantissa * 10_f64.powi(exponent) }
}

/// The smallest and the largest of some values; of none, infinities the wrong way round.
pub(super) fn extent<'a>(values: impl IntoIterator<Item = &'a f32>) -> (f32, f32) {
    let none = (f32::INFINITY, f32::NEG_INFINITY);
    values.into_iter().fold(none, |(low, high), &value| (low.min(value), high.max(value)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fixed_numbers_have_a_true_minus_and_no_negative_zero() {
        assert_eq!(fixed(-0.25, 2), "−0.25");
        assert_eq!(fixed(-0.001, 2), "0.00");
        assert_eq!(fixed(1_234_567.5, 1), "1,234,567.5");
        assert_eq!(fixed(123.0, 0), "123");
    }

    #[test]
    fn rounded_numbers_keep_four_digits() {
        assert_eq!(rounded(1.298_320_4), "1.298");
        assert_eq!(rounded(0.037_211), "0.03721");
        assert_eq!(rounded(-12_981.4), "−12,981");
        assert_eq!(rounded(2.5e-7), "2.500e−7");
        assert_eq!(rounded(0.0), "0");
        assert_eq!(rounded(f64::NEG_INFINITY), "−inf");
    }

    #[test]
    fn exact_numbers_read_back() {
        assert_eq!(exact(1.298_320_4), "1.2983204");
        assert_eq!(exact(-2.0), "−2");
        assert_eq!(exact(1e-30), "1e−30");
    }

    #[test]
    fn rounding_up_is_close_and_never_below() {
        for (value, round) in
            [(1.13, 1.2), (1.2, 1.2), (0.081, 0.1), (9.0, 10.0), (0.0, 1.0), (f64::NAN, 1.0)]
        {
            assert!((round_up(value) - round).abs() < 1e-12, "{value}");
        }
    }
}
