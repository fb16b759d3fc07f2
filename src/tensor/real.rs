//! The two precisions the model computes in, four numbers at a time.
//!
//! Only additions, multiplications, divisions and comparisons are used, never a fused
//! multiply-add, an approximate reciprocal or the platform's own `exp`: so the same bits come on
//! every machine.

use std::ops::{Add, AddAssign, Div, Mul, Sub};

use wide::{f32x4, f64x4};

use super::{sigmoid, sigmoid64};

/// The number of values computed at a time.
pub const LANES: usize = 4;

/// Operations shared by a single number and four lanes.
pub trait Number:
    Copy + Add<Output = Self> + Sub<Output = Self> + Mul<Output = Self> + Div<Output = Self>
{
    #[must_use]
    fn sqrt(self) -> Self;
}

/// A precision: `f32` for training, as in PyTorch; `f64` for checking gradients.
pub trait Real: Number + Default + PartialOrd + std::fmt::Debug + 'static {
    /// Four numbers of this precision.
    type Lanes: Lanes<Scalar = Self>;

    /// The number of lane groups (four columns each) that a product sums at a time.
    const FOURS: usize;

    /// Rounds to this precision.
    fn of(value: f64) -> Self;

    /// The exact value in double precision.
    fn to_f64(self) -> f64;

    /// Replaces each number by 1 / (1 + e^−x); `numbers` are whole lanes.
    fn sigmoid(numbers: &mut [Self]);
}

/// Four numbers computed at a time.
pub trait Lanes: Number + AddAssign {
    /// One of the four numbers.
    type Scalar: Real<Lanes = Self>;

    /// Returns four copies of a number.
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

    /// Keeps each lane that is positive or NaN and sets the others to 0.
    #[must_use]
    fn positive(self) -> Self;

    /// Keeps each lane whose `gate` is positive and sets the others to 0.
    #[must_use]
    fn where_positive(self, gate: Self) -> Self;

    /// Keeps each lane whose `gate` is 0 and sets the others to 0.
    #[must_use]
    fn where_zero(self, gate: Self) -> Self;

    /// The sum in double precision, always in the same order.
    fn sum(self) -> f64;
}

impl Number for f32 {
    #[inline]
    fn sqrt(self) -> Self {
        self.sqrt()
    }
}

impl Number for f64 {
    #[inline]
    fn sqrt(self) -> Self {
        self.sqrt()
    }
}

impl Number for f32x4 {
    #[inline]
    fn sqrt(self) -> Self {
        self.sqrt()
    }
}

impl Number for f64x4 {
    #[inline]
    fn sqrt(self) -> Self {
        self.sqrt()
    }
}

impl Real for f32 {
    type Lanes = f32x4;

    const FOURS: usize = 2;

    #[inline]
    fn of(value: f64) -> Self {
        value as f32
    }

    #[inline]
    fn to_f64(self) -> f64 {
        f64::from(self)
    }

    fn sigmoid(numbers: &mut [Self]) {
        sigmoid::sigmoid(numbers);
    }
}

impl Real for f64 {
    type Lanes = f64x4;

    const FOURS: usize = 1;

    #[inline]
    fn of(value: f64) -> Self {
        value
    }

    #[inline]
    fn to_f64(self) -> f64 {
        self
    }

    fn sigmoid(numbers: &mut [Self]) {
        sigmoid64::sigmoid(numbers);
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
        // Processors differ in how a maximum treats NaN.
        !self.simd_le(Self::ZERO) & self
    }

    #[inline]
    fn where_positive(self, gate: Self) -> Self {
        gate.simd_gt(Self::ZERO) & self
    }

    #[inline]
    fn where_zero(self, gate: Self) -> Self {
        gate.simd_eq(Self::ZERO) & self
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
        // Processors differ in how a maximum treats NaN.
        !self.simd_le(Self::ZERO) & self
    }

    #[inline]
    fn where_positive(self, gate: Self) -> Self {
        gate.simd_gt(Self::ZERO) & self
    }

    #[inline]
    fn where_zero(self, gate: Self) -> Self {
        gate.simd_eq(Self::ZERO) & self
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
    fn lanes_are_gated_by_positive_values() {
        let gate = f32x4::new([1.0, 0.0, -1.0, 2.0]);
        assert_eq!(f32x4::splat(3.0).where_positive(gate).to_array(), [3.0, 0.0, 0.0, 3.0]);
        assert_eq!(gate.positive().to_array(), [1.0, 0.0, 0.0, 2.0]);
        assert_eq!(f32x4::splat(3.0).where_zero(gate).to_array(), [0.0, 3.0, 0.0, 0.0]);
        assert!(f32x4::splat(f32::NAN).positive().to_array()[0].is_nan());
        assert!(f64x4::splat(f64::NAN).positive().to_array()[0].is_nan());
        assert_eq!(f32x4::splat(-0.0).positive().to_array()[0].to_bits(), 0);
    }
}
