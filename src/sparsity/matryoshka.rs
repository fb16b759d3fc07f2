//! Nested prefixes of the dictionary, each reconstructing, over batch top-k.

use super::batch_topk::BatchTopK;
use super::method::{Method, MethodParameters, MethodScript, MethodTensor};
use crate::experiment::{Key, Problem, Settings, remedy};
use crate::tensor::{Matrix, Real};

/// Selection as in batch top-k. In addition the first half of the units, the first quarter and so on must
/// each reconstruct the sample alone, and each of these losses is added to the total (Bussmann et al. 2025).
/// The first units therefore learn common features instead of their rare parts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Matryoshka(BatchTopK);

impl Method for Matryoshka {
    const SOURCE: &'static str = "Bussmann et al. 2025";
    const PAPER: &'static str = "https://arxiv.org/abs/2503.17547";
    const USES: &'static [Key] = &[Key::k, Key::prefixes];
    const TENSORS: &'static [MethodTensor] = BatchTopK::TENSORS;
    const IS_PENALTY: bool = false;
    const SELECTS: bool = true;

    fn at(settings: &Settings, epoch: u32) -> Self {
        Self(BatchTopK::at(settings, epoch))
    }

    /// Halves of halves, rounded up.
    fn prefixes(settings: &Settings) -> Vec<usize> {
        let mut widths = vec![settings.hidden_dim.code()];
        // The code may be too narrow for the requested number; `check` rejects that.
        while widths.len() < settings.prefixes && widths[0] > 1 {
            widths.insert(0, widths[0].div_ceil(2));
        }
        widths
    }

    fn select<T: Real>(&self, own: MethodParameters<T>, code: &mut [T], scratch: &mut [T]) {
        self.0.select(own, code, scratch);
    }

    fn select_in_training<T: Real>(&self, own: MethodParameters<T>, code: &mut [T], scratch: &mut [T]) {
        self.0.select_in_training(own, code, scratch);
    }

    fn selects_batch(&self) -> bool {
        true
    }

    fn select_batch<T: Real>(&self, codes: &mut Matrix<T>, rows: usize, scratch: &mut Vec<T>) -> Option<f64> {
        self.0.select_batch(codes, rows, scratch)
    }

    fn after_epoch<T: Real>(&self, parameters: &mut [T], observed: f64) {
        self.0.after_epoch(parameters, observed);
    }

    fn check(settings: &Settings) -> Result<(), Problem> {
        if settings.hidden_dim.is_deep() {
            return Err(Problem::Joint {
                parameters: &[Key::sparsity, Key::hidden_dim],
                message: "sparsity=matryoshka nests the columns of a decoder of one layer".to_owned(),
                remedies: vec![remedy(Key::hidden_dim, settings.hidden_dim.code())],
            });
        }
        if settings.hidden_dim.code() < 2 {
            return Err(Problem::Joint {
                parameters: &[Key::sparsity, Key::hidden_dim],
                message: "sparsity=matryoshka nests groups of units, which hidden_dim=1 cannot form"
                    .to_owned(),
                remedies: vec![remedy(Key::hidden_dim, 2), remedy(Key::sparsity, "topk")],
            });
        }
        let most = Self::prefixes(settings).len();
        if settings.prefixes > most {
            return Err(Problem::Joint {
                parameters: &[Key::prefixes, Key::hidden_dim],
                message: format!(
                    "prefixes ({}) halves hidden_dim ({}) more often than it can be halved",
                    settings.prefixes, settings.hidden_dim
                ),
                // 2 halves once, 3 and 4 twice, 5 to 8 three times.
                remedies: vec![
                    remedy(Key::prefixes, most),
                    remedy(Key::hidden_dim, (1 << (settings.prefixes - 2)) + 1),
                ],
            });
        }
        BatchTopK::check(settings)
    }

    fn python(settings: &Settings) -> MethodScript {
        let prefixes = Self::prefixes(settings);
        let (_, smaller) = prefixes.split_last().expect("the whole is one of them");
        let auxiliary = format!(
            "    # The first units must also reconstruct alone.
    prefixes = (encoded * (torch.arange(encoded.shape[1]) < width) for width in {smaller:?})
    return sum({} for decoded in map(model.decode, prefixes))
",
            settings.loss.python("decoded", "x")
        );
        let auxiliary = Some(("x, encoded", auxiliary));
        MethodScript { auxiliary, ..BatchTopK::python(settings) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Link;

    #[test]
    fn matryoshka_prefixes_halve_repeatedly() {
        let of = |link: &str| Matryoshka::prefixes(&Link::parse(link).experiment);
        assert_eq!(of("sparsity=matryoshka&hidden_dim=10&prefixes=3"), [3, 5, 10]);
        assert_eq!(of("sparsity=matryoshka&hidden_dim=4&prefixes=3&k=1"), [1, 2, 4]);
    }
}
