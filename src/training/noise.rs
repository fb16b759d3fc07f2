//! Noise that is added to a sample before it is encoded (Vincent et al. 2008, denoising autoencoders).

use crate::parameter::choice;
use crate::random::TorchGenerator;
use crate::tensor::Matrix;

choice! {
    /// Noise added to a sample before it is encoded.
    Noise {
        /// No noise.
        None = "none",
        /// Adds Gaussian noise; the noise level is its standard deviation.
        Gaussian = "gaussian" as "Gaussian",
        /// Sets a fraction of the values to zero.
        Mask = "mask" as "Masking",
        /// Sets a fraction of the values to the minimum or maximum of the training samples.
        SaltPepper = "salt_pepper" as "Salt and pepper",
    }
}

impl Noise {
    /// Returns the script's lines that compute `noisy` from `x`, or an empty text without noise.
    #[must_use]
    pub fn python(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Gaussian => "noisy = x + noise_level(epoch) * torch.randn_like(x)\n",
            Self::Mask => "noisy = x * (torch.rand_like(x) >= noise_level(epoch))\n",
            Self::SaltPepper => {
                "chance, level = torch.rand_like(x), noise_level(epoch)\n\
                 noisy = torch.where(chance < level / 2, X_train.min(), x)\n\
                 noisy = torch.where(chance >= 1 - level / 2, X_train.max(), noisy)\n"
            }
        }
    }
}

/// The number of values drawn in one piece, which takes about a millisecond.
const PIECE: usize = 1 << 15;

/// The random parts of a step: noisy samples and the normal numbers of a variational code. They are drawn in
/// the order of the script, in pieces.
#[derive(Debug)]
pub struct Draws {
    noise: Noise,
    noisy: Option<Matrix<f32>>,
    epsilon: Option<Matrix<f32>>,
    /// Smallest and largest number of the training samples.
    extremes: (f32, f32),
    /// Values of the current matrix without padding.
    values: Vec<f32>,
    drawn: usize,
    stage: DrawStage,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum DrawStage {
    Noise,
    Epsilon,
    Ready,
}

impl Draws {
    /// Allocates memory for steps of at most `samples` of the training samples, with a variational code of
    /// `code` units, if any.
    #[must_use]
    pub fn new(noise: Noise, code: Option<usize>, samples: usize, train: &Matrix<f32>) -> Self {
        let noisy = (noise != Noise::None).then(|| Matrix::zeros(samples, train.columns()));
        let epsilon = code.map(|code| Matrix::zeros(samples, code));
        let numbers =
            |matrix: &Option<Matrix<f32>>| matrix.as_ref().map_or(0, |matrix| samples * matrix.columns());
        let values = vec![0.0; numbers(&noisy).max(numbers(&epsilon))];
        Self { noise, noisy, epsilon, extremes: extremes(train), values, drawn: 0, stage: DrawStage::Noise }
    }

    /// Returns whether nothing has been drawn for the next step yet.
    #[must_use]
    pub fn is_fresh(&self) -> bool {
        self.stage == DrawStage::Noise && self.drawn == 0
    }

    /// Requests new values for the next step.
    pub fn renew(&mut self) {
        self.stage = DrawStage::Noise;
    }

    /// Draws one piece for a step on these samples. Returns true when nothing is left to draw.
    pub fn advance(&mut self, clean: &Matrix<f32>, level: f64, generator: &mut TorchGenerator) -> bool {
        match self.stage {
            DrawStage::Noise => {
                let Some(noisy) = &mut self.noisy else {
                    self.stage = DrawStage::Epsilon;
                    return self.advance(clean, level, generator);
                };
                let values = &mut self.values[..clean.rows() * clean.columns()];
                if draw(values, &mut self.drawn, self.noise == Noise::Gaussian, generator) {
                    noisy.copy_from(clean);
                    spoil(noisy, values, self.noise, level, self.extremes);
                    self.stage = DrawStage::Epsilon;
                }
                false
            }
            DrawStage::Epsilon => {
                let Some(epsilon) = &mut self.epsilon else {
                    self.stage = DrawStage::Ready;
                    return true;
                };
                let values = &mut self.values[..clean.rows() * epsilon.columns()];
                if draw(values, &mut self.drawn, true, generator) {
                    epsilon.take_rows(values);
                    self.stage = DrawStage::Ready;
                }
                false
            }
            DrawStage::Ready => true,
        }
    }

