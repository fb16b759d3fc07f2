//! Functions that use the list of datasets.

use super::{
    DataError, DataFile, DataFileCache, DataScript, DataSource, Dataset, Labelled, Source, SplitParams,
    Truth, classification, digits, user_data, wdbc,
};
use crate::experiment::{Key, Problem, Settings};
use crate::parameter::listed;
use crate::view::View;

impl Source {
    /// Returns whether the dataset uses a parameter.
    #[must_use]
    pub fn uses(self, parameter: Key) -> bool {
        of_type!(self, S => S::USES).contains(&parameter)
    }

    /// Returns whether a parameter has an effect on an experiment's data.
    #[must_use]
    pub fn applies(settings: &Settings, parameter: Key) -> bool {
        settings.data.uses(parameter) && of_type!(settings.data, S => S::applies(settings, parameter))
    }

    /// The sources that use the parameter of that name, as a sentence has them.
    #[must_use]
    pub fn that_use(parameter: Key) -> String {
        let all = Self::ALL.iter().zip(Self::NAMES);
        listed("data", all.filter(|(source, _)| source.uses(parameter)).map(|(_, name)| name.text))
    }

    /// See [`DataSource::DEFAULTS`].
    #[must_use]
    pub fn defaults(self) -> &'static [(Key, &'static str)] {
        of_type!(self, S => S::DEFAULTS)
    }

    /// See [`DataSource::IS_SHARE`].
    #[must_use]
    pub fn is_unit_interval(self) -> bool {
        of_type!(self, S => S::IS_SHARE)
    }

    /// See [`DataSource::check`].
    ///
    /// # Errors
    /// See [`DataSource::check`].
    pub fn check(self, settings: &Settings) -> Result<(), Problem> {
        of_type!(self, S => S::check(settings))
    }

    /// See [`DataSource::file`].
    #[must_use]
    pub fn file(self, settings: &Settings) -> Option<DataFile> {
        of_type!(self, S => S::file(settings))
    }

    /// Makes all samples with their labels.
    ///
    /// # Errors
    /// If they cannot be made, or their file is missing.
    pub fn generate(self, settings: &Settings, cache: &DataFileCache) -> Result<Labelled, DataError> {
        let file = self.file(settings).map(|file| cache.get(&file)).transpose()?.unwrap_or_default();
        of_type!(self, S => S::make(settings, &file))
    }

    /// See [`DataSource::truth`].
    ///
    /// # Errors
    /// Where the samples cannot be made.
    pub fn truth(self, settings: &Settings) -> Result<Option<Truth>, DataError> {
        of_type!(self, S => S::truth(settings)).transpose()
    }

    /// See [`DataSource::python`].
    #[must_use]
    pub fn python(self, settings: &Settings) -> DataScript {
        of_type!(self, S => S::python(settings))
    }

    /// See [`DataSource::estimated_bytes`].
    #[must_use]
    pub fn estimated_bytes(self, settings: &Settings) -> u64 {
        of_type!(self, S => S::estimated_bytes(settings))
    }
}

impl Settings {
    /// Returns the number of samples, training and test together.
    #[must_use]
    pub fn samples(&self) -> usize {
        of_type!(self.data, S => S::samples(self))
    }

    /// Returns the number of features of a sample.
    #[must_use]
    pub fn features(&self) -> usize {
        of_type!(self.data, S => S::features(self))
    }

    /// Returns how a sample is displayed.
    #[must_use]
    pub fn view(&self) -> View {
        of_type!(self.data, S => S::view(self))
    }
}

impl Dataset {
    /// Makes, splits and scales the data of an experiment.
    ///
    /// # Errors
    /// If they cannot be made or are not finite, or their file is missing.
    pub fn of(settings: &Settings, cache: &DataFileCache) -> Result<Self, DataError> {
        Self::split(settings, settings.data.generate(settings, cache)?)
    }

    /// Returns whether [`Dataset::of_first`] can make an experiment's data.
    #[must_use]
    pub fn is_first(settings: &Settings) -> bool {
        match settings.data {
            Source::Classification | Source::Digits | Source::Wdbc => true,
            Source::UserDataset => matches!(settings.file.extent, user_data::FileExtent::Table { .. }),
            _ => false,
        }
    }

    /// Makes data like [`Dataset::of`] in the program that is loaded first: only data like those of the
    /// default experiment, and small tables.
    ///
    /// # Errors
    /// See [`Dataset::of`], or [`DataError::OtherProgram`] if the data are not [first](Dataset::is_first).
    pub fn of_first(settings: &Settings, cache: &DataFileCache) -> Result<Self, DataError> {
        let file = settings.data.file(settings).map(|file| cache.get(&file)).transpose()?.unwrap_or_default();
        let raw = match settings.data {
            Source::Classification => classification::Classification::make(settings, &file),
            Source::Digits => digits::Digits::make(settings, &file),
            Source::Wdbc => wdbc::Wdbc::make(settings, &file),
            Source::UserDataset => user_data::UserDataset::read_table(settings, &file),
            _ => return Err(DataError::OtherProgram),
        };
        Self::split(settings, raw?)
    }

    /// Makes, splits and scales a user's own data, for a program that knows no other kind.
    ///
    /// # Errors
    /// As [`Dataset::of`], or [`DataError::OtherProgram`] if the data are of another kind.
    pub fn of_own(settings: &Settings, cache: &DataFileCache) -> Result<Self, DataError> {
        if settings.data != Source::UserDataset {
            return Err(DataError::OtherProgram);
        }
        let file = user_data::UserDataset::file(settings)
            .map(|file| cache.get(&file))
            .transpose()?
            .unwrap_or_default();
        Self::split(settings, user_data::UserDataset::make(settings, &file)?)
    }

    fn split(settings: &Settings, raw: Labelled) -> Result<Self, DataError> {
        let split = SplitParams { test_size: settings.test_size, split_state: settings.split_state };
        Self::new(raw, &split, settings.scaling, settings.train_on)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Link;

    #[test]
    fn every_source_makes_as_many_samples_and_features_as_its_settings_promise() {
        for (source, name) in
            Source::ALL.iter().zip(Source::NAMES).filter(|(source, _)| **source != Source::UserDataset)
        {
            let link = Link::parse(&format!("data={}", name.text));
            assert_eq!((link.problems.as_slice(), link.experiment.data), (&[][..], *source));
            let made = source
                .generate(&link.experiment, &DataFileCache::default())
                .expect("its file is in the program");
            let promised = (link.experiment.samples(), link.experiment.features());
            assert_eq!((made.x.dim(), made.y.len()), (promised, promised.0), "{}", name.text);
            assert!(made.x.iter().all(|number| number.is_finite()), "{}", name.text);
        }
    }

    #[test]
    fn parameters_apply_to_the_sources_that_use_them() {
        assert!(Source::Classification.uses(Key::flip_y) && !Source::Digits.uses(Key::flip_y));
        let patches = Link::parse("data=patches").experiment;
        assert!(Source::applies(&patches, Key::patch_size) && !Source::applies(&patches, Key::window));
        assert!(Source::that_use(Key::patch_size).contains("patches"));
    }

    #[test]
    fn only_data_that_the_first_program_can_make_are_first() {
        let is_first = |link: &str| Dataset::is_first(&Link::parse(link).experiment);
        assert!(is_first("") && is_first("data=digits") && is_first("data=wdbc"));
        assert!(!is_first("data=patches") && !is_first("data=ecg") && !is_first("data=sparse_features"));
    }
}
