//! Formats that are known, but not read.

use super::Fault;

const SAVE_CSV: &str = "save the table as CSV";
const SAVE_NPY: &str = "save its array with numpy.save, as .npy";
const SAVE_PICTURE: &str = "save the picture as PNG or JPEG";
const UNPACK: &str = "unpack it and choose a file in it";

/// How such files begin, what they are, and what to do.
const FORMATS: &[(&[u8], &str, &str)] = &[
    (b"\xff\xfe", "text in UTF-16", "save it as CSV in UTF-8"),
    (b"\xfe\xff", "text in UTF-16", "save it as CSV in UTF-8"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook", SAVE_CSV),
    (b"PAR1", "a Parquet file", SAVE_CSV),
    (b"ARROW1", "an Arrow file", SAVE_CSV),
    (b"SQLite format 3", "an SQLite database", SAVE_CSV),
    (b"%PDF", "a PDF", SAVE_CSV),
    (b"\x89HDF", "an HDF5 file", SAVE_NPY),
    (b"MATLAB", "a MATLAB file", SAVE_NPY),
    (b"\x80\x02", "a pickle", SAVE_NPY),
    (b"\x80\x03", "a pickle", SAVE_NPY),
    (b"\x80\x04", "a pickle", SAVE_NPY),
    (b"\x80\x05", "a pickle", SAVE_NPY),
    (b"GIF8", "a GIF", SAVE_PICTURE),
    (b"RIFF", "a WebP picture, a sound or a film", SAVE_PICTURE),
    (b"II*\0", "a TIFF", SAVE_PICTURE),
    (b"MM\0*", "a TIFF", SAVE_PICTURE),
    (b"BM", "a BMP picture", SAVE_PICTURE),
    (b"BZh", "a bzip2 archive", UNPACK),
    (b"\xfd7zXZ", "an xz archive", UNPACK),
    (b"7z\xbc\xaf", "a 7-Zip archive", UNPACK),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive", UNPACK),
    (b"Rar!", "a RAR archive", UNPACK),
];

/// What an archive without arrays has inside, what it is, and what to do.
const ARCHIVES: &[(&str, &str, &str)] = &[
    ("xl/", "an Excel workbook", "save its sheet as CSV"),
    ("word/", "a Word document", SAVE_CSV),
    ("content.xml", "an OpenDocument file", "save its sheet as CSV"),
    ("Index/", "a Numbers document", "export its table as CSV"),
    ("Index.zip", "a Numbers document", "export its table as CSV"),
];

/// Refuses an archive without arrays, of another format, by what it has inside.
///
/// # Errors
/// Which one, and what to do.
pub fn check_archive(names: &[String]) -> Result<(), Fault> {
    for &(begin, what, remedy) in ARCHIVES {
        if names.iter().any(|name| name.starts_with(begin)) {
            return Err(Fault::Foreign { what, remedy });
        }
    }
    Ok(())
}

/// Refuses what begins as another format.
///
/// # Errors
/// Which one, and what to do.
pub fn check(bytes: &[u8]) -> Result<(), Fault> {
    for &(magic, what, remedy) in FORMATS {
        // Two letters may begin a text as well.
        let is_text = magic == b"BM" && !bytes.contains(&0);
        if bytes.starts_with(magic) && !is_text {
            return Err(Fault::Foreign { what, remedy });
        }
    }
    // It is in a box, whose size comes first and is small.
    if bytes[0] == 0 && bytes.get(4..8) == Some(b"ftyp") {
        let what = "a HEIC or AVIF photo, or a film";
        return Err(Fault::Foreign { what, remedy: "save the photo as JPEG" });
    }
    let text = bytes.trim_ascii_start();
    let begins =
        |word: &str| text.get(..word.len()).is_some_and(|text| text.eq_ignore_ascii_case(word.as_bytes()));
    if begins("<!doctype") || begins("<html") || begins("<?xml") {
        let remedy = "download the data themselves, not the page about them";
        return Err(Fault::Foreign { what: "a web page or XML", remedy });
    }
    if begins("{") || begins("[") {
        return Err(Fault::Foreign { what: "JSON", remedy: SAVE_CSV });
    }
    Ok(())
}
