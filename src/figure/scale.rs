//! From values to places on an axis, with round numbers to label.

use super::number::{exponent, fixed, scaled, scientific};

/// The scale of an axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AxisScale {
    /// Equal distances are equal differences.
    #[default]
    Linear,
    /// Equal distances are equal ratios; what is not above 0 has no place.
    Logarithmic,
}

/// A labelled value.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Tick {
    pub value: f64,
    pub text: String,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Scale {
    spread: AxisScale,
    low: f64,
    high: f64,
    pub ticks: Vec<Tick>,
}

impl Scale {
    /// From one value to another as they are, with no ticks.
    pub fn exact(low: f64, high: f64) -> Self {
        Self { spread: AxisScale::Linear, low, high, ticks: Vec::new() }
    }

    /// Returns a round range around some values, with at most the given number of steps. Without finite
    /// values the axis has no ticks.
    pub fn around(values: impl Iterator<Item = f64>, spread: AxisScale, steps: usize) -> Self {
        let shown = values.filter(|&value| value.is_finite() && (spread == AxisScale::Linear || value > 0.0));
        let range = shown.fold(None, |range: Option<(f64, f64)>, value| {
            let (low, high) = range.unwrap_or((value, value));
            Some((low.min(value), high.max(value)))
        });
        let Some((low, high)) = range else { return Self::exact(0.0, 1.0) };
        match spread {
            AxisScale::Linear => Self::linear(low, high, steps),
            AxisScale::Logarithmic => Self::logarithmic(low, high, steps),
        }
    }

    fn linear(low: f64, high: f64, steps: usize) -> Self {
        // From zero where that costs at most half of the axis.
        let from_zero = if low > 0.0 && low <= high / 2.0 { 0.0 } else { low };
        let (low, high) = widened(from_zero, high);
        let (mantissa, exponent) = round_step((high - low) / steps.max(1) as f64);
        let step = scaled(mantissa, exponent);
        let (first, last) = ((low / step).floor() as i64, (high / step).ceil() as i64);
        let value = |index: i64| scaled(index as f64 * mantissa, exponent);
        let size = low.abs().max(high.abs());
        let ticks = (first..=last).map(value).map(|value| Tick { value, text: label(value, exponent, size) });
        Self { spread: AxisScale::Linear, low: value(first), high: value(last), ticks: ticks.collect() }
    }

    fn logarithmic(low: f64, high: f64, steps: usize) -> Self {
        if high < low * 2.0 {
            let near = Self::linear(low, high, steps);
            if near.low > 0.0 {
                return Self { spread: AxisScale::Logarithmic, ..near };
            }
        }
        let marks = decade_marks(low, high);
        let value = |&(mantissa, exponent): &(f64, i32)| scaled(mantissa, exponent);
        let (low, high) = (marks.first().map_or(low, value), marks.last().map_or(high, value));
        let ticks = labelled(&marks, steps).into_iter().map(|mark| {
            let value = value(&mark);
            Tick { value, text: label(value, mark.1, value) }
        });
        Self { spread: AxisScale::Logarithmic, low, high, ticks: ticks.collect() }
    }

    /// Returns the relative position of a value on the axis, if it is within the range.
    pub fn share(&self, value: f64) -> Option<f64> {
        let share = match self.spread {
            AxisScale::Linear => (value - self.low) / (self.high - self.low),
            AxisScale::Logarithmic => libm::log(value / self.low) / libm::log(self.high / self.low),
        };
        (-1e-9..=1.0 + 1e-9).contains(&share).then_some(share)
    }
}

/// Returns a range that is wide enough to distinguish its ends in single precision.
fn widened(low: f64, high: f64) -> (f64, f64) {
    let least = low.abs().max(high.abs()) * 1e-5;
    if high - low > least.max(1e-300) {
        (low, high)
    } else if least < 1e-300 {
        (0.0, 1.0)
    } else {
        (low - least, high + least)
    }
}

/// The round step at or above a positive number, as mantissa and exponent.
fn round_step(least: f64) -> (f64, i32) {
    let exponent = exponent(least);
    let mantissa =
        [1.0, 2.0, 4.0, 5.0].into_iter().find(|&mantissa| scaled(mantissa, exponent) >= least * (1.0 - 1e-9));
    mantissa.map_or((1.0, exponent + 1), |mantissa| (mantissa, exponent))
}

/// 1, 2 and 5 of each decade, from the last at or below one value to the first at or above another.
fn decade_marks(low: f64, high: f64) -> Vec<(f64, i32)> {
    let decades = exponent(low) - 1..=exponent(high) + 1;
    let marks: Vec<_> =
        decades.flat_map(|decade| [1.0, 2.0, 5.0].map(|mantissa| (mantissa, decade))).collect();
    let first = marks.iter().rposition(|&(mantissa, decade)| scaled(mantissa, decade) <= low).unwrap_or(0);
    let beyond = marks.iter().position(|&(mantissa, decade)| scaled(mantissa, decade) >= high);
    marks[first..=beyond.unwrap_or(marks.len() - 1)].to_vec()
}

