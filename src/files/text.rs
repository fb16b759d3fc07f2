//! The characters of a text file.

use super::Fault;

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Its text, with a note where the bytes are not UTF-8.
///
/// # Errors
/// Where a byte has no place in text.
pub fn decode(mut bytes: Vec<u8>) -> Result<(String, Option<String>), Fault> {
    let stray = |byte: u8| byte.is_ascii_control() && !matches!(byte, b'\t' | b'\r' | b'\n');
    if let Some(offset) = bytes.iter().position(|&byte| stray(byte)) {
        return Err(Fault::NotText { offset, byte: bytes[offset] });
    }
    if bytes.starts_with(BYTE_ORDER_MARK) {
        bytes.drain(..BYTE_ORDER_MARK.len());
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok((text, None)),
        // Latin-1's bytes are Unicode's first characters.
        Err(error) => {
            let text = error.into_bytes().into_iter().map(char::from).collect();
            Ok((text, Some("the text is not UTF-8; it was read as Latin-1".to_owned())))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings() {
        assert_eq!(decode(b"\xef\xbb\xbfa".to_vec()), Ok(("a".to_owned(), None)));
        let (text, note) = decode(b"Gr\xfc\xdfe".to_vec()).expect("Latin-1");
        assert_eq!(text, "Grüße");
        assert!(note.is_some());
        assert_eq!(decode(b"a\0".to_vec()), Err(Fault::NotText { offset: 1, byte: 0 }));
    }
}
