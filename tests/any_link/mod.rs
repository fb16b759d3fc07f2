//! Strategies for proptest: values of parameters as links write them.

use std::ops::Range;

use proptest::prelude::*;
use sparse_autoencoder::experiment::{Consequence, Parameter};
use sparse_autoencoder::parameter::Kind;

/// Returns texts of a number and of changes to it in some of the `epochs`.
pub fn schedule<T: std::fmt::Display + std::fmt::Debug + 'static>(
    number: impl Strategy<Value = T> + Clone + 'static,
    epochs: Range<u32>,
) -> BoxedStrategy<String> {
    (number.clone(), prop::collection::btree_map(epochs, number, 0..5))
        .prop_map(|(first, changes)| {
            let changes = changes.into_iter().map(|(epoch, value)| format!(",{value}@{epoch}"));
            format!("{first}{}", changes.collect::<String>())
        })
        .boxed()
}

/// Returns texts of values within a parameter's range. Live parameters change in some of the `epochs`.
pub fn value(parameter: &'static Parameter, epochs: Range<u32>) -> BoxedStrategy<String> {
    match parameter.kind {
        Kind::Integer { min, max, .. } => {
            let number = prop_oneof![min..=max.min(min + 60), min..=max];
            match parameter.effect {
                Consequence::Live => schedule(number, epochs),
                _ => number.prop_map(|value| value.to_string()).boxed(),
            }
        }
        Kind::Integers { min, max, most, .. } => prop::collection::vec(min..=max, 1..=most)
            .prop_map(|values| values.iter().map(u64::to_string).collect::<Vec<_>>().join(","))
            .boxed(),
        Kind::Real { min, max, optional, .. } => {
            let number = prop_oneof![min..=max, Just(min), Just(max)];
            let single = number.clone().prop_map(|value| value.to_string());
            match parameter.effect {
                Consequence::Live => schedule(number, epochs),
                _ if optional => prop_oneof![single, Just("none".to_owned())].boxed(),
                _ => single.boxed(),
            }
        }
        Kind::Flag => any::<bool>().prop_map(|value| value.to_string()).boxed(),
        Kind::Text => match parameter.name {
            "file" => prop::sample::select(vec!["", "a b.csv:5x4x2:00000000000000ff", "p.png:64x48:0f"])
                .prop_map(str::to_owned)
                .boxed(),
            "skip" => prop::sample::select(vec!["auto", "2"]).prop_map(str::to_owned).boxed(),
            "header" => prop::sample::select(vec!["auto", "none", "1"]).prop_map(str::to_owned).boxed(),
            "view" => prop::sample::select(vec!["table", "series", "2x2"]).prop_map(str::to_owned).boxed(),
            _ => "[a-z, ]{0,9}".boxed(),
        },
        Kind::Choice(names) => prop::sample::select(names).prop_map(|name| name.text.to_owned()).boxed(),
    }
}
