//! JSON from a file: read by the browser itself in the page, which saves a parser's download, and
//! by `serde_json` elsewhere.

/// A JSON value in a header.
#[derive(Debug, Clone, PartialEq)]
pub enum Json {
    /// Values by name.
    Object(Vec<(String, Json)>),
    Array(Vec<Json>),
    Text(String),
    /// A whole number from 0.
    Count(usize),
    Flag(bool),
    /// Any other value, including those nested more deeply than in a header.
    Other,
}

/// The depth of a header: its tensors, a tensor's shape, a number.
const DEPTH: usize = 3;

/// Reads a text; none where it is not JSON.
#[cfg(not(target_arch = "wasm32"))]
pub fn parse(text: &str) -> Option<Json> {
    use serde_json::Value;

    fn convert(value: Value, depth: usize) -> Json {
        match value {
            Value::String(text) => Json::Text(text),
            Value::Bool(flag) => Json::Flag(flag),
            Value::Number(number) => {
                number.as_u64().and_then(|number| number.try_into().ok()).map_or(Json::Other, Json::Count)
            }
            Value::Array(values) if depth > 0 => {
                Json::Array(values.into_iter().map(|value| convert(value, depth - 1)).collect())
            }
            Value::Object(values) if depth > 0 => {
                let entries = values.into_iter().map(|(name, value)| (name, convert(value, depth - 1)));
                Json::Object(entries.collect())
            }
            _ => Json::Other,
        }
    }

    serde_json::from_str(text).ok().map(|value| convert(value, DEPTH))
}

/// Reads a text; none where it is not JSON.
#[cfg(target_arch = "wasm32")]
pub fn parse(text: &str) -> Option<Json> {
    use js_sys::{Array, JSON, Object};
    use wasm_bindgen::{JsCast, JsValue};

    fn convert(value: &JsValue, depth: usize) -> Json {
        if let Some(text) = value.as_string() {
            return Json::Text(text);
        }
        if let Some(flag) = value.as_bool() {
            return Json::Flag(flag);
        }
        if let Some(number) = value.as_f64() {
            let count = number as usize;
            return if count as f64 == number { Json::Count(count) } else { Json::Other };
        }
        if depth == 0 {
            return Json::Other;
        }
        if let Some(values) = value.dyn_ref::<Array>() {
            return Json::Array(values.iter().map(|value| convert(&value, depth - 1)).collect());
        }
        let Some(object) = value.dyn_ref::<Object>() else { return Json::Other };
        let entry = |entry: JsValue| {
            let entry: Array = entry.unchecked_into();
            (entry.get(0).as_string().unwrap_or_default(), convert(&entry.get(1), depth - 1))
        };
        Json::Object(Object::entries(object).iter().map(entry).collect())
    }

    JSON::parse(text).ok().map(|value| convert(&value, DEPTH))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_parses_the_parts_of_a_header() {
        let text = r#"{"a\"b": {"shape": [2, 0.5, -1], "x": [[[1]]]}, "c": null, "d": true}"#;
        let shape = Json::Array(vec![Json::Count(2), Json::Other, Json::Other]);
        let deep = Json::Array(vec![Json::Other]);
        let tensor = Json::Object(vec![("shape".to_owned(), shape), ("x".to_owned(), deep)]);
        let header = Json::Object(vec![
            ("a\"b".to_owned(), tensor),
            ("c".to_owned(), Json::Other),
            ("d".to_owned(), Json::Flag(true)),
        ]);
        assert_eq!(parse(text), Some(header));
        assert_eq!(parse("{"), None);
        assert!(parse(&"[".repeat(1_000_000)).is_none());
    }
}
