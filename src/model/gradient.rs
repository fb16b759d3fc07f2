//! The gradient of the loss over all samples, computed in small pieces.

use super::autoencoder::{Architecture, Autoencoder, CodePull, Room};
use super::layer::LayerDerivatives;
use super::losses::Losses;
use super::matrix::{Matrix, stride};
use super::real::Real;
use crate::sparsity::{AtEpoch, CodeMeans};

/// The largest number of samples in a block: some thousand operations a sample make a block of
/// the smallest model worth while, and its arrays still lie in the first cache.
const BLOCK: usize = 64;
/// About so many operations a block at most, a few milliseconds, so that a slice of training can
/// end.
const BLOCK_OPERATIONS: usize = 16_000_000;

/// How many samples are computed in one piece.
#[must_use]
pub fn block_rows(architecture: &Architecture) -> usize {
    let operations = 3 * architecture.products();
    (BLOCK_OPERATIONS / operations / 4 * 4).clamp(4, BLOCK)
}

/// A gradient in the making, with all the room it needs: `advance` allocates nothing.
#[derive(Debug)]
pub struct Gradient<T> {
    stage: Stage,
    /// Codes of all samples; the method needs their means before the way back.
    codes: Matrix<T>,
    sums: CodeMeans,
    means: CodeMeans,
    pull: CodePull<T>,
    select_room: Vec<T>,
    room: Room<T>,
    derivatives: Vec<LayerDerivatives<T>>,
    loss_sum: f64,
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
    /// Room for batches of at most `samples` samples.
    #[must_use]
    pub fn new(architecture: &Architecture, samples: usize) -> Self {
        let (block, code) = (block_rows(architecture), architecture.code());
        let zeros = CodeMeans { mean: vec![0.0; code], mean_abs: vec![0.0; code] };
        let layers = architecture.layers().into_iter();
        Self {
            stage: Stage::Encode(0),
            codes: Matrix::zeros(samples, code),
            sums: zeros.clone(),
            means: zeros,
            pull: CodePull {
                by_unit: vec![T::default(); stride(code)],
                by_sign: T::default(),
                put_out: false,
            },
            select_room: vec![T::default(); code],
            room: Room::new(architecture, block),
            derivatives: layers.map(|(inputs, outputs)| LayerDerivatives::zeros(inputs, outputs)).collect(),
            loss_sum: 0.0,
            sparsity: 0.0,
            gradient: vec![T::default(); architecture.parameters()],
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
        method: &AtEpoch,
    ) -> Option<(Losses, &mut [T])> {
        match self.stage {
            Stage::Encode(first) => {
                let next = self.encode(model, x, method, first);
                self.stage = if next < x.rows() { Stage::Encode(next) } else { self.weigh(method, x.rows()) };
                None
            }
            Stage::Backward(first) => {
                let next = self.backward(model, x, first);
                if next < x.rows() {
                    self.stage = Stage::Backward(next);
                    return None;
                }
                self.stage = Stage::Encode(0);
                let mut rest = &mut self.gradient[..];
                for (derivatives, &(inputs, outputs)) in
                    self.derivatives.iter().zip(model.architecture().layers().iter())
                {
                    let (own, after) = rest.split_at_mut((inputs + 1) * outputs);
                    derivatives.collect(own);
                    rest = after;
                }
                let loss = model.architecture().loss;
                let reconstruction = loss.value(self.loss_sum, x.rows(), x.columns());
                let losses = Losses { reconstruction, sparsity: self.sparsity, ..Losses::default() };
                Some((losses, &mut self.gradient))
            }
        }
    }

    fn encode(&mut self, model: &Autoencoder<T>, x: &Matrix<T>, method: &AtEpoch, first: usize) -> usize {
        if first == 0 {
            self.sums.mean.fill(0.0);
            self.sums.mean_abs.fill(0.0);
        }
        let count = self.block.min(x.rows() - first);
        model.encode(x.block(first, count), &mut self.room, count);
        let codes = self.codes.block_mut(first, count);
        codes.copy_from_slice(&self.room.codes()[..codes.len()]);
        for row in first..first + count {
            let code = self.codes.row_mut(row);
            method.select(code, &mut self.select_room);
            let sums = self.sums.mean.iter_mut().zip(&mut self.sums.mean_abs);
            for ((sum, abs), code) in sums.zip(code) {
                *sum += code.to_f64();
                *abs += code.to_f64().abs();
            }
        }
        first + count
    }

    /// The method's value and what it adds at each code, from the mean codes.
    fn weigh(&mut self, method: &AtEpoch, samples: usize) -> Stage {
        let samples = samples as f64;
        let means = self.means.mean.iter_mut().chain(&mut self.means.mean_abs);
        for (mean, sum) in means.zip(self.sums.mean.iter().chain(&self.sums.mean_abs)) {
            *mean = sum / samples;
        }
        self.sparsity = method.value(&self.means);
        for (pull, &mean) in self.pull.by_unit.iter_mut().zip(&self.means.mean) {
            *pull = T::of(method.by_mean(mean) / samples);
        }
        self.pull.by_sign = T::of(method.by_mean_abs() / samples);
        self.pull.put_out = method.selects();
        self.loss_sum = 0.0;
        self.derivatives.iter_mut().for_each(LayerDerivatives::clear);
        Stage::Backward(0)
    }

    fn backward(&mut self, model: &Autoencoder<T>, x: &Matrix<T>, first: usize) -> usize {
        let count = self.block.min(x.rows() - first);
        self.loss_sum += model.backward(
            x.block(first, count),
            self.codes.block(first, count),
            &self.pull,
            x.rows(),
            &mut self.room,
            &mut self.derivatives,
        );
        first + count
    }
}

#[cfg(test)]
mod tests {
    use super::super::reconstruction::{Loss, Output};
    use super::*;
    use crate::experiment::{Experiment, Link};

