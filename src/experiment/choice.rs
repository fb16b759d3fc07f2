//! Parameters whose values are names.

/// Makes an enum whose variants have the names that links use, and lets it be a parameter's type.
macro_rules! choice {
    ($(#[$doc:meta])* $type:ident { $( $(#[$variant_doc:meta])* $variant:ident = $name:literal, )+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $type {
            $( $(#[$variant_doc])* $variant, )+
        }

        impl $type {
            /// The names, in the order of the variants.
            pub const NAMES: &'static [&'static str] = &[$( $name ),+];
        }

        impl $crate::experiment::Value for $type {
            fn parse(
                text: &str,
                _kind: &$crate::experiment::Kind,
            ) -> Result<Self, $crate::experiment::BadValue> {
                match text {
                    $( $name => Ok(Self::$variant), )+
                    _ => Err($crate::experiment::BadValue::UnknownName),
                }
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
