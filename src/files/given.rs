//! The values of an array: samples, or labels from a separate file or array.

use super::array::Array;
use super::number::Cell;

/// An array of numbers, or one word for each sample.
#[derive(Debug, Clone)]
pub enum GivenLabels {
    /// Numbers.
    Numbers(Array),
    /// Words; an empty one is missing.
    Words(Vec<String>),
}

impl GivenLabels {
    /// Returns the number of values.
    pub fn len(&self) -> usize {
        match self {
            Self::Numbers(array) => array.samples(),
            Self::Words(words) => words.len(),
        }
    }

    /// Returns whether it contains one value per sample.
    pub fn is_list(&self) -> bool {
        match self {
            Self::Numbers(array) => array.layout().is_list(),
            Self::Words(_) => true,
        }
    }

    /// Takes away the first one of words that are one more than there are samples: their header.
    pub fn without_header(&mut self, samples: usize) -> Option<String> {
        match self {
            Self::Words(words) if words.len() == samples + 1 => Some(words.remove(0)),
            _ => None,
        }
    }

    /// The label of a sample.
    pub fn cell(&self, sample: usize) -> Cell<'_> {
        match self {
            Self::Numbers(array) => Cell::of(array.get(sample, 0)),
            Self::Words(words) if words[sample].trim().is_empty() => Cell::Missing,
            Self::Words(words) => Cell::Word(words[sample].trim()),
        }
    }
}
