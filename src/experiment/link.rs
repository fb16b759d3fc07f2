//! Links: `#key=value&key=value`, only what differs from the defaults, in the table's order.

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

use super::address::{self, LONGEST, RESULT};
use super::looking::ViewParameter;
use super::settling::{Adjustment, Given, Settled, settle_most};
use super::{Experiment, PARAMETERS, Parameter, Problem, Settings};
use crate::tensor::Fingerprint;

/// The most problems of a link that are reported, so that no link takes too long.
const MOST_PROBLEMS: usize = 10;

/// A parsed link and its problems.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Link {
    /// The experiment; invalid values are at their defaults.
    pub experiment: Experiment,
    /// The parameters that the link sets, so that they stay where others change.
    pub given: Vec<&'static Parameter>,
    /// The defaults that gave way to what the link sets.
    pub adjustments: Vec<Adjustment>,
    /// The result that the sender saw.
    pub shared_result: Option<SharedResult>,
    /// The problems, in the order of the link.
    pub problems: Vec<Problem>,
}

/// A shared result: the weights after an epoch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SharedResult {
    /// The number of epochs trained.
    pub epoch: u32,
    /// The fingerprint of all weights then.
    pub fingerprint: Fingerprint,
}

impl Link {
    /// Reads a whole URL as mail and chat programs may have left it ([`address`]), a fragment with or without
    /// `#`, or nothing. It never fails: values that cannot be read are named among the problems and left at
    /// their defaults.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let bytes = text.len();
        if bytes > LONGEST {
            let problems = vec![Problem::TooLong { bytes, most: LONGEST }];
            return Self { problems, ..Self::default() };
        }
        let mut link = Self::read(text);
        let more = link.problems.len().saturating_sub(MOST_PROBLEMS);
        link.problems.truncate(MOST_PROBLEMS);
        link.problems.extend((more > 0).then_some(Problem::More { more }));
        link
    }

    fn read(text: &str) -> Self {
        let mut problems = Vec::new();
        let mut seen: Vec<&'static Parameter> = Vec::new();
        let mut given: Vec<Given> = Vec::new();
        let mut claim_text = None;
        let fragment = address::fragment(text).unwrap_or_else(|problem| {
            problems.push(problem);
            String::new()
        });
        for part in fragment.split('&').filter(|part| !part.is_empty()) {
            let part = address::without_tracker(part);
            let Some((key, value)) = part.split_once('=') else {
                problems.push(Problem::NotAPair { part: decode(part) });
                continue;
            };
            let (key, value) = (address::key(key), decode(value));
            // The sender's selection does not affect the experiment.
            if address::is_tracker(&key) || ViewParameter::named(&key).is_some() {
                continue;
            }
            if key == RESULT {
                if claim_text.replace(value).is_some() {
                    problems.push(Problem::Repeated { key: RESULT });
                }
                continue;
            }
            let Some(parameter) = Parameter::named(&key) else {
                problems.push(Problem::UnknownKey { key });
                continue;
            };
            if seen.contains(&parameter) {
                given.retain(|(row, _)| *row != parameter);
                problems.push(Problem::Repeated { key: parameter.name });
                continue;
            }
            seen.push(parameter);
            match canonical(parameter, &value) {
                Ok(text) => given.push((parameter, text)),
                Err(problem) => problems.push(problem),
            }
        }
        // The checks look at them in the table's order, whatever the link's is.
        let place = |(parameter, _): &Given| PARAMETERS.iter().position(|row| row == *parameter);
        given.sort_by_key(place);
        let rows = given.iter().map(|(parameter, _)| *parameter).collect();
        let Settled { experiment, adjustments } = settle_most(given, &mut problems);
        let shared_result = claim_text.and_then(|text| {
            let read = |text: &str| SharedResult::parse(text, experiment.epochs);
            let meant = || address::meant(&text).find_map(|text| read(&text).ok());
            read(&text)
                .or_else(|problem| meant().ok_or(problem))
                .map_err(|problem| problems.push(problem))
                .ok()
        });
        Self { experiment, given: rows, adjustments, shared_result, problems }
    }
}

impl Experiment {
    /// Returns the canonical link's fragment without `#`: the values that differ from the defaults; empty for
    /// the default experiment.
    #[must_use]
    pub fn link(&self) -> String {
        self.link_of(|_| true)
    }

    /// Returns the canonical link of some parameters only.
    #[must_use]
    pub fn link_of(&self, is_wanted: impl Fn(&Parameter) -> bool) -> String {
        PARAMETERS
            .iter()
            .filter(|parameter| is_wanted(parameter) && !parameter.is_default(self))
            .map(|parameter| format!("{}={}", parameter.name, encode(&parameter.text(self))))
            .collect::<Vec<_>>()
            .join("&")
    }

    /// Returns the canonical link with a shared result at its end.
    #[must_use]
    pub fn link_with(&self, shared_result: SharedResult) -> String {
        let link = self.link();
        let joint = if link.is_empty() { "" } else { "&" };
        format!("{link}{joint}{RESULT}={}-{}", shared_result.epoch, shared_result.fingerprint)
    }
}

impl SharedResult {
    /// Returns the message when the shared epoch is reached with `fingerprint`.
    #[must_use]
    pub fn verdict(&self, fingerprint: Fingerprint) -> String {
        let epoch = self.epoch;
        if fingerprint == self.fingerprint {
            return format!(
                "Reproduced exactly: after epoch {epoch} every weight has the bits of the shared result."
            );
        }
        format!(
            "Differs: after epoch {epoch} the weights ({fingerprint}) are not those of the shared result ({}).",
            self.fingerprint
        )
    }

    fn parse(text: &str, epochs: u32) -> Result<Self, Problem> {
        let bad = |reason| Problem::BadClaim { value: text.to_owned(), reason };
        let (epoch, fingerprint) =
            text.split_once('-').ok_or_else(|| bad("a result is written EPOCH-FINGERPRINT"))?;
        let epoch: u32 = epoch.parse().map_err(|_| bad("the epoch is not a whole number"))?;
        let fingerprint =
            Fingerprint::parse(fingerprint).ok_or_else(|| bad("a fingerprint is 16 hexadecimal digits"))?;
        if epoch == 0 || epoch > epochs {
            return Err(bad("its epoch is not one of the run's"));
        }
        Ok(Self { epoch, fingerprint })
    }
}

/// Reads a value unchanged, or else as it was probably meant. Returns it as links write it.
fn canonical(parameter: &'static Parameter, value: &str) -> Result<String, Problem> {
    let read = |value: &str| {
        let mut settings = Settings::default();
        (parameter.assign)(&mut settings, parameter, value).map(|()| parameter.text(&settings))
    };
    read(value).or_else(|problem| address::meant(value).find_map(|value| read(&value).ok()).ok_or(problem))
}

/// Characters that would end a value, or the link in a text.
const MARKS: &AsciiSet =
    &CONTROLS.add(b' ').add(b'"').add(b'#').add(b'%').add(b'&').add(b'<').add(b'>').add(b'`');

fn encode(text: &str) -> String {
    utf8_percent_encode(text, MARKS).to_string()
}

fn decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}
