//! What can be wrong with an array, or with a file that holds several of them.

use crate::files::words::{listed, quoted, shaped};

/// What is wrong with an array, or with a file that holds several of them.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ArrayFault {
    /// The array has no samples at all.
    #[error("its shape is {}: there is not one number in it; save an array with samples", shaped(.shape))]
    NoNumbers {
        /// Its shape.
        shape: Vec<usize>,
    },
    /// The header of an NPY file cannot be read.
    #[error("its header cannot be read: {reason}; save it again with numpy.save")]
    NpyHeader {
        /// What is wrong with it.
        reason: String,
    },
    /// The type of the values is none that can be read here.
    #[error("its type is {} ({what}); {remedy}", quoted(.descr))]
    Dtype {
        /// The type as the header names it.
        descr: String,
        /// What that is.
        what: &'static str,
        /// What to do.
        remedy: &'static str,
    },
    /// The array has neither a row nor a picture for each sample.
    #[error(
        "its shape is {}, of {} dimensions; save 2 (samples, features) or 3 (samples, height, width): \
         x.reshape(len(x), -1)",
        shaped(.shape), .shape.len()
    )]
    Dimensions {
        /// Its shape.
        shape: Vec<usize>,
    },
    /// The array has no rows and columns that could change places.
    #[error(
        "its shape is {}: only a table of rows and columns can be transposed; leave transpose at false",
        shaped(.shape)
    )]
    NotTransposed {
        /// Its shape.
        shape: Vec<usize>,
    },
    /// The array is a single number.
    #[error(
        "its shape is (), of 0 dimensions: it holds a single number; save an array of shape (samples, features)"
    )]
    SingleNumber,
    /// The array is a list of numbers.
    #[error(
        "it holds one list of {length} numbers, not samples; open labels together with their samples; a series is \
         cut into samples of 64 where it has 1,280 numbers or more, of which more than 100 differ; else save one row \
         per sample, with two columns or more"
    )]
    OneDimension {
        /// How many numbers it has.
        length: usize,
    },
    /// The array is a list of words.
    #[error("it holds {length} words, not samples; open it together with its samples, as their labels")]
    OnlyWords {
        /// How many words it has.
        length: usize,
    },
    /// The header promises another number of bytes than follow.
    #[error(
        "its header promises {} numbers of {size} bytes, but {found} bytes follow; it is cut off or damaged: save \
         it again", shaped(.shape)
    )]
    Length {
        /// The shape in the header.
        shape: Vec<usize>,
        /// The bytes of one number.
        size: usize,
        /// How many bytes follow the header.
        found: usize,
    },
    /// The header of an IDX file cannot be read.
    #[error("its IDX header is wrong: {reason}; download it again")]
    Idx {
        /// What is wrong with it.
        reason: String,
    },
    /// A safetensors file is not whole.
    #[error("it is not a whole safetensors file ({reason}); download or save it again")]
    Safetensors {
        /// What is wrong with it.
        reason: &'static str,
    },
    /// An archive cannot be read.
    #[error(
        "the archive cannot be read ({reason}); save it again: arrays with numpy.savez, a spreadsheet as CSV"
    )]
    Zip {
        /// What the library says.
        reason: String,
    },
    /// An archive has more files in it than are looked at.
    #[error("the archive holds {entries} files, of which {most} are allowed; save one array with numpy.save")]
    TooManyEntries {
        /// How many files it has.
        entries: usize,
        /// How many may be in it.
        most: usize,
    },
    /// An archive has no arrays in it.
    #[error("the archive holds no arrays (.npy), but {}; unpack it and choose a file in it, or save arrays with \
         numpy.savez(file, x=x, y=y)", listed(.entries))]
    NoArrays {
        /// What it has instead.
        entries: Vec<String>,
    },
    /// An archive has nothing in it.
    #[error(
        "the archive holds no arrays (.npy), but nothing at all; save it again: arrays with numpy.savez, a \
         spreadsheet as CSV"
    )]
    EmptyArchive,
    /// None of several arrays has the shape of samples.
    #[error("none of its arrays has a row or a picture for each sample: {}", listed(.arrays))]
    NoSamples {
        /// All arrays, with their shapes.
        arrays: Vec<String>,
    },
    /// There are other labels than samples.
    #[error("there are {labels} labels in {from}, but {samples} samples; give one label for each sample")]
    LabelsDoNotMatch {
        /// The file or array that holds the labels.
        from: String,
        /// How many labels there are.
        labels: usize,
        /// How many samples there are.
        samples: usize,
    },
}
