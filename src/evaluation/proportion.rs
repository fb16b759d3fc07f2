//! A proportion with its confidence interval.

/// A proportion with Wilson's 95 % confidence interval (Wilson 1927).
#[derive(Debug, Clone, Copy, PartialEq, nanoserde::SerBin, nanoserde::DeBin, nanoserde::SerJson)]
pub struct Proportion {
    pub count: usize,
    pub of: usize,
    /// The proportion itself.
    pub share: f64,
    pub low: f64,
    pub high: f64,
}

impl Proportion {
    /// The standard normal distribution's quantile at 0.975.
    const Z: f64 = 1.959_963_984_540_054;

    /// `count` of `of`.
    ///
    /// # Panics
    /// If that is of none.
    #[must_use]
    pub fn new(count: usize, of: usize) -> Self {
        assert!(of > 0, "a share of nothing");
        let (n, share, square) = (of as f64, count as f64 / of as f64, Self::Z * Self::Z);
        let middle = (share + square / (2.0 * n)) / (1.0 + square / n);
        let reach =
            Self::Z * libm::sqrt(share * (1.0 - share) / n + square / (4.0 * n * n)) / (1.0 + square / n);
        // All or none are exact bounds, but for rounding.
        let low = if count == 0 { 0.0 } else { middle - reach };
        let high = if count == of { 1.0 } else { middle + reach };
        Self { count, of, share, low, high }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wilson_interval_stays_within_0_and_1() {
        let none = Proportion::new(0, 9);
        assert_eq!((none.share, none.low), (0.0, 0.0));
        assert!(none.high > 0.2 && none.high < 0.4);
        assert_eq!(Proportion::new(9, 9).high, 1.0);
    }
}
