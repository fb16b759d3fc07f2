//! The safetensors format: a header in JSON, then the values of named tensors
//! (<https://github.com/huggingface/safetensors#format>).
//!
//! The format's own library makes a program some 15 kB larger, compressed, and orders metadata differently
//! each time, so that the same weights would be other bytes. It reads the written files in the tests.

mod header;
pub(crate) mod json;

pub use header::{Header, Info, Metadata};

/// Returns whether a file starts like a safetensors file: with the length of its header and a brace.
#[must_use]
pub fn begins(file: &[u8]) -> bool {
    let Some((length, rest)) = file.split_first_chunk() else { return false };
    let length = u64::from_le_bytes(*length);
    rest.first() == Some(&b'{') && length >= 2 && length <= rest.len() as u64
}
