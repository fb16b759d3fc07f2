//! `factor · Σ_j KL(target ‖ ρ̂_j)`.

use super::method::{CodeMeans, Method, MethodScript};
use super::penalty_weight::PenaltyWeight;
use crate::experiment::{Key, Problem, Settings, remedy};

/// The Kullback–Leibler divergence of a Bernoulli variable with mean ρ̂ from one with the target as
/// its mean (Ng, CS294A 2011, section 3). For codes in 0 to 1 only.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Kl {
    factor: PenaltyWeight,
    target: f64,
}

impl Method for Kl {
    const SOURCE: &'static str = "Ng 2011, CS294A, section 3";
    const PAPER: &'static str = "https://web.stanford.edu/class/cs294a/sparseAutoencoder.pdf";
    const USES: &'static [Key] = &[Key::sparsity_factor, Key::sparsity_target];

    fn at(settings: &Settings, epoch: u32) -> Self {
        Self { factor: PenaltyWeight::at(settings, epoch), target: settings.sparsity_target.at(epoch) }
    }

    fn formula(&self) -> Option<String> {
        Some(format!("{} · Σ KL({} ‖ ρ̂)", self.factor, self.target))
    }

    fn value(&self, codes: &CodeMeans) -> f64 {
        let p = self.target;
        // The limit of x · ln x at 0 is 0.
        let term = |x: f64, y: f64| if x == 0.0 { 0.0 } else { x * libm::log(x / y) };
        self.factor.value() * codes.mean.iter().map(|&q| term(p, q) + term(1.0 - p, 1.0 - q)).sum::<f64>()
    }

    fn grad_mean(&self, mean: f64) -> f64 {
        self.factor.value() * ((1.0 - self.target) / (1.0 - mean) - self.target / mean)
    }

    fn check(settings: &Settings) -> Result<(), Problem> {
        if settings.activation.is_unit_interval() && !settings.variational {
            return Ok(());
        }
        Err(Problem::Joint {
            parameters: &[Key::sparsity, Key::activation],
            message: "sparsity=kl compares shares, so codes must lie in 0 to 1".to_owned(),
            remedies: vec![
                remedy(Key::activation, "sigmoid"),
                vec![(Key::activation, "sigmoid".to_owned()), (Key::variational, "false".to_owned())],
                remedy(Key::variational, false),
                remedy(Key::sparsity, "l1"),
            ],
        })
    }

    fn python(settings: &Settings) -> MethodScript {
        let weight = PenaltyWeight::python(settings);
        // `kl_div` takes the limit where the target is 0 or 1; a quotient in a logarithm would not.
        let penalty = format!(
            "    q = encoded.mean(dim=0)\n    \
         p, kl_div = torch.full_like(q, sparsity_target(epoch)), nn.functional.kl_div\n    \
         divergence = kl_div(q.log(), p, reduction=\"sum\") + kl_div((1 - q).log(), 1 - p, reduction=\"sum\")\n    \
         return {weight} * divergence\n"
        );
        MethodScript { penalty, ..MethodScript::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kl_is_zero_at_the_target_and_matches_finite_differences() {
        let method = Kl { factor: 3.0.into(), target: 0.05 };
        let at = |mean: f64| method.value(&CodeMeans { mean: vec![mean], ..CodeMeans::default() });
        assert!(at(0.05).abs() < 1e-15);
        let numeric = (at(0.2 + 1e-6) - at(0.2 - 1e-6)) / 2e-6;
        assert!((method.grad_mean(0.2) - numeric).abs() < 1e-8);
    }
}
