//! The values of an array: samples, or labels that come from a file or array of their own.

use super::array::Array;
use super::number::Cell;

/// An array of numbers, or one word for each sample.
#[derive(Debug, Clone)]
pub enum GivenLabels {
    /// As numbers.
    Numbers(Array),
    /// As words; an empty one is missing.
    Words(Vec<String>),
}

impl GivenLabels {
    /// How many there are.
    pub fn len(&self) -> usize {
        match self {
            Self::Numbers(array) => array.samples(),
            Self::Words(words) => words.len(),
        }
    }

    /// Whether it holds one value for each sample.
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
