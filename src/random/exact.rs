//! Sums and products without error: pairs of numbers whose sum is the exact value.

/// A value as an unevaluated sum: `low` is what rounding cut off `high`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Pair {
    pub(crate) high: f64,
    pub(crate) low: f64,
}

impl Pair {
    /// Returns a + b without rounding (Knuth).
    pub(crate) fn sum(a: f64, b: f64) -> Self {
        let high = a + b;
        let of_b = high - a;
        Self { high, low: (a - (high - of_b)) + (b - of_b) }
    }

    /// a · b (Dekker), for factors below 2^996 whose product does not underflow.
    pub(crate) fn product(a: f64, b: f64) -> Self {
        let (a_high, a_low) = halves(a);
        let (b_high, b_low) = halves(b);
        let high = a * b;
        let low = ((a_high * b_high - high) + a_high * b_low + a_low * b_high) + a_low * b_low;
        Self { high, low }
    }
}

/// A number as the sum of two with half the digits (Veltkamp).
fn halves(a: f64) -> (f64, f64) {
    const SPLITTER: f64 = 134_217_729.0; // 2^27 + 1
    let scaled = SPLITTER * a;
    let high = scaled - (scaled - a);
    (high, a - high)
}

/// a · b + c, rounded once, as a processor's fused multiply-add: the same bits as `f64::mul_add`, which
/// calls a function where the target has no such instruction, as in a browser; this can be vectorised.
///
/// Source: Boldo and Melquiond, Emulation of a FMA and correctly rounded sums: proved algorithms using
/// rounding to odd (IEEE Transactions on Computers, 2008). Within [`Pair::product`]'s bounds.
pub(crate) fn fused_multiply_add(a: f64, b: f64, c: f64) -> f64 {
    let product = Pair::product(a, b);
    let of_low = Pair::sum(c, product.low);
    let of_high = Pair::sum(product.high, of_low.high);
    of_high.high + sum_to_odd(of_low.low, of_high.low)
}

/// a + b, rounded to the neighbour with an odd last bit where it is not exact, so that a later rounding
/// is as if this one had not been.
fn sum_to_odd(a: f64, b: f64) -> f64 {
    let Pair { high, low } = Pair::sum(a, b);
    let bits = high.to_bits();
    let is_even = 1 - (bits & 1);
    let is_inexact = u64::from(low != 0.0);
    let step = if (low > 0.0) == (high > 0.0) { 1 } else { u64::MAX };
    f64::from_bits(bits.wrapping_add(step * (is_even & is_inexact)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Numbers of the size that data has.
    fn ordinary() -> impl Strategy<Value = f64> {
        (-1.0..1.0, -20..20)
            .prop_map(|(mantissa, exponent): (f64, i32)| mantissa * libm::exp2(f64::from(exponent)))
    }

    proptest! {
        #[test]
        fn fused_multiply_add_rounds_once(a in ordinary(), b in ordinary(), c in ordinary()) {
            prop_assert_eq!(fused_multiply_add(a, b, c).to_bits(), a.mul_add(b, c).to_bits());
        }

        #[test]
        fn fused_multiply_add_rounds_once_when_terms_cancel(a in ordinary(), b in ordinary(), places in 0_i32..60, part in -1.0..1.0) {
            let c = -a * b * (1.0 + part * libm::exp2(f64::from(-places)));
            prop_assert_eq!(fused_multiply_add(a, b, c).to_bits(), a.mul_add(b, c).to_bits());
        }
    }
}
