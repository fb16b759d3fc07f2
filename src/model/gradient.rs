//! The gradient of the loss over a batch, computed in small pieces.

use wide::f64x4;

use super::architecture::Architecture;
use super::autoencoder::Autoencoder;
use super::backward::{Block, LossSums};
use super::derivatives::Derivatives;
use super::dictionary::Dictionary;
use super::losses::Losses;
use super::penalty_gradient::PenaltyGradient;
use super::workspace::Workspace;
use crate::sparsity::{AtEpoch, Auxiliary, CodeMeans};
use crate::tensor::{LANES, Matrix, Real, stride};

/// The largest number of samples in a block. It gives a block of the smallest model enough work, and its
/// arrays still fit into the first-level cache.
const BLOCK: usize = 64;
/// The approximate limit of operations per block: a few milliseconds, so that a slice of training can end.
const BLOCK_OPERATIONS: usize = 16_000_000;

/// Returns the number of samples computed in one piece.
#[must_use]
pub fn block_rows(architecture: &Architecture) -> usize {
    let operations = 3 * architecture.products();
    (BLOCK_OPERATIONS / operations / 4 * 4).clamp(4, BLOCK)
}

/// The samples of a step.
#[derive(Debug, Clone, Copy)]
pub struct Batch<'a, T> {
    /// The encoder's input.
    pub input: &'a Matrix<T>,
    /// The target of the reconstruction: equal to the input unless noise is added.
    pub target: &'a Matrix<T>,
    /// Normal numbers that a variational code is drawn with, one row per sample.
    pub epsilon: Option<&'a Matrix<T>>,
    /// True for units that were 0 on every sample of the last epoch.
    pub dead: &'a [bool],
}

/// The parts of the loss that are constant during its minimisation.
#[derive(Debug, Clone, Copy)]
pub struct LossWeights<'a> {
    /// The sparsity method with its numbers of the epoch.
    pub method: &'a AtEpoch,
    /// The factor of a variational code's divergence.
    pub beta: f64,
}

/// A gradient being computed, with all its memory: `advance` allocates nothing.
#[derive(Debug)]
pub struct Gradient<T> {
    stage: GradientStage,
    /// The codes of all samples. The method needs their means before the backward pass.
    codes: Matrix<T>,
    /// The values before the selection if they are kept, else empty.
    before: Matrix<T>,
    means: CodeMeans,
    penalty_gradient: PenaltyGradient<T>,
    workspace: Workspace<T>,
    /// Scratch space for selecting among a whole batch's codes.
    batch_room: Vec<T>,
    derivatives: Derivatives<T>,
    dictionary: Dictionary,
    sums: LossSums,
    losses: Losses,
    observed: Option<f64>,
    gradient: Vec<T>,
    block: usize,
}

#[derive(Debug, Clone, Copy)]
enum GradientStage {
    /// Encoding; all samples before this one are done.
    Encode(usize),
    /// Backward pass; all samples before this index are done.
    Backward(usize),
}

impl<T: Real> Gradient<T> {
    /// Allocates memory for batches of at most `samples` samples.
    #[must_use]
    pub fn new(model: &Autoencoder<T>, samples: usize) -> Self {
        let architecture = model.architecture();
        let (block, code) = (block_rows(architecture), architecture.code());
        Self {
            stage: GradientStage::Encode(0),
            codes: Matrix::zeros(samples, code),
            before: Matrix::zeros(if model.keeps_before() { samples } else { 0 }, code),
            means: CodeMeans::zeros(code),
            penalty_gradient: PenaltyGradient {
                by_unit: vec![T::default(); stride(code)],
                by_sign: Vec::with_capacity(stride(code)),
                grad_auxiliary: T::default(),
                divergence: T::default(),
            },
            workspace: Workspace::new(architecture, block),
            batch_room: Vec::new(),
            derivatives: Derivatives::zeros(model),
            dictionary: Dictionary::new(model.plan()),
            sums: LossSums::default(),
            losses: Losses::default(),
            observed: None,
            gradient: vec![T::default(); model.parameters().len()],
            block,
        }
    }

    /// Returns whether the next piece is the first of a gradient.
    #[must_use]
    pub fn is_fresh(&self) -> bool {
        matches!(self.stage, GradientStage::Encode(0))
    }

