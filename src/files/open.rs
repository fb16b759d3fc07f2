//! Which kind of file it is: by its bytes, then by its ending.

use super::array::Array;
use super::{Contents, Fault, FileError, Kind, Limits, Picture, Samples};
use super::{foreign, idx, list, npy, npz, picture, sheet, text, unpack};

/// A file as a person chose it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedFile {
    /// With its ending, without its folder.
    pub name: String,
    /// All of it.
    pub bytes: Vec<u8>,
}

/// What one file holds.
enum Part {
    Whole(Box<Contents>),
    /// Samples or labels.
    Array(Kind, Array),
}

/// Opens a file; or two, in either order: an array of samples and one of their labels. The bytes are
/// kept, not copied.
///
/// # Errors
/// Where no table and no picture can come of it.
pub fn open(files: Vec<NamedFile>) -> Result<Contents, FileError> {
    open_within(files, &Limits::default())
}

/// Opens files of limited sizes.
///
/// # Errors
/// As [`open`].
pub fn open_within(files: Vec<NamedFile>, limits: &Limits) -> Result<Contents, FileError> {
    let mut parts = Vec::new();
    match files.len() {
        0 => return Err(Fault::NoFile.of("data")),
        count @ 3.. => return Err(Fault::TooManyFiles { count }.of(&files[0].name)),
        _ => {}
    }
    for NamedFile { name, bytes } in files {
        let part = part(&name, bytes, limits).map_err(|fault| fault.of(&name))?;
        parts.push((name, part));
    }
    let second = parts.pop();
    match (parts.pop(), second) {
        (None, Some((name, part))) => alone(&name, part, limits),
        (Some(first), Some(second)) => together(first, second, limits),
        (_, None) => Err(Fault::NoFile.of("data")),
    }
}

fn alone(name: &str, part: Part, limits: &Limits) -> Result<Contents, FileError> {
    match part {
        Part::Whole(contents) => Ok(*contents),
        Part::Array(kind, array) => {
            let samples = Samples::of_array(name.to_owned(), kind, array, None, *limits);
            samples.map(Contents::Samples).map_err(|fault| fault.of(name))
        }
    }
}

fn together(
    (name, part): (String, Part),
    (other, other_part): (String, Part),
    limits: &Limits,
) -> Result<Contents, FileError> {
    let (Part::Array(kind, one), Part::Array(other_kind, two)) = (part, other_part) else {
        let reason = "only arrays may come in two files";
        return Err(Fault::NotTogether { other, reason }.of(&name));
    };
    let (file, kind, samples, labels) = match (one.layout().is_list(), two.layout().is_list()) {
        (false, true) => (name, kind, one, (other, two)),
        (true, false) => (other, other_kind, two, (name, one)),
        (is_list, _) => {
            let reason = if is_list { "both hold labels, none samples" } else { "neither holds labels" };
            return Err(Fault::NotTogether { other, reason }.of(&name));
        }
    };
    let samples = Samples::of_array(file.clone(), kind, samples, Some(labels), *limits);
    samples.map(Contents::Samples).map_err(|fault| fault.of(&file))
}

fn part(name: &str, bytes: Vec<u8>, limits: &Limits) -> Result<Part, Fault> {
    if bytes.len() > limits.file {
        return Err(Fault::FileTooLarge { bytes: bytes.len(), most: limits.file });
    }
    if !bytes.starts_with(unpack::GZIP) {
        return unpacked(name, bytes, limits);
    }
    let inside = unpack::gzip(&bytes, limits)?;
    drop(bytes);
    if inside.starts_with(unpack::GZIP) {
        return Err(Fault::Gzip { reason: "it is packed twice".to_owned() });
    }
    let without_gz = name.get(..name.len().saturating_sub(3)).unwrap_or(name);
    unpacked(if has_ending(name, "gz") { without_gz } else { name }, inside, limits)
}

fn unpacked(name: &str, bytes: Vec<u8>, limits: &Limits) -> Result<Part, Fault> {
    let whole = |contents| Part::Whole(Box::new(contents));
    let file = || name.to_owned();
    if bytes.is_empty() {
        return Err(Fault::Empty);
    }
    if bytes.starts_with(npy::MAGIC) {
        return Ok(Part::Array(Kind::Npy, npy::read(bytes)?));
    }
    if npz::MAGICS.iter().any(|magic| bytes.starts_with(magic)) {
        let npz::Chosen { samples, labels, note } = npz::read(bytes, limits)?;
        let labels = labels.map(|(name, array)| (format!("array {name}"), array));
        let mut samples = Samples::of_array(file(), Kind::Npz, samples, labels, *limits)?;
        samples.notes.insert(0, note);
        return Ok(whole(Contents::Samples(samples)));
    }
    if bytes.starts_with(picture::PNG) {
        return Ok(whole(Contents::Picture(Picture::png(file(), &bytes, limits)?)));
    }
    if bytes.starts_with(picture::JPEG) {
        return Ok(whole(Contents::Picture(Picture::jpeg(file(), &bytes, limits)?)));
    }
    if idx::begins(&bytes) || is_idx(name) {
        return Ok(Part::Array(Kind::Idx, idx::read(bytes)?));
    }
    foreign::check(&bytes)?;
    check_ending(name, &bytes)?;
    let (text, note) = text::decode(bytes)?;
    if let Some(array) = list::read(&text, limits)? {
        return Ok(Part::Array(Kind::Csv, array));
    }
    let mut found = sheet::Sheet::read(text, limits)?;
    found.notes.splice(..0, note);
    Ok(whole(Contents::Samples(Samples::of_sheet(file(), found, *limits))))
}

/// Endings whose bytes would have been recognised.
const ENDINGS: [(&str, &str); 6] = [
    ("npy", "\\x93NUMPY"),
    ("npz", "PK"),
    ("png", "\\x89PNG"),
    ("jpg", "ff d8 ff"),
    ("jpeg", "ff d8 ff"),
    ("gz", "1f 8b"),
];

fn check_ending(name: &str, bytes: &[u8]) -> Result<(), Fault> {
    let Some(&(ending, expected)) = ENDINGS.iter().find(|(ending, _)| has_ending(name, ending)) else {
        return Ok(());
    };
    let found: Vec<_> = bytes.iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    Err(Fault::WrongMagic { ending, found: found.join(" "), expected })
}

fn has_ending(name: &str, ending: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, last)| last.eq_ignore_ascii_case(ending))
}

/// Whether it is called as MNIST's files are: `train-images-idx3-ubyte`, or with `.idx3-ubyte`.
fn is_idx(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.ends_with("-ubyte") || name.rsplit_once('.').is_some_and(|(_, last)| last.starts_with("idx"))
}