/// Returns the ticks with a text: all, every n-th power of ten, or the ends.
fn labelled(marks: &[(f64, i32)], steps: usize) -> Vec<(f64, i32)> {
    if marks.len() * 2 <= steps * 3 + 2 {
        return marks.to_vec();
    }
    let every = (marks.len() / 3).div_ceil(steps.max(1)).max(1);
    let powers = marks.iter().filter(|(mantissa, _)| *mantissa < 1.5);
    let powers: Vec<_> =
        powers.filter(|(_, power)| (power.unsigned_abs() as usize).is_multiple_of(every)).copied().collect();
    match marks {
        [first, .., last] if powers.len() < 2 => vec![*first, *last],
        _ => powers,
    }
}

/// Formats a tick with the decimals that its step needs.
fn label(value: f64, step_exponent: i32, size: f64) -> String {
    if value == 0.0 || ((1e-4..1e7).contains(&size) && step_exponent >= -6) {
        fixed(value, if size == 0.0 { 0 } else { (-step_exponent).clamp(0, 6) as usize })
    } else {
        scientific(value, (exponent(value.abs()) - step_exponent).clamp(0, 6) as usize)
    }
}

/// Returns round numbers from `first` to `last`, including both, with about the given number of steps at
/// most.
pub(super) fn whole_ticks(first: u32, last: u32, steps: usize) -> Vec<u32> {
    let least = last.saturating_sub(first).div_ceil(steps.max(1) as u32).max(1);
    let power = 10_u32.pow(least.ilog10());
    let step =
        [1, 2, 5, 10].map(|mantissa| power.saturating_mul(mantissa)).into_iter().find(|&step| step >= least);
    let step = step.unwrap_or(u32::MAX);
    let near = step.div_ceil(2);
    let inner = (first / step..=last / step).map(|index| index * step);
    let inner = inner.filter(|&tick| tick >= first.saturating_add(near) && tick.saturating_add(near) <= last);
    let mut ticks: Vec<u32> = std::iter::once(first).chain(inner).chain([last]).collect();
    ticks.dedup();
    ticks
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(low: f64, high: f64, spread: AxisScale, steps: usize) -> Vec<String> {
        Scale::around([low, high].into_iter(), spread, steps)
            .ticks
            .into_iter()
            .map(|tick| tick.text)
            .collect()
    }

    #[test]
    fn linear_ticks_are_round_and_tight() {
        assert_eq!(texts(1.2253, 1.3456, AxisScale::Linear, 5), ["1.20", "1.24", "1.28", "1.32", "1.36"]);
        assert_eq!(texts(0.0296, 0.0612, AxisScale::Linear, 3), ["0.00", "0.04", "0.08"]);
        assert_eq!(texts(-3.0, 3.0, AxisScale::Linear, 6), ["−3", "−2", "−1", "0", "1", "2", "3"]);
        assert_eq!(texts(0.0, 3e9, AxisScale::Linear, 3), ["0", "1e9", "2e9", "3e9"]);
    }

    #[test]
    fn equal_values_get_an_axis_too() {
        for value in [0.0, 1.0, -2.5, 1e30, f64::from(f32::MIN_POSITIVE)] {
            for spread in [AxisScale::Linear, AxisScale::Logarithmic] {
                let scale = Scale::around([value].into_iter(), spread, 4);
                let shown = spread == AxisScale::Linear || value > 0.0;
                assert_eq!(scale.share(value).is_some_and(f64::is_finite), shown || value == 0.0, "{value}");
            }
        }
    }

    #[test]
    fn logarithmic_ticks_are_round() {
        assert_eq!(texts(0.02, 0.9, AxisScale::Logarithmic, 6), ["0.02", "0.05", "0.1", "0.2", "0.5", "1"]);
        assert_eq!(texts(1e-9, 1.0, AxisScale::Logarithmic, 4), ["1e−9", "1e−6", "0.001", "1"]);
        assert_eq!(texts(0.057, 1.06, AxisScale::Logarithmic, 3), ["0.1", "1"]);
        assert_eq!(texts(0.3, 0.9, AxisScale::Logarithmic, 1), ["0.2", "1"]);
        assert_eq!(texts(1.22, 1.35, AxisScale::Logarithmic, 4), ["1.20", "1.24", "1.28", "1.32", "1.36"]);
        assert_eq!(texts(-1.0, 0.0, AxisScale::Logarithmic, 4), [""; 0]);
    }

    #[test]
    fn scale_contains_all_values() {
        let scale = Scale::around([1.0, 100.0].into_iter(), AxisScale::Logarithmic, 4);
        assert!((scale.share(10.0).expect("it lies on the axis") - 0.5).abs() < 1e-12);
        for value in [0.0, -1.0, f64::NAN, f64::INFINITY, 1e9] {
            assert_eq!(scale.share(value), None);
        }
    }

    #[test]
    fn whole_numbers_begin_and_end_the_axis() {
        assert_eq!(whole_ticks(1, 50, 9), [1, 10, 20, 30, 40, 50]);
        assert_eq!(whole_ticks(0, 19, 5), [0, 5, 10, 15, 19]);
        assert_eq!(whole_ticks(1, 2, 9), [1, 2]);
        assert_eq!(whole_ticks(0, 0, 9), [0]);
        assert_eq!(whole_ticks(1, 1_000_000, 5), [1, 200_000, 400_000, 600_000, 800_000, 1_000_000]);
        assert_eq!(whole_ticks(0, u32::MAX, 1).len(), 2);
    }
}
