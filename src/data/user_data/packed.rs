//! Small data inside a link: deflated, in the letters of base64url.

use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;

/// The largest packed size in bytes; more would make a link too long to share.
const MOST_PACKED: usize = 8 << 10;
/// More bytes than that are hardly packed into so few.
const MOST_UNPACKED: usize = 1 << 20;

const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Packs bytes as a text; none where they are too many.
#[must_use]
pub fn pack(bytes: &[u8]) -> Option<String> {
    if bytes.len() > MOST_UNPACKED {
        return None;
    }
    let mut packer = DeflateEncoder::new(Vec::new(), Compression::best());
    packer.write_all(bytes).ok()?;
    let packed = packer.finish().ok()?;
    (packed.len() <= MOST_PACKED).then(|| to_text(&packed))
}

/// Returns the bytes of a packed text, or `None` if the text is not one.
#[must_use]
pub fn unpack(text: &str) -> Option<Vec<u8>> {
    let packed = from_text(text)?;
    let mut bytes = Vec::new();
    let unpacker = DeflateDecoder::new(packed.as_slice());
    unpacker.take(MOST_UNPACKED as u64 + 1).read_to_end(&mut bytes).ok()?;
    (bytes.len() <= MOST_UNPACKED).then_some(bytes)
}

fn to_text(bytes: &[u8]) -> String {
    let group = |bytes: &[u8]| {
        let bits =
            bytes.iter().fold(0_u32, |bits, &byte| bits << 8 | u32::from(byte)) << (8 * (3 - bytes.len()));
        let letters = [18, 12, 6, 0].map(|shift| char::from(LETTERS[(bits >> shift & 63) as usize]));
        letters.into_iter().take(bytes.len() + 1)
    };
    bytes.chunks(3).flat_map(group).collect()
}

/// Decodes the text to the compressed bytes, or returns `None` if it is too long or has other letters.
#[must_use]
pub fn from_text(text: &str) -> Option<Vec<u8>> {
    if text.len() > MOST_PACKED.div_ceil(3) * 4 {
        return None;
    }
    let value = |letter: &u8| LETTERS.iter().position(|other| other == letter);
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3 + 3);
    for letters in text.as_bytes().chunks(4) {
        let mut bits = 0;
        for letter in letters {
            bits = bits << 6 | value(letter)? as u32;
        }
        bits <<= 6 * (4 - letters.len());
        bytes.extend(&bits.to_be_bytes()[1..letters.len()]);
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packed_data_round_trip() {
        for length in [0, 1, 2, 3, 100, 8000] {
            let bytes: Vec<u8> = (0..length).map(|i| (i * i % 251) as u8).collect();
            let text = pack(&bytes).expect("it is small");
            assert!(text.bytes().all(|letter| LETTERS.contains(&letter)));
            assert_eq!(unpack(&text), Some(bytes));
        }
    }

    #[test]
    fn unpack_rejects_large_and_invalid_texts() {
        assert_eq!(pack(&vec![0; MOST_UNPACKED + 1]), None);
        let mut bomb = DeflateEncoder::new(Vec::new(), Compression::best());
        bomb.write_all(&vec![0; 4 << 20]).expect("memory takes it");
        let bomb = to_text(&bomb.finish().expect("memory takes it"));
        for text in ["é", "=", "AAAA", bomb.as_str(), &"A".repeat(20_000)] {
            assert_eq!(unpack(text), None, "{text:.20}");
        }
    }
}
