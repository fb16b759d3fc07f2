//! Errors in arrays, and in files that contain several.

use crate::files::words::{listed, quoted, shaped};

/// An error in an array, or in a file that contains several.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ArrayFault {
    /// The array has no samples at all.
    #[error("its shape is {}: there is not one number in it; save an array with samples", shaped(.shape))]
    NoNumbers { shape: Vec<usize> },
    /// The header of an NPY file cannot be read.
    #[error("its header cannot be read: {reason}; save it again with numpy.save")]
    NpyHeader { reason: String },
    /// The type of the values is not supported.
    #[error("its type is {} ({what}); {remedy}", quoted(.descr))]
    Dtype {
        /// The type as the header names it.
        descr: String,
        /// A description of the type.
        what: &'static str,
        remedy: &'static str,
    },
    /// The array has neither a row nor a picture for each sample.
    #[error(
        "its shape is {}, of {} dimensions; save 2 (samples, features) or 3 (samples, height, width): \
         x.reshape(len(x), -1)",
        shaped(.shape), .shape.len()
    )]
    Dimensions { shape: Vec<usize> },
    /// The array has no rows and columns that could change places.
    #[error(
        "its shape is {}: only a table of rows and columns can be transposed; leave transpose at false",
        shaped(.shape)
    )]
    NotTransposed { shape: Vec<usize> },
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
        /// Number of values.
        length: usize,
    },
    /// The array is a list of words.
    #[error("it holds {length} words, not samples; open it together with its samples, as their labels")]
    OnlyWords {
        /// Number of words.
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
        /// Number of bytes after the header.
        found: usize,
    },
    /// The header of an IDX file cannot be read.
    #[error("its IDX header is wrong: {reason}; download it again")]
    Idx { reason: String },
    /// A safetensors file is not whole.
    #[error("it is not a whole safetensors file ({reason}); download or save it again")]
    Safetensors { reason: &'static str },
    /// An archive cannot be read.
    #[error(
        "the archive cannot be read ({reason}); save it again: arrays with numpy.savez, a spreadsheet as CSV"
    )]
    Zip {
        /// The library's message.
        reason: String,
    },
    /// An archive has more files in it than are looked at.
    #[error("the archive holds {entries} files, of which {most} are allowed; save one array with numpy.save")]
    TooManyEntries {
        /// Number of files in it.
        entries: usize,
        /// The largest number of files.
        most: usize,
    },
    /// An archive has no arrays in it.
    #[error("the archive holds no arrays (.npy), but {}; unpack it and choose a file in it, or save arrays with \
         numpy.savez(file, x=x, y=y)", listed(.entries))]
    NoArrays {
        /// The names and shapes of its arrays.
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
    /// The number of labels differs from the number of samples.
    #[error("there are {labels} labels in {from}, but {samples} samples; give one label for each sample")]
    LabelsDoNotMatch {
        /// The file or array that holds the labels.
        from: String,
        labels: usize,
        samples: usize,
    },
}
