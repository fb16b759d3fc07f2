//! Parameters with a fixed set of named values.

/// Description of one of the named values of a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChoiceInfo {
    /// The value as written in links and flags.
    pub text: &'static str,
    /// Usual name in the literature, such as TopK.
    pub title: &'static str,
    /// One sentence, shown below the choice.
    pub help: &'static str,
    /// The paper that introduced it.
    pub paper: Option<Paper>,
}

impl ChoiceInfo {
    /// The usual name followed by the value as written in links: `TopK (topk)`.
    #[must_use]
    pub fn shown(&self) -> String {
        if self.title == self.text { self.text.to_owned() } else { format!("{} ({})", self.title, self.text) }
    }
}

/// Reference to a paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paper {
    /// Authors and year.
    pub title: &'static str,
    pub url: &'static str,
}

impl Paper {
    /// Returns the paper, or `None` if `url` is empty.
    #[must_use]
    pub const fn new(title: &'static str, url: &'static str) -> Option<Self> {
        if url.is_empty() { None } else { Some(Self { title, url }) }
    }
}

/// Defines an enum that can be the type of a parameter. Each variant has the name used in links; `as`
/// gives its usual name in the literature and `in` its paper. Its doc comment is its help text.
macro_rules! choice {
    (@title $name:tt) => { $name };
    (@title $name:tt $title:tt) => { $title };
    (@paper) => { None };
    (@paper $paper:expr) => { $paper };
    ($(#[$doc:meta])* $type:ident {
        $( $(#[doc = $help:literal])+ $variant:ident = $name:tt $(as $title:tt)? $(in $paper:expr)?, )+
    }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[allow(clippy::doc_markdown, reason = "the same words are the page's help")]
        pub enum $type {
            $( $(#[doc = $help])+ $variant, )+
        }

        impl $type {
            pub const ALL: &'static [Self] = &[$( Self::$variant ),+];

            /// The names, in the order of the variants.
            pub const NAMES: &'static [$crate::parameter::ChoiceInfo] = &[$( $crate::parameter::ChoiceInfo {
                text: $name,
                title: $crate::parameter::choice!(@title $name $( $title )?),
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
