//! The decoder's output and the loss that compares it with the sample.

use crate::parameter::choice;
use crate::tensor::{LANES, Lanes, Real};

choice! {
    /// Activation function of the decoder's output.
    Output {
        /// 1 / (1 + e^−z), between 0 and 1.
        Sigmoid = "sigmoid",
        /// The identity: any value can be reached.
        Linear = "linear",
    }
}

choice! {
    /// Reconstruction loss.
    Loss {
        /// Mean squared error: mean of (x − x̂)² over all elements.
        Mse = "mse" as "MSE",
        /// Half the sum of squared errors, ½ Σ (x − x̂)², averaged over samples (Ng, CS294A 2011, section 2).
        HalfSse = "half_sse" as "Half SSE",
        /// Binary cross-entropy: mean of −x log x̂ − (1 − x) log(1 − x̂) over all elements.
        Bce = "bce" as "Binary cross-entropy",
    }
}

impl Output {
    /// Nearer to 0 and 1 a sigmoid hardly learns.
    const EDGE: f64 = 0.01;

    /// Replaces z by the output; whole rows of which `columns` count.
    pub fn apply<T: Real>(self, z: &mut [T], columns: usize) {
        if self == Self::Linear {
            return;
        }
        T::sigmoid(z);
        let width = columns.next_multiple_of(LANES);
        if width != columns {
            // sigmoid(0) is not 0, and padding is.
            z.chunks_exact_mut(width).for_each(|row| row[columns..].fill(T::default()));
        }
    }

    /// The z whose output y is; the y of a sigmoid is kept away from 0 and 1 by `EDGE`.
    #[must_use]
    pub fn inverse(self, y: f64) -> f64 {
        match self {
            Self::Sigmoid => {
                let y = y.clamp(Self::EDGE, 1.0 - Self::EDGE);
                libm::log(y / (1.0 - y))
            }
            Self::Linear => y,
        }
    }

    /// Returns [`Output::inverse`] as a Python expression.
    #[must_use]
    pub fn python_inverse(self, argument: &str) -> String {
        match self {
            Self::Sigmoid => format!("torch.logit({argument}, eps={})", Self::EDGE),
            Self::Linear => argument.to_owned(),
        }
    }

    /// PyTorch's text of some argument.
    #[must_use]
    pub fn python(self, argument: &str) -> String {
        match self {
            Self::Sigmoid => format!("torch.sigmoid({argument})"),
            Self::Linear => argument.to_owned(),
        }
    }
}

impl Loss {
    /// Replaces z, a block of the decoder's values before the output function, by the derivatives of the loss
    /// with respect to z, and returns the block's part of the sum that [`Loss::value`] takes. `samples` and
    /// `features` are the numbers of the whole batch.
    pub fn backward<T: Real>(
        self,
        output: Output,
        z: &mut [T],
        x: &[T],
        samples: usize,
        features: usize,
    ) -> f64 {
        let cross_entropy = self.cross_entropy(z, x, features).unwrap_or_default();
        output.apply(z, features);
        let y = z;
        let elements = (samples * features) as f64;
        let scale = match self {
            Self::Mse => 2.0 / elements,
            Self::HalfSse => 1.0 / samples as f64,
            Self::Bce => 1.0 / elements,
        };
        let (one, scale) = (T::Lanes::splat(T::of(1.0)), T::Lanes::splat(T::of(scale)));
        match (self, output) {
            // The derivative of the cross-entropy with respect to z is that of the squared error without y (1
            // − y).
            (Self::Bce, _) => {
                squares(y, x, |error, _| scale * error);
                cross_entropy
            }
            (_, Output::Sigmoid) => squares(y, x, |error, y| scale * error * (y * (one - y))),
            (_, Output::Linear) => squares(y, x, |error, _| scale * error),
        }
    }

    /// Returns a block's part of the sum that [`Loss::value`] takes, from what the decoder gives to the
    /// output function; none where the squared error is that sum.
    #[must_use]
    pub fn cross_entropy<T: Real>(self, z: &[T], x: &[T], features: usize) -> Option<f64> {
        (self == Self::Bce).then(|| cross_entropy(z, x, features))
    }

    /// Returns whether this is the binary cross-entropy.
    #[must_use]
    pub fn is_bce(self) -> bool {
        self == Self::Bce
    }

