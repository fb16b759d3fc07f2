//! The sequence of a column's numbers: whether they count rows, are times, or identify rows.

use std::collections::HashSet;

/// Properties of the sequence of a column's numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a fact of its own, and any may hold with any other"
)]
pub struct ColumnOrder {
    /// True if they are integers that increase by a constant step: 1, 2, 3 or 0, 10, 20.
    pub is_regular: bool,
    /// True if they increase by 1 from 0 or 1.
    pub counts: bool,
    /// True if they never decrease.
    pub rises: bool,
    /// True if they are distinct integers, as far as was checked.
    pub is_unique: bool,
    /// True if they are integers and at least nine of ten are distinct, as far as was checked.
    pub is_nearly_unique: bool,
    /// True if they are computer times: seconds, milliseconds and so on since 1970, or days such as 20240131.
    pub are_moments: bool,
    /// True if they are integers in the range of years.
    pub are_years: bool,
}

/// Finds the order, number by number.
#[derive(Debug, Clone)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a fact of its own, and any may hold with any other"
)]
pub struct Follower {
    count: usize,
    first: f64,
    step: f64,
    last: f64,
    is_regular: bool,
    rises: bool,
    /// Different whole numbers; none after a fraction.
    seen: Option<HashSet<u64>>,
    /// Number of values that were checked.
    looked_at: usize,
    are_epochs: bool,
    are_days: bool,
    are_years: bool,
}

/// No more numbers are compared with each other.
const MOST_SEEN: usize = 10_000;
/// Seconds since 1970 from 2000 to 2040.
const SECONDS: std::ops::Range<f64> = 946_684_800.0..2_208_988_800.0;

impl Default for Follower {
    fn default() -> Self {
        Self {
            count: 0,
            first: 0.0,
            step: 0.0,
            last: 0.0,
            is_regular: true,
            rises: true,
            seen: Some(HashSet::new()),
            looked_at: 0,
            are_epochs: true,
            are_days: true,
            are_years: true,
        }
    }
}

impl Follower {
    pub fn add(&mut self, value: f64) {
        match self.count {
            0 => self.first = value,
            1 => self.step = value - self.first,
            _ => {}
        }
        // The last step may be many.
        let place = self.first + self.step * self.count as f64;
        self.is_regular = self.is_regular && (self.count == 0 || value == place && self.step > 0.0);
        self.rises = self.rises && (self.count == 0 || value >= self.last);
        self.last = value;
        self.count += 1;
        if value.fract() != 0.0 {
            self.seen = None;
        }
        if let Some(seen) = self.seen.as_mut().filter(|_| self.looked_at < MOST_SEEN) {
            seen.insert((value + 0.0).to_bits());
            self.looked_at += 1;
            // Few different numbers name no rows: what comes is not compared.
            if self.looked_at.is_power_of_two() && self.looked_at > 16 && 2 * seen.len() < self.looked_at {
                self.seen = None;
            }
        }
        self.are_epochs = self.are_epochs && is_epoch(value);
        self.are_days = self.are_days && is_day(value);
        self.are_years = self.are_years && value.fract() == 0.0 && (1500.0..2200.0).contains(&value);
    }

    /// Returns the result.
    pub fn order(&self) -> ColumnOrder {
        let different = self.seen.as_ref().map_or(0, HashSet::len);
        let is_many = self.count > 1;
        ColumnOrder {
            is_regular: is_many && self.is_regular && self.first.fract() == 0.0 && self.step.fract() == 0.0,
            counts: is_many && self.is_regular && self.step == 1.0 && matches!(self.first, 0.0 | 1.0),
            rises: is_many && self.rises && self.last > self.first,
            is_unique: is_many && different == self.looked_at && self.seen.is_some(),
            is_nearly_unique: is_many && self.seen.is_some() && 10 * different >= 9 * self.looked_at,
            are_moments: is_many && (self.are_epochs || self.are_days),
            are_years: is_many && self.are_years,
        }
    }
}

/// Returns whether a number may be seconds, milliseconds, microseconds or nanoseconds since 1970.
fn is_epoch(value: f64) -> bool {
    [1.0, 1e3, 1e6, 1e9].into_iter().any(|unit| SECONDS.contains(&(value / unit)))
}

/// Returns whether a number may be a day such as 20240131.
fn is_day(value: f64) -> bool {
    let (year, month, day) = ((value / 10_000.0).floor(), (value / 100.0).floor() % 100.0, value % 100.0);
    value.fract() == 0.0
        && (1800.0..2100.0).contains(&year)
        && (1.0..=12.0).contains(&month)
        && (1.0..=31.0).contains(&day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(values: &[f64]) -> ColumnOrder {
        let mut follower = Follower::default();
        for &value in values {
            follower.add(value);
        }
        follower.order()
    }

    #[test]
    fn column_order_detects_row_numbers() {
        for (values, counts, is_regular) in [
            (&[1.0, 2.0, 3.0][..], true, true),
            (&[0.0, 1.0], true, true),
            (&[2.0, 3.0], false, true),
            (&[0.0, 10.0, 20.0], false, true),
            (&[1.0, 3.0, 4.0], false, false),
            (&[0.0, 0.5, 1.0], false, false),
            (&[3.0, 2.0, 1.0], false, false),
            (&[1.0], false, false),
        ] {
            let order = order(values);
            assert_eq!((order.counts, order.is_regular), (counts, is_regular), "{values:?}");
        }
    }

    #[test]
    fn column_order_detects_identifiers_and_times() {
        let unique = order(&[863_575.0, 911_187.0, 846_356.0]);
        assert!(unique.is_unique && !unique.rises && !unique.are_moments);
        assert!(!order(&[1.5, 2.5]).is_unique && !order(&[1.0, 1.0]).is_unique);
        assert!(order(&[1_557_936_053_329.0, 1_557_936_053_333.0]).are_moments);
        assert!(order(&[20_240_131.0, 20_240_201.0]).are_moments);
        assert!(!order(&[20_241_331.0, 20_240_201.0]).are_moments);
        assert!(order(&[1960.0, 1961.0]).are_years && !order(&[1960.0, 7.0]).are_years);
    }
}
