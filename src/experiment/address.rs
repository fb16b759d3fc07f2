//! Reads an experiment from an address as browsers, mail and chat programs leave it.
//!
//! A link is `…#key=value&key=value`. On its way the `#` may have become `%23`, `?` or nothing, the whole
//! address may have been encoded again or wrapped in the address of a service that checks links, and
//! punctuation of the surrounding sentence may stick to its end.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

use super::looking::ViewParameter;
use super::{Parameter, Problem};

/// The key of a shared result. It is not a parameter, because it does not affect training.
pub const RESULT: &str = "result";

/// A fragment may have this many bytes; the longest that the page writes, with a user's data in it, has
/// some 10,000.
pub const LONGEST: usize = 256 << 10;

/// The most layers that are unwrapped: services that check links wrap each other's addresses.
const LAYERS: usize = 6;

/// The starts of keys that programs add to count visitors.
const TRACKERS: [&str; 22] = [
    "utm_", "mtm_", "pk_", "hsa_", "_hs", "mc_", "oly_", "vero_", "fbclid", "gclid", "gclsrc", "dclid",
    "gad_", "gbraid", "wbraid", "msclkid", "twclid", "yclid", "igsh", "_ga", "_gl", "ref",
];

/// Parts of the hosts of link shorteners, whose targets only a browser can find.
const HIDING: [&str; 14] = [
    "//bit.ly/",
    "//t.co/",
    "//tinyurl.com/",
    "//lnkd.in/",
    "//goo.gl/",
    "//is.gd/",
    "//ow.ly/",
    "//rb.gy/",
    "//buff.ly/",
    "//cutt.ly/",
    "urldefense.",
    "safelinks.",
    "mimecast.",
    "linkprotect.",
];

/// Returns the `key=value` parts of an address, joined by `&`, or an empty text.
///
/// # Errors
/// If the address only leads to another one that it does not contain.
pub fn fragment(address: &str) -> Result<String, Problem> {
    let mut address = plain(address);
    let mut text = address.clone();
    for _ in 0..LAYERS {
        match look(&text) {
            AddressContent::Parts(parts) => return Ok(parts.to_owned()),
            AddressContent::Address(inner) => {
                address.clone_from(&inner);
                text = inner;
            }
            AddressContent::Nothing => match decode(&text) {
                same if same == text => break,
                decoded => text = plain(&decoded),
            },
        }
    }
    // A text in place of the parts is quoted unchanged.
    let address = if address.contains("://") { address } else { text };
    let (before, after) = address.split_once('#').unwrap_or((&address, ""));
    if !after.is_empty() {
        return Ok(unmarked(after).to_owned());
    }
    if !before.contains("://") {
        return Ok(before.to_owned());
    }
    let host = before.to_ascii_lowercase();
    if HIDING.iter().any(|hiding| host.contains(hiding)) {
        return Err(Problem::HiddenAddress { address });
    }
    let last = before.split_once('?').map_or_else(|| last_segment(before), |(_, query)| query);
    Ok(if before.contains('?') || last.contains('=') { last.to_owned() } else { String::new() })
}

/// Returns the keys and values of an address, decoded; none if it is too long or cannot be read.
#[must_use]
pub fn pairs(address: &str) -> Vec<(String, String)> {
    let fragment = if address.len() > LONGEST { None } else { fragment(address).ok() };
    let pair = |part| {
        let (name, value) = without_tracker(part).split_once('=')?;
        Some((key(name), decode(value).into_owned()))
    };
    fragment.unwrap_or_default().split('&').filter_map(pair).collect()
}

/// Returns the address without its experiment, but with everything else after its `?`.
#[must_use]
pub fn base(address: &str) -> String {
    let before = address.split('#').next().unwrap_or_default();
    let Some((path, query)) = before.split_once('?') else { return before.to_owned() };
    let others: Vec<_> = query.split('&').filter(|part| !has_parts(&decode(part))).collect();
    if others.is_empty() { path.to_owned() } else { format!("{path}?{}", others.join("&")) }
}

/// Decodes a key.
#[must_use]
pub fn key(text: &str) -> String {
    decode(text).trim_matches(|sign: char| sign.is_whitespace() || "#?/!&".contains(sign)).to_owned()
}

