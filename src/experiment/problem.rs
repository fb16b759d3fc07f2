//! What can be wrong with an experiment, in words a person can act on.

use super::Parameter;
use crate::parameter::{BadValue, Kind, excerpt};

/// One thing wrong with a link, a flag or a control. It names the key; the rest of the link is
/// kept.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Problem {
    /// A key that no row of the table has.
    #[error("{}: there is no such parameter{}", excerpt(.key), similar(.key))]
    UnknownKey {
        /// The key as written.
        key: String,
    },
    /// A part of the link without `=`.
    #[error("“{}”: a link is made of key=value parts joined by &", excerpt(.part))]
    NotAPair {
        /// The part as written.
        part: String,
    },
    /// An address that leads to the link, but does not contain it.
    #[error("“{}”: only a browser can follow this address; open it there and copy the address of the page", excerpt(.address))]
    HiddenAddress {
        /// The address as written.
        address: String,
    },
    /// A key that stands more than once.
    #[error("{key}: given more than once; give it once")]
    Repeated {
        /// The key.
        key: &'static str,
    },
    /// A value of another kind, or out of range.
    #[error("{}={}: {}{}", .parameter.name, excerpt(.value), .reason, allowed(.parameter))]
    BadValue {
        /// The row concerned.
        parameter: &'static Parameter,
        /// The value as written.
        value: String,
        /// What is wrong with it.
        reason: BadValue,
    },
    /// A value of a parameter that means nothing beside the others.
    #[error("{}: has an effect only with {}", .parameter.name, .parameter.condition.as_ref().map_or_else(String::new, |it| (it.said)()))]
    Idle {
        /// The row concerned.
        parameter: &'static Parameter,
    },
    /// A change during a run of a parameter that only a new run can have.
    #[error("{}: changes only with a new run; start the experiment again", .parameter.name)]
    Restarts {
        /// The parameter's row.
        parameter: &'static Parameter,
    },
    /// `result=` that is not `EPOCH-FINGERPRINT`, or names an epoch past the run's end.
    #[error("result={}: {reason}", excerpt(.value))]
    BadClaim {
        /// The value as written.
        value: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// A link that is too long to be read.
    #[error("the link has {} kB, {} kB are read; copy it again from its source", .bytes / 1000, .most / 1000)]
    TooLong {
        /// How many bytes it has.
        bytes: usize,
        /// How many it may have.
        most: usize,
    },
    /// Further problems, which are not told.
    #[error("and {} more", grouped(*.more))]
    More {
        /// How many.
        more: usize,
    },
    /// More memory than there may be.
    #[error("{message}")]
    TooLarge {
        /// The row to lower.
        parameter: &'static str,
        /// The value that makes it fit; none where it needs more than that.
        value: Option<String>,
        /// What it needs, and what to lower.
        message: String,
    },
    /// Parameters that are each in range but do not go together.
    #[error("{message}{}", advice(.remedies))]
    Joint {
        /// The rows concerned, the first one the likeliest culprit.
        parameters: &'static [&'static str],
        /// What is wrong, with names and values.
        message: String,
        /// What would make it right, any one of them.
        remedies: Vec<Remedy>,
    },
}

/// Values that parameters have to take together, as links write them.
pub type Remedy = Vec<(&'static str, String)>;

impl Problem {
    /// The parameters concerned.
    #[must_use]
    pub fn parameters(&self) -> Vec<&'static str> {
        match self {
            Self::Repeated { key } => vec![key],
            Self::BadValue { parameter, .. } | Self::Idle { parameter } | Self::Restarts { parameter } => {
                vec![parameter.name]
            }
            Self::Joint { parameters, .. } => parameters.to_vec(),
            Self::TooLarge { parameter, .. } => vec![parameter],
            Self::UnknownKey { .. }
            | Self::NotAPair { .. }
            | Self::HiddenAddress { .. }
            | Self::BadClaim { .. }
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
        let values = remedy.iter().map(|(name, value)| format!("{name}={value}"));
        values.collect::<Vec<_>>().join(" and ")
    });
    match texts.collect::<Vec<_>>().as_slice() {
        [] => String::new(),
        [one] => format!(": choose {one}"),
        [several @ .., last] => format!(": choose {} or {last}", several.join(", ")),
    }
}

/// A hint where a known name differs only in case or in one of the marks `-` and `_`.
fn similar(key: &str) -> String {
    let plain = |name: &str| name.to_ascii_lowercase().replace(['-', '_', ' '], "");
    super::PARAMETERS
        .iter()
        .find(|parameter| plain(parameter.name) == plain(key))
        .map_or_else(String::new, |parameter| format!("; did you mean {}?", parameter.name))
}

/// What the parameter takes, where its own words do not say it.
fn allowed(parameter: &Parameter) -> String {
    if parameter.kind == Kind::Text { String::new() } else { format!("; allowed is {}", parameter.range()) }
}
