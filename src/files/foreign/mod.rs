//! Formats that are known, but not read.

mod formats;

use formats::{ARCHIVES, ForeignFormat, ForeignRemedy, INSIDE, MAGICS, OLD_OFFICE, RIFFS};

use super::picture::PNG;
use super::{Fault, text};

/// Lines that are looked at to find out how a text is written.
const LINES: usize = 20;
/// The start of a file in which an SVG element may appear.
const HEAD: usize = 4096;

impl ForeignFormat {
    /// The fault of a file of that name in this format.
    fn of(&self, name: &str) -> Fault {
        let lines = |kind: &str, first: &str, second: &str| {
            let names = if second.contains("NAME") { ", with its own name for NAME" } else { "" };
            let second = second.replace("FILE", &literal(name));
            format!("convert it to {kind} with Python{names}:\n{first}\n{second}")
        };
        let remedy = match self.remedy {
            ForeignRemedy::Words(words) => words.to_owned(),
            ForeignRemedy::Csv(first, second) => lines("CSV", first, second),
            ForeignRemedy::Npy(first, second) => lines("NPY", first, second),
        };
        Fault::Foreign { what: self.what, remedy }
    }
}

/// A file's name as a string of Python; a word in its place where it needs more than quotes, or is long.
fn literal(name: &str) -> String {
    const LONGEST: usize = 80;
    let is_plain = name.len() <= LONGEST
        && !name.contains(|letter: char| "\"\\".contains(letter) || letter.is_control());
    if is_plain { format!("\"{name}\"") } else { "\"FILE\"".to_owned() }
}

fn ending(name: &str) -> String {
    name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default()
}

/// The fault of a workbook in a program that does not read them.
pub fn workbook() -> Fault {
    formats::WORKBOOK.of("")
}

/// The fault of a PNG or JPEG picture in a program that does not read them.
pub fn picture(bytes: &[u8]) -> Fault {
    if bytes.starts_with(PNG) { formats::PNG.of("") } else { formats::JPEG.of("") }
}

/// Refuses an archive without arrays, of another format, by what it has inside.
///
/// # Errors
/// Which one, and what to do.
pub fn check_archive(name: &str, inside: &[String]) -> Result<(), Fault> {
    let is_there = |part: &str| {
        inside
            .iter()
            .any(|name| if part.starts_with('/') { name.ends_with(part) } else { name.starts_with(part) })
    };
    match ARCHIVES.iter().find(|(part, _)| is_there(part)) {
        Some((_, format)) => Err(format.of(name)),
        None => Ok(()),
    }
}

/// Refuses what begins as another format.
///
/// # Errors
/// Which one, and what to do.
pub fn check(name: &str, bytes: &[u8]) -> Result<(), Fault> {
    match binary(&ending(name), bytes).or_else(|| textual(bytes)) {
        Some(format) => Err(format.of(name)),
        None => Ok(()),
    }
}

/// Rejects a binary file whose name has the extension of another format.
///
/// # Errors
/// The format and a remedy.
pub fn check_ending(name: &str) -> Result<(), Fault> {
    let ending = ending(name);
    match formats::ENDINGS.iter().find(|(known, _)| *known == ending) {
        Some((_, format)) => Err(format.of(name)),
        None => Ok(()),
    }
}

fn binary(ending: &str, bytes: &[u8]) -> Option<&'static ForeignFormat> {
    let begins = |(magic, of, _): &&(&[u8], &str, ForeignFormat)| {
        bytes.starts_with(magic) && (of.is_empty() || *of == ending)
    };
    if let Some((.., format)) = MAGICS.iter().find(begins) {
        return Some(format);
    }
    if bytes.starts_with(OLD_OFFICE.0) {
        return Some(&OLD_OFFICE.1);
    }
    // Two letters may begin a text as well.
    if bytes.starts_with(b"BM") && bytes.contains(&0) {
        return Some(&formats::BMP);
    }
    let stands = |(place, mark, _): &&(usize, &[u8], ForeignFormat)| {
        bytes.get(*place..).is_some_and(|rest| rest.starts_with(mark))
    };
    if let Some((.., format)) = INSIDE.iter().find(stands) {
        return Some(format);
    }
    let riff = bytes.strip_prefix(b"RIFF").and_then(|rest| rest.get(4..8));
    if let Some((_, format)) = RIFFS.iter().find(|(kind, _)| Some(*kind) == riff) {
        return Some(format);
    }
    // The brand is in a box that starts with its size, which is small.
    if bytes[0] == 0 && bytes.get(4..8) == Some(b"ftyp") {
        return Some(&formats::HEIC);
    }
    (ending == "bin" && is_word2vec(bytes)).then_some(&formats::WORD2VEC)
}

