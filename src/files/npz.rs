//! NPZ, the format of `numpy.savez`: a zip archive of NPY files.

use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use super::array::{Array, Layout};
use super::words::{listed, shaped, told};
use super::{Fault, Limits, foreign, npy, unpack};

/// How an archive begins; an empty one.
pub const MAGICS: [&[u8]; 2] = [b"PK\x03\x04", b"PK\x05\x06"];

/// What the array of samples may be called, the likeliest first; Keras' `mnist.npz` has `x_train`.
const SAMPLES: [&str; 8] = ["x", "X", "data", "x_train", "X_train", "features", "images", "arr_0"];
/// What that of the labels may be called.
const LABELS: [&str; 8] = ["y", "Y", "labels", "label", "target", "targets", "y_train", "arr_1"];

/// The arrays taken from an archive.
#[derive(Debug)]
pub struct Chosen {
    pub samples: Array,
    /// With their name.
    pub labels: Option<(String, Array)>,
    /// What was chosen, and what was left.
    pub note: String,
}

/// An array in an archive, of which only the header was read.
struct Entry {
    index: usize,
    /// Without `.npy`.
    name: String,
    layout: Result<Layout, Fault>,
}

/// Reads the samples and, where there are any, their labels.
///
/// # Errors
/// Where the archive cannot be read, or there is no telling which array is meant.
pub fn read(bytes: Vec<u8>, limits: &Limits) -> Result<Chosen, Fault> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| fault(&error))?;
    let names: Vec<_> = archive.file_names().map(str::to_owned).collect();
    let entries = entries(&mut archive)?;
    if names.is_empty() {
        return Err(Fault::EmptyArchive);
    }
    if entries.is_empty() {
        foreign::check_archive(&names)?;
        return Err(Fault::NoArrays { entries: names });
    }
    let chosen = choose_samples(&entries)?;
    check(chosen, limits).map_err(|fault| fault.in_array(&chosen.name))?;
    let samples = load(&mut archive, chosen, limits)?;
    let (samples, cut) = samples.into_samples(limits).map_err(|fault| fault.in_array(&chosen.name))?;
    let labels = choose_labels(&entries, samples.samples())?;
    let with = labels.map_or_else(String::new, |entry| format!(", with labels {}", told(&entry.name)));
    let cut = cut.map_or_else(String::new, |cut| format!("; {cut}"));
    let note = format!("array {} of {} was taken{with}{cut}", told(&chosen.name), listed(&arrays(&entries)));
    let labels =
        labels.map(|entry| Ok((entry.name.clone(), load(&mut archive, entry, limits)?))).transpose()?;
    Ok(Chosen { samples, labels, note })
}

fn entries(archive: &mut ZipArchive<Cursor<Vec<u8>>>) -> Result<Vec<Entry>, Fault> {
    let mut entries = Vec::new();
    for index in 0..archive.len() {
        let file = archive.by_index(index).map_err(|error| fault(&error))?;
        let Some(name) = file.name().strip_suffix(".npy").map(str::to_owned) else { continue };
        let mut head = Vec::new();
        file.take(npy::LONGEST_HEADER as u64)
            .read_to_end(&mut head)
            .map_err(|error| Fault::Zip { reason: told(&error.to_string()) }.in_array(&name))?;
        let layout = npy::layout(&head).map(|(layout, _)| layout);
        entries.push(Entry { index, name, layout });
    }
    Ok(entries)
}

/// The array of that name, or else the one that is larger than all others.
fn choose_samples(entries: &[Entry]) -> Result<&Entry, Fault> {
    if let Some(named) = named(entries, &SAMPLES) {
        return Ok(named);
    }
    let size = |entry: &Entry| {
        let layout = entry.layout.as_ref().ok().filter(|layout| layout.is_samples());
        layout.and_then(Layout::count).unwrap_or(0)
    };
    let most = entries.iter().map(size).max().unwrap_or(0);
    let mut largest = entries.iter().filter(|entry| size(entry) == most);
    match (largest.next(), largest.next(), entries) {
        (Some(one), None, _) if most > 0 => Ok(one),
        // The only array is taken, whatever is wrong with it, so that that is said.
        (_, _, [only]) => Ok(only),
        _ => Err(Fault::Ambiguous { arrays: arrays(entries) }),
    }
}

/// Refuses what its header says is too large, before it is unpacked.
fn check(chosen: &Entry, limits: &Limits) -> Result<(), Fault> {
    let layout = chosen.layout.as_ref().map_err(Clone::clone)?;
    if layout.bytes().is_none_or(|bytes| bytes > limits.unpacked) {
        return Err(Fault::UnpackedTooLarge { most: limits.unpacked });
    }
    layout.check(limits)
}

/// The list of that name, or else the only one of whole numbers, one for each sample.
fn choose_labels(entries: &[Entry], samples: usize) -> Result<Option<&Entry>, Fault> {
    if let Some(named) = named(entries, &LABELS) {
        let layout = named.layout.as_ref().map_err(|fault| fault.clone().in_array(&named.name))?;
        return match layout.shape.first() {
            Some(&labels) if layout.is_list() && labels != samples => {
                let from = format!("array {}", told(&named.name));
                Err(Fault::LabelsDoNotMatch { from, labels, samples })
            }
            _ => Ok(layout.is_list().then_some(named)),
        };
    }
    let mut lists = entries.iter().filter(|entry| {
        entry.layout.as_ref().is_ok_and(|layout| {
            layout.is_list() && layout.scalar.is_whole() && layout.shape.first() == Some(&samples)
        })
    });
    let first = lists.next();
    Ok(if lists.next().is_none() { first } else { None })
}

fn named<'a>(entries: &'a [Entry], names: &[&str]) -> Option<&'a Entry> {
    names.iter().find_map(|name| entries.iter().find(|entry| entry.name == *name))
}

fn load(archive: &mut ZipArchive<Cursor<Vec<u8>>>, entry: &Entry, limits: &Limits) -> Result<Array, Fault> {
    let mut load = || {
        entry.layout.as_ref().map_err(Clone::clone)?;
        let file = archive.by_index(entry.index).map_err(|error| fault(&error))?;
        npy::read(unpack::all(file, limits, |reason| Fault::Zip { reason })?)
    };
    load().map_err(|fault| fault.in_array(&entry.name))
}

fn arrays(entries: &[Entry]) -> Vec<String> {
    entries.iter().map(Entry::told).collect()
}

fn fault(error: &ZipError) -> Fault {
    Fault::Zip { reason: told(&error.to_string()) }
}

impl Entry {
    /// Name and shape.
    fn told(&self) -> String {
        let shape = self.layout.as_ref().map_or_else(|_| "no numbers".to_owned(), |it| shaped(&it.shape));
        format!("{} {shape}", told(&self.name))
    }
}