    /// Returns the completed fraction of the gradient. The backward pass takes twice as long as the forward
    /// pass.
    #[must_use]
    pub fn share(&self) -> f64 {
        let of = |first: usize| first as f64 / self.codes.rows() as f64;
        match self.stage {
            GradientStage::Encode(first) => of(first) / 3.0,
            GradientStage::Backward(first) => (1.0 + 2.0 * of(first)) / 3.0,
        }
    }

    /// Returns the means of the last batch's codes.
    #[must_use]
    pub fn means(&self) -> &CodeMeans {
        &self.means
    }

    /// Returns the value that the method observed in the last batch.
    #[must_use]
    pub fn observed(&self) -> Option<f64> {
        self.observed
    }

    /// Computes one piece. After the last piece, returns the losses and the gradient and starts over.
    pub fn advance(
        &mut self,
        model: &Autoencoder<T>,
        batch: Batch<T>,
        weighing: LossWeights,
    ) -> Option<(Losses, &mut [T])> {
        let samples = batch.input.rows();
        match self.stage {
            GradientStage::Encode(first) => {
                let next = self.encode(model, batch, weighing, first);
                if next < samples {
                    self.stage = GradientStage::Encode(next);
                } else {
                    self.weigh(model, weighing, samples);
                    self.stage = GradientStage::Backward(0);
                }
                None
            }
            GradientStage::Backward(first) => {
                let next = self.backward(model, batch, weighing.method, first);
                if next < samples {
                    self.stage = GradientStage::Backward(next);
                    return None;
                }
                self.stage = GradientStage::Encode(0);
                self.finish(model, weighing.method, batch.input.dim());
                Some((self.losses, &mut self.gradient))
            }
        }
    }

    fn encode(
        &mut self,
        model: &Autoencoder<T>,
        batch: Batch<T>,
        weighing: LossWeights,
        first: usize,
    ) -> usize {
        if first == 0 {
            self.means.clear();
            self.losses = Losses::default();
        }
        let (count, method) = (self.block.min(batch.input.rows() - first), weighing.method);
        model.encode(batch.input.block(first, count), &mut self.workspace, count);
        let codes = self.codes.block_mut(first, count);
        codes.copy_from_slice(&self.workspace.codes()[..codes.len()]);
        if model.keeps_before() {
            self.before.block_mut(first, count).copy_from_slice(codes);
        }
        let penalised = matches!(method.auxiliary(), Some(Auxiliary::Frozen));
        for row in 0..count {
            let code = self.codes.row_mut(first + row);
            if penalised {
                let workspace = &mut self.workspace;
                let auxiliary = &mut workspace.auxiliary[..code.len()];
                method.auxiliary_code(code, batch.dead, auxiliary, &mut workspace.unit);
                for (sum, value) in self.means.auxiliary.iter_mut().zip(auxiliary) {
                    *sum += value.to_f64();
                }
            }
            method.select_in_training(model.own(), code, &mut self.workspace.unit);
        }
        let width = self.codes.stride();
        if !method.selects_batch() {
            count_in(&mut self.means, self.codes.block(first, count), width);
        }
        if let Some(epsilon) = batch.epsilon {
            for (row, log_variance) in self.workspace.log_variance.chunks(width).take(count).enumerate() {
                let code = self.codes.row_mut(first + row);
                self.losses.divergence += draw(code, log_variance, epsilon.row(first + row));
            }
        }
        first + count
    }

    /// The method's value and what it adds at each code, from the mean codes.
    fn weigh(&mut self, model: &Autoencoder<T>, weighing: LossWeights, rows: usize) {
        let LossWeights { method, beta } = weighing;
        if method.selects_batch() {
            self.observed = method.select_batch(&mut self.codes, rows, &mut self.batch_room);
            count_in(&mut self.means, self.codes.block(0, rows), self.codes.stride());
        }
        let samples = rows as f64;
        self.means.divide(samples);
        if method.weighs_norms() {
            self.means.norm.copy_from_slice(self.dictionary.norms(model.parameters()));
        }
        self.losses.sparsity = method.value(&self.means);
        self.losses.divergence *= beta / samples;
        for (penalty_gradient, &mean) in self.penalty_gradient.by_unit.iter_mut().zip(&self.means.mean) {
            *penalty_gradient = T::of(method.grad_mean(mean) / samples);
        }
        self.penalty_gradient.by_sign.clear();
        if self.means.norm.iter().any(|&norm| method.grad_mean_abs(norm) != 0.0) {
            let pulls = self.means.norm.iter().map(|&norm| T::of(method.grad_mean_abs(norm) / samples));
            self.penalty_gradient.by_sign.extend(pulls);
            self.penalty_gradient.by_sign.resize(self.penalty_gradient.by_unit.len(), T::default());
        }
        self.penalty_gradient.grad_auxiliary = T::of(method.grad_auxiliary() / samples);
        self.penalty_gradient.divergence = T::of(beta / samples);
        self.sums = LossSums::default();
        self.derivatives.clear();
    }