    /// Returns whether the loss averages over the features instead of adding them up.
    #[must_use]
    pub fn is_mean(self) -> bool {
        self != Self::HalfSse
    }

    /// The loss from the sum over all blocks.
    #[must_use]
    pub fn value(self, sum: f64, samples: usize, features: usize) -> f64 {
        match self {
            Self::Mse | Self::Bce => sum / (samples * features) as f64,
            Self::HalfSse => sum / (2.0 * samples as f64),
        }
    }

    /// Returns the mean squared error that corresponds to a value of the loss, if it determines one.
    #[must_use]
    pub fn mse(self, value: f64, features: usize) -> Option<f64> {
        match self {
            Self::Mse => Some(value),
            Self::HalfSse => Some(2.0 * value / features as f64),
            Self::Bce => None,
        }
    }

    /// PyTorch's text of the loss of what is reconstructed against what it should be.
    #[must_use]
    pub fn python(self, decoded: &str, x: &str) -> String {
        match self {
            Self::Mse => format!("nn.functional.mse_loss({decoded}, {x})"),
            Self::HalfSse => format!("0.5 * (({decoded} - {x}) ** 2).sum(dim=1).mean()"),
            Self::Bce => format!("nn.functional.binary_cross_entropy_with_logits({decoded}, {x})"),
        }
    }

    /// The output function of the script's model. For cross-entropy it is linear, because
    /// `binary_cross_entropy_with_logits` applies the sigmoid itself.
    #[must_use]
    pub fn python_output(self, output: Output) -> Output {
        if self == Self::Bce { Output::Linear } else { output }
    }

    /// PyTorch's text of the reconstruction, from what the script's model returns.
    #[must_use]
    pub fn python_reconstruction(self, decoded: &str) -> String {
        if self == Self::Bce { Output::Sigmoid.python(decoded) } else { decoded.to_owned() }
    }
}

/// Replaces y by a function of its error and itself; gives the sum of the squared errors.
#[inline]
fn squares<T: Real>(y: &mut [T], x: &[T], derivative: impl Fn(T::Lanes, T::Lanes) -> T::Lanes) -> f64 {
    let mut sum = T::Lanes::splat(T::default());
    for (y_four, x_four) in y.chunks_exact_mut(LANES).zip(x.chunks_exact(LANES)) {
        let y = T::Lanes::load(y_four);
        let error = y - T::Lanes::load(x_four);
        sum += error * error;
        derivative(error, y).store(y_four);
    }
    sum.sum()
}

/// The sum of −x ln y − (1 − x) ln(1 − y) with y = sigmoid(z), written as max(z, 0) − x z +
/// ln(1 + e^−|z|), which is exact where y rounds to 0 or 1
/// (`torch.nn.functional.binary_cross_entropy_with_logits`).
fn cross_entropy<T: Real>(z: &[T], x: &[T], features: usize) -> f64 {
    let term = |(z, x): (&T, &T)| {
        let (z, x) = (z.to_f64(), x.to_f64());
        z.max(0.0) - x * z + libm::log(1.0 + libm::exp(-z.abs()))
    };
    // Each row is summed separately: a single sum would round away the differences that a gradient check
    // measures.
    let width = features.next_multiple_of(LANES);
    let rows = z.chunks_exact(width).zip(x.chunks_exact(width));
    rows.map(|(z, x)| z[..features].iter().zip(x).map(term).sum::<f64>()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Expected values are those of PyTorch 2.15's `binary_cross_entropy_with_logits`.
    #[test]
    fn cross_entropy_is_exact_where_the_sigmoid_saturates() {
        let mut z = [200.0_f32, -200.0, 30.0, -30.0, 40.0, 0.0, 0.0, 0.0];
        let x = [0.0, 1.0, 1.0, 0.0, 0.25, 0.0, 0.0, 0.0];
        let sum = Loss::Bce.backward(Output::Sigmoid, &mut z, &x, 1, 5);
        assert_eq!(Loss::Bce.value(sum, 1, 5) as f32, 86.0);
        let expected = [0.2, -0.2, 0.0, 0.0, 0.15, 0.0, 0.0, 0.0];
        for (derivative, expected) in z.into_iter().zip(expected) {
            assert!((derivative - expected).abs() < 1e-8, "{z:?}");
        }
    }
}
