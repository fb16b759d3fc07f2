//! Activation functions of hidden layers, each with its derivative.

use crate::parameter::choice;
use crate::tensor::{LANES, Lanes, Real};

choice! {
    /// Activation function of the hidden layers and of the code.
    Activation {
        /// max(0, z).
        Relu = "relu" as "ReLU",
        /// z if positive, otherwise 0.01 z (the default slope of PyTorch).
        LeakyRelu = "leaky_relu" as "Leaky ReLU",
        /// 1 / (1 + e^−z).
        Sigmoid = "sigmoid" as "Sigmoid",
        /// Hyperbolic tangent.
        Tanh = "tanh" as "Tanh",
        /// z · sigmoid(z) (Hendrycks & Gimpel 2016).
        Silu = "silu" as "SiLU",
    }
}

const LEAK: f64 = 0.01;

impl Activation {
    /// Returns whether the derivative needs z, because it cannot be computed from the function's value.
    #[must_use]
    pub fn needs_input(self) -> bool {
        self == Self::Silu
    }

    /// Returns whether this is the rectifier max(0, z).
    #[must_use]
    pub fn is_relu(self) -> bool {
        self == Self::Relu
    }

    /// Returns whether every value is between 0 and 1.
    #[must_use]
    pub fn is_unit_interval(self) -> bool {
        self == Self::Sigmoid
    }

    /// Returns whether a value may be negative.
    #[must_use]
    pub fn is_signed(self) -> bool {
        matches!(self, Self::LeakyRelu | Self::Tanh | Self::Silu)
    }

    /// Replaces z by the function of it; whole lanes.
    pub fn apply<T: Real>(self, z: &mut [T]) {
        let (one, leak) = (T::of(1.0), T::Lanes::splat(T::of(LEAK)));
        match self {
            Self::Relu => each::<T>(z, Lanes::positive),
            Self::LeakyRelu => each::<T>(z, |z| {
                let scaled = leak * z;
                scaled + (z - scaled).where_positive(z)
            }),
            Self::Sigmoid => T::sigmoid(z),
            Self::Tanh => {
                // tanh z = 2 sigmoid(2 z) − 1, which rounds to 0 where z is tiny and tanh z = z.
                let one = T::Lanes::splat(one);
                let mut workspace = [T::default(); 16 * LANES];
                for part in z.chunks_mut(workspace.len()) {
                    let z = &mut workspace[..part.len()];
                    z.copy_from_slice(part);
                    each::<T>(part, |z| z + z);
                    T::sigmoid(part);
                    both::<T>(part, z, |sigmoid, z| {
                        let tanh = sigmoid + sigmoid - one;
                        tanh + z.where_zero(tanh)
                    });
                }
            }
            Self::Silu => {
                for four in z.as_chunks_mut::<LANES>().0 {
                    let mut sigmoid = *four;
                    T::sigmoid(&mut sigmoid);
                    (T::Lanes::load(four) * T::Lanes::load(&sigmoid)).store(four);
                }
            }
        }
    }

    /// Multiplies `error` by the derivative, from the values y and, where it needs them, from z.
    pub fn backward<T: Real>(self, error: &mut [T], y: &[T], z: &[T]) {
        let (one, leak) = (T::Lanes::splat(T::of(1.0)), T::Lanes::splat(T::of(LEAK)));
        match self {
            Self::Relu => both::<T>(error, y, Lanes::where_positive),
            Self::LeakyRelu => both::<T>(error, y, |error, y| {
                let scaled = leak * error;
                scaled + (error - scaled).where_positive(y)
            }),
            Self::Sigmoid => both::<T>(error, y, |error, y| error * (y * (one - y))),
            Self::Tanh => both::<T>(error, y, |error, y| error * (one - y * y)),
            Self::Silu => both::<T>(error, z, |error, z| {
                let mut sigmoid = [T::default(); LANES];
                z.store(&mut sigmoid);
                T::sigmoid(&mut sigmoid);
                let sigmoid = T::Lanes::load(&sigmoid);
                error * (sigmoid * (one + z * (one - sigmoid)))
            }),
        }
    }

    /// PyTorch's function of the same name, of some argument.
    #[must_use]
    pub fn python(self, argument: &str) -> String {
        match self {
            Self::Relu => format!("torch.relu({argument})"),
            Self::LeakyRelu => format!("nn.functional.leaky_relu({argument})"),
            Self::Sigmoid => format!("torch.sigmoid({argument})"),
            Self::Tanh => format!("torch.tanh({argument})"),
            Self::Silu => format!("nn.functional.silu({argument})"),
        }
    }
}

#[inline]
fn each<T: Real>(values: &mut [T], function: impl Fn(T::Lanes) -> T::Lanes) {
    for four in values.chunks_exact_mut(LANES) {
        function(T::Lanes::load(four)).store(four);
    }
}

#[inline]
fn both<T: Real>(values: &mut [T], others: &[T], function: impl Fn(T::Lanes, T::Lanes) -> T::Lanes) {
    for (four, other) in values.chunks_exact_mut(LANES).zip(others.chunks_exact(LANES)) {
        function(T::Lanes::load(four), T::Lanes::load(other)).store(four);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// NaN stays NaN, as in PyTorch.
    #[test]
    fn activations_keep_nan() {
        for activation in
            [Activation::Relu, Activation::LeakyRelu, Activation::Sigmoid, Activation::Tanh, Activation::Silu]
        {
            let (mut single, mut double) = ([f32::NAN, 1.0, -1.0, 0.0], [1.0, f64::NAN, -1.0, 0.0]);
            activation.apply(&mut single);
            activation.apply(&mut double);
            assert!(single[0].is_nan() && double[1].is_nan(), "{activation:?}: {single:?} {double:?}");
            assert!(single[1..].iter().all(|value| value.is_finite()), "{activation:?}: {single:?}");
        }
    }

    #[test]
    fn tanh_of_a_tiny_number_is_that_number() {
        let mut z = [1e-9_f32, -1e-12, 0.0, 1e-38, 20.0, -20.0, 0.5, -0.0];
        Activation::Tanh.apply(&mut z);
        assert_eq!(z[..6], [1e-9, -1e-12, 0.0, 1e-38, 1.0, -1.0]);
        assert!((z[6] - 0.462_117_16).abs() < 1e-6);
    }
}
