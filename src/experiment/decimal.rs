//! Decimal numbers as they are written in links and fields.

/// The number nearest to a text such as `12`, `-0.5` or `1e-3`; none where it is no such text, or
/// beyond the finite numbers.
#[must_use]
pub fn parse(text: &str) -> Option<f64> {
    let is_decimal = text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte));
    let value = if is_decimal && !text.is_empty() { nearest(text) } else { f64::NAN };
    value.is_finite().then_some(value)
}

/// NaN where it is none.
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
    fn decimals() {
        for (text, value) in
            [("12", 12.0), ("-0.5", -0.5), ("1e-3", 0.001), (".5", 0.5), ("5.", 5.0), ("+2", 2.0)]
        {
            assert_eq!(parse(text), Some(value), "{text}");
        }
        for text in ["", " ", "1 ", "e", "1e", "--1", "1.2.3", "inf", "NaN", "0x10", "1e999", "١"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
