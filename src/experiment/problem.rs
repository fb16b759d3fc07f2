//! Errors in an experiment, each with a remedy.

use super::{Key, Parameter};
use crate::parameter::{BadValue, Kind, excerpt};

/// An error in a link, a flag or a control. It names the key; the rest of the link is kept.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Problem {
    /// A key that no row of the table has.
    #[error("{}: there is no such parameter{}", excerpt(.key), similar(.key))]
    UnknownKey { key: String },
    /// A part of the link without `=`.
    #[error("“{}”: a link is made of key=value parts joined by &", excerpt(.part))]
    NotAPair { part: String },
    /// An address that leads to the link, but does not contain it.
    #[error("“{}”: only a browser can follow this address; open it there and copy the address of the page", excerpt(.address))]
    HiddenAddress { address: String },
    /// A key that occurs more than once.
    #[error("{key}: given more than once; give it once")]
    Repeated { key: &'static str },
    /// A value of another kind, or out of range.
    #[error("{}={}: {}{}", .parameter.name, excerpt(.value), .reason, allowed(.parameter))]
    BadValue { parameter: &'static Parameter, value: String, reason: BadValue },
    /// A value of a parameter that has no effect with the other values.
    #[error("{}: has an effect only with {}", .parameter.name, .parameter.condition.as_ref().map_or_else(String::new, |it| (it.said)()))]
    Idle { parameter: &'static Parameter },
    /// A change during a run of a parameter that only a new run can have.
    #[error("{}: changes only with a new run; start the experiment again", .parameter.name)]
    Restarts { parameter: &'static Parameter },
    /// `result=` that is not `EPOCH-FINGERPRINT`, or names an epoch past the run's end.
    #[error("result={}: {reason}", excerpt(.value))]
    BadClaim { value: String, reason: &'static str },
    /// A value of a view parameter that selects nothing.
    #[error("{key}={}: {reason}", excerpt(.value))]
    BadViewValue { key: &'static str, value: String, reason: String },
    /// A link that is too long to be read.
    #[error("the link has {} kB, {} kB are read; copy it again from its source", .bytes / 1000, .most / 1000)]
    TooLong {
        bytes: usize,
        /// The largest number of bytes.
        most: usize,
    },
    /// Further problems, which are not listed.
    #[error("and {} more", grouped(*.more))]
    More { more: usize },
    /// More memory than there may be.
    #[error("{message}")]
    TooLarge {
        /// The parameter to lower.
        parameter: Key,
        /// The value that makes it fit; none where it needs more than that.
        value: Option<String>,
        /// The memory needed, and the parameter to lower.
        message: String,
    },
    /// Parameters that are each in range but do not go together.
    #[error("{message}{}", advice(.remedies))]
    Joint {
        /// The rows concerned, the first one the likeliest culprit.
        parameters: &'static [Key],
        /// The problem, with names and values.
        message: String,
        /// Changes of which any one solves the problem.
        remedies: Vec<Remedy>,
    },
}

/// Values that parameters have to take together, as links write them.
pub type Remedy = Vec<(Key, String)>;

impl Problem {
    /// Returns the parameters concerned.
    #[must_use]
    pub fn parameters(&self) -> Vec<Key> {
        match self {
            Self::Repeated { key } => Parameter::named(key).map(|row| row.key).into_iter().collect(),
            Self::BadValue { parameter, .. } | Self::Idle { parameter } | Self::Restarts { parameter } => {
                vec![parameter.key]
            }
            Self::Joint { parameters, .. } => parameters.to_vec(),
            Self::TooLarge { parameter, .. } => vec![*parameter],
            Self::UnknownKey { .. }
            | Self::NotAPair { .. }
            | Self::HiddenAddress { .. }
            | Self::BadClaim { .. }
            | Self::BadViewValue { .. }
            | Self::TooLong { .. }
            | Self::More { .. } => Vec::new(),
        }
    }
}

/// A count with commas between its thousands.
fn grouped(count: usize) -> String {
    let digits = count.to_string();
    let groups = digits.as_bytes().rchunks(3).rev().map(String::from_utf8_lossy);
    groups.collect::<Vec<_>>().join(",")
}

/// The remedies in words: `: choose a=1, b=2 and c=3, or d=4`.
fn advice(remedies: &[Remedy]) -> String {
    let texts = remedies.iter().map(|remedy| {
        let values = remedy.iter().map(|(key, value)| format!("{key}={value}"));
        values.collect::<Vec<_>>().join(" and ")
    });
    match texts.collect::<Vec<_>>().as_slice() {
        [] => String::new(),
        [one] => format!(": choose {one}"),
        [several @ .., last] => format!(": choose {} or {last}", several.join(", ")),
    }
}

/// Suggests a known name that differs only in case, `-` or `_`.
fn similar(key: &str) -> String {
    let plain = |name: &str| name.to_ascii_lowercase().replace(['-', '_', ' '], "");
    super::PARAMETERS
        .iter()
        .find(|parameter| plain(parameter.name) == plain(key))
        .map_or_else(String::new, |parameter| format!("; did you mean {}?", parameter.name))
}

/// Lists the allowed values if the value's own error does not.
fn allowed(parameter: &Parameter) -> String {
    if parameter.kind == Kind::Text { String::new() } else { format!("; allowed is {}", parameter.range()) }
}
