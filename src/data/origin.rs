//! The trait that every dataset implements.

use super::{DataError, DataFile, Labelled, Truth};
use crate::experiment::{Key, Problem, Settings};
use crate::view::View;

/// One kind of data: a file in this folder, and a line of the list in `mod.rs`.
pub trait DataSource {
    /// The parameters that it uses, besides those of every dataset.
    const USES: &'static [Key];
    /// Rows whose default is another one with it, and that default. Its scaling is among them
    /// where it is not standard.
    const DEFAULTS: &'static [(Key, &'static str)] = &[];
    /// Authors, year and licence.
    const SOURCE: &'static str;
    /// The address to read more at.
    const PAGE: &'static str;
    /// True if all values are between 0 and 1 before scaling.
    const IS_SHARE: bool = false;

    /// Returns whether a parameter of [`USES`](Self::USES) has an effect with the other settings.
    #[must_use]
    fn applies(_settings: &Settings, _parameter: Key) -> bool {
        true
    }

    /// Returns the number of samples, training and test together.
    fn samples(settings: &Settings) -> usize;

    /// Returns the number of features of a sample.
    fn features(settings: &Settings) -> usize;

    /// Returns how a sample is displayed.
    #[must_use]
    fn view(_settings: &Settings) -> View {
        View::Table
    }

    /// The file that it is read from; none where it is made up.
    #[must_use]
    fn file(_settings: &Settings) -> Option<DataFile> {
        None
    }

    /// Checks whether its parameters can be combined.
    ///
    /// # Errors
    /// The conflicting parameters, and values that work.
    fn check(_settings: &Settings) -> Result<(), Problem> {
        Ok(())
    }

    /// All samples, unscaled. `file` is its file's content; empty where it has none.
    ///
    /// # Errors
    /// Where they cannot be made.
    fn make(settings: &Settings, file: &[u8]) -> Result<Labelled, DataError>;

    /// Returns the ground truth of the samples, generated again, or `None` if it is unknown.
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
    /// `import …` lines for modules of Python's standard library.
    pub imports: &'static str,
    /// True if the code needs NumPy as `np`.
    pub numpy: bool,
    /// The import from scikit-learn, or an empty text.
    pub sklearn: &'static str,
    /// The lines that make `X`, and `y` where there are labels.
    pub code: String,
}
