//! Files made for the tests.

use std::io::{Cursor, Write};

use flate2::Compression;
use flate2::write::GzEncoder;
use sparse_autoencoder::files::NamedFile;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// A file of that name.
pub fn named(name: &str, bytes: impl Into<Vec<u8>>) -> NamedFile {
    NamedFile { name: name.to_owned(), bytes: bytes.into() }
}

/// Reads a golden file.
pub fn golden(name: &str) -> NamedFile {
    let path = format!("{}/tests/golden/files/{name}", env!("CARGO_MANIFEST_DIR"));
    named(name, std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}")))
}

/// An NPY file with the header given.
pub fn npy(header: &str, data: &[u8]) -> Vec<u8> {
    let length = (header.len() as u16).to_le_bytes();
    [b"\x93NUMPY\x01\x00", &length[..], header.as_bytes(), data].concat()
}

/// An NPY file in C order.
pub fn array(descr: &str, shape: &str, data: &[u8]) -> Vec<u8> {
    npy(&format!("{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}\n"), data)
}

/// Numbers as the bytes of `<f8`.
pub fn doubles(values: &[f64]) -> Vec<u8> {
    values.iter().flat_map(|value| value.to_le_bytes()).collect()
}

/// An IDX file: type, sizes, data.
pub fn idx(code: u8, sizes: &[u32], data: &[u8]) -> Vec<u8> {
    let sizes: Vec<_> = sizes.iter().flat_map(|size| size.to_be_bytes()).collect();
    [&[0, 0, code, (sizes.len() / 4) as u8], &sizes[..], data].concat()
}

/// Makes a safetensors file.
pub fn tensors(header: &str, values: &[u8]) -> Vec<u8> {
    [&(header.len() as u64).to_le_bytes()[..], header.as_bytes(), values].concat()
}

/// Makes a compressed zip archive.
pub fn archive(entries: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, bytes) in entries {
        writer.start_file(*name, options).expect("the name is new");
        writer.write_all(bytes).expect("memory takes all");
    }
    writer.finish().expect("memory takes all").into_inner()
}

/// Makes a gzip file.
pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).expect("memory takes all");
    encoder.finish().expect("memory takes all")
}

/// The beginning of a PNG of that size, whose checksum is right.
pub fn png_of(width: u32, height: u32) -> Vec<u8> {
    let header = [&b"IHDR"[..], &width.to_be_bytes(), &height.to_be_bytes(), &[8, 0, 0, 0, 0]].concat();
    let mut checksum = flate2::Crc::new();
    checksum.update(&header);
    [b"\x89PNG\r\n\x1a\n\0\0\0\x0d", &header[..], &checksum.sum().to_be_bytes()].concat()
}

/// The first part of a file.
pub fn cut(bytes: &[u8], length: usize) -> Vec<u8> {
    bytes[..length].to_vec()
}
