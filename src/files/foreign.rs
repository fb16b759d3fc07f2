//! Formats that are known, but not read.

use super::{Fault, text};

const SAVE_CSV: &str = "save the table as CSV";
const SAVE_NPY: &str = "save its array with numpy.save, as .npy";
const SAVE_PICTURE: &str = "save the picture as PNG or JPEG";
const SAVE_SOUND: &str = "save its samples as CSV or, with numpy.save, as .npy";
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
    (b"fLaC", "a sound", SAVE_SOUND),
    (b"OggS", "a sound or a film", SAVE_SOUND),
    (b"II*\0", "a TIFF", SAVE_PICTURE),
    (b"MM\0*", "a TIFF", SAVE_PICTURE),
    (b"BM", "a BMP picture", SAVE_PICTURE),
    (b"BZh", "a bzip2 archive", UNPACK),
    (b"\xfd7zXZ", "an xz archive", UNPACK),
    (b"7z\xbc\xaf", "a 7-Zip archive", UNPACK),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive", UNPACK),
    (b"Rar!", "a RAR archive", UNPACK),
];

/// What stands in a RIFF file, from its ninth byte on, and what to do.
const RIFFS: &[(&[u8], &str, &str)] = &[
    (b"WAVE", "a sound (WAV)", SAVE_SOUND),
    (b"WEBP", "a WebP picture", SAVE_PICTURE),
    (b"AVI ", "a film (AVI)", SAVE_PICTURE),
];

/// Lines that are looked at to find out how a text is written.
const LINES: usize = 20;
/// Where a drawing says that it is one, below what else may stand above.
const HEAD: usize = 4096;

/// What an archive without arrays has inside, what it is, and what to do.
const ARCHIVES: &[(&str, &str, &str)] = &[
    ("xl/", "an Excel workbook", "save its sheet as CSV"),
    ("word/", "a Word document", SAVE_CSV),
    ("content.xml", "an OpenDocument file", "save its sheet as CSV"),
    ("mimetype", "an OpenDocument file or a book", "save its sheet as CSV"),
    ("[Content_Types].xml", "an Office document", SAVE_CSV),
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
    let riff = bytes.strip_prefix(b"RIFF").and_then(|rest| rest.get(4..8));
    if let Some(&(_, what, remedy)) = RIFFS.iter().find(|(kind, ..)| Some(*kind) == riff) {
        return Err(Fault::Foreign { what, remedy });
    }
    // It is in a box, whose size comes first and is small.
    if bytes[0] == 0 && bytes.get(4..8) == Some(b"ftyp") {
        let what = "a HEIC or AVIF photo, or a film";
        return Err(Fault::Foreign { what, remedy: "save the photo as JPEG" });
    }
    check_text(bytes.strip_prefix(text::BYTE_ORDER_MARK).unwrap_or(bytes).trim_ascii())
}

/// Refuses a text that is known to be no table.
fn check_text(text: &[u8]) -> Result<(), Fault> {
    let begins = |word| begins(text, word);
    if begins("<svg") || (is_markup(text) && !begins("<html") && is_drawing(text)) {
        return Err(Fault::Foreign { what: "a drawing (SVG)", remedy: "save it as PNG" });
    }
    if begins("<!doctype") || begins("<html") || begins("<?xml") || is_markup(text) {
        let remedy = "download the data themselves, not the page about them";
        return Err(Fault::Foreign { what: "a web page or XML", remedy });
    }
    if begins("{") || begins("[") {
        return Err(Fault::Foreign { what: "JSON", remedy: SAVE_CSV });
    }
    let mut lines = text.split(|&byte| byte == b'\n').map(<[u8]>::trim_ascii);
    if lines.find(|line| !line.is_empty() && !line.starts_with(b"%")).is_some_and(is_relation) {
        return Err(Fault::Foreign { what: "an ARFF file, of Weka", remedy: SAVE_CSV });
    }
    if is_sparse(text) {
        let remedy = "read it with sklearn.datasets.load_svmlight_file, and save X.toarray() with numpy.save";
        return Err(Fault::Foreign { what: "LIBSVM text, which leaves out zeros", remedy });
    }
    Ok(())
}

/// Whether a text begins with a word, in any case.
fn begins(text: &[u8], word: &str) -> bool {
    text.get(..word.len()).is_some_and(|text| text.eq_ignore_ascii_case(word.as_bytes()))
}

fn is_relation(line: &[u8]) -> bool {
    begins(line, "@relation")
}

/// Whether a text stands in tags, as XML does; a column may well be called `<DATE>`.
fn is_markup(text: &[u8]) -> bool {
    text.starts_with(b"<")
        && text.ends_with(b">")
        && text.windows(2).any(|pair| pair == b"</" || pair == b"/>")
}

/// Whether markup is a drawing, rather than a page with one in it.
fn is_drawing(text: &[u8]) -> bool {
    let head = &text[..text.len().min(HEAD)];
    let place = |word| (0..head.len()).find(|&start| begins(&head[start..], word));
    place("<svg").is_some() && place("<html").is_none()
}

/// Whether each of the first lines has a number and then pairs `index:value`, whose indexes rise.
fn is_sparse(text: &[u8]) -> bool {
    let lines = text.split(|&byte| byte == b'\n').map(<[u8]>::trim_ascii);
    let pairs: Option<Vec<_>> =
        lines.filter(|line| !line.is_empty() && !line.starts_with(b"#")).take(LINES).map(pairs).collect();
    pairs.is_some_and(|pairs| pairs.into_iter().sum::<usize>() > 0)
}

/// How many pairs a line of sparse numbers has, but for what may well be times of day; none where it is no
/// such line.
fn pairs(line: &[u8]) -> Option<usize> {
    let line = std::str::from_utf8(line).ok()?;
    let mut words = line.split('#').next()?.split_ascii_whitespace();
    words.next()?.parse::<f64>().ok()?;
    let (mut last, mut count) = (None, 0);
    for word in words.skip_while(|word| word.starts_with("qid:")) {
        let (index, value) = word.split_once(':')?;
        let (index, _) = (index.parse::<u64>().ok()?, value.parse::<f64>().ok()?);
        if last.replace(index).is_some_and(|last| last >= index) {
            return None;
        }
        count += usize::from(value.len() != "30".len());
    }
    Some(count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_told_apart() {
        let what = |text: &str| match check(text.as_bytes()) {
            Err(Fault::Foreign { what, .. }) => what.split(' ').next().map(str::to_owned),
            _ => None,
        };
        for (text, word) in [
            ("% Iris\n\n@RELATION iris\n@DATA\n1,2\n", Some("an")),
            ("<svg width='1'/>", Some("a")),
            ("<DATE>,<OPEN>\n1,2\n", None),
            ("1 3:0.5 7:1.2\n-1 1:1 # no\n0\n", Some("LIBSVM")),
            ("2 qid:1 1:1\n1 qid:2 1:0.5\n", Some("LIBSVM")),
            ("1 10:30 11:45\n2 10:35 11:50\n", None),
            ("1 2\n3 4\n", None),
            ("1 7:0.5 3:0.5\n", None),
            ("1 1:2:3\n", None),
        ] {
            assert_eq!(what(text).as_deref(), word, "{text}");
        }
        for text in ["<html><svg></svg></html>", "<!DOCTYPE html><html><svg/></html>", "<a><b>1</b></a>"] {
            let page = Fault::Foreign {
                what: "a web page or XML",
                remedy: "download the data themselves, not the page about them",
            };
            assert_eq!(check(text.as_bytes()), Err(page), "{text}");
        }
    }
}
