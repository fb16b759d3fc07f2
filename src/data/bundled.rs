//! The files that come with the page, inside the program: `sae` needs nothing beside itself.

use std::io::Read as _;

use flate2::read::GzDecoder;

macro_rules! files {
    ($($name:literal),+ $(,)?) => {
        &[$( ($name, include_bytes!(concat!("../../www/data/", $name, ".gz")) as &[u8]) ),+]
    };
}

const FILES: &[(&str, &[u8])] = files!["digits.npy", "wdbc.npy", "fashion.npy", "patches.npy", "ecg.npy"];

/// A file's content, unpacked.
pub fn content(name: &str) -> Option<Vec<u8>> {
    let (_, packed) = FILES.iter().find(|(other, _)| *other == name)?;
    let mut content = Vec::new();
    GzDecoder::new(*packed).read_to_end(&mut content).ok()?;
    Some(content)
}
