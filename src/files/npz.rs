//! NPZ, the format of `numpy.savez`: a zip archive of NPY files.

use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use super::choice::{self, ArrayEntry, LabelChoice};
use super::given::GivenLabels;
use super::several::TakenArrays;
use super::words::quoted;
use super::{ArrayFault, Fault, Limits, foreign, npy, unpack};

/// The first bytes of an archive, and of an empty one.
pub const MAGICS: [&[u8]; 2] = [b"PK\x03\x04", b"PK\x05\x06"];

/// An archive of more files is refused: to look at each takes long.
const MOST_ENTRIES: usize = 10_000;

type Archive = ZipArchive<Cursor<Vec<u8>>>;

/// The position of an array in the archive.
struct ArrayPlace {
    index: usize,
    /// The bytes of its header.
    start: usize,
}

/// Reads the samples and, where there are any, their labels.
///
/// # Errors
/// Where the archive cannot be read, or has no array of samples or none of that name.
pub fn read(name: &str, bytes: Vec<u8>, part: Option<&str>, limits: &Limits) -> Result<TakenArrays, Fault> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| fault(&error))?;
    if archive.len() > MOST_ENTRIES {
        return Err(ArrayFault::TooManyEntries { entries: archive.len(), most: MOST_ENTRIES }.into());
    }
    let names: Vec<_> = archive.file_names().filter_map(|name| Some(name.ok()?.into_owned())).collect();
    let (places, entries) = entries(&mut archive)?;
    if names.is_empty() {
        return Err(ArrayFault::EmptyArchive.into());
    }
    if entries.is_empty() {
        foreign::check_archive(name, &names)?;
        return Err(ArrayFault::NoArrays { entries: names }.into());
    }
    let place = choice::choose_samples(&entries, part)?;
    let chosen = &entries[place];
    let in_chosen = |fault: Fault| fault.in_array(&chosen.name);
    chosen.numbers().and_then(|layout| layout.check(limits)).map_err(in_chosen)?;
    let GivenLabels::Numbers(samples) = load(&mut archive, chosen, &places[place], limits)? else {
        unreachable!("the header says that they are numbers")
    };
    let (samples, cut) = samples.into_samples(limits).map_err(in_chosen)?;
    let LabelChoice { labels, mut notes } = choice::choose_labels(&entries, place, samples.samples())?;
    notes[0].extend(cut.map(|cut| format!("; {cut}")));
    let mut named = |place: usize| {
        let entry = &entries[place];
        Ok::<_, Fault>((entry.name.clone(), load(&mut archive, entry, &places[place], limits)?))
    };
    let labels = labels.map(&mut named).transpose()?;
    Ok(TakenArrays { samples, labels, notes, chosen: chosen.name.clone(), parts: choice::parts(&entries) })
}

/// Lists the arrays in an archive and their positions.
fn entries(archive: &mut Archive) -> Result<(Vec<ArrayPlace>, Vec<ArrayEntry>), Fault> {
    let mut found = (Vec::new(), Vec::new());
    for index in 0..archive.len() {
        let file = archive.by_index(index).map_err(|error| fault(&error))?;
        let name = file.name().map_err(|error| fault(&error))?;
        let Some(name) = name.strip_suffix(".npy").map(str::to_owned) else { continue };
        let mut head = Vec::new();
        file.take(npy::LONGEST_HEADER as u64).read_to_end(&mut head).map_err(|error| {
            Fault::from(ArrayFault::Zip { reason: quoted(&error.to_string()) }).in_array(&name)
        })?;
        let header = npy::header(&head);
        let start = header.as_ref().map_or(0, |(_, start)| *start);
        found.0.push(ArrayPlace { index, start });
        found.1.push(ArrayEntry { name, stored: header.map(|(stored, _)| stored) });
    }
    Ok(found)
}

/// Decompresses an array, and no more than its header says.
fn load(
    archive: &mut Archive,
    entry: &ArrayEntry,
    place: &ArrayPlace,
    limits: &Limits,
) -> Result<GivenLabels, Fault> {
    let mut load = || {
        let stored = entry.stored.clone()?;
        let too_large = Fault::UnpackedTooLarge { most: limits.unpacked };
        let length = stored.bytes().filter(|&bytes| bytes <= limits.unpacked).ok_or(too_large)?;
        let file = archive.by_index(place.index).map_err(|error| fault(&error))?;
        // The byte after the last makes the archive compare its checksum.
        let file = file.take((place.start + length) as u64 + 1);
        let bytes = unpack::all(file, limits, |reason| ArrayFault::Zip { reason }.into())?;
        stored.read(bytes, place.start)
    };
    load().map_err(|fault| fault.in_array(&entry.name))
}

fn fault(error: &ZipError) -> Fault {
    ArrayFault::Zip { reason: quoted(&error.to_string()) }.into()
}