/// Returns whether a key only tracks visitors and does not belong to an experiment.
#[must_use]
pub fn is_tracker(key: &str) -> bool {
    TRACKERS.iter().any(|start| key.starts_with(start))
}

/// Removes tracking parameters from the end of a part.
#[must_use]
pub fn without_tracker(part: &str) -> &str {
    match part.split_once('?') {
        Some((part, more)) if is_tracker(more) && more.contains('=') => part,
        _ => part,
    }
}

/// The values that a rejected value may have been before punctuation was added or it was encoded
/// once more. A value that ends in an ellipsis was cut short and cannot be recovered.
pub fn meant(value: &str) -> impl Iterator<Item = String> + use<> {
    let is_cut = value.ends_with('…') || value.ends_with("...");
    let decoded = decode(value).into_owned();
    let twice = decode(&decoded).into_owned();
    let values = [value.to_owned(), decoded, twice];
    values.into_iter().filter(move |_| !is_cut).flat_map(|value| {
        let value = value.trim_start_matches(is_around).trim_end_matches(is_behind);
        // Quoted-printable mail writes `=` as `=3D`.
        [Some(value.to_owned()), value.strip_prefix("3D").map(str::to_owned)].into_iter().flatten()
    })
}

fn is_around(sign: char) -> bool {
    sign.is_whitespace() || "\"'`<>()[]{}*_~“”„‘’‚«»‹›".contains(sign)
}

fn is_behind(sign: char) -> bool {
    is_around(sign) || ".,;:!?/\\|".contains(sign)
}

/// The content of an address.
enum AddressContent<'a> {
    Parts(&'a str),
    /// The address contains another one.
    Address(String),
    Nothing,
}

fn look(text: &str) -> AddressContent<'_> {
    let (before, after) = text.split_once('#').unwrap_or((text, ""));
    let after = unmarked(after);
    if has_parts(after) {
        return AddressContent::Parts(after);
    }
    if before.len() == text.len() && starts_with_part(text) {
        return AddressContent::Parts(text);
    }
    let (path, query) = before.split_once('?').unwrap_or((before, ""));
    if let Some(address) = defended(path, query).or_else(|| query.split('&').find_map(inner)) {
        return AddressContent::Address(address);
    }
    let encoded = ["%23", "%3F", "%3f"].iter().filter_map(|mark| before.split_once(mark));
    let behind = encoded.map(|(_, after)| unmarked(after)).chain([query]);
    let found = behind.into_iter().find(|parts| has_parts(parts));
    let found = found.or_else(|| Some(last_segment(path)).filter(|segment| starts_with_part(segment)));
    found.map_or(AddressContent::Nothing, AddressContent::Parts)
}

/// Returns the text after the last `/`.
fn last_segment(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or_default()
}

/// Removes characters that were added before a fragment, and browser directives after it.
fn unmarked(fragment: &str) -> &str {
    let fragment = fragment.split(":~:").next().unwrap_or_default();
    fragment.trim_start_matches(['#', '?', '/', '!', '&'])
}

/// Returns whether a part has a known key.
fn has_parts(text: &str) -> bool {
    text.split('&').any(is_part)
}

fn starts_with_part(text: &str) -> bool {
    text.split('&').next().is_some_and(is_part)
}

fn is_part(part: &str) -> bool {
    let key = part.split_once('=').map(|(name, _)| key(name));
    key.is_some_and(|key| {
        key == RESULT || Parameter::named(&key).is_some() || ViewParameter::named(&key).is_some()
    })
}

/// The address that is the value of a part, as in `url=https%3A%2F%2F…`.
fn inner(part: &str) -> Option<String> {
    let (key, value) = part.split_once('=')?;
    let address = plain(&decode(value));
    let bare = (0..LAYERS).fold(address.clone(), |bare, _| plain(&decode(&bare)));
    let is_address = ["http://", "https://"]
        .iter()
        .any(|scheme| bare.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)));
    (is_address && !is_tracker(key)).then_some(address)
}

