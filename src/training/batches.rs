//! The samples of each step.

use crate::random::TorchGenerator;
use crate::tensor::Matrix;

/// All samples at once, or shuffled mini-batches: `torch.randperm` each epoch, cut into batches, of which the
/// last may be smaller.
#[derive(Debug)]
pub struct Batches {
    /// `None` if all samples form one step.
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

    /// Returns whether the next step is the epoch's first.
    #[must_use]
    pub fn is_first(&self) -> bool {
        self.mini.as_ref().is_none_or(|mini| mini.position == 0)
    }

    /// Returns the fraction of the epoch's samples that have been used when the fraction `step` of the
    /// current step is done.
    #[must_use]
    pub fn share(&self, step: f64) -> f64 {
        let done = self.mini.as_ref().map_or(0, |mini| mini.position);
        ((done as f64 + step * self.largest() as f64) / self.samples as f64).min(1.0)
    }

    pub fn shuffle(&mut self, generator: &mut TorchGenerator) {
        if let Some(mini) = &mut self.mini {
            generator.randperm(&mut mini.order);
            mini.gathered = None;
        }
    }

    /// Returns the samples of the current step.
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

#[cfg(test)]
mod tests {
    use super::*;

    fn samples(count: usize) -> Matrix<f32> {
        Matrix::from_array(ndarray::Array2::from_shape_fn((count, 1), |(sample, _)| sample as f32))
    }

    /// Returns the samples of each step of an epoch.
    fn epoch(batches: &mut Batches, all: &Matrix<f32>, generator: &mut TorchGenerator) -> Vec<Vec<usize>> {
        batches.shuffle(generator);
        let mut steps = Vec::new();
        loop {
            let current = batches.current(all);
            steps.push((0..current.rows()).map(|row| current.row(row)[0] as usize).collect());
            if !batches.next() {
                return steps;
            }
        }
    }

    #[test]
    fn batch_size_zero_takes_all_samples_in_their_order() {
        let (mut batches, all) = (Batches::new(0, (5, 1)), samples(5));
        assert_eq!(epoch(&mut batches, &all, &mut TorchGenerator::new(0)), [[0, 1, 2, 3, 4]]);
        assert_eq!((batches.largest(), batches.is_first()), (5, true));
        assert_eq!((batches.share(0.0), batches.share(0.5)), (0.0, 0.5));
    }

    #[test]
    fn mini_batches_hold_every_sample_once_per_epoch_in_a_new_order() {
        let (mut batches, all) = (Batches::new(4, (10, 1)), samples(10));
        let mut generator = TorchGenerator::new(0);
        let [first, second] = [(); 2].map(|()| epoch(&mut batches, &all, &mut generator));
        for steps in [&first, &second] {
            assert_eq!(steps.iter().map(Vec::len).collect::<Vec<_>>(), [4, 4, 2]);
            let mut seen = steps.concat();
            seen.sort_unstable();
            assert_eq!(seen, (0..10).collect::<Vec<_>>());
        }
        assert_ne!(first, second);
    }

    #[test]
    fn share_of_an_epoch_grows_with_each_step_to_one() {
        let (mut batches, all) = (Batches::new(4, (10, 1)), samples(10));
        batches.shuffle(&mut TorchGenerator::new(0));
        assert_eq!((batches.is_first(), batches.share(0.5)), (true, 0.2));
        assert!(batches.next());
        assert_eq!((batches.is_first(), batches.share(0.0)), (false, 0.4));
        assert!(batches.next());
        assert_eq!(batches.current(&all).rows(), 2);
        assert_eq!(batches.share(1.0), 1.0);
        assert!(!batches.next() && batches.is_first());
    }

    #[test]
    fn batch_size_above_the_number_of_samples_is_that_number() {
        let mut batches = Batches::new(100, (3, 1));
        assert_eq!(batches.largest(), 3);
        assert!(!batches.next());
    }
}
