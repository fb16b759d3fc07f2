//! The samples of each step.

use crate::random::TorchGenerator;
use crate::tensor::Matrix;

/// All samples at once, or shuffled mini-batches: each epoch `torch.randperm`, cut into pieces, the
/// last one perhaps shorter.
#[derive(Debug)]
pub struct Batches {
    /// None where all samples make a step.
    mini: Option<Mini>,
    samples: usize,
}

#[derive(Debug)]
struct Mini {
    size: usize,
    order: Vec<usize>,
    position: usize,
    /// The samples of the step at `position`.
    batch: Matrix<f32>,
    gathered: Option<usize>,
}

impl Batches {
    /// Batches of `size` of the samples, 0 for all.
    #[must_use]
    pub fn new(size: usize, (samples, features): (usize, usize)) -> Self {
        let mini = (size > 0).then(|| {
            let size = size.min(samples);
            let batch = Matrix::zeros(size, features);
            Mini { size, order: (0..samples).collect(), position: 0, batch, gathered: None }
        });
        Self { mini, samples }
    }

    /// Samples of the largest step.
    #[must_use]
    pub fn largest(&self) -> usize {
        self.mini.as_ref().map_or(self.samples, |mini| mini.size)
    }

    /// Whether the next step is the epoch's first.
    #[must_use]
    pub fn is_first(&self) -> bool {
        self.mini.as_ref().is_none_or(|mini| mini.position == 0)
    }

    /// Returns the share of the epoch's samples that are trained on when `step` of the step at hand is
    /// done.
    #[must_use]
    pub fn share(&self, step: f64) -> f64 {
        let done = self.mini.as_ref().map_or(0, |mini| mini.position);
        ((done as f64 + step * self.largest() as f64) / self.samples as f64).min(1.0)
    }

    /// Shuffles for an epoch.
    pub fn shuffle(&mut self, generator: &mut TorchGenerator) {
        if let Some(mini) = &mut self.mini {
            generator.randperm(&mut mini.order);
            mini.gathered = None;
        }
    }

    /// The samples of the step at hand.
    pub fn current<'a>(&'a mut self, all: &'a Matrix<f32>) -> &'a Matrix<f32> {
        let Some(mini) = &mut self.mini else { return all };
        if mini.gathered != Some(mini.position) {
            let end = mini.order.len().min(mini.position + mini.size);
            mini.batch.gather(all, &mini.order[mini.position..end]);
            mini.gathered = Some(mini.position);
        }
        &mini.batch
    }

    /// Goes to the next step; false where that is the next epoch's first.
    pub fn next(&mut self) -> bool {
        let Some(mini) = &mut self.mini else { return false };
        mini.position += mini.size;
        if mini.position >= mini.order.len() {
            mini.position = 0;
        }
        mini.position > 0
    }
}
