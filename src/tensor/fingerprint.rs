//! A hash of all weight bits: equal fingerprints, equal models.

use std::fmt;

use xxhash_rust::xxh3::xxh3_64;

/// XXH3 (64 bits) over the little-endian bits of all parameters, in the order of PyTorch's
/// `state_dict()`. Written as 16 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, nanoserde::SerBin, nanoserde::DeBin, nanoserde::SerJson)]
pub struct Fingerprint(u64);

impl Fingerprint {
    /// The fingerprint of some parameters.
    #[must_use]
    pub fn of(parameters: &[f32]) -> Self {
        const { assert!(cfg!(target_endian = "little"), "the bits are hashed as they lie in memory") };
        Self(xxh3_64(bytemuck::cast_slice(parameters)))
    }

    /// Parses 16 hexadecimal digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        digits.then(|| u64::from_str_radix(text, 16).ok().map(Self)).flatten()
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fingerprint_changes_with_one_bit() {
        let weights = [1.0_f32, -2.5, 0.0];
        assert_eq!(Fingerprint::of(&weights), Fingerprint::of(&weights));
        assert_ne!(Fingerprint::of(&weights), Fingerprint::of(&[1.0, -2.5, -0.0]));
    }

    #[test]
    fn fingerprint_round_trips_as_text() {
        let fingerprint = Fingerprint::of(&[0.5]);
        assert_eq!(Fingerprint::parse(&fingerprint.to_string()), Some(fingerprint));
        assert_eq!(Fingerprint::parse("+123456789abcdef"), None);
        assert_eq!(Fingerprint::parse(""), None);
    }
}
