//! A model at work on samples.

use ndarray::{Array2, ArrayView2};

use crate::model::{Autoencoder, Room, block_rows};
use crate::sparsity::AtEpoch;
use crate::tensor::Matrix;

/// What a model makes of samples, as it is tested: without noise.
#[derive(Debug, Clone, PartialEq)]
pub struct Applied {
    /// Samples × units.
    pub codes: Array2<f32>,
    /// Samples × features.
    pub reconstructions: Array2<f32>,
}

impl Applied {
    /// Encodes and decodes standardised samples × features.
    ///
    /// # Panics
    /// If the model takes another number of features.
    #[must_use]
    pub fn new(model: &Autoencoder<f32>, method: &AtEpoch, samples: ArrayView2<f32>) -> Self {
        let architecture = model.architecture();
        assert_eq!(samples.ncols(), architecture.input, "the model's features");
        let samples = Matrix::from_array(samples.as_standard_layout().into_owned());
        let mut codes = Matrix::zeros(samples.rows(), architecture.code());
        let mut reconstructions = Matrix::zeros(samples.rows(), samples.columns());
        let block = block_rows(architecture);
        let mut room = Room::new(architecture, block);
        for first in (0..samples.rows()).step_by(block) {
            let count = block.min(samples.rows() - first);
            let (input, code) = (samples.block(first, count), codes.block_mut(first, count));
            model.evaluate(input, method, &mut room, count, code);
            model.decode(code, &mut room, count);
            let decoded = &room.reconstruction()[..input.len()];
            reconstructions.block_mut(first, count).copy_from_slice(decoded);
        }
        Self { codes: codes.view().to_owned(), reconstructions: reconstructions.view().to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Link;
    use crate::training::Trainer;

    #[test]
    fn it_is_what_the_test_measures() {
        for link in ["n_samples=300", "n_samples=300&sparsity=topk&k=2&hidden_dim=5&n_features=21&noise=mask"]
        {
            let mut trainer = Trainer::new(Link::parse(link).experiment).expect("the data can be made");
            while !trainer.is_tested() {
                trainer.advance();
            }
            let method = trainer.experiment().sparsity.at(trainer.experiment(), 1);
            let samples = trainer.test_samples().view();
            let applied = Applied::new(trainer.model(), &method, samples);
            assert_eq!(applied.codes.row(1).to_vec(), {
                let mut code = trainer.encode(trainer.test_samples().block(1, 1));
                code.truncate(applied.codes.ncols());
                code
            });
            let errors = super::super::Reconstruction::new(samples, applied.reconstructions.view());
            assert!((errors.mse - trainer.test_result().mse).abs() < 1e-6, "{link}");
        }
    }
}
