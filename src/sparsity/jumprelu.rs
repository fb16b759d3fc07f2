//! Every unit learns a threshold; how many units are above theirs is a cost.

use super::method::{
    CodeMeans, Method, MethodDerivatives, MethodParameters, MethodScript, MethodTensor, TensorShape,
};
use super::penalty_weight::PenaltyWeight;
use crate::experiment::{Key, Problem, Settings, remedy};
use crate::tensor::Real;

/// h = z where z > θ, else 0, with one threshold θ = exp(`log_threshold`) per unit. The penalty is `factor`
/// times the mean number of units above their threshold (Rajamanoharan et al. 2024, JumpReLU). Neither has a
/// slope in θ, so the gradient is that of sums smoothed by a rectangle of width `bandwidth` around the
/// threshold (their equations 11 and 12): θ falls where a larger code would help, and rises with the factor.
/// θ starts at `bandwidth`, as in the paper.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct JumpRelu {
    factor: PenaltyWeight,
    bandwidth: f64,
}

impl Method for JumpRelu {
    const SOURCE: &'static str = "Rajamanoharan et al. 2024, JumpReLU";
    const PAPER: &'static str = "https://arxiv.org/abs/2407.14435";
    const USES: &'static [Key] = &[Key::sparsity_factor, Key::bandwidth];
    /// A threshold takes steps of the rate along its logarithm: it needs many, and not too small ones.
    const DEFAULTS: &'static [(Key, &'static str)] =
        &[(Key::sparsity_factor, "0.01"), (Key::lr, "0.01"), (Key::batch_size, "32")];
    const TENSORS: &'static [MethodTensor] = &[MethodTensor {
        name: "log_threshold",
        extent: TensorShape::Unit,
        initial: |settings| libm::log(settings.bandwidth),
    }];
    const IS_PENALTY: bool = false;
    const TRANSFORMS: bool = true;
    const PASSES_ZERO: bool = true;

    fn at(settings: &Settings, epoch: u32) -> Self {
        Self { factor: PenaltyWeight::at(settings, epoch), bandwidth: settings.bandwidth }
    }

    fn formula(&self) -> Option<String> {
        Some(format!("{} · mean number of units above their threshold", self.factor))
    }

    fn value(&self, codes: &CodeMeans) -> f64 {
        self.factor.value() * codes.active.iter().sum::<f64>()
    }

    fn prepare<T: Real>(parameters: &mut [T]) {
        for parameter in parameters {
            *parameter = T::of(libm::exp(parameter.to_f64()));
        }
    }

    fn select<T: Real>(&self, own: MethodParameters<T>, code: &mut [T], _scratch: &mut [T]) {
        for (value, &threshold) in code.iter_mut().zip(own.prepared) {
            // Without a branch, of which half would be mispredicted.
            *value = if *value <= threshold { T::default() } else { *value };
        }
    }

    fn backward<T: Real>(
        &self,
        own: MethodParameters<T>,
        z: &[T],
        error: &mut [T],
        derivatives: &mut MethodDerivatives,
        samples: usize,
    ) {
        let half = T::of(0.5 * self.bandwidth);
        let cost = self.factor.value() / samples as f64;
        let units = error.iter_mut().zip(z).zip(own.prepared.iter().zip(&mut derivatives.parameters));
        for ((error, &z), (&threshold, derivative)) in units {
            let (threshold_64, distance) = (threshold.to_f64(), z - threshold);
            if distance < half && T::default() - half < distance {
                let by_threshold = -(threshold_64 * error.to_f64() + cost) / self.bandwidth;
                *derivative += by_threshold * threshold_64;
            }
        }
        for (error, (&z, &threshold)) in error.iter_mut().zip(z.iter().zip(own.prepared)) {
            *error = if z <= threshold { T::default() } else { *error };
        }
    }

    fn check(settings: &Settings) -> Result<(), Problem> {
        if settings.activation.is_relu() {
            return Ok(());
        }
        Err(Problem::Joint {
            parameters: &[Key::sparsity, Key::activation],
            message: "sparsity=jumprelu is a ReLU with a jump".to_owned(),
            remedies: vec![remedy(Key::activation, "relu")],
        })
    }

    fn python(settings: &Settings) -> MethodScript {
        MethodScript {
            constants: vec![("bandwidth", settings.bandwidth.to_string())],
            init: "        self.log_threshold = nn.Parameter(torch.full((hidden_dim,), bandwidth).log())\n"
                .to_owned(),
            selection: "        threshold = self.log_threshold.exp()
        gate = (encoded > threshold).float()
        window = ((encoded - threshold).abs() < bandwidth / 2).float() / bandwidth
        # Zero, with the gradient of the smoothed jump (straight-through estimator).
        jump = window * (threshold - threshold.detach())
        self.gate = gate - jump
        encoded = encoded * gate - threshold.detach() * jump
"
            .to_owned(),
            penalised: Some("gate"),
            penalty: format!("    return {} * gate.sum(dim=1).mean()\n", PenaltyWeight::python(settings)),
            ..MethodScript::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By definition, K((z − θ) / ε) is 1 within half a bandwidth, else 0.
    #[test]
    fn jumprelu_threshold_gradient_uses_codes_within_the_bandwidth() {
        let method = JumpRelu { factor: 3.0.into(), bandwidth: 0.2 };
        let (threshold, z, by_code) = (0.5, [0.45, 0.55, 0.7], [1.0, -2.0, 4.0]);
        let own = MethodParameters { prepared: &[threshold], bias: &[] };
        let mut derivatives = MethodDerivatives { parameters: vec![0.0], bias: vec![0.0] };
        let mut errors = by_code;
        for (z, error) in z.iter().zip(&mut errors) {
            method.backward(own, std::slice::from_ref(z), std::slice::from_mut(error), &mut derivatives, 3);
        }
        assert_eq!(errors, [0.0, -2.0, 4.0]);
        let by_threshold = -(threshold / 0.2) * (1.0 - 2.0) - 2.0 * (3.0 / 3.0) / 0.2;
        assert!((derivatives.parameters[0] - by_threshold * threshold).abs() < 1e-12);
    }
}
