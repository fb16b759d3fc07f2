//! Strings as NumPy stores them: all of one length, filled up with zeros.

use super::array::Endian;
use super::{ArrayFault, Fault};

/// The type of an array of strings, and its shape.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Strings {
    /// The letters of each string.
    pub letters: usize,
    /// True if a letter has four bytes (`U`), false if it has one (`S`).
    pub is_wide: bool,
    pub endian: Endian,
    pub shape: Vec<usize>,
}

impl Strings {
    /// Returns whether it contains one string per sample: shape (n,) or (n, 1).
    pub fn is_list(&self) -> bool {
        matches!(self.shape[..], [_] | [_, 1])
    }

    /// The length of its first axis.
    pub fn samples(&self) -> usize {
        self.shape.first().copied().unwrap_or(1)
    }

    /// The bytes of one string.
    fn size(&self) -> usize {
        self.letters * if self.is_wide { 4 } else { 1 }
    }

    /// The bytes of all strings, or none where they are more than can be counted.
    pub fn bytes(&self) -> Option<usize> {
        self.shape.iter().try_fold(self.size(), |bytes, &side| bytes.checked_mul(side))
    }

    /// Returns the error for strings in place of samples.
    pub fn as_samples(&self) -> Fault {
        if self.is_list() {
            return ArrayFault::OnlyWords { length: self.samples() }.into();
        }
        ArrayFault::Dtype {
            descr: format!("<{}{}", if self.is_wide { 'U' } else { 'S' }, self.letters),
            what: "text",
            remedy: "save numbers: x.astype(float)",
        }
        .into()
    }

    /// Reads the strings from the bytes that begin with them.
    ///
    /// # Errors
    /// Where there are fewer bytes than the strings need, or no strings.
    pub fn read(self, bytes: &[u8]) -> Result<Vec<String>, Fault> {
        let size = self.size();
        match self.bytes() {
            Some(0) => Err(ArrayFault::NoNumbers { shape: self.shape }.into()),
            Some(length) if length <= bytes.len() => {
                Ok(bytes[..length].chunks_exact(size).map(|bytes| self.word(bytes)).collect())
            }
            _ => Err(ArrayFault::Length { shape: self.shape, size, found: bytes.len() }.into()),
        }
    }

    fn word(&self, bytes: &[u8]) -> String {
        if !self.is_wide {
            return String::from_utf8_lossy(bytes).trim_end_matches('\0').to_owned();
        }
        let letters = bytes.as_chunks().0.iter().map(|&letter| match self.endian {
            Endian::Little => u32::from_le_bytes(letter),
            Endian::Big => u32::from_be_bytes(letter),
        });
        let word: String =
            letters.map(|letter| char::from_u32(letter).unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
        word.trim_end_matches('\0').to_owned()
    }
}