/// The address that Proofpoint's URL Defense has rewritten, in its second version or its third.
fn defended(path: &str, query: &str) -> Option<String> {
    if !path.contains("urldefense.") {
        return None;
    }
    if let Some((_, rest)) = path.split_once("/v3/__") {
        let (address, signs) = rest.split_once("__;")?;
        let mut signs = base64(signs.split('!').next().unwrap_or_default());
        // Each sign that it does not keep is a star; a run of them would begin with two.
        return address.chars().map(|sign| if sign == '*' { signs.next() } else { Some(sign) }).collect();
    }
    let value = query.split('&').find_map(|part| part.strip_prefix("u="))?;
    let is_second = path.contains("/v2/");
    let value = if is_second { value.replace('-', "%").replace('_', "/") } else { value.to_owned() };
    Some(decode(&value).into_owned())
}

/// Converts base64url letters to base64.
fn base64(text: &str) -> impl Iterator<Item = char> + '_ {
    let mut bits = (0_u32, 0_u32);
    text.bytes().filter_map(move |letter| {
        let value = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'a'..=b'z' => letter - b'a' + 26,
            b'0'..=b'9' => letter - b'0' + 52,
            b'-' | b'+' => 62,
            b'_' | b'/' => 63,
            _ => return None,
        };
        bits = ((bits.0 << 6 | u32::from(value)) & 0xffff, bits.1 + 6);
        if bits.1 < 8 {
            return None;
        }
        bits.1 -= 8;
        u8::try_from(bits.0 >> bits.1 & 0xff).ok().map(char::from)
    })
}

/// Removes line breaks, invisible characters and surrounding punctuation, and decodes HTML's `&amp;`.
fn plain(text: &str) -> String {
    let lines = text.split(['\n', '\r']).map(|line| line.trim_matches(|sign| " \t>".contains(sign)));
    let mut plain = lines.collect::<String>();
    plain.retain(|sign| !matches!(sign, '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' | '\u{ad}'));
    for amp in ["&amp;", "&#38;", "&#x26;"] {
        while plain.contains(amp) {
            plain = plain.replace(amp, "&");
        }
    }
    let mut text = plain.trim();
    // Some characters never occur in links; others are removed only if they surround the text.
    while let Some(inside) = unquoted(text) {
        text = inside.trim();
    }
    text.to_owned()
}

fn unquoted(text: &str) -> Option<&str> {
    const PAIRS: [(char, char); 6] =
        [('(', ')'), ('[', ']'), ('\'', '\''), ('“', '”'), ('‘', '’'), ('«', '»')];
    let one_sided = text.trim_matches(['<', '>', '"', '`']);
    if one_sided.len() < text.len() {
        return Some(one_sided);
    }
    PAIRS.iter().find_map(|&(open, close)| text.strip_prefix(open)?.strip_suffix(close))
}

fn decode(text: &str) -> Cow<'_, str> {
    percent_decode_str(text).decode_utf8_lossy()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::{PARAMETERS, VIEW_PARAMETERS};

    #[test]
    fn no_parameter_looks_like_a_tracker() {
        assert!(PARAMETERS.iter().all(|parameter| !is_tracker(parameter.name)));
        assert!(!is_tracker(RESULT));
        assert!(VIEW_PARAMETERS.iter().all(|parameter| !is_tracker(parameter.key)));
    }

    #[test]
    fn base_keeps_foreign_parts_of_an_address() {
        for (address, expected) in [
            ("https://a.b/c/#seed=3", "https://a.b/c/"),
            ("https://a.b/c/?seed=3&lr=0.1", "https://a.b/c/"),
            ("https://a.b/c/?v=2&seed%3D3&utm_source=x#lr=1", "https://a.b/c/?v=2&utm_source=x"),
            ("https://a.b/c/", "https://a.b/c/"),
        ] {
            assert_eq!(base(address), expected);
        }
    }

    #[test]
    fn base64_decodes_the_examples_of_rfc_4648() {
        for (text, expected) in
            [("Iw", "#"), ("Iw==", "#"), ("Zm9vYmFy", "foobar"), ("Zm9v", "foo"), ("", "")]
        {
            assert_eq!(base64(text).collect::<String>(), expected);
        }
    }
}
