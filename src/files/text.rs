//! The characters of a text file.

use super::Fault;

/// The optional first bytes of a text in UTF-8.
pub const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// The character that ended a file for DOS.
const END_OF_FILE: u8 = 0x1a;

/// Decodes the text, with a note if the bytes are not UTF-8.
///
/// # Errors
/// If a byte cannot occur in a text.
pub fn decode(mut bytes: Vec<u8>) -> Result<(String, Option<String>), Fault> {
    // Programs of DOS and CP/M end a text so.
    if bytes.last() == Some(&END_OF_FILE) {
        bytes.pop();
    }
    let stray = |byte: u8| byte.is_ascii_control() && !matches!(byte, b'\t' | b'\r' | b'\n');
    if let Some(offset) = bytes.iter().position(|&byte| stray(byte)) {
        return Err(Fault::NotText { offset, byte: bytes[offset] });
    }
    if bytes.starts_with(BYTE_ORDER_MARK) {
        bytes.drain(..BYTE_ORDER_MARK.len());
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok((text, None)),
        Err(error) => {
            let text = error.into_bytes().into_iter().map(windows_1252).collect();
            Ok((text, Some("the text is not UTF-8; it was read as Windows-1252 (Latin-1)".to_owned())))
        }
    }
}

/// The characters of Windows-1252 in place of Latin-1's control characters, from 0x80 on; undefined ones stay
/// unchanged (WHATWG, Encoding Standard, index windows-1252).
const WINDOWS: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}',
    '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// All other bytes are Unicode's first characters.
fn windows_1252(byte: u8) -> char {
    usize::from(byte)
        .checked_sub(0x80)
        .and_then(|place| WINDOWS.get(place))
        .copied()
        .unwrap_or(char::from(byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_decoded_from_every_encoding() {
        assert_eq!(decode(b"\xef\xbb\xbfa".to_vec()), Ok(("a".to_owned(), None)));
        let (text, note) = decode(b"Gr\xfc\xdfe f\xfcr 5 \x80".to_vec()).expect("Windows-1252");
        assert_eq!(text, "Grüße für 5 €");
        assert!(note.is_some());
        assert_eq!(decode(b"a\r\n\x1a".to_vec()), Ok(("a\r\n".to_owned(), None)));
        assert_eq!(decode(b"a\0".to_vec()), Err(Fault::NotText { offset: 1, byte: 0 }));
    }
}
