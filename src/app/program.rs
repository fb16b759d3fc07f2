//! The worker programs that the page comes with.

use crate::data::Dataset;
use crate::experiment::Experiment;
use crate::model::Architecture;

/// The program of a worker. All training programs compute the same bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Program {
    /// The page's own, which trains in single precision on made-up clusters and on small
    /// tables, and measures the baselines; compiled to be small.
    First,
    /// All other data too, and what works in double precision; compiled to be fast.
    Training,
    /// Reads users' files other than pictures and workbooks.
    Reader,
    /// Reads users' files, including PNG and JPEG images.
    Pictures,
    /// Reads users' files, including Excel workbooks.
    Workbooks,
    /// Evaluates models.
    Evaluation,
    /// Writes experiments as scripts.
    Export,
}

/// The number of multiplications per epoch (about 10 ms of work) above which the faster program is worth
/// loading.
const HEAVY: usize = 1 << 24;

impl Program {
    /// Returns its name in index.html and on the page.
    pub fn name(self) -> &'static str {
        match self {
            Self::First => "page",
            Self::Training => "training",
            Self::Reader => "reader",
            Self::Pictures => "pictures",
            Self::Workbooks => "workbooks",
            Self::Evaluation => "evaluation",
            Self::Export => "export",
        }
    }

    /// Returns the smallest program that reads files of these names. Images and workbooks cannot be combined
    /// with other files.
    pub fn reading<'a>(names: impl Iterator<Item = &'a str>) -> Self {
        names.map(Self::reading_one).max().unwrap_or(Self::Reader)
    }

    fn reading_one(name: &str) -> Self {
        let is_packed = name.len() > 3 && name.is_char_boundary(name.len() - 3);
        let packed = is_packed.then(|| name.split_at(name.len() - 3));
        let name = packed.filter(|(_, end)| end.eq_ignore_ascii_case(".gz")).map_or(name, |(name, _)| name);
        let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
        match ending.as_deref() {
            Some("png" | "jpg" | "jpeg" | "jfif") => Self::Pictures,
            Some("xlsx" | "xlsm") => Self::Workbooks,
            _ => Self::Reader,
        }
    }

    /// The smallest that trains an experiment, and fast enough.
    pub fn of(experiment: &Experiment) -> Self {
        let is_known = Dataset::is_first(experiment) && experiment.optimizer.takes_steps();
        let products = Architecture::from(&**experiment).products();
        let is_light = experiment.samples().saturating_mul(products) <= HEAVY;
        if is_known && is_light { Self::First } else { Self::Training }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Link;

    #[test]
    fn digits_and_small_tables_need_no_other_program_than_the_pages() {
        let of = |link: &str| Program::of(&Link::parse(link).experiment);
        for link in ["", "data=digits", "data=wdbc", "data=file&file=t.csv:150x4x3:00000000000000ff"] {
            assert_eq!(of(link), Program::First, "{link}");
        }
        for link in [
            "data=fashion",
            "data=patches",
            "data=sparse_features",
            "optimizer=lbfgs&sparsity=l1",
            "n_samples=100000&hidden_dim=256",
            "data=file&file=t.png:64x64:00000000000000ff",
        ] {
            assert_eq!(of(link), Program::Training, "{link}");
        }
    }

    #[test]
    fn only_pictures_and_workbooks_need_the_programs_that_read_them() {
        for (names, program) in [
            (&["a.csv"][..], Program::Reader),
            (&["xlsx"], Program::Reader),
            (&["y.npy", "é.gz"], Program::Reader),
            (&["y.npy", "Book.XLSX"], Program::Workbooks),
            (&["book.xlsx.gz"], Program::Workbooks),
            (&["photo.JPG"], Program::Pictures),
            (&["a.csv", "plot.png.GZ"], Program::Pictures),
        ] {
            assert_eq!(Program::reading(names.iter().copied()), program, "{names:?}");
        }
    }

    #[test]
    fn the_first_program_makes_the_same_data() {
        use crate::data::DataFileCache;
        let link = Link::parse("n_samples=50");
        let cache = DataFileCache::default();
        let data = Dataset::of_first(&link.experiment, &cache).expect("data");
        assert_eq!(data.train, Dataset::of(&link.experiment, &cache).expect("data").train);
    }
}
