//! A derivative from central differences.

/// The first step size; rounding is below 1e-8 of most derivatives at this size.
pub const STEP: f64 = 1e-5;
/// For a smooth function, halving the step divides the error by four; the ratio may deviate by this much.
const QUARTER: f64 = 0.02;

/// Returns the derivative of a function at 0 from central differences at ever smaller steps: two of them that
/// are the `same`, or, if their errors fall like step², their extrapolation to a step of 0 (Richardson), so
/// that the curvature of a steep function causes no error. Returns `None` if they do neither, or the slopes
/// on both sides differ at 0 because of a kink.
pub fn derivative(mut function: impl FnMut(f64) -> f64, same: f64) -> Option<f64> {
    let middle = function(0.0);
    let mut sides = |step: f64| {
        let (above, below) = (function(step), function(-step));
        ((above - below) / (2.0 * step), (above - middle - (middle - below)) / step)
    };
    let (mut found, mut bends) = ([0.0; 4], [0.0; 4]);
    let mut is_straight = false;
    for place in 0..found.len() {
        (found[place], bends[place]) = sides(STEP / f64::from(1 << place));
        let Some(last) = place.checked_sub(1) else { continue };
        // The difference between the two slopes falls with the step, except for a kink at 0.
        is_straight |= (2.0 * bends[place] - bends[last]).abs() <= 4.0 * same;
        if is_straight && (found[place] - found[last]).abs() <= same {
            return Some(found[place]);
        }
    }
    let changes = [found[1] - found[0], found[2] - found[1], found[3] - found[2]];
    let falls = changes.windows(2).all(|pair| (pair[1] / pair[0] - 0.25).abs() < QUARTER);
    (is_straight && falls).then(|| found[1] + changes[0] / 3.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(function: impl Fn(f64) -> f64) -> Option<f64> {
        derivative(function, 2e-8)
    }

    #[test]
    fn smooth_functions_have_a_derivative_however_steep() {
        assert!(of(|x| (1.0 + x) * (1.0 + x)).is_some_and(|found| (found - 2.0).abs() < 1e-8));
        let steep = of(|x| libm::sin(2000.0 * x));
        assert!(steep.is_some_and(|found| (found / 2000.0 - 1.0).abs() < 1e-8), "{steep:?}");
    }

    #[test]
    fn functions_with_a_kink_have_no_derivative() {
        for place in (1..200).map(|place| f64::from(place) * 1e-7) {
            let found = of(|x| x * x + (x - place).max(0.0));
            assert!(found.is_none_or(|found| found.abs() < 1e-7), "{place}: {found:?}");
        }
        assert_eq!(of(|x| if x > 2e-7 { 1.0 } else { 0.0 }), None);
        // At the very place, differences at all steps agree on the mean of both slopes.
        assert_eq!(of(f64::abs), None);
        assert_eq!(of(|x| x * x + 3.0 * x + 1e-5 * x.max(0.0)), None);
        assert!(of(|x| x * x * x + x).is_some());
    }
}
