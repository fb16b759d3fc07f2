//! Keeps the k largest codes of each sample and sets the others to zero.

use super::method::{Auxiliary, Method, MethodParameters, MethodScript};
use super::select::keep_largest;
use crate::experiment::{Key, Problem, Settings, remedy};
use crate::parameter::Value;
use crate::tensor::Real;

/// Sparsity without a penalty (Makhzani & Frey 2013, k-sparse autoencoders; Gao et al. 2024). An auxiliary
/// loss revives dead units (Gao et al. 2024, appendix A.2): the `aux_k` largest of them reconstruct what the
/// others leave over, with the same measure of error as the reconstruction.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TopK {
    k: usize,
    aux_k: usize,
    aux_factor: f64,
}

impl Method for TopK {
    const SOURCE: &'static str = "Makhzani & Frey 2013; Gao et al. 2024";
    const PAPER: &'static str = "https://arxiv.org/abs/2406.04093";
    const USES: &'static [Key] = &[Key::k, Key::aux_k, Key::aux_factor];
    const IS_PENALTY: bool = false;
    const SELECTS: bool = true;

    fn at(settings: &Settings, epoch: u32) -> Self {
        let k = settings.k.at(epoch) as usize;
        Self { k, aux_k: settings.aux_k, aux_factor: settings.aux_factor }
    }

    fn select<T: Real>(&self, _own: MethodParameters<T>, code: &mut [T], scratch: &mut [T]) {
        keep_largest(self.k, code, scratch);
    }

    fn auxiliary(&self) -> Option<Auxiliary> {
        (self.aux_k > 0).then_some(Auxiliary::Residual { factor: self.aux_factor })
    }

    fn auxiliary_code<T: Real>(&self, z: &[T], dead: &[bool], code: &mut [T], scratch: &mut [T]) {
        let lowest = T::of(f64::NEG_INFINITY);
        for ((code, &z), &dead) in code.iter_mut().zip(z).zip(dead) {
            *code = if dead { z } else { lowest };
        }
        let count = dead.iter().filter(|&&dead| dead).count();
        keep_largest(self.aux_k.min(count), code, scratch);
    }

    fn check(settings: &Settings) -> Result<(), Problem> {
        check_k(settings)?;
        let (aux_k, code) = (settings.aux_k, settings.hidden_dim.code());
        if aux_k > code {
            return Err(Problem::Joint {
                parameters: &[Key::aux_k, Key::hidden_dim],
                message: format!("aux_k ({aux_k}) revives more units than hidden_dim ({code}) has"),
                remedies: vec![
                    remedy(Key::aux_k, code),
                    remedy(Key::hidden_dim, settings.hidden_dim.with_code(aux_k).text()),
                ],
            });
        }
        if aux_k > 0 && settings.hidden_dim.is_deep() {
            return Err(Problem::Joint {
                parameters: &[Key::aux_k, Key::hidden_dim],
                message: "aux_k lets one layer of the decoder fit what is left over".to_owned(),
                remedies: vec![remedy(Key::aux_k, 0), remedy(Key::hidden_dim, code)],
            });
        }
        if aux_k > 0 && settings.loss.is_bce() {
            return Err(Problem::Joint {
                parameters: &[Key::aux_k, Key::loss],
                message: "aux_k fits what the reconstruction leaves over, which does not lie in 0 to 1 as \
                          loss=bce wants it"
                    .to_owned(),
                remedies: vec![
                    remedy(Key::aux_k, 0),
                    remedy(Key::loss, "mse"),
                    remedy(Key::loss, "half_sse"),
                ],
            });
        }
        Ok(())
    }

    fn python(settings: &Settings) -> MethodScript {
        let selection =
            "        largest = encoded.argsort(dim=1, descending=True, stable=True)[:, :k(epoch)]\n        \
             encoded = encoded * torch.zeros_like(encoded).scatter(1, largest, 1.0)\n"
                .to_owned();
        if settings.aux_k == 0 {
            return MethodScript { selection, ..MethodScript::default() };
        }
        let (weight, dim) = MethodScript::dictionary(settings);
        let transposed = if dim == 0 { ".T" } else { "" };
        let auxiliary = format!(
            "    # Dead units learn the residual of the reconstruction (Gao et al. 2024).
    count = min(aux_k, int(dead.sum()))
    if count == 0:
        return torch.zeros(())
    before = model.before.masked_fill(~dead, -torch.inf)
    largest = before.argsort(dim=1, descending=True, stable=True)[:, :count]
    code = model.before * torch.zeros_like(model.before).scatter(1, largest, 1.0)
    revived, residual = code @ {weight}{transposed}, (x - decoded).detach()
    return aux_factor * {}
",
            settings.loss.python("revived", "residual")
        );
        let constants =
            vec![("aux_k", settings.aux_k.to_string()), ("aux_factor", settings.aux_factor.to_string())];
        let auxiliary = Some(("x, decoded", auxiliary));
        let selection = format!("        self.before = encoded\n{selection}");
        MethodScript { constants, selection, auxiliary, ..MethodScript::default() }
    }
}

/// k may be at most the code's width.
pub fn check_k(settings: &Settings) -> Result<(), Problem> {
    let (k, code) = (settings.k.largest(), settings.hidden_dim.code());
    if k <= code as f64 {
        return Ok(());
    }
    let what = if settings.hidden_dim.is_deep() { "the last of hidden_dim" } else { "hidden_dim" };
    Err(Problem::Joint {
        parameters: &[Key::k, Key::hidden_dim],
        message: format!("k ({k}) must be at most {what} ({code})"),
        remedies: vec![
            remedy(Key::k, settings.k.limited(code as f64)),
            remedy(Key::hidden_dim, settings.hidden_dim.with_code(k as usize).text()),
        ],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn topk_revives_only_dead_units() {
        let method = TopK { k: 1, aux_k: 2, aux_factor: 1.0 };
        let auxiliary = |dead: [bool; 4]| {
            let mut code = [0.0; 4];
            method.auxiliary_code(&[3.0, 0.5, 1.0, 2.0], &dead, &mut code, &mut [0.0; 4]);
            code
        };
        assert_eq!(auxiliary([false, true, true, true]), [0.0, 0.0, 1.0, 2.0]);
        assert_eq!(auxiliary([false, true, false, false]), [0.0, 0.5, 0.0, 0.0]);
        assert_eq!(auxiliary([false; 4]), [0.0; 4]);
        assert_eq!(auxiliary([true; 4]), [3.0, 0.0, 0.0, 2.0]);
    }
}
