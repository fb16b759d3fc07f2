//! Compressed bytes, unpacked as far as allowed.

use std::io::Read;

use flate2::bufread::MultiGzDecoder;

use super::{Fault, Limits};

/// The first bytes of a gzip file.
pub const GZIP: &[u8] = b"\x1f\x8b";

/// The bytes of a gzip file.
///
/// # Errors
/// Where they are damaged, or more than allowed.
pub fn gzip(bytes: &[u8], limits: &Limits) -> Result<Vec<u8>, Fault> {
    all(MultiGzDecoder::new(bytes), limits, |reason| Fault::Gzip { reason })
}

/// Reads everything that `reader` returns. Memory is allocated as bytes arrive, whatever a header says about
/// their number.
///
/// # Errors
/// If there are more than allowed, not enough memory, or an error in reading: then `fault` of the reason.
pub fn all(
    mut reader: impl Read,
    limits: &Limits,
    fault: impl Fn(String) -> Fault,
) -> Result<Vec<u8>, Fault> {
    let mut piece = vec![0; 1 << 16];
    let mut bytes = Vec::new();
    loop {
        let count = reader.read(&mut piece).map_err(|error| fault(error.to_string()))?;
        if count == 0 {
            return Ok(bytes);
        }
        if bytes.len() + count > limits.unpacked {
            return Err(Fault::UnpackedTooLarge { most: limits.unpacked });
        }
        bytes.try_reserve(count).map_err(|_| Fault::OutOfMemory)?;
        bytes.extend_from_slice(&piece[..count]);
    }
}
