//! Decimal numbers as they are written in links and fields.

/// Parses a text such as `12`, `-0.5` or `1e-3`. Returns `None` for other texts and for numbers that are not
/// finite.
#[must_use]
pub fn parse(text: &str) -> Option<f64> {
    let is_decimal = text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte));
    let value = if is_decimal && !text.is_empty() { nearest(text) } else { f64::NAN };
    value.is_finite().then_some(value)
}

/// Parses a text whose only comma is the decimal separator, such as `0,05`.
#[must_use]
pub fn with_comma(text: &str) -> Option<f64> {
    let (whole, fraction) = text.split_once(',')?;
    let is_fraction = fraction.starts_with(|sign: char| sign.is_ascii_digit());
    (is_fraction && !text.contains('.')).then(|| parse(&format!("{whole}.{fraction}")))?
}

/// Parses a text such as `1,500`, whose comma separates thousands.
#[must_use]
pub fn thousands(text: &str) -> Option<f64> {
    let (thousands, rest) = text.split_once(',')?;
    let is_group = rest.len() == 3 && !thousands.trim_start_matches(['+', '-']).starts_with('0');
    is_group.then(|| parse(thousands).zip(parse(&format!("{thousands}{rest}"))))?.map(|(_, number)| number)
}

/// Returns NaN for an invalid text.
#[cfg(not(target_arch = "wasm32"))]
fn nearest(text: &str) -> f64 {
    text.parse().unwrap_or(f64::NAN)
}

/// The browser reads it, to the same bits: Rust's own tables for it are 12 kB of the download.
#[cfg(target_arch = "wasm32")]
fn nearest(text: &str) -> f64 {
    wasm_bindgen::JsValue::from_str(text).unchecked_into_f64()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_parsed() {
        for (text, value) in
            [("12", 12.0), ("-0.5", -0.5), ("1e-3", 0.001), (".5", 0.5), ("5.", 5.0), ("+2", 2.0)]
        {
            assert_eq!(parse(text), Some(value), "{text}");
        }
        for (text, value) in [("0,05", 0.05), ("-1,5", -1.5), (",5", 0.5), ("1,5e-3", 0.0015)] {
            assert_eq!(with_comma(text), Some(value), "{text}");
        }
        for text in ["1", "1,", ",", "1,2,3", "1.5,2", "1,2.5", "1,-2", "1,5@3", "a,b"] {
            assert_eq!(with_comma(text), None, "{text}");
        }
        assert_eq!(
            ["1,500", "-20,000", "0,500", "1,50", "1,5000"].map(thousands),
            [Some(1500.0), Some(-20000.0), None, None, None]
        );
        for text in ["", " ", "1 ", "e", "1e", "--1", "1.2.3", "inf", "NaN", "0x10", "1e999", "١"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
