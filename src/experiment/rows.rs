//! The form of the rows of the parameter table.

/// Generates `Settings`, `Key` and `PARAMETERS` from the same rows. A row is a doc comment (the help text),
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

        /// The identity of a parameter: a variant per row, named like the parameter itself.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        #[allow(non_camel_case_types, reason = "a key has the name that links, flags and scripts use")]
        #[allow(clippy::doc_markdown, reason = "help is plain text, which the page and the command line show as it is")]
        pub enum Key {
            $( #[doc = $help] $name, )*
        }

        /// Every parameter, in the order of the link.
        pub static PARAMETERS: &[Parameter] = &[ $( Parameter {
            key: Key::$name,
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
            said: || Source::that_use(Key::$name),
            holds: |settings| Source::applies(settings, Key::$name),
        })
    };
    (@condition $name:ident of optimizer) => {
        Some(Condition {
            said: || OptimizerName::that_use(Key::$name),
            holds: |settings| settings.optimizer.uses(Key::$name),
        })
    };
    (@condition $name:ident of sparsity) => {
        Some(Condition {
            said: || Sparsity::that_use(Key::$name),
            holds: |settings| settings.sparsity.uses(Key::$name),
        })
    };
}
pub(super) use parameters;
