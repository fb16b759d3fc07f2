//! IDX, the format of MNIST's own files.
//!
//! Source: Yann `LeCun`, “The MNIST database”, file formats: two zero bytes, a type, the number of
//! dimensions, each dimension as a big-endian 32-bit number, then the numbers, big-endian, in C order.

use super::array::{Array, ArrayLayout, Endian, IndexOrder, Scalar};
use super::{ArrayFault, Fault};

/// Returns whether bytes start like an IDX file.
pub fn begins(bytes: &[u8]) -> bool {
    matches!(bytes, [0, 0, code, 1..=4, ..] if scalar(*code).is_some())
}

/// Reads a whole file.
///
/// # Errors
/// Where the header is wrong, or promises other than what follows.
pub fn read(bytes: Vec<u8>) -> Result<Array, Fault> {
    let fault = |reason: String| Fault::from(ArrayFault::Idx { reason });
    let Some(&[zero, nought, code, dimensions]) = bytes.first_chunk() else {
        return Err(fault(format!("the file has only {} bytes", bytes.len())));
    };
    if (zero, nought) != (0, 0) {
        let reason = format!("it begins with {zero:02x} {nought:02x}, not with 00 00");
        return Err(fault(reason));
    }
    let scalar = scalar(code)
        .ok_or_else(|| fault(format!("type {code:#04x} is not one of 08, 09, 0b, 0c, 0d and 0e")))?;
    let start = 4 + 4 * usize::from(dimensions);
    let sizes = bytes
        .get(4..start)
        .ok_or_else(|| fault(format!("the file ends before its {dimensions} dimensions")))?;
    let (sizes, _) = sizes.as_chunks();
    let shape = sizes.iter().map(|&size| u32::from_be_bytes(size) as usize).collect();
    Array::new(ArrayLayout { scalar, endian: Endian::Big, order: IndexOrder::C, shape }, bytes, start)
}

fn scalar(code: u8) -> Option<Scalar> {
    match code {
        0x08 => Some(Scalar::U8),
        0x09 => Some(Scalar::I8),
        0x0b => Some(Scalar::I16),
        0x0c => Some(Scalar::I32),
        0x0d => Some(Scalar::F32),
        0x0e => Some(Scalar::F64),
        _ => None,
    }
}
