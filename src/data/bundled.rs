//! The files that come with the page, embedded in the program, so that `sae` needs no other files.

use std::io::Read as _;

use flate2::read::GzDecoder;

use super::BUNDLED;

/// Returns a file's uncompressed content.
pub fn content(name: &str) -> Option<Vec<u8>> {
    let (_, packed) = BUNDLED.iter().find(|(other, _)| *other == name)?;
    let mut content = Vec::new();
    GzDecoder::new(*packed).read_to_end(&mut content).ok()?;
    Some(content)
}
