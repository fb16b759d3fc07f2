//! The selection of a link: the view, the unit and the sample. It is part of the address, but not of
//! the experiment.

use super::address;
use super::problem::Problem;
use crate::parameter::{Kind, Value, choice, listed};

choice! {
    /// A view of the page, chosen by its tab. Its name in addresses is also the end of its elements' ids.
    Tab {
        /// Loss, reconstruction, activations, report, log and sparsity.
        Training = "training",
        /// Learned weights.
        Units = "units",
        /// Evaluation of the codes.
        Evaluation = "evaluation",
        /// Comparison with the true features.
        GroundTruth = "ground_truth",
    }
}

impl Tab {
    /// Returns the names of all views after a word: `choose training, units, evaluation or ground_truth`.
    fn listed(word: &str) -> String {
        listed(word, Self::NAMES.iter().map(|name| name.text))
    }
}

/// The selection. Whatever is `None` is as the page opens it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Looking {
    /// View.
    pub show: Option<Tab>,
    /// Selected unit.
    pub unit: Option<u32>,
    /// Selected test sample.
    pub sample: Option<u32>,
}

/// A view parameter: a key of addresses for the selection. A row of [`VIEW_PARAMETERS`].
#[derive(Debug)]
pub struct ViewParameter {
    /// Key.
    pub key: &'static str,
    /// Its meaning in a few words.
    pub meaning: fn() -> String,
    /// Reads a value. The error lists the allowed values.
    read: fn(&mut Looking, &str) -> Result<(), String>,
    /// Writes the value, or returns `None` if it is not set.
    write: fn(&Looking) -> Option<String>,
}

/// All view parameters, in the order of addresses.
pub const VIEW_PARAMETERS: [ViewParameter; 3] = [
    ViewParameter {
        key: "show",
        meaning: || Tab::listed("view of the page:"),
        read: |looking, text| {
            let tab = Tab::parse(text, &Kind::Choice(Tab::NAMES));
            looking.show = Some(tab.map_err(|_| Tab::listed("choose"))?);
            Ok(())
        },
        write: |looking| looking.show.map(|tab| tab.text()),
    },
    ViewParameter {
        key: "unit",
        meaning: || "selected hidden unit, from 0".to_owned(),
        read: |looking, text| whole(text).map(|unit| looking.unit = Some(unit)),
        write: |looking| looking.unit.map(|unit| unit.to_string()),
    },
    ViewParameter {
        key: "sample",
        meaning: || "selected test sample, from 0".to_owned(),
        read: |looking, text| whole(text).map(|sample| looking.sample = Some(sample)),
        write: |looking| looking.sample.map(|sample| sample.to_string()),
    },
];

fn whole(text: &str) -> Result<u32, String> {
    text.parse().map_err(|_| "it is a whole number, counted from 0".to_owned())
}

impl ViewParameter {
    /// Returns the view parameter with this key.
    #[must_use]
    pub fn named(key: &str) -> Option<&'static Self> {
        VIEW_PARAMETERS.iter().find(|parameter| parameter.key == key)
    }
}

impl Looking {
    /// Reads the selection of an address, and its problems. [`Link::parse`](super::Link::parse) reads the
    /// experiment of the address.
    #[must_use]
    pub fn parse(text: &str) -> (Self, Vec<Problem>) {
        let (mut looking, mut problems) = (Self::default(), Vec::new());
        let mut seen = Vec::new();
        // Link::parse reports an address that cannot be read at all.
        for (key, value) in address::pairs(text) {
            let Some(parameter) = ViewParameter::named(&key) else { continue };
            if seen.contains(&parameter.key) {
                problems.push(Problem::Repeated { key: parameter.key });
                continue;
            }
            seen.push(parameter.key);
            let mut read = |text: &str| (parameter.read)(&mut looking, text);
            if let Err(reason) = read(&value)
                && !address::meant(&value).any(|value| read(&value).is_ok())
            {
                problems.push(Problem::BadViewValue { key: parameter.key, value, reason });
            }
        }
        (looking, problems)
    }

    /// Returns the part of the address: `show=units&unit=7`; empty if nothing is selected.
    #[must_use]
    pub fn link(&self) -> String {
        let pairs = VIEW_PARAMETERS
            .iter()
            .filter_map(|parameter| Some(format!("{}={}", parameter.key, (parameter.write)(self)?)));
        pairs.collect::<Vec<_>>().join("&")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::{Experiment, Link, Parameter};

    fn problems(text: &str) -> Vec<String> {
        Looking::parse(text).1.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn looking_is_written_as_it_is_read() {
        for text in ["", "show=units", "show=ground_truth&unit=0&sample=12", "sample=3"] {
            assert_eq!(Looking::parse(text).0.link(), text);
        }
        let all = Looking { show: Some(Tab::Units), unit: Some(7), sample: Some(12) };
        for address in [
            "#seed=3&sample=12&show=units&unit=7",
            "https://a.b/?show=units%26unit=7&sample=12.",
            "show=units,&unit=7&sample=12",
        ] {
            let address = address.replace("%26", "&");
            assert_eq!(Looking::parse(&address), (all, Vec::new()), "{address}");
        }
    }

    #[test]
    fn links_ignore_the_view_parameters() {
        let link = Link::parse("hidden_dim=9&show=units&unit=7&sample=12&result=3-00000000000000aa");
        assert_eq!(link, Link::parse("hidden_dim=9&result=3-00000000000000aa"));
        for text in ["show=units", "unit=nothing&sample=-1", "sample=1&sample=2"] {
            let link = Link::parse(text);
            assert_eq!((link.experiment, link.problems), (Experiment::default(), Vec::new()), "{text}");
        }
    }

    #[test]
    fn a_bad_value_is_reported_and_the_rest_is_read() {
        let (looking, problems) = Looking::parse("show=weights&unit=7&sample=-1&unit=8");
        assert_eq!(looking, Looking { unit: Some(7), ..Looking::default() });
        let texts: Vec<_> = problems.iter().map(ToString::to_string).collect();
        assert_eq!(
            texts,
            [
                "show=weights: choose training, units, evaluation or ground_truth",
                "sample=-1: it is a whole number, counted from 0",
                "unit: given more than once; give it once",
            ]
        );
    }

    #[test]
    fn no_view_parameter_has_the_key_of_a_parameter() {
        assert!(VIEW_PARAMETERS.iter().all(|parameter| Parameter::named(parameter.key).is_none()));
        assert_eq!(problems("seed=3"), [""; 0]);
    }
}
