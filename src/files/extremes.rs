//! Numbers far from all others of their column, which may stand for a missing value.

/// A number that occurs several times, far from all others of its column.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Outlier {
    pub value: f64,
    /// Number of rows with this value.
    pub rows: usize,
    /// The least and the largest of the other numbers.
    pub others: (f64, f64),
}

/// An end of a column's range.
#[derive(Debug, Clone, Copy)]
struct End {
    /// The most extreme value so far, how often it came, and the next one.
    value: f64,
    rows: usize,
    next: f64,
}

/// Both ends of a column's range.
#[derive(Debug, Clone, Copy)]
pub struct Extremes {
    /// The range of the numbers, and of those with the other sign.
    low: End,
    high: End,
}

/// The least number of rows with a number that stands for a missing value.
const FEWEST: usize = 2;
/// The least distance from the other numbers, relative to their range.
const FAR: f64 = 2.0;

impl Default for Extremes {
    fn default() -> Self {
        let end = End { value: f64::INFINITY, rows: 0, next: f64::INFINITY };
        Self { low: end, high: end }
    }
}

impl End {
    fn add(&mut self, value: f64) {
        if value < self.value {
            (self.next, self.value, self.rows) = (self.value, value, 1);
        } else if value == self.value {
            self.rows += 1;
        } else if value < self.next {
            self.next = value;
        }
    }

    fn outlier(self, other_end: f64) -> Option<Outlier> {
        let range = other_end - self.next;
        let is_far = range > 0.0 && self.next - self.value > FAR * range;
        (self.rows >= FEWEST && is_far).then_some(Outlier {
            value: self.value,
            rows: self.rows,
            others: (self.next, other_end),
        })
    }
}

impl Extremes {
    /// Adds a number.
    pub fn add(&mut self, value: f64) {
        self.low.add(value);
        self.high.add(-value);
    }

    /// Returns the largest absolute value apart from a value that occurs once and is one of the ends.
    pub fn largest_but(&self, value: f64) -> Option<f64> {
        let (low, high) = (self.low, self.high);
        if high.rows == 1 && high.value == -value {
            Some(high.next.abs().max(low.value.abs())).filter(|largest| largest.is_finite())
        } else if low.rows == 1 && low.value == value {
            Some(low.next.abs().max(high.value.abs())).filter(|largest| largest.is_finite())
        } else {
            None
        }
    }

    /// Returns the number that may stand for a missing value: an integer of -99 or less, or one that consists
    /// of nines.
    pub fn outlier(&self) -> Option<Outlier> {
        let low = self.low.outlier(-self.high.value).filter(|found| found.value <= -99.0);
        let high = self.high.outlier(-self.low.value).map(|found| Outlier {
            value: -found.value,
            others: (-found.others.1, -found.others.0),
            ..found
        });
        let is_nines = |found: &Outlier| {
            let text = found.value.to_string();
            text.len() > 1 && text.bytes().all(|digit| digit == b'9')
        };
        low.filter(|found| found.value.fract() == 0.0).or(high.filter(is_nines))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outlier(values: &[f64]) -> Option<(f64, usize)> {
        let mut extremes = Extremes::default();
        for &value in values {
            extremes.add(value);
        }
        extremes.outlier().map(|found| (found.value, found.rows))
    }

    #[test]
    fn outlier_is_a_repeated_extreme_number() {
        assert_eq!(outlier(&[12.5, -999.0, 9.25, -999.0, 11.0]), Some((-999.0, 2)));
        assert_eq!(outlier(&[1.0, 9999.0, 2.0, 3.0, 9999.0]), Some((9999.0, 2)));
        for values in [
            &[12.5, -999.0, 9.25][..],
            &[-99.0, -99.0, -50.0, 10.0],
            &[5000.0, 5000.0, 1.0, 2.0],
            &[-5.0, -5.0, 0.0, 0.1],
            &[-999.0, -999.0],
            &[],
        ] {
            assert_eq!(outlier(values), None, "{values:?}");
        }
    }
}