    /// Returns the noisy samples, if any.
    #[must_use]
    pub fn noisy(&self) -> Option<&Matrix<f32>> {
        self.noisy.as_ref()
    }

    /// The variational code's normal numbers, where it is one.
    #[must_use]
    pub fn epsilon(&self) -> Option<&Matrix<f32>> {
        self.epsilon.as_ref()
    }
}

/// The smallest and the largest number.
#[must_use]
pub fn extremes(samples: &Matrix<f32>) -> (f32, f32) {
    let low_and_high = |(low, high): (f32, f32), &value: &f32| (low.min(value), high.max(value));
    samples.view().iter().fold((f32::INFINITY, f32::NEG_INFINITY), low_and_high)
}

/// Draws one piece of `torch.randn` or `torch.rand`. Returns true when all values are drawn.
fn draw(values: &mut [f32], drawn: &mut usize, normal: bool, generator: &mut TorchGenerator) -> bool {
    let end = values.len().min(*drawn + PIECE);
    if normal {
        generator.randn_part(values, *drawn..end);
    } else {
        values[*drawn..end].fill_with(|| generator.rand());
    }
    *drawn = if end == values.len() { 0 } else { end };
    *drawn == 0
}

/// Adds noise to samples from the numbers drawn for them.
fn spoil(samples: &mut Matrix<f32>, values: &[f32], noise: Noise, level: f64, (low, high): (f32, f32)) {
    let columns = samples.columns();
    let (level, half, rest) = (level as f32, (level / 2.0) as f32, (1.0 - level / 2.0) as f32);
    for (row, values) in values.chunks_exact(columns).enumerate() {
        for (x, &value) in samples.row_mut(row).iter_mut().zip(values) {
            *x = match noise {
                Noise::Gaussian => *x + level * value,
                Noise::Mask => *x * f32::from(u8::from(value >= level)),
                Noise::SaltPepper if value >= rest => high,
                Noise::SaltPepper if value < half => low,
                Noise::None | Noise::SaltPepper => *x,
            };
        }
    }
}

/// Returns one sample with noise as in training, for display. It uses a separate random stream, so that
/// displaying it changes no run. `extremes` are those of the training samples.
#[must_use]
pub fn spoiled(sample: &[f32], noise: Noise, level: f64, extremes: (f32, f32), seed: u32) -> Vec<f32> {
    let mut generator = TorchGenerator::new(seed);
    let mut values = vec![0.0; sample.len()];
    draw(&mut values, &mut 0, noise == Noise::Gaussian, &mut generator);
    let row = ndarray::ArrayView2::from_shape((1, sample.len()), sample).expect("a sample is a row");
    let mut samples = Matrix::from_array(row.to_owned());
    spoil(&mut samples, &values, noise, level, extremes);
    samples.row(0).to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn samples() -> Matrix<f32> {
        Matrix::from_array(ndarray::Array2::from_shape_fn((3, 7), |(i, j)| (i * 7 + j) as f32 + 1.0))
    }

    #[test]
    fn masking_noise_keeps_a_value_or_sets_it_to_zero() {
        let train = samples();
        let mut draws = Draws::new(Noise::Mask, None, 3, &train);
        let mut generator = TorchGenerator::new(0);
        while !draws.advance(&train, 0.5, &mut generator) {}
        let noisy = draws.noisy().expect("there is noise").view();
        let zeros = noisy.iter().filter(|&&value| value == 0.0).count();
        assert!((1..21).contains(&zeros));
        assert!(noisy.iter().zip(train.view()).all(|(&noisy, &clean)| noisy == 0.0 || noisy == clean));
    }

    #[test]
    fn salt_and_pepper_noise_uses_the_extremes() {
        let train = samples();
        let mut draws = Draws::new(Noise::SaltPepper, Some(2), 3, &train);
        let mut generator = TorchGenerator::new(0);
        while !draws.advance(&train, 1.0, &mut generator) {}
        let noisy = draws.noisy().expect("there is noise").view();
        assert!(noisy.iter().all(|&value| value == 1.0 || value == 21.0));
        assert_eq!(draws.epsilon().map(Matrix::dim), Some((3, 2)));
    }
}
