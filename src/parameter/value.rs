//! The types a parameter's value can have: text to value and back.

use super::{BadValue, Kind, Schedule, decimal};

/// A type that a row of the table can hold.
pub trait Value: Sized {
    /// Parses the text of a link within the range of the kind.
    ///
    /// # Errors
    /// If the text is invalid.
    fn parse(text: &str, kind: &Kind) -> Result<Self, BadValue>;

    /// The text that `parse` reads back to the same value.
    fn text(&self) -> String;

    /// The value itself where it may change while training.
    fn schedule(&self) -> Option<&Schedule> {
        None
    }
}

macro_rules! whole {
    ($($type:ty),*) => { $(
        impl Value for $type {
            fn parse(text: &str, kind: &Kind) -> Result<Self, BadValue> {
                let Kind::Integer { min, max, .. } = *kind else {
                    return Err(BadValue::NotANumber);
                };
                let value = match text.parse::<u64>() {
                    Ok(value) => value,
                    // "1e3" and "8.0" are whole numbers too; the errors of "8.5" and "-1" explain why they
                    // are not.
                    Err(_) => match real(text).map_err(BadValue::of_whole)? {
                        value if value.fract() != 0.0 => return Err(BadValue::NotWhole),
                        value if !(0.0..=9e15).contains(&value) => return Err(BadValue::OutOfRange),
                        value => value as u64,
                    },
                };
                if value < min || value > max {
                    return Err(BadValue::OutOfRange);
                }
                Self::try_from(value).map_err(|_| BadValue::OutOfRange)
            }

            fn text(&self) -> String {
                self.to_string()
            }
        }
    )* };
}
whole!(u32, usize);

impl Value for f64 {
    fn parse(text: &str, kind: &Kind) -> Result<Self, BadValue> {
        let Kind::Real { min, max, .. } = *kind else {
            return Err(BadValue::NotANumber);
        };
        let is_in_range = |value: &f64| (min..=max).contains(value);
        if decimal::thousands(text).as_ref().is_some_and(is_in_range) {
            return Err(BadValue::Comma);
        }
        let value = match decimal::with_comma(text) {
            Some(value) => value + 0.0,
            None => real(text)?,
        };
        if is_in_range(&value) { Ok(value) } else { Err(BadValue::OutOfRange) }
    }

    fn text(&self) -> String {
        self.to_string()
    }
}

impl<T: Value> Value for Option<T> {
    fn parse(text: &str, kind: &Kind) -> Result<Self, BadValue> {
        if text.eq_ignore_ascii_case("none") { Ok(None) } else { T::parse(text, kind).map(Some) }
    }

    fn text(&self) -> String {
        self.as_ref().map_or_else(|| "none".to_owned(), Value::text)
    }
}

impl Value for bool {
    fn parse(text: &str, _kind: &Kind) -> Result<Self, BadValue> {
        match text.to_ascii_lowercase().as_str() {
            "true" => Ok(true),
            "false" => Ok(false),
            _ => Err(BadValue::UnknownName),
        }
    }

    fn text(&self) -> String {
        self.to_string()
    }
}

impl Value for Schedule {
    fn parse(text: &str, kind: &Kind) -> Result<Self, BadValue> {
        if let (Kind::Real { .. }, Some(_)) = (kind, decimal::with_comma(text)) {
            return f64::parse(text, kind).map(Self::constant);
        }
        let mut parts = text.split(',');
        let first = parts.next().unwrap_or_default();
        if first.contains('@') || !parts.clone().all(|part| part.contains('@')) {
            return Err(BadValue::NotASchedule);
        }
        let mut schedule = Self::constant(number(first, kind)?);
        let mut last = 1;
        for (count, part) in parts.enumerate() {
            if count == Self::MAX_CHANGES {
                return Err(BadValue::TooManyChanges);
            }
            let (value, epoch) = part.split_once('@').ok_or(BadValue::NotASchedule)?;
            let epoch: u32 = epoch.parse().map_err(|_| BadValue::NotASchedule)?;
            if epoch <= last {
                return Err(BadValue::EpochsDoNotRise);
            }
            last = epoch;
            schedule.push(epoch, number(value, kind)?);
        }
        Ok(schedule)
    }

    fn text(&self) -> String {
        self.to_string()
    }

    fn schedule(&self) -> Option<&Schedule> {
        Some(self)
    }
}

/// A number of the kind: a whole one where the kind is whole.
fn number(text: &str, kind: &Kind) -> Result<f64, BadValue> {
    match kind {
        Kind::Integer { .. } => u32::parse(text, kind).map(f64::from),
        _ => f64::parse(text, kind),
    }
}

/// A finite number; minus zero is zero.
fn real(text: &str) -> Result<f64, BadValue> {
    let fault = if text.is_empty() { BadValue::Empty } else { BadValue::NotANumber };
    decimal::parse(text).map(|value| value + 0.0).ok_or(fault)
}
