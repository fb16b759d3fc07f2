//! Detection of a file's format, by its content and then by its extension.

use super::given::GivenLabels;
use super::picture::ReadPicture;
use super::several::TakenArrays;
use super::words::quoted;
use super::workbook::{self, ReadWorkbook};
use super::{
    ArrayFault, Contents, Fault, FileError, FileKind, Limits, MissingCodes, ReadProgress, Samples, Separator,
    TextLayout,
};
use super::{foreign, idx, list, npy, npz, picture, safetensors, sheet, text, unpack};
use crate::safetensors::begins as begins_safetensors;

/// A file as a person chose it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedFile {
    /// With its ending, without its folder.
    pub name: String,
    pub bytes: Vec<u8>,
}

/// Options for opening files.
#[derive(Debug, Clone)]
pub struct Opening {
    /// The sizes beyond which a file is refused.
    pub limits: Limits,
    /// The table to use of a file that contains several: a sheet, a tensor or an array. `None` chooses the
    /// most likely.
    pub part: Option<String>,
    /// The position of the table in a text.
    pub layout: TextLayout,
    /// Codes of missing values.
    pub codes: MissingCodes,
    /// The reader of workbooks, which adds many kilobytes to a program.
    pub workbooks: ReadWorkbook,
    /// The reader of images, which adds as many.
    pub pictures: ReadPicture,
    /// Receives the progress of reading.
    pub progress: ReadProgress,
}

impl Default for Opening {
    /// Workbooks and pictures are named, but not read.
    fn default() -> Self {
        Self {
            limits: Limits::default(),
            part: None,
            layout: TextLayout::default(),
            codes: MissingCodes::default(),
            workbooks: |_, _, _| Err(foreign::workbook()),
            pictures: |_, bytes, _| Err(foreign::picture(bytes)),
            progress: ReadProgress::default(),
        }
    }
}

impl Opening {
    /// Supports all formats.
    #[must_use]
    pub fn of_all() -> Self {
        Self::default().with_workbooks().with_pictures()
    }

    /// Adds support for workbooks.
    #[must_use]
    pub fn with_workbooks(self) -> Self {
        Self { workbooks: workbook::read, ..self }
    }

    /// Adds support for images.
    #[must_use]
    pub fn with_pictures(self) -> Self {
        Self { pictures: picture::read, ..self }
    }
}

/// The content of one file.
enum OpenedPart {
    Whole(Box<Contents>),
    /// Samples or labels, and what was found out about them.
    Array(FileKind, GivenLabels, Vec<String>),
}

/// Opens a file; or two, in either order: an array of samples and one of their labels. The bytes are
/// kept, not copied.
///
/// # Errors
/// Where no table and no picture can come of it.
pub fn open(files: Vec<NamedFile>) -> Result<Contents, FileError> {
    open_as(files, &Opening::default().with_pictures())
}

/// Opens files of limited sizes.
///
/// # Errors
/// See [`open`].
pub fn open_within(files: Vec<NamedFile>, limits: &Limits) -> Result<Contents, FileError> {
    open_as(files, &Opening { limits: *limits, ..Opening::default().with_pictures() })
}

/// Opens files with these options.
///
/// # Errors
/// See [`open`], and if a file has no such part.
pub fn open_as(files: Vec<NamedFile>, opening: &Opening) -> Result<Contents, FileError> {
    let mut parts = Vec::new();
    match files.len() {
        0 => return Err(Fault::NoFile.of("data")),
        count @ 3.. => return Err(Fault::TooManyFiles { count }.of(&files[0].name)),
        _ => {}
    }
    let are_two = files.len() == 2;
    for NamedFile { name, bytes } in files {
        let part = part(&name, bytes, opening, are_two).map_err(|fault| fault.of(&name))?;
        parts.push((name, part));
    }
    let second = parts.pop();
    match (parts.pop(), second) {
        (None, Some((name, part))) => alone(&name, part, opening),
        (Some(first), Some(second)) => together(first, second, opening),
        (_, None) => Err(Fault::NoFile.of("data")),
    }
}