    /// Fixed numbers without a pattern, between −1 and 1.
    fn scattered(index: usize) -> f64 {
        let hash = (index as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        (hash >> 11) as f64 / (1u64 << 52) as f64 - 1.0
    }

    fn samples(architecture: &Architecture) -> Matrix<f64> {
        let share = architecture.loss == Loss::Bce;
        Matrix::from_array(ndarray::Array2::from_shape_fn((70, architecture.input), |(i, j)| {
            let value = scattered(1000 + i * architecture.input + j);
            if share { f64::midpoint(value, 1.0) } else { 2.0 * value }
        }))
    }

    fn compute(
        experiment: &Experiment,
        architecture: &Architecture,
        parameters: Vec<f64>,
    ) -> (Losses, Vec<f64>) {
        let x = samples(architecture);
        let model = Autoencoder::new(architecture.clone(), parameters);
        let mut gradient = Gradient::new(architecture, x.rows());
        let method = experiment.sparsity.at(experiment, 1);
        loop {
            if let Some((losses, gradient)) = gradient.advance(&model, &x, &method) {
                return (losses, gradient.to_vec());
            }
        }
    }

    #[test]
    fn the_gradient_is_that_of_central_differences() {
        for link in [
            "sparsity_factor=0",
            "sparsity_factor=3&sparsity_target=0.3",
            "sparsity=none&activation=leaky_relu&output=linear",
            "sparsity=none&activation=tanh&loss=half_sse",
            "sparsity=none&activation=silu&output=linear&loss=half_sse",
            "sparsity=l1&sparsity_factor=0.7&activation=tanh",
            "sparsity=l1&sparsity_factor=0.7&output=linear",
            "sparsity=kl&sparsity_factor=3&sparsity_target=0.1&activation=sigmoid&loss=half_sse",
            "sparsity=topk&k=2&output=linear",
            "sparsity=topk&k=3&activation=tanh",
        ] {
            let link = Link::parse(link);
            assert_eq!(link.problems, []);
            for widths in [vec![5], vec![6, 5], vec![9, 4, 5]] {
                let architecture = Architecture { input: 7, widths, ..Architecture::from(&*link.experiment) };
                check(&link.experiment, &architecture);
                if architecture.output == Output::Sigmoid {
                    check(&link.experiment, &Architecture { loss: Loss::Bce, ..architecture });
                }
            }
        }
    }

    fn check(experiment: &Experiment, architecture: &Architecture) {
        let parameters: Vec<f64> = (0..architecture.parameters()).map(scattered).collect();
        let (_, gradient) = compute(experiment, architecture, parameters.clone());
        let scale = gradient.iter().fold(0.0_f64, |largest, entry| largest.max(entry.abs()));
        for (index, &analytic) in gradient.iter().enumerate() {
            let at = |by: f64| {
                let mut moved = parameters.clone();
                moved[index] += by;
                compute(experiment, architecture, moved).0.total()
            };
            let step = 1e-6;
            let numeric = (at(step) - at(-step)) / (2.0 * step);
            assert!(
                (analytic - numeric).abs() / scale < 1e-7,
                "{} {:?}, parameter {index}: {analytic} by the formula, {numeric} by differences",
                experiment.link(),
                architecture.widths
            );
        }
    }

    #[test]
    fn the_loss_is_the_mean_over_all_elements_and_the_penalty() {
        // All weights 0: every code is 0, every reconstruction sigmoid(0).
        let experiment = Link::parse("sparsity_factor=2").experiment;
        let architecture = Architecture { input: 7, widths: vec![5], ..Architecture::from(&*experiment) };
        let (losses, _) = compute(&experiment, &architecture, vec![0.0; architecture.parameters()]);
        let x = samples(&architecture);
        let expected = x.view().mapv(|x| (0.5 - x).powi(2)).mean().expect("there are samples");
        assert!((losses.reconstruction - expected).abs() < 1e-12);
        assert!((losses.sparsity - 2.0 * 5.0 * 0.05).abs() < 1e-12);
    }

    #[test]
    fn large_models_are_computed_in_small_pieces() {
        let architecture = |link: &str| Architecture::from(&*Link::parse(link).experiment);
        assert_eq!(block_rows(&architecture("")), 64);
        assert_eq!(block_rows(&architecture("n_features=1000&hidden_dim=1024")), 4);
    }
}