/// Returns whether a file starts with a line of two numbers and continues in binary.
fn is_word2vec(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(HEAD)];
    let Some(end) = head.iter().position(|&byte| byte == b'\n') else { return false };
    let line = std::str::from_utf8(&head[..end]).unwrap_or_default();
    let numbers: Vec<_> = line.split_ascii_whitespace().map(str::parse::<u32>).collect();
    matches!(numbers[..], [Ok(_), Ok(_)]) && std::str::from_utf8(&head[end..]).is_err()
}

/// The format of a text that is known to be no table.
fn textual(bytes: &[u8]) -> Option<&'static ForeignFormat> {
    let text = bytes.strip_prefix(text::BYTE_ORDER_MARK).unwrap_or(bytes).trim_ascii();
    let begins = |word| begins(text, word);
    if begins("version https://git-lfs") {
        return Some(&formats::LFS);
    }
    if begins("%%MatrixMarket") {
        let is_dense = begins("%%MatrixMarket matrix array");
        return Some(if is_dense { &formats::DENSE_MATRIX } else { &formats::SPARSE_MATRIX });
    }
    if begins("<svg") || (is_markup(text) && !begins("<html") && is_drawing(text)) {
        return Some(&formats::SVG);
    }
    if begins("<!doctype") || begins("<html") || begins("<?xml") || is_markup(text) {
        return Some(&formats::PAGE);
    }
    if begins("{") || begins("[") {
        let first = text.split(|&byte| byte == b'\n').next().unwrap_or_default().trim_ascii();
        let is_lines = first.len() < text.len() && first.starts_with(b"{") && first.ends_with(b"}");
        return Some(if is_lines { &formats::JSON_LINES } else { &formats::JSON });
    }
    let mut lines = text.split(|&byte| byte == b'\n').map(<[u8]>::trim_ascii);
    if lines.find(|line| !line.is_empty() && !line.starts_with(b"%")).is_some_and(is_relation) {
        return Some(&formats::ARFF);
    }
    is_sparse(text).then_some(&formats::LIBSVM)
}

/// Returns whether a text starts with a word, ignoring case.
fn begins(text: &[u8], word: &str) -> bool {
    text.get(..word.len()).is_some_and(|text| text.eq_ignore_ascii_case(word.as_bytes()))
}

fn is_relation(line: &[u8]) -> bool {
    begins(line, "@relation")
}

/// Returns whether a text is markup such as XML; a column may be called `<DATE>`.
fn is_markup(text: &[u8]) -> bool {
    text.starts_with(b"<")
        && text.ends_with(b">")
        && text.windows(2).any(|pair| pair == b"</" || pair == b"/>")
}

/// Returns whether markup is an SVG drawing and not a page that contains one.
fn is_drawing(text: &[u8]) -> bool {
    let head = &text[..text.len().min(HEAD)];
    let place = |word| (0..head.len()).find(|&start| begins(&head[start..], word));
    place("<svg").is_some() && place("<html").is_none()
}

/// Returns whether each of the first lines has a number and then pairs `index:value` with ascending indices.
fn is_sparse(text: &[u8]) -> bool {
    let lines = text.split(|&byte| byte == b'\n').map(<[u8]>::trim_ascii);
    let pairs: Option<Vec<_>> =
        lines.filter(|line| !line.is_empty() && !line.starts_with(b"#")).take(LINES).map(pairs).collect();
    pairs.is_some_and(|pairs| pairs.into_iter().sum::<usize>() > 0)
}

/// Returns the number of pairs in a line of sparse numbers, or `None` if it is not such a line or may contain
/// times of day.
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
    fn text_formats_are_distinguished() {
        let what = |text: &str| match check("data.txt", text.as_bytes()) {
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
            assert_eq!(check("data.txt", text.as_bytes()), Err(formats::PAGE.of("data.txt")), "{text}");
        }
    }
}
