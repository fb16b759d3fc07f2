//! BatchTopK: keeps the largest codes of a batch, on average k per sample.

use super::method::{Method, MethodParameters, MethodScript, MethodTensor, TensorShape};
use super::select::keep_largest_of;
use super::topk::check_k;
use crate::experiment::{Key, Problem, Settings, remedy};
use crate::parameter::Value;
use crate::tensor::{Matrix, Real};

/// Keeps the n · k largest codes of a batch of n samples (Bussmann et al. 2024, BatchTopK), so that complex
/// samples may use more units than simple ones. In evaluation, where a sample has no batch, the codes above a
/// threshold are kept: the smallest kept code of a batch, averaged over the last epoch's batches.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BatchTopK {
    k: usize,
}

impl Method for BatchTopK {
    const SOURCE: &'static str = "Bussmann et al. 2024";
    const PAPER: &'static str = "https://arxiv.org/abs/2412.06410";
    const USES: &'static [Key] = &[Key::k];
    const TENSORS: &'static [MethodTensor] =
        &[MethodTensor { name: "threshold", extent: TensorShape::Scalar, initial: |_| 0.0 }];
    const IS_PENALTY: bool = false;
    const SELECTS: bool = true;

    fn at(settings: &Settings, epoch: u32) -> Self {
        Self { k: settings.k.at(epoch) as usize }
    }

    fn select<T: Real>(&self, own: MethodParameters<T>, code: &mut [T], _scratch: &mut [T]) {
        for value in code.iter_mut().filter(|value| **value <= own.prepared[0]) {
            *value = T::default();
        }
    }

    fn select_in_training<T: Real>(&self, _own: MethodParameters<T>, _code: &mut [T], _scratch: &mut [T]) {}

    fn selects_batch(&self) -> bool {
        true
    }

    fn select_batch<T: Real>(&self, codes: &mut Matrix<T>, rows: usize, scratch: &mut Vec<T>) -> Option<f64> {
        scratch.clear();
        (0..rows).for_each(|row| scratch.extend_from_slice(codes.row(row)));
        let count = self.k * rows;
        if count < scratch.len() {
            let (width, stride) = (codes.columns(), codes.stride());
            let rows = codes.block_mut(0, rows).chunks_exact_mut(stride);
            keep_largest_of(count, rows.flat_map(|row| &mut row[..width]), scratch);
        }
        let positive = (0..rows).flat_map(|row| codes.row(row)).filter(|&&value| value > T::default());
        positive.map(|value| value.to_f64()).reduce(f64::min)
    }

    fn after_epoch<T: Real>(&self, parameters: &mut [T], observed: f64) {
        parameters[0] = T::of(observed);
    }

    fn check(settings: &Settings) -> Result<(), Problem> {
        if settings.activation.is_signed() {
            return Err(Problem::Joint {
                parameters: &[Key::sparsity, Key::activation],
                message: format!(
                    "sparsity={} keeps codes above a threshold, which codes below 0 never are",
                    settings.sparsity.text()
                ),
                remedies: vec![
                    remedy(Key::activation, "relu"),
                    remedy(Key::activation, "sigmoid"),
                    remedy(Key::sparsity, "topk"),
                ],
            });
        }
        check_k(settings)
    }

    fn python(_settings: &Settings) -> MethodScript {
        let selection = "        if self.training:
            flat = encoded.flatten()
            largest = flat.argsort(descending=True, stable=True)[: k(epoch) * len(encoded)]
            encoded = (flat * torch.zeros_like(flat).scatter(0, largest, 1.0)).view_as(encoded)
            if (encoded > 0).any():
                self.smallest.append(encoded[encoded > 0].min().item())
        else:
            encoded = encoded * (encoded > self.threshold)
"
        .to_owned();
        MethodScript {
            init: "        self.register_buffer(\"threshold\", torch.zeros(1))\n        \
                   self.smallest = []  # smallest code kept in each batch\n"
                .to_owned(),
            selection,
            after_epoch: "    if model.smallest:\n        \
                     model.threshold.fill_(sum(model.smallest) / len(model.smallest))\n        \
                     model.smallest.clear()\n"
                .to_owned(),
            ..MethodScript::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn batch_topk_gives_complex_samples_more_units() {
        let mut codes = Matrix::from_array(ndarray::array![[3.0, 2.0, 1.5], [1.0, 0.0, 0.5]]);
        let smallest = BatchTopK { k: 1 }.select_batch(&mut codes, 2, &mut Vec::new());
        assert_eq!(codes.view(), ndarray::array![[3.0, 2.0, 0.0], [0.0, 0.0, 0.0]]);
        assert_eq!(smallest, Some(2.0));
    }

    #[test]
    fn batch_topk_uses_the_threshold_for_a_single_sample() {
        let mut code = [0.3, 0.2, 0.1];
        BatchTopK { k: 1 }.select(MethodParameters { prepared: &[0.2], bias: &[] }, &mut code, &mut []);
        assert_eq!(code, [0.3, 0.0, 0.0]);
    }
}
