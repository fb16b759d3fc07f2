//! Chooses the samples and the labels among several arrays in a file.

use super::array::ArrayLayout;
use super::npy::Stored;
use super::words::{listed, quoted, shaped};
use super::{ArrayFault, Fault};

/// Usual names of the array of samples, the most likely first; Keras' `mnist.npz` has `x_train`.
const SAMPLES: [&str; 10] =
    ["x", "X", "data", "x_train", "X_train", "features", "images", "embeddings", "activations", "arr_0"];
/// Usual names of the array of labels.
const LABELS: [&str; 8] = ["y", "Y", "labels", "label", "target", "targets", "y_train", "arr_1"];

/// An array of a file that holds several, of which only the header was read.
#[derive(Debug)]
pub struct ArrayEntry {
    pub name: String,
    pub stored: Result<Stored, Fault>,
}

/// The labels that are taken from such a file.
#[derive(Debug)]
pub struct LabelChoice {
    /// The array of labels, if any.
    pub labels: Option<usize>,
    /// Notes on the choice, one sentence each.
    pub notes: Vec<String>,
}

impl ArrayEntry {
    fn layout(&self) -> Option<&ArrayLayout> {
        match &self.stored {
            Ok(Stored::Numbers(layout)) => Some(layout),
            _ => None,
        }
    }

    /// Returns the type and shape of its numbers.
    ///
    /// # Errors
    /// If it does not contain numbers.
    pub fn numbers(&self) -> Result<ArrayLayout, Fault> {
        match &self.stored {
            Ok(Stored::Numbers(layout)) => Ok(layout.clone()),
            Ok(Stored::Words(strings)) => Err(strings.as_samples()),
            Err(fault) => Err(fault.clone()),
        }
    }

    /// Returns whether it contains samples.
    fn is_samples(&self) -> bool {
        self.layout().is_some_and(ArrayLayout::is_samples)
    }

    /// Returns the number of values if it contains samples.
    fn size(&self) -> usize {
        self.layout().filter(|layout| layout.is_samples()).and_then(ArrayLayout::count).unwrap_or(0)
    }

    /// Returns whether its type and shape allow one label per sample.
    fn is_labels(&self, samples: usize) -> bool {
        match &self.stored {
            Ok(Stored::Numbers(layout)) => {
                layout.is_list() && layout.scalar.is_whole() && layout.samples() == samples
            }
            Ok(Stored::Words(strings)) => strings.is_list() && strings.samples() == samples,
            Err(_) => false,
        }
    }

    /// Returns its name and shape.
    fn description(&self) -> String {
        let shape = match &self.stored {
            Ok(Stored::Numbers(layout)) => shaped(&layout.shape),
            Ok(Stored::Words(strings)) => shaped(&strings.shape) + " of words",
            Err(_) => "no numbers".to_owned(),
        };
        format!("{} {shape}", quoted(&self.name))
    }
}

/// Chooses the array with this name, or else by the usual names, or else the largest that has one row or
/// image per sample, and the first of several such.
///
/// # Errors
/// If there is no such array.
pub fn choose_samples(entries: &[ArrayEntry], part: Option<&str>) -> Result<usize, Fault> {
    if let Some(part) = part {
        let place = entries.iter().position(|entry| entry.name == part);
        return place.ok_or_else(|| Fault::UnknownPart { name: part.to_owned(), parts: parts(entries) });
    }
    // A single array is always used, so that the user gets its specific error.
    if entries.len() == 1 {
        return Ok(0);
    }
    let most = entries.iter().map(ArrayEntry::size).max().unwrap_or(0);
    let largest = || entries.iter().position(|entry| most > 0 && entry.size() == most);
    let arrays = || entries.iter().map(ArrayEntry::description).collect();
    named(entries, &SAMPLES).or_else(largest).ok_or_else(|| ArrayFault::NoSamples { arrays: arrays() }.into())
}

/// Chooses the labels of the chosen samples: by the usual names, or else the only list of integers or words
/// with the same length. If the labels cannot be read, the samples still can.
///
/// # Errors
/// If the number of labels differs from the number of samples.
pub fn choose_labels(entries: &[ArrayEntry], chosen: usize, samples: usize) -> Result<LabelChoice, Fault> {
    let mut notes = Vec::new();
    let labels = if let Some(place) = named(entries, &LABELS).filter(|&place| place != chosen) {
        match &entries[place].stored {
            Err(fault) => {
                notes.push(format!("labels {} are not read: {fault}", quoted(&entries[place].name)));
                None
            }
            Ok(stored) if stored.is_list() && stored.samples() != samples => {
                let from = format!("array {}", quoted(&entries[place].name));
                return Err(ArrayFault::LabelsDoNotMatch { from, labels: stored.samples(), samples }.into());
            }
            Ok(stored) => stored.is_list().then_some(place),
        }
    } else {
        let is_one = |&place: &usize| place != chosen && entries[place].is_labels(samples);
        let mut lists = (0..entries.len()).filter(is_one);
        lists.next().filter(|_| lists.next().is_none())
    };
    let with =
        labels.map_or_else(String::new, |place| format!(", with labels {}", quoted(&entries[place].name)));
    let all: Vec<_> = entries.iter().map(ArrayEntry::description).collect();
    notes.insert(0, format!("array {} of {} was taken{with}", quoted(&entries[chosen].name), listed(&all)));
    Ok(LabelChoice { labels, notes })
}

/// The names of the arrays that can be taken as samples.
pub fn parts(entries: &[ArrayEntry]) -> Vec<String> {
    entries.iter().filter(|entry| entry.is_samples()).map(|entry| entry.name.clone()).collect()
}

fn named(entries: &[ArrayEntry], names: &[&str]) -> Option<usize> {
    names.iter().find_map(|name| entries.iter().position(|entry| entry.name == *name))
}
