//! The form of the rows of the parameter table.

/// Generates `Settings` and `PARAMETERS` from the same rows. A row is a doc comment (the help text),
/// `name: type = default;`, and the group, label, kind, effect, and whether it is essential. A
/// parameter that does not always apply ends with its condition: `of data`, `of optimizer` or `of sparsity`
/// if the datasets, optimisers or methods list it themselves, otherwise `when`.
macro_rules! parameters {
    ($( #[doc = $help:literal] $name:ident: $type:ty = $default:expr;
        $group:ident, $label:literal, $kind:expr, $effect:ident, essential: $essential:literal
        $(, $condition:ident $what:tt $(: $when:expr)?)?; )*) => {
        /// The values of all parameters. Each is within its own range; only an
        /// [`Experiment`](super::Experiment) guarantees that they are valid together.
        #[derive(Debug, Clone, PartialEq)]
        #[allow(clippy::doc_markdown, reason = "the same words are the page's help")]
        pub struct Settings {
            $( #[doc = $help] pub $name: $type, )*
        }

        impl Default for Settings {
            fn default() -> Self {
                Self { $( $name: $default, )* }
            }
        }

        /// Every parameter, in the order of the link.
        pub static PARAMETERS: &[Parameter] = &[ $( Parameter {
            name: stringify!($name),
            group: Group::$group,
            label: $label,
            help: $help.trim_ascii(),
            kind: $kind,
            effect: Consequence::$effect,
            essential: $essential,
            condition: parameters!(@condition $name $($condition $what $(: $when)?)?),
            read: |settings| settings.$name.text(),
            assign: |settings, parameter, text| {
                settings.$name = Value::parse(text, &parameter.kind).map_err(|reason| {
                    Problem::BadValue { parameter, value: text.to_owned(), reason }
                })?;
                Ok(())
            },
            schedule: |settings| settings.$name.schedule(),
        }, )* ];
    };
    (@condition $name:ident) => { None };
    (@condition $name:ident when $said:literal: $when:expr) => {
        Some(Condition { said: || $said.to_owned(), holds: $when })
    };
    // Only some datasets or methods use it, and they list it themselves.
    (@condition $name:ident of data) => {
        Some(Condition {
            said: || Source::that_use(stringify!($name)),
            holds: |settings| Source::applies(settings, stringify!($name)),
        })
    };
    (@condition $name:ident of optimizer) => {
        Some(Condition {
            said: || OptimizerName::that_use(stringify!($name)),
            holds: |settings| settings.optimizer.uses(stringify!($name)),
        })
    };
    (@condition $name:ident of sparsity) => {
        Some(Condition {
            said: || Sparsity::that_use(stringify!($name)),
            holds: |settings| settings.sparsity.uses(stringify!($name)),
        })
    };
}
pub(super) use parameters;
