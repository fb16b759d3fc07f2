//! What a kind of data says of itself.

use super::{DataError, DataFile, Labelled, Truth};
use crate::experiment::{Problem, Settings};
use crate::view::View;

/// One kind of data: a file in this room, and a line of the list in `mod.rs`.
pub trait DataSource {
    /// Rows of the parameter table that mean something for it, beside those that every kind has.
    const USES: &'static [&'static str];
    /// Rows whose default is another one with it, and that default. Its scaling is among them
    /// where it is not standard.
    const DEFAULTS: &'static [(&'static str, &'static str)] = &[];
    /// Where it comes from: authors, year, licence.
    const SOURCE: &'static str;
    /// The address to read more at.
    const PAGE: &'static str;
    /// Whether all numbers lie between 0 and 1 before they are scaled.
    const IS_SHARE: bool = false;

    /// Whether a row of [`USES`](Self::USES) means something beside the others.
    #[must_use]
    fn applies(_settings: &Settings, _parameter: &str) -> bool {
        true
    }

    /// How many samples there are, training and test together.
    fn samples(settings: &Settings) -> usize;

    /// How many numbers a sample has.
    fn features(settings: &Settings) -> usize;

    /// How a sample is looked at.
    #[must_use]
    fn view(_settings: &Settings) -> View {
        View::Table
    }

    /// The file that it is read from; none where it is made up.
    #[must_use]
    fn file(_settings: &Settings) -> Option<DataFile> {
        None
    }

    /// Whether its parameters go together.
    ///
    /// # Errors
    /// The parameters that do not, and what would be right.
    fn check(_settings: &Settings) -> Result<(), Problem> {
        Ok(())
    }

    /// All samples, unscaled. `file` is its file's content; empty where it has none.
    ///
    /// # Errors
    /// Where they cannot be made.
    fn make(settings: &Settings, file: &[u8]) -> Result<Labelled, DataError>;

    /// What is true of the samples, made anew; none where nobody knows.
    #[must_use]
    fn truth(_settings: &Settings) -> Option<Result<Truth, DataError>> {
        None
    }

    /// The script's lines that make `X` and `y`.
    fn python(settings: &Settings) -> DataScript;

    /// The most memory, in bytes, that making, splitting and scaling hold at once.
    #[must_use]
    fn estimated_bytes(settings: &Settings) -> u64 {
        // The file, the samples in double precision and scaled; a few numbers a sample.
        let samples = Self::samples(settings) as u64;
        samples * (Self::features(settings) as u64 * (8 + 8 + 4) + 40)
    }
}

/// Lines of the exported script.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DataScript {
    /// `import …` of Python's own modules, a line each.
    pub imports: &'static str,
    /// Whether it needs NumPy, as `np`.
    pub numpy: bool,
    /// What it takes from scikit-learn: a line, or nothing.
    pub sklearn: &'static str,
    /// The lines that make `X`, and `y` where there are labels.
    pub code: String,
}