fn alone(name: &str, part: OpenedPart, opening: &Opening) -> Result<Contents, FileError> {
    let contents = match part {
        OpenedPart::Whole(contents) => *contents,
        OpenedPart::Array(kind, GivenLabels::Numbers(array), notes) => {
            let samples = Samples::of_array(name.to_owned(), kind, array, None, opening);
            let mut samples = samples.map_err(|fault| fault.of(name))?;
            samples.notes.splice(..0, notes);
            Contents::Samples(samples)
        }
        OpenedPart::Array(_, words, _) => {
            return Err(Fault::from(ArrayFault::OnlyWords { length: words.len() }).of(name));
        }
    };
    match (&opening.part, &contents) {
        (Some(part), Contents::Samples(Samples { parts, .. })) if parts.contains(part) => Ok(contents),
        (None, _) => Ok(contents),
        (Some(part), _) => Err(Fault::NoParts { part: part.clone() }.of(name)),
    }
}

fn together(
    (name, part): (String, OpenedPart),
    (other, other_part): (String, OpenedPart),
    opening: &Opening,
) -> Result<Contents, FileError> {
    let (OpenedPart::Array(kind, one, notes), OpenedPart::Array(other_kind, two, other_notes)) =
        (part, other_part)
    else {
        let reason = "only arrays may come in two files";
        return Err(Fault::NotTogether { other, reason }.of(&name));
    };
    let (file, kind, samples, labels) = match (one.is_list(), two.is_list()) {
        (false, true) => (name, kind, one, (other, two)),
        (true, false) => (other, other_kind, two, (name, one)),
        (is_list, _) => {
            let reason = if is_list { "both hold labels, none samples" } else { "neither holds labels" };
            return Err(Fault::NotTogether { other, reason }.of(&name));
        }
    };
    let GivenLabels::Numbers(samples) = samples else { unreachable!("words are a list") };
    let (from, mut labels) = labels;
    let header = labels.without_header(samples.samples());
    let header =
        header.map(|header| format!("row 1 of {} is its header ({})", quoted(&from), quoted(&header)));
    let labels = (from, labels);
    let samples = Samples::of_array(file.clone(), kind, samples, Some(labels), opening);
    let mut samples = samples.map_err(|fault| fault.of(&file))?;
    samples.notes.splice(..0, notes.into_iter().chain(other_notes).chain(header));
    Ok(Contents::Samples(samples))
}

/// Reads one file; one of two may be a text with a word on each line, the labels of the other.
fn part(name: &str, bytes: Vec<u8>, opening: &Opening, is_of_two: bool) -> Result<OpenedPart, Fault> {
    let limits = &opening.limits;
    if bytes.len() > limits.file {
        return Err(Fault::FileTooLarge { bytes: bytes.len(), most: limits.file });
    }
    if !bytes.starts_with(unpack::GZIP) {
        return unpacked(name, bytes, opening, is_of_two);
    }
    let inside = unpack::gzip(&bytes, limits)?;
    drop(bytes);
    if inside.starts_with(unpack::GZIP) {
        return Err(Fault::Gzip { reason: "it is packed twice".to_owned() });
    }
    let without_gz = name.get(..name.len().saturating_sub(3)).unwrap_or(name);
    unpacked(if has_ending(name, "gz") { without_gz } else { name }, inside, opening, is_of_two)
}

/// The samples of a file that holds several arrays.
fn taken(name: &str, kind: FileKind, taken: TakenArrays, opening: &Opening) -> Result<OpenedPart, Fault> {
    let TakenArrays { samples, labels, notes, chosen, parts } = taken;
    let labels = labels.map(|(name, labels)| (format!("array {name}"), labels));
    let mut samples = Samples::of_array(name.to_owned(), kind, samples, labels, opening)?;
    samples.notes.splice(..0, notes);
    (samples.part, samples.parts) = (Some(chosen), parts);
    Ok(OpenedPart::Whole(Box::new(Contents::Samples(samples))))
}

