//! The choice among several tables in a file.

use super::array::Array;
use super::given::GivenLabels;

/// Samples, and perhaps labels, taken from a file that holds several arrays.
#[derive(Debug)]
pub struct TakenArrays {
    pub samples: Array,
    /// The labels, with the name of their array.
    pub labels: Option<(String, GivenLabels)>,
    /// Notes on the choice, one sentence each.
    pub notes: Vec<String>,
    /// The name of the array that was taken.
    pub chosen: String,
    /// The names of all arrays that could be taken.
    pub parts: Vec<String>,
}
