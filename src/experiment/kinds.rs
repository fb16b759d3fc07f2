//! Kinds of values as rows of the parameter table write them.

use super::{Kind, Stops};

/// A whole number.
pub const fn integer(min: u64, max: u64, stops: Stops) -> Kind {
    Kind::Integer { min, max, stops, optional: false }
}

/// A whole number, or some joined by commas.
pub const fn integers(min: u64, max: u64, stops: Stops, most: usize) -> Kind {
    Kind::Integers { min, max, stops, most }
}

/// A finite number.
pub const fn real(min: f64, max: f64, stops: Stops) -> Kind {
    Kind::Real { min, max, stops, optional: false }
}

/// A finite number, or `none`.
pub const fn optional(min: f64, max: f64, stops: Stops) -> Kind {
    Kind::Real { min, max, stops, optional: true }
}

/// A seed of a 32-bit generator.
pub const SEED: Kind = integer(0, u32::MAX as u64, Stops::Decades(1.0));
