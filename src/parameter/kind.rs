//! The kinds of values that parameters have.

use super::{ChoiceInfo, slider_steps};

/// The kind of a parameter's values, which determines its control.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    /// Whole numbers from `min` to `max`; `none` too where `optional`.
    Integer {
        min: u64,
        max: u64,
        slider_steps: SliderSteps,
        /// True if `none` is a value.
        optional: bool,
    },
    /// Like `Integer`, or a list of up to `most` such numbers, of which a slider moves the last.
    Integers {
        min: u64,
        max: u64,
        slider_steps: SliderSteps,
        /// The largest length of the list.
        most: usize,
    },
    /// Finite numbers from `min` to `max`; `none` too where `optional`.
    Real {
        min: f64,
        max: f64,
        slider_steps: SliderSteps,
        /// True if `none` (scikit-learn's `None`) is a value.
        optional: bool,
    },
    Flag,
    /// One of several names.
    Choice(&'static [ChoiceInfo]),
    /// A text that the type itself checks.
    Text,
}

/// The positions of a slider between its ends. Any value in the range can also be typed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum SliderSteps {
    /// Every multiple of a step.
    Every(f64),
    /// Ten a decade, from the given smallest positive value: 1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8.
    Decades(f64),
    /// Every whole number to 16, then four an octave: 20, 24, 28, 32, 40 …
    Octaves,
    /// No slider: the numbers are classes, which the page lists.
    Classes,
}

impl Kind {
    /// The range or the names, as a person writes it: `0 to 100`, `true or false`.
    #[must_use]
    pub fn range(&self) -> String {
        match *self {
            Kind::Integer { min, max, optional, .. } => format!("{min} to {max}{}", or_none(optional)),
            Kind::Integers { min, max, most, .. } => {
                format!("{min} to {max}, or a list of at most {most}, as in 32,16,8")
            }
            Kind::Real { min, max, optional, .. } => {
                format!("{min} to {max}{}", or_none(optional))
            }
            Kind::Flag => "true or false".to_owned(),
            Kind::Choice(names) => names.iter().map(|name| name.text).collect::<Vec<_>>().join(", "),
            Kind::Text => "any text".to_owned(),
        }
    }

    /// Returns the slider's positions in ascending order, or nothing if there is no slider.
    #[must_use]
    pub fn slider_steps(&self) -> Vec<f64> {
        match *self {
            Kind::Integer { min, max, slider_steps, .. } | Kind::Integers { min, max, slider_steps, .. } => {
                slider_steps::between(min as f64, max as f64, slider_steps, true)
            }
            Kind::Real { min, max, slider_steps, .. } => slider_steps::between(min, max, slider_steps, false),
            Kind::Flag | Kind::Choice(_) | Kind::Text => Vec::new(),
        }
    }
}

pub const fn integer(min: u64, max: u64, slider_steps: SliderSteps) -> Kind {
    Kind::Integer { min, max, slider_steps, optional: false }
}

/// A whole number, or some joined by commas.
pub const fn integers(min: u64, max: u64, slider_steps: SliderSteps, most: usize) -> Kind {
    Kind::Integers { min, max, slider_steps, most }
}

pub const fn real(min: f64, max: f64, slider_steps: SliderSteps) -> Kind {
    Kind::Real { min, max, slider_steps, optional: false }
}

/// A finite number, or `none`.
pub const fn optional(min: f64, max: f64, slider_steps: SliderSteps) -> Kind {
    Kind::Real { min, max, slider_steps, optional: true }
}

/// A seed of a 32-bit generator.
pub const SEED: Kind = integer(0, u32::MAX as u64, SliderSteps::Decades(1.0));

fn or_none(optional: bool) -> &'static str {
    if optional { ", or none" } else { "" }
}
