//! The gradient of the loss over all samples, computed in small pieces.

use super::autoencoder::{Autoencoder, Derivatives, Shape};
use super::matrix::{Matrix, stride};
use super::real::Real;
use crate::sparsity::Penalty;

/// The terms of the loss, each as it enters the total.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Losses {
    /// Mean squared error over all elements.
    pub reconstruction: f64,
    /// The sparsity penalty, with its factor.
    pub sparsity: f64,
}

impl Losses {
    /// What is minimised.
    #[must_use]
    pub fn total(self) -> f64 {
        self.reconstruction + self.sparsity
    }
}

/// The largest number of samples in a block: some thousand operations a sample make a block of
/// the smallest model worth while, and its arrays still lie in the first cache.
const BLOCK: usize = 64;
/// About so many operations a block at most, a few milliseconds, so that a slice of training can
/// end.
const BLOCK_OPERATIONS: usize = 16_000_000;

/// How many samples are computed in one piece.
#[must_use]
pub fn block_rows(shape: Shape) -> usize {
    let operations = 6 * shape.input * shape.hidden;
    (BLOCK_OPERATIONS / operations / 4 * 4).clamp(4, BLOCK)
}

/// A gradient in the making, with all the room it needs: `advance` allocates nothing.
#[derive(Debug)]
pub struct Gradient<T> {
    stage: Stage,
    /// Codes of all samples; the penalty needs their means before the way back.
    codes: Matrix<T>,
    code_sums: Vec<f64>,
    code_means: Vec<f64>,
    code_gradient: Vec<T>,
    reconstruction: Vec<T>,
    code_error: Vec<T>,
    derivatives: Derivatives<T>,
    squared_error: f64,
    sparsity: f64,
    gradient: Vec<T>,
    block: usize,
}

#[derive(Debug, Clone, Copy)]
enum Stage {
    /// Encoding; all samples before this one are done.
    Encode(usize),
    /// The way back; all samples before this one are done.
    Backward(usize),
}

impl<T: Real> Gradient<T> {
    /// Room for `samples` samples.
    #[must_use]
    pub fn new(shape: Shape, samples: usize) -> Self {
        let block = block_rows(shape);
        Self {
            stage: Stage::Encode(0),
            codes: Matrix::zeros(samples, shape.hidden),
            code_sums: vec![0.0; shape.hidden],
            code_means: vec![0.0; shape.hidden],
            code_gradient: vec![T::default(); stride(shape.hidden)],
            reconstruction: vec![T::default(); block * stride(shape.input)],
            code_error: vec![T::default(); block * stride(shape.hidden)],
            derivatives: Derivatives::zeros(shape),
            squared_error: 0.0,
            sparsity: 0.0,
            gradient: vec![T::default(); shape.parameters()],
            block,
        }
    }

    /// Whether the next piece is the first of a gradient.
    #[must_use]
    pub fn is_fresh(&self) -> bool {
        matches!(self.stage, Stage::Encode(0))
    }

    /// Computes one piece. After the last one gives the losses and the gradient, and begins anew.
    pub fn advance(
        &mut self,
        model: &Autoencoder<T>,
        x: &Matrix<T>,
        penalty: &dyn Penalty,
    ) -> Option<(Losses, &[T])> {
        match self.stage {
            Stage::Encode(first) => {
                let next = self.encode(model, x, first);
                self.stage =
                    if next < x.rows() { Stage::Encode(next) } else { self.weigh(penalty, x.rows()) };
                None
            }
            Stage::Backward(first) => {
                let next = self.backward(model, x, first);
                if next < x.rows() {
                    self.stage = Stage::Backward(next);
                    return None;
                }
                self.stage = Stage::Encode(0);
                self.derivatives.collect(&mut self.gradient);
                let reconstruction = self.squared_error / (x.rows() * x.columns()) as f64;
                Some((Losses { reconstruction, sparsity: self.sparsity }, &self.gradient))
            }
        }
    }

    fn encode(&mut self, model: &Autoencoder<T>, x: &Matrix<T>, first: usize) -> usize {
        if first == 0 {
            self.code_sums.fill(0.0);
        }
        let count = self.block.min(x.rows() - first);
        model.encode(x.block(first, count), self.codes.block_mut(first, count));
        for row in first..first + count {
            for (sum, code) in self.code_sums.iter_mut().zip(self.codes.row(row)) {
                *sum += code.to_f64();
            }
        }
        first + count
    }

