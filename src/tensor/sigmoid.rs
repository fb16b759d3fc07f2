//! 1 / (1 + e^−x) in single precision, four numbers at a time, with an exponential of our own: every
//! platform's differs in the last bits.

use std::f32::consts::LOG2_E;
use std::hint::black_box;

use wide::{f32x4, i32x4};

/// Every constant repeated four times, as the arithmetic needs it.
struct SigmoidConstants {
    lowest: f32x4,
    highest: f32x4,
    log2_e: f32x4,
    /// Adding 1.5 · 2^23 rounds to a whole number and leaves it in the low bits.
    magic: f32x4,
    /// ln 2 in two parts, so that n · ln 2 is subtracted almost exactly (Cody & Waite).
    ln_2: [f32x4; 2],
    /// Coefficients of r², r³, … in e^r, from the last one down, as in Cephes' `expf` (S. Moshier, netlib).
    polynomial: [f32x4; 6],
    one: f32x4,
}

static CONSTANTS: SigmoidConstants = SigmoidConstants {
    lowest: four(-87.0),
    highest: four(88.0),
    log2_e: four(LOG2_E),
    magic: four(12_582_912.0),
    ln_2: [four(0.693_359_4), four(-2.121_944_4e-4)],
    polynomial: [
        four(1.987_569_1e-4),
        four(1.398_2e-3),
        four(8.333_452e-3),
        four(4.166_579_6e-2),
        four(1.666_666_5e-1),
        four(0.5),
    ],
    one: four(1.0),
};

const fn four(value: f32) -> f32x4 {
    f32x4::new([value; 4])
}

/// The number of lane groups that take each step together.
const TOGETHER: usize = 16;

/// Replaces each number by its sigmoid; `numbers` are whole lanes.
pub fn sigmoid(numbers: &mut [f32]) {
    // If V8 knows the constants, it rebuilds them at every use, which takes longer than the arithmetic. If it
    // does not, it reads them from memory.
    let constants = black_box(&CONSTANTS);
    let mut powers = [i32x4::ZERO; TOGETHER];
    // Three short ways through the numbers: on one long way each four would wait for itself, and the
    // processor sees too few ahead.
    for fours in numbers.as_chunks_mut().0.chunks_mut(TOGETHER) {
        for (four, power) in fours.iter_mut().zip(&mut powers) {
            let (rest, whole) = split(f32x4::ZERO - f32x4::new(*four), constants);
            (*four, *power) = (rest.to_array(), whole);
        }
        for (four, &power) in fours.iter_mut().zip(&powers) {
            *four = scaled(f32x4::new(*four), power, constants).to_array();
        }
        for four in fours {
            *four = (constants.one / (constants.one + f32x4::new(*four))).to_array();
        }
    }
}

/// First step to e^x = 2^n · e^r with n the nearest integer to x / ln 2: returns r, and n in the exponent
/// bits of a float. Arguments beyond the range of a float give its smallest and largest powers. For NaN, r is
/// NaN and the power is 1.
#[inline]
fn split(x: f32x4, constants: &SigmoidConstants) -> (f32x4, i32x4) {
    let is_nan = x.is_nan();
    let x = x.fast_max(constants.lowest).fast_min(constants.highest);
    let shifted = x * constants.log2_e + constants.magic;
    let n = shifted - constants.magic;
    let r = x - n * constants.ln_2[0] - n * constants.ln_2[1];
    let power = bytemuck::cast::<f32x4, i32x4>(shifted) << 23;
    (r | is_nan, power & !bytemuck::cast::<f32x4, i32x4>(is_nan))
}

/// The second step: 2^n · p(r) with p(r) = 1 + r + r² · q(r) on |r| ≤ ln 2 / 2, within 2 units in
/// the last place, without a branch.
#[inline]
fn scaled(r: f32x4, power: i32x4, constants: &SigmoidConstants) -> f32x4 {
    let [first, rest @ ..] = constants.polynomial;
    let q = rest.into_iter().fold(first, |q, coefficient| q * r + coefficient);
    let p = q * (r * r) + r + constants.one;
    bytemuck::cast(bytemuck::cast::<f32x4, i32x4>(p) + power)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exp_is_within_two_units_in_the_last_place() {
        for step in -87_000..=88_000 {
            let x = step as f32 / 1000.0;
            let (r, power) = split(f32x4::splat(x), &CONSTANTS);
            let [ours, ..] = scaled(r, power, &CONSTANTS).to_array();
            let exact = libm::exp(f64::from(x));
            let unit = f64::from(f32::EPSILON) * exact;
            assert!((f64::from(ours) - exact).abs() <= 2.0 * unit, "exp({x}) = {ours}, not {exact}");
        }
    }

    #[test]
    fn sigmoid_reaches_0_and_1() {
        let mut values = [-1e30, 0.0, 1e30, -1.0];
        sigmoid(&mut values);
        assert!(values[0] >= 0.0 && values[0] < 1e-37);
        assert_eq!(values[1..3], [0.5, 1.0]);
        assert!((values[3] - 0.268_941_43).abs() < 1e-7);
    }

    #[test]
    fn sigmoid_keeps_nan_and_accepts_infinity() {
        let mut values = [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, 0.0];
        sigmoid(&mut values);
        assert!(values[0].is_nan() && values[2] < 1e-37, "{values:?}");
        assert_eq!([values[1], values[3]], [1.0, 0.5]);
    }
}
