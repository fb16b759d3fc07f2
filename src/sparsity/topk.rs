//! The k largest of each sample's code stay; the others are put out.

use super::Method;
use crate::experiment::{Problem, Settings};
use crate::model::Real;

/// Sparsity without a penalty (Makhzani & Frey 2013, k-sparse autoencoders; Gao et al. 2024). Among
/// equals the first ones stay.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TopK {
    k: usize,
}

impl Method for TopK {
    const SOURCE: &'static str = "Makhzani & Frey 2013; Gao et al. 2024";
    const PAPER: &'static str = "https://arxiv.org/abs/2406.04093";
    const SELECTS: bool = true;

    fn at(settings: &Settings, epoch: u32) -> Self {
        Self { k: settings.k.at(epoch) as usize }
    }

    fn select<T: Real>(&self, code: &mut [T], room: &mut [T]) {
        if self.k >= code.len() {
            return;
        }
        room.copy_from_slice(code);
        let falling = |a: &T, b: &T| b.partial_cmp(a).unwrap_or(std::cmp::Ordering::Equal);
        let (_, &mut least, _) = room.select_nth_unstable_by(self.k - 1, falling);
        let mut equals = self.k - code.iter().filter(|&&value| value > least).count();
        for value in code {
            if *value == least && equals > 0 {
                equals -= 1;
            } else if *value <= least {
                *value = T::default();
            }
        }
    }

    fn check(settings: &Settings) -> Result<(), Problem> {
        let (k, code) = (settings.k.largest(), settings.hidden_dim.code());
        if k <= code as f64 {
            return Ok(());
        }
        let what = if settings.hidden_dim.is_deep() { "the last of hidden_dim" } else { "hidden_dim" };
        Err(Problem::Joint {
            parameters: &["k", "hidden_dim"],
            message: format!("k ({k}) must be at most {what} ({code}): lower k"),
        })
    }

    fn penalty(_settings: &Settings) -> String {
        "    return torch.zeros(())\n".to_owned()
    }

    fn selection(settings: &Settings) -> String {
        let k = if settings.k.is_constant() { settings.k.to_string() } else { "k(epoch)".to_owned() };
        format!(
            "        largest = encoded.topk({k}, dim=1).indices\n        \
             encoded = encoded * torch.zeros_like(encoded).scatter(1, largest, 1.0)\n"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_stay() {
        let select = |k: usize, mut code: Vec<f64>| {
            let mut room = code.clone();
            TopK { k }.select(&mut code, &mut room);
            code
        };
        assert_eq!(select(2, vec![0.1, 3.0, -1.0, 2.0]), [0.0, 3.0, 0.0, 2.0]);
        assert_eq!(select(2, vec![1.0, 1.0, 1.0]), [1.0, 1.0, 0.0]);
        assert_eq!(select(4, vec![1.0, 2.0]), [1.0, 2.0]);
        assert_eq!(select(1, vec![-3.0, -2.0]), [0.0, -2.0]);
    }
}