    /// The penalty and its gradient by each code, from the mean codes.
    fn weigh(&mut self, penalty: &dyn Penalty, samples: usize) -> Stage {
        let samples = samples as f64;
        for (mean, sum) in self.code_means.iter_mut().zip(&self.code_sums) {
            *mean = sum / samples;
        }
        self.sparsity = penalty.value(&self.code_means);
        for (gradient, &mean) in self.code_gradient.iter_mut().zip(&self.code_means) {
            *gradient = T::of(penalty.derivative(mean) / samples);
        }
        self.squared_error = 0.0;
        self.derivatives.clear();
        Stage::Backward(0)
    }

    fn backward(&mut self, model: &Autoencoder<T>, x: &Matrix<T>, first: usize) -> usize {
        let count = self.block.min(x.rows() - first);
        let codes = self.codes.block(first, count);
        let reconstruction = &mut self.reconstruction[..count * x.stride()];
        model.decode(codes, reconstruction);
        self.squared_error += model.backward(
            x.block(first, count),
            codes,
            reconstruction,
            &mut self.code_error[..codes.len()],
            &self.code_gradient,
            1.0 / (x.rows() * x.columns()) as f64,
            &mut self.derivatives,
        );
        first + count
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sparsity::MeanActivation;

    const SHAPE: Shape = Shape { input: 7, hidden: 5 };

    /// Fixed numbers without a pattern, between −1 and 1.
    fn scattered(index: usize) -> f64 {
        let hash = (index as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        (hash >> 11) as f64 / (1u64 << 52) as f64 - 1.0
    }

    fn samples() -> Matrix<f64> {
        Matrix::from_array(ndarray::Array2::from_shape_fn((70, SHAPE.input), |(i, j)| {
            2.0 * scattered(1000 + i * SHAPE.input + j)
        }))
    }

    fn compute(parameters: Vec<f64>, penalty: &dyn Penalty) -> (Losses, Vec<f64>) {
        let (model, x) = (Autoencoder::new(SHAPE, parameters), samples());
        let mut gradient = Gradient::new(SHAPE, x.rows());
        loop {
            if let Some((losses, gradient)) = gradient.advance(&model, &x, penalty) {
                return (losses, gradient.to_vec());
            }
        }
    }

    #[test]
    fn the_gradient_is_that_of_central_differences() {
        let parameters: Vec<f64> = (0..SHAPE.parameters()).map(scattered).collect();
        for penalty in
            [MeanActivation { factor: 0.0, target: 0.05 }, MeanActivation { factor: 3.0, target: 0.3 }]
        {
            let (_, gradient) = compute(parameters.clone(), &penalty);
            for (index, &analytic) in gradient.iter().enumerate() {
                let at = |by: f64| {
                    let mut moved = parameters.clone();
                    moved[index] += by;
                    compute(moved, &penalty).0.total()
                };
                let step = 1e-6;
                let numeric = (at(step) - at(-step)) / (2.0 * step);
                let scale = analytic.abs().max(numeric.abs()).max(1e-2);
                assert!(
                    (analytic - numeric).abs() / scale < 1e-7,
                    "parameter {index}: {analytic} by the formula, {numeric} by differences"
                );
            }
        }
    }

    #[test]
    fn the_loss_is_the_mean_over_all_elements_and_the_penalty() {
        // All weights 0: every code is 0, every reconstruction sigmoid(0).
        let (losses, _) =
            compute(vec![0.0; SHAPE.parameters()], &MeanActivation { factor: 2.0, target: 0.05 });
        let expected = samples().view().mapv(|x| (0.5 - x).powi(2)).mean().expect("there are samples");
        assert!((losses.reconstruction - expected).abs() < 1e-12);
        assert!((losses.sparsity - 2.0 * 5.0 * 0.05).abs() < 1e-12);
    }

    #[test]
    fn large_models_are_computed_in_small_pieces() {
        assert_eq!(block_rows(Shape { input: 20, hidden: 8 }), 64);
        assert_eq!(block_rows(Shape { input: 1000, hidden: 1024 }), 4);
    }
}
