//! A value that may change while training.

use std::fmt;

/// A value for each epoch: `0.05,0.2@120` means 0.05, and 0.2 from epoch 120 on. Epochs are counted from 1.
#[derive(Debug, Clone, PartialEq)]
pub struct Schedule {
    initial: f64,
    /// (first epoch with the value, value); epochs rise, neighbours differ.
    changes: Vec<(u32, f64)>,
}

impl Schedule {
    /// The most changes in a link.
    pub const MAX_CHANGES: usize = 1000;

    /// Returns a schedule with the same value in every epoch.
    #[must_use]
    pub const fn constant(value: f64) -> Self {
        Self { initial: value, changes: Vec::new() }
    }

    /// The value that the step of `epoch` uses.
    #[must_use]
    pub fn at(&self, epoch: u32) -> f64 {
        let passed = self.changes.partition_point(|&(first, _)| first <= epoch);
        if passed == 0 { self.initial } else { self.changes[passed - 1].1 }
    }

    /// Returns this schedule with `value` from `epoch` on, as a slider sets it. Later changes are dropped,
    /// because the slider stays where it was left.
    #[must_use]
    pub fn changed(&self, epoch: u32, value: f64) -> Self {
        if epoch <= 1 {
            return Self::constant(value);
        }
        let mut schedule = self.clone();
        schedule.changes.retain(|&(first, _)| first < epoch);
        schedule.push(epoch, value);
        schedule
    }

    /// This schedule with no value above `most`.
    #[must_use]
    pub fn limited(&self, most: f64) -> Self {
        let mut schedule = Self::constant(self.initial.min(most));
        for &(epoch, value) in &self.changes {
            schedule.push(epoch, value.min(most));
        }
        schedule
    }

    /// The largest value of all.
    #[must_use]
    pub fn largest(&self) -> f64 {
        self.changes.iter().fold(self.initial, |largest, &(_, value)| largest.max(value))
    }

    /// Returns whether the value never changes.
    #[must_use]
    pub fn is_constant(&self) -> bool {
        self.changes.is_empty()
    }

    /// The changes: first epoch with the new value, and the value.
    #[must_use]
    pub fn changes(&self) -> &[(u32, f64)] {
        &self.changes
    }

    /// The value before any change.
    #[must_use]
    pub const fn initial(&self) -> f64 {
        self.initial
    }

    /// Adds a change after all others. A change to the same value is ignored.
    pub(super) fn push(&mut self, epoch: u32, value: f64) {
        if self.at(epoch) != value {
            self.changes.push((epoch, value));
        }
    }
}

impl fmt::Display for Schedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.initial)?;
        self.changes.iter().try_for_each(|(epoch, value)| write!(f, ",{value}@{epoch}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_holds_from_its_epoch_on() {
        let schedule = Schedule::constant(0.05).changed(120, 0.2);
        assert_eq!([1, 119, 120, 9999].map(|epoch| schedule.at(epoch)), [0.05, 0.05, 0.2, 0.2]);
        assert_eq!(schedule.to_string(), "0.05,0.2@120");
        assert_eq!(schedule.largest(), 0.2);
        assert_eq!(schedule.limited(0.1).to_string(), "0.05,0.1@120");
        assert_eq!(schedule.limited(0.01).to_string(), "0.01");
        assert_eq!([&schedule, &Schedule::constant(1.0)].map(Schedule::is_constant), [false, true]);
    }

    #[test]
    fn moving_a_slider_drops_later_changes() {
        let schedule = Schedule::constant(1.0).changed(10, 2.0).changed(20, 3.0);
        assert_eq!(schedule.changed(20, 4.0).to_string(), "1,2@10,4@20");
        assert_eq!(schedule.changed(15, 5.0).to_string(), "1,2@10,5@15");
        assert_eq!(schedule.changed(15, 2.0).to_string(), "1,2@10");
        assert_eq!(schedule.changed(1, 7.0).to_string(), "7");
    }
}
