//! What values a parameter takes.

use super::{ChoiceInfo, slider_steps};

/// What values a parameter takes; the control follows from it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    /// Whole numbers from `min` to `max`; `none` too where `optional`.
    Integer {
        /// Smallest value.
        min: u64,
        /// Largest value.
        max: u64,
        /// Where a slider stops.
        slider_steps: SliderSteps,
        /// Whether `none` is a value.
        optional: bool,
    },
    /// As `Integer`, or a list of up to `most` such numbers, of which a slider moves the last.
    Integers {
        /// Smallest value.
        min: u64,
        /// Largest value.
        max: u64,
        /// Where a slider stops.
        slider_steps: SliderSteps,
        /// As many numbers as a list may hold.
        most: usize,
    },
    /// Finite numbers from `min` to `max`; `none` too where `optional`.
    Real {
        /// Smallest value.
        min: f64,
        /// Largest value.
        max: f64,
        /// Where a slider stops.
        slider_steps: SliderSteps,
        /// Whether `none` (scikit-learn's `None`) is a value.
        optional: bool,
    },
    /// `true` or `false`.
    Flag,
    /// One of some names.
    Choice(&'static [ChoiceInfo]),
    /// Any text; the type says what it takes.
    Text,
}

/// How a slider's stops lie between the ends; any value in range can still be typed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum SliderSteps {
    /// Every multiple of a step.
    Every(f64),
    /// Ten a decade, from the given smallest positive value: 1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8.
    Decades(f64),
    /// Every whole number to 16, then four an octave: 20, 24, 28, 32, 40 …
    Octaves,
    /// Nowhere: the numbers are classes, and the page has a list of those that there are.
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

    /// The slider's stops in rising order; empty where there is no slider.
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

/// A whole number.
pub const fn integer(min: u64, max: u64, slider_steps: SliderSteps) -> Kind {
    Kind::Integer { min, max, slider_steps, optional: false }
}

/// A whole number, or some joined by commas.
pub const fn integers(min: u64, max: u64, slider_steps: SliderSteps, most: usize) -> Kind {
    Kind::Integers { min, max, slider_steps, most }
}

/// A finite number.
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