fn unpacked(name: &str, bytes: Vec<u8>, opening: &Opening, is_of_two: bool) -> Result<OpenedPart, Fault> {
    let Opening { limits, part, layout, workbooks, pictures, .. } = opening;
    let whole = |contents| OpenedPart::Whole(Box::new(contents));
    let file = || name.to_owned();
    if bytes.is_empty() {
        return Err(Fault::Empty);
    }
    if bytes.starts_with(npy::MAGIC) {
        let (array, note) = npy::read(bytes)?;
        return Ok(OpenedPart::Array(FileKind::Npy, array, note.into_iter().collect()));
    }
    if is_workbook(&bytes) {
        let found = workbooks(bytes, part.as_deref(), limits)?;
        return sheet_of(name, found, opening);
    }
    if npz::MAGICS.iter().any(|magic| bytes.starts_with(magic)) {
        return taken(name, FileKind::Npz, npz::read(name, bytes, part.as_deref(), limits)?, opening);
    }
    if has_ending(name, "safetensors") || begins_safetensors(&bytes) {
        return taken(
            name,
            FileKind::Safetensors,
            safetensors::read(bytes, part.as_deref(), limits)?,
            opening,
        );
    }
    if bytes.starts_with(picture::PNG) || bytes.starts_with(picture::JPEG) {
        return Ok(whole(Contents::Picture(pictures(file(), &bytes, limits)?)));
    }
    if idx::begins(&bytes) || is_idx(name) {
        return Ok(OpenedPart::Array(FileKind::Idx, GivenLabels::Numbers(idx::read(bytes)?), Vec::new()));
    }
    foreign::check(name, &bytes)?;
    check_ending(name, &bytes)?;
    let (text, note) = text::decode(bytes).or_else(|fault| foreign::check_ending(name).and(Err(fault)))?;
    if *layout == TextLayout::default()
        && let Some(array) = list::read(&text, limits)?
    {
        return Ok(OpenedPart::Array(FileKind::Csv, GivenLabels::Numbers(array), Vec::new()));
    }
    if is_of_two && let Some(words) = list::words(&text) {
        return Ok(OpenedPart::Array(FileKind::Csv, GivenLabels::Words(words), Vec::new()));
    }
    let mut found = sheet::Sheet::read(text, *layout, opening)?;
    found.notes.splice(..0, note);
    Ok(whole(Contents::Samples(Samples::of_sheet(file(), found, opening))))
}

/// The samples of a workbook's sheet.
fn sheet_of(file: &str, found: workbook::WorkbookSheet, opening: &Opening) -> Result<OpenedPart, Fault> {
    let Opening { limits, layout, .. } = opening;
    let workbook::WorkbookSheet { text, name, names, notes } = found;
    if *layout == TextLayout::default()
        && let Some(array) = list::read(&text, limits)?
    {
        return Ok(OpenedPart::Array(FileKind::Workbook, GivenLabels::Numbers(array), notes));
    }
    let layout = TextLayout { separator: Separator::Comma, ..*layout };
    let found = sheet::Sheet::read(text, layout, opening)?;
    let mut samples = Samples::of_sheet(file.to_owned(), found, opening);
    // In a workbook nothing separates cells.
    samples.notes.retain(|note| note != "columns are separated by commas");
    samples.notes.splice(..0, notes);
    (samples.kind, samples.part, samples.parts) = (FileKind::Workbook, Some(name), names);
    Ok(OpenedPart::Whole(Box::new(Contents::Samples(samples))))
}

/// Returns whether an archive is an Excel workbook; the names of its files are at its end.
fn is_workbook(bytes: &[u8]) -> bool {
    const MARK: &[u8] = b"xl/workbook.xml";
    const LONGEST_DIRECTORY: usize = 1 << 20;
    let end = &bytes[bytes.len().saturating_sub(LONGEST_DIRECTORY)..];
    bytes.starts_with(npz::MAGICS[0]) && end.windows(MARK.len()).any(|name| name == MARK)
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

/// Returns whether its name is like those of MNIST's files: `train-images-idx3-ubyte`, or with `.idx3-ubyte`.
fn is_idx(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.ends_with("-ubyte") || name.rsplit_once('.').is_some_and(|(_, last)| last.starts_with("idx"))
}
