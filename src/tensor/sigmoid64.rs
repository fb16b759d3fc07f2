//! 1 / (1 + e^−x) in double precision, four numbers at a time, as [`sigmoid`](super::sigmoid) does in
//! single.

use std::f64::consts::LOG2_E;
use std::hint::black_box;

use wide::{f64x4, i64x4};

/// Every constant repeated four times, as the arithmetic needs it.
struct Sigmoid64Constants {
    /// Largest −x: beyond it the sigmoid is 0 or 1 to the last bit, or nearly so.
    largest: f64x4,
    log2_e: f64x4,
    /// Adding 1.5 · 2^52 rounds to a whole number and leaves it in the low bits.
    magic: f64x4,
    /// ln 2 in two parts, so that n · ln 2 is subtracted almost exactly (Cody & Waite).
    ln_2: [f64x4; 2],
    /// Coefficients in e^r = (q + r p) / (q − r p). Both are polynomials in r², from the highest power down,
    /// as in Cephes' `exp` (S. Moshier, netlib).
    p: [f64x4; 3],
    q: [f64x4; 4],
    bias: i64x4,
}

static CONSTANTS: Sigmoid64Constants = Sigmoid64Constants {
    largest: four(708.0),
    log2_e: four(LOG2_E),
    magic: four(6_755_399_441_055_744.0),
    ln_2: [four(0.693_145_751_953_125), four(1.428_606_820_309_417_3e-6)],
    p: [four(1.261_771_930_748_105_9e-4), four(3.029_944_077_074_419_6e-2), four(1.0)],
    q: [
        four(3.001_985_051_386_644_6e-6),
        four(2.524_483_403_496_841e-3),
        four(2.272_655_482_081_550_3e-1),
        four(2.0),
    ],
    bias: i64x4::new([1023; 4]),
};

const fn four(value: f64) -> f64x4 {
    f64x4::new([value; 4])
}

/// The number of lane groups that take each step together.
const TOGETHER: usize = 16;

/// Replaces each number by its sigmoid, within 4 units in the last place; `numbers` are whole
/// lanes. With −x = n ln 2 + r and e^r = a / b: 1 / (1 + 2^n a / b) = b / (b + 2^n a), one division.
pub fn sigmoid(numbers: &mut [f64]) {
    // See the version in single precision, which also explains the three variants.
    let constants = black_box(&CONSTANTS);
    let mut others = [f64x4::ZERO; TOGETHER];
    for fours in numbers.as_chunks_mut().0.chunks_mut(TOGETHER) {
        for (four, power) in fours.iter_mut().zip(&mut others) {
            let (rest, whole) = split(f64x4::ZERO - f64x4::new(*four), constants);
            (*four, *power) = (rest.to_array(), whole);
        }
        for (four, other) in fours.iter_mut().zip(&mut others) {
            let (a, b) = fraction(f64x4::new(*four), constants);
            (*four, *other) = ((*other * a).to_array(), b);
        }
        for (four, &b) in fours.iter_mut().zip(&others) {
            *four = (b / (b + f64x4::new(*four))).to_array();
        }
    }
}

/// Returns r and 2^n. For NaN, r is NaN too.
#[inline]
fn split(x: f64x4, constants: &Sigmoid64Constants) -> (f64x4, f64x4) {
    let is_nan = x.is_nan();
    let x = x.fast_max(f64x4::ZERO - constants.largest).fast_min(constants.largest);
    let shifted = x * constants.log2_e + constants.magic;
    let n = shifted - constants.magic;
    let r = x - n * constants.ln_2[0] - n * constants.ln_2[1];
    let power = (bytemuck::cast::<f64x4, i64x4>(shifted) + constants.bias) << 52;
    (r | is_nan, bytemuck::cast::<i64x4, f64x4>(power))
}

#[inline]
fn fraction(r: f64x4, constants: &Sigmoid64Constants) -> (f64x4, f64x4) {
    let square = r * r;
    let rp = horner(constants.p, square) * r;
    let q = horner(constants.q, square);
    (q + rp, q - rp)
}

#[inline]
fn horner<const N: usize>(coefficients: [f64x4; N], x: f64x4) -> f64x4 {
    let (first, rest) = coefficients.split_first().expect("there are some");
    rest.iter().fold(*first, |sum, &coefficient| sum * x + coefficient)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sigmoid64_is_within_four_units_in_the_last_place() {
        for step in -70_000..=70_000 {
            let x = f64::from(step) / 100.0;
            let mut values = [x; 4];
            sigmoid(&mut values);
            let exact =
                if x < 0.0 { libm::exp(x) / (1.0 + libm::exp(x)) } else { 1.0 / (1.0 + libm::exp(-x)) };
            let error = (values[0] - exact).abs();
            assert!(error <= 4.0 * f64::EPSILON * exact, "sigmoid({x}) = {}, not {exact}", values[0]);
        }
    }

    #[test]
    fn sigmoid64_reaches_0_and_1() {
        let mut values = [-1e300, 0.0, 1e300, f64::MIN];
        sigmoid(&mut values);
        assert!(values[0] > 0.0 && values[0] < 1e-307);
        assert_eq!(values[1..3], [0.5, 1.0]);
    }

    #[test]
    fn sigmoid64_keeps_nan_and_accepts_infinity() {
        let mut values = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 0.0];
        sigmoid(&mut values);
        assert!(values[0].is_nan() && values[2] < 1e-307, "{values:?}");
        assert_eq!([values[1], values[3]], [1.0, 0.5]);
    }
}
