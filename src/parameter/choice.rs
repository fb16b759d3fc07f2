//! Parameters whose values are names.

/// A name that a value can have, and what it means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Name {
    /// As links have it.
    pub text: &'static str,
    /// One sentence; the page shows it under the choice.
    pub help: &'static str,
    /// Where to read more.
    pub paper: Option<Paper>,
}

/// Where something comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paper {
    /// Authors and year.
    pub title: &'static str,
    /// Its address.
    pub url: &'static str,
}

impl Paper {
    /// The paper, where there is one: where it has an address.
    #[must_use]
    pub const fn new(title: &'static str, url: &'static str) -> Option<Self> {
        if url.is_empty() { None } else { Some(Self { title, url }) }
    }
}

/// Makes an enum whose variants have the names that links use, and lets it be a parameter's type.
/// A variant's documentation is its help; `in` names its paper.
macro_rules! choice {
    (@paper) => { None };
    (@paper $paper:expr) => { $paper };
    ($(#[$doc:meta])* $type:ident {
        $( $(#[doc = $help:literal])+ $variant:ident = $name:tt $(in $paper:expr)?, )+
    }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[allow(clippy::doc_markdown, reason = "the same words are the page's help")]
        pub enum $type {
            $( $(#[doc = $help])+ $variant, )+
        }

        impl $type {
            /// All variants.
            pub const ALL: &'static [Self] = &[$( Self::$variant ),+];

            /// The names, in the order of the variants.
            pub const NAMES: &'static [$crate::parameter::Name] = &[$( $crate::parameter::Name {
                text: $name,
                help: concat!($( $help ),+).trim_ascii(),
                paper: $crate::parameter::choice!(@paper $( $paper )?),
            } ),+];
        }

        impl $crate::parameter::Value for $type {
            fn parse(
                text: &str,
                _kind: &$crate::parameter::Kind,
            ) -> Result<Self, $crate::parameter::BadValue> {
                let mut all = Self::ALL.iter().zip(Self::NAMES);
                let found = all.find(|(_, name)| name.text == text).map(|(variant, _)| *variant);
                found.ok_or($crate::parameter::BadValue::UnknownName)
            }

            fn text(&self) -> String {
                match self {
                    $( Self::$variant => $name, )+
                }
                .to_owned()
            }
        }
    };
}
pub(crate) use choice;

/// `parameter a, b or c`.
pub(crate) fn listed<'a>(parameter: &str, names: impl Iterator<Item = &'a str>) -> String {
    let mut names: Vec<_> = names.collect();
    let last = names.pop().unwrap_or("none of them");
    let others = names.join(", ");
    let joint = if others.is_empty() { "" } else { " or " };
    format!("{parameter} {others}{joint}{last}")
}
