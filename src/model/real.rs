//! The two precisions the model computes in, four numbers at a time.
//!
//! Only additions, multiplications, divisions and comparisons are used, never a fused
//! multiply-add, an approximate reciprocal or the platform's own `exp`: so the same bits come on
//! every machine.

use std::ops::{Add, AddAssign, Div, Mul, Sub};

use wide::{f32x4, f64x4, i32x4};

/// How many numbers are computed at a time.
pub const LANES: usize = 4;

/// A precision: `f32` for training, as in `PyTorch`; `f64` for checking gradients.
pub trait Real:
    Copy
    + Default
    + PartialOrd
    + std::fmt::Debug
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + 'static
{
    /// Four of them.
    type Lanes: Lanes<Scalar = Self>;

    /// Rounds to this precision.
    fn of(value: f64) -> Self;

    /// The exact value in double precision.
    fn to_f64(self) -> f64;

    /// Square root.
    #[must_use]
    fn sqrt(self) -> Self;
}

/// Four numbers computed at a time.
pub trait Lanes:
    Copy + Add<Output = Self> + Sub<Output = Self> + Mul<Output = Self> + Div<Output = Self> + AddAssign
{
    /// One of them.
    type Scalar: Real<Lanes = Self>;

    /// The same number four times.
    fn splat(value: Self::Scalar) -> Self;

    /// The first four of a slice.
    ///
    /// # Panics
    /// If the slice is shorter.
    fn load(from: &[Self::Scalar]) -> Self;

    /// Writes to the first four of a slice.
    ///
    /// # Panics
    /// If the slice is shorter.
    fn store(self, to: &mut [Self::Scalar]);

    /// Each lane itself where positive, else 0.
    fn positive(self) -> Self;

    /// Each lane itself where `gate` is positive, else 0.
    fn where_positive(self, gate: Self) -> Self;

    /// e to each lane; arguments past the precision's range give its smallest and largest powers.
    fn exp(self) -> Self;

    /// The sum in double precision, always in the same order.
    fn sum(self) -> f64;

    /// 1 / (1 + e^−x).
    #[inline]
    fn sigmoid(self) -> Self {
        let one = Self::splat(Self::Scalar::of(1.0));
        let zero = Self::splat(Self::Scalar::of(0.0));
        one / (one + (zero - self).exp())
    }
}

impl Real for f32 {
    type Lanes = f32x4;

    #[inline]
    fn of(value: f64) -> Self {
        value as f32
    }

    #[inline]
    fn to_f64(self) -> f64 {
        f64::from(self)
    }

    #[inline]
    fn sqrt(self) -> Self {
        self.sqrt()
    }
}

impl Real for f64 {
    type Lanes = f64x4;

    #[inline]
    fn of(value: f64) -> Self {
        value
    }

    #[inline]
    fn to_f64(self) -> f64 {
        self
    }

    #[inline]
    fn sqrt(self) -> Self {
        self.sqrt()
    }
}

impl Lanes for f32x4 {
    type Scalar = f32;

    #[inline]
    fn splat(value: f32) -> Self {
        Self::splat(value)
    }

    #[inline]
    fn load(from: &[f32]) -> Self {
        Self::new(*from.first_chunk().expect("buffers are padded to whole lanes"))
    }

    #[inline]
    fn store(self, to: &mut [f32]) {
        *to.first_chunk_mut().expect("buffers are padded to whole lanes") = self.to_array();
    }

    #[inline]
    fn positive(self) -> Self {
        self.fast_max(Self::ZERO)
    }

    #[inline]
    fn where_positive(self, gate: Self) -> Self {
        gate.simd_gt(Self::ZERO) & self
    }

    /// 2^n · p(r) with n the nearest whole number to x / ln 2 and p(r) = 1 + r + r² · q(r) on
    /// |r| ≤ ln 2 / 2, q with the coefficients of Cephes' `expf` (S. Moshier, netlib): within 2
    /// units in the last place, without a branch.
    #[inline]
    fn exp(self) -> Self {
        // Adding 1.5 · 2^23 rounds to a whole number and leaves it in the low bits.
        let magic = Self::splat(12_582_912.0);
        let x = self.fast_max(Self::splat(-87.0)).fast_min(Self::splat(88.0));
        let shifted = x * Self::LOG2_E + magic;
        let n = shifted - magic;
        // ln 2 in two parts, so that n · ln 2 is subtracted almost exactly (Cody & Waite).
        let r = x - n * Self::splat(0.693_359_4) - n * Self::splat(-2.121_944_4e-4);
        let coefficients = [1.398_2e-3, 8.333_452e-3, 4.166_579_6e-2, 1.666_666_5e-1, 5.000_000_1e-1];
        let q = coefficients
            .into_iter()
            .fold(Self::splat(1.987_569_1e-4), |q, coefficient| q * r + Self::splat(coefficient));
        let p = q * (r * r) + r + Self::ONE;
        let power: i32x4 = bytemuck::cast::<Self, i32x4>(shifted) << 23;
        bytemuck::cast(bytemuck::cast::<Self, i32x4>(p) + power)
    }

    #[inline]
    fn sum(self) -> f64 {
        let [a, b, c, d] = self.to_array().map(f64::from);
        (a + b) + (c + d)
    }
}

impl Lanes for f64x4 {
    type Scalar = f64;

    #[inline]
    fn splat(value: f64) -> Self {
        Self::splat(value)
    }

    #[inline]
    fn load(from: &[f64]) -> Self {
        Self::new(*from.first_chunk().expect("buffers are padded to whole lanes"))
    }

    #[inline]
    fn store(self, to: &mut [f64]) {
        *to.first_chunk_mut().expect("buffers are padded to whole lanes") = self.to_array();
    }

    #[inline]
    fn positive(self) -> Self {
        self.fast_max(Self::ZERO)
    }

    #[inline]
    fn where_positive(self, gate: Self) -> Self {
        gate.simd_gt(Self::ZERO) & self
    }

    #[inline]
    fn exp(self) -> Self {
        Self::new(self.to_array().map(libm::exp))
    }

    #[inline]
    fn sum(self) -> f64 {
        let [a, b, c, d] = self.to_array();
        (a + b) + (c + d)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exp_is_within_two_units_in_the_last_place() {
        for step in -87_000..=88_000 {
            let x = step as f32 / 1000.0;
            let [ours, ..] = Lanes::exp(f32x4::splat(x)).to_array();
            let exact = libm::exp(f64::from(x));
            let unit = f64::from(f32::EPSILON) * exact;
            assert!((f64::from(ours) - exact).abs() <= 2.0 * unit, "exp({x}) = {ours}, not {exact}");
        }
    }

    #[test]
    fn sigmoid_reaches_its_ends() {
        let values = Lanes::sigmoid(f32x4::new([-1e30, 0.0, 1e30, -1.0])).to_array();
        assert!(values[0] >= 0.0 && values[0] < 1e-37);
        assert_eq!(values[1..3], [0.5, 1.0]);
        assert!((values[3] - 0.268_941_43).abs() < 1e-7);
    }

    #[test]
    fn gates_let_through_where_positive() {
        let gate = f32x4::new([1.0, 0.0, -1.0, 2.0]);
        assert_eq!(f32x4::splat(3.0).where_positive(gate).to_array(), [3.0, 0.0, 0.0, 3.0]);
        assert_eq!(gate.positive().to_array(), [1.0, 0.0, 0.0, 2.0]);
    }
}