    fn backward(&mut self, model: &Autoencoder<T>, batch: Batch<T>, method: &AtEpoch, first: usize) -> usize {
        let samples = batch.input.rows();
        let count = self.block.min(samples - first);
        let block = Block {
            input: batch.input.block(first, count),
            target: batch.target.block(first, count),
            codes: self.codes.block(first, count),
            before: if model.keeps_before() { self.before.block(first, count) } else { &[] },
            epsilon: batch.epsilon.map_or(&[], |epsilon| epsilon.block(first, count)),
            dead: batch.dead,
            samples,
        };
        let sums =
            model.backward(block, method, &self.penalty_gradient, &mut self.workspace, &mut self.derivatives);
        self.sums.reconstruction += sums.reconstruction;
        self.sums.auxiliary += sums.auxiliary;
        first + count
    }

    fn finish(&mut self, model: &Autoencoder<T>, method: &AtEpoch, (samples, features): (usize, usize)) {
        self.derivatives.collect(model, &mut self.gradient);
        if method.weighs_norms() {
            let factors = |unit: usize| method.grad_decoder_norm(self.means.mean_abs[unit]);
            self.dictionary.add_norms(factors, model.parameters(), &mut self.gradient);
        }
        let loss = model.architecture().loss;
        self.losses.reconstruction = loss.value(self.sums.reconstruction, samples, features);
        let factor = match method.auxiliary() {
            Some(Auxiliary::Residual { factor }) => factor,
            Some(Auxiliary::Frozen) | None => 1.0,
        };
        self.losses.auxiliary = factor * loss.value(self.sums.auxiliary, samples, features);
    }
}

/// Adds a block's codes, rows of `width` with their padding, to the sums.
fn count_in<T: Real>(sums: &mut CodeMeans, codes: &[T], width: usize) {
    let (mean, last_mean) = sums.mean.as_chunks_mut::<LANES>();
    let (mean_abs, last_mean_abs) = sums.mean_abs.as_chunks_mut::<LANES>();
    let (active, last_active) = sums.active.as_chunks_mut::<LANES>();
    let first = mean.len() * LANES;
    for (index, ((mean, mean_abs), active)) in mean.iter_mut().zip(mean_abs).zip(active).enumerate() {
        let mut own = [&*mean, mean_abs, active].map(|&sums| f64x4::new(sums));
        for row in codes.chunks_exact(width) {
            let code: &[T; LANES] = row[index * LANES..].first_chunk().expect("rows are whole lanes");
            let code = f64x4::new(code.map(T::to_f64));
            own[0] += code;
            own[1] += code.abs();
            own[2] += code.simd_ne(f64x4::ZERO) & f64x4::ONE;
        }
        [*mean, *mean_abs, *active] = own.map(f64x4::to_array);
    }
    for (index, ((mean, mean_abs), active)) in
        (first..).zip(last_mean.iter_mut().zip(last_mean_abs).zip(last_active))
    {
        for row in codes.chunks_exact(width) {
            let code = row[index].to_f64();
            *mean += code;
            *mean_abs += code.abs();
            *active += f64::from(u8::from(code != 0.0));
        }
    }
}

/// Replaces the mean μ of a code by a sample μ + e^(v/2) ε and returns the divergence from the unit normal
/// (Kingma & Welling 2014, equation 10).
fn draw<T: Real>(code: &mut [T], log_variance: &[T], epsilon: &[T]) -> f64 {
    let mut divergence = 0.0;
    for ((code, v), &epsilon) in code.iter_mut().zip(log_variance).zip(epsilon) {
        let (mean, v) = (code.to_f64(), v.to_f64());
        let deviation = libm::exp(0.5 * v);
        divergence += 0.5 * (mean * mean + deviation * deviation - v - 1.0);
        *code = *code + T::of(deviation) * epsilon;
    }
    divergence
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Link;

    #[test]
    fn large_models_are_computed_in_small_pieces() {
        let architecture = |link: &str| Architecture::from(&*Link::parse(link).experiment);
        assert_eq!(block_rows(&architecture("")), 64);
        assert_eq!(block_rows(&architecture("n_features=1000&hidden_dim=1024")), 4);
    }
}
