//! Gated: one path decides which units are active, another how strongly.

use super::method::{
    Auxiliary, CodeMeans, Method, MethodDerivatives, MethodParameters, MethodScript, MethodTensor,
    TensorShape,
};
use super::penalty_weight::PenaltyWeight;
use crate::experiment::{Key, Settings};
use crate::tensor::Real;

/// With π = W x + `b_gate`, a code is ReLU(exp(`r_mag`) · W x + `b_mag`) where π > 0, else 0; both paths
/// share W. The penalty is `factor` times the mean of Σ ReLU(π). Since a gate has no slope, ReLU(π) is also
/// decoded with the decoder held fixed, and the loss of this second reconstruction is added (Rajamanoharan et
/// al. 2024, Gated, equations 3 to 8). The penalty therefore shrinks gates, not magnitudes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gated {
    factor: PenaltyWeight,
}

impl Gated {
    /// exp(`r_mag`) · W x + `b_mag` from π.
    fn magnitude<T: Real>(own: MethodParameters<T>, unit: usize, gate: T) -> T {
        let (scale, offset) = own.prepared.split_at(own.bias.len());
        scale[unit] * (gate - own.bias[unit]) + offset[unit]
    }
}

impl Method for Gated {
    const SOURCE: &'static str = "Rajamanoharan et al. 2024, Gated";
    const PAPER: &'static str = "https://arxiv.org/abs/2404.16014";
    const USES: &'static [Key] = &[Key::sparsity_factor];
    const TENSORS: &'static [MethodTensor] = &[
        MethodTensor { name: "r_mag", extent: TensorShape::Unit, initial: |_| 0.0 },
        MethodTensor { name: "b_mag", extent: TensorShape::Unit, initial: |_| 0.0 },
    ];
    const IS_PENALTY: bool = false;
    const IS_LINEAR: bool = true;
    const IS_POSITIVE: bool = true;
    const TRANSFORMS: bool = true;

    fn at(settings: &Settings, epoch: u32) -> Self {
        Self { factor: PenaltyWeight::at(settings, epoch) }
    }

    fn formula(&self) -> Option<String> {
        Some(format!("{} · mean of Σ ReLU(π)", self.factor))
    }

    fn value(&self, codes: &CodeMeans) -> f64 {
        self.factor.value() * codes.auxiliary.iter().sum::<f64>()
    }

    fn grad_auxiliary(&self) -> f64 {
        self.factor.value()
    }

    fn auxiliary(&self) -> Option<Auxiliary> {
        Some(Auxiliary::Frozen)
    }

    fn auxiliary_code<T: Real>(&self, z: &[T], _dead: &[bool], code: &mut [T], _scratch: &mut [T]) {
        for (code, &gate) in code.iter_mut().zip(z) {
            *code = if gate <= T::default() { T::default() } else { gate };
        }
    }

    fn prepare<T: Real>(parameters: &mut [T]) {
        let (r_mag, _) = parameters.split_at_mut(parameters.len() / 2);
        for parameter in r_mag {
            *parameter = T::of(libm::exp(parameter.to_f64()));
        }
    }

    fn select<T: Real>(&self, own: MethodParameters<T>, code: &mut [T], _scratch: &mut [T]) {
        let zero = T::default();
        for (unit, value) in code.iter_mut().enumerate() {
            let magnitude = Self::magnitude(own, unit, *value);
            let magnitude = if magnitude <= zero { zero } else { magnitude };
            // A closed gate does not hide what is not finite, as in the script.
            *value = if *value > zero { magnitude } else { zero * magnitude };
        }
    }

    fn backward<T: Real>(
        &self,
        own: MethodParameters<T>,
        z: &[T],
        error: &mut [T],
        derivatives: &mut MethodDerivatives,
        _samples: usize,
    ) {
        let zero = T::default();
        let (by_scale, by_offset) = derivatives.parameters.split_at_mut(own.bias.len());
        for (unit, (error, &gate)) in error.iter_mut().zip(z).enumerate() {
            if gate <= zero || Self::magnitude(own, unit, gate) <= zero {
                *error = zero;
                continue;
            }
            by_offset[unit] += error.to_f64();
            *error = *error * own.prepared[unit];
            by_scale[unit] += error.to_f64() * (gate - own.bias[unit]).to_f64();
            // W x is π without the bias.
            derivatives.bias[unit] -= error.to_f64();
        }
    }

    fn python(settings: &Settings) -> MethodScript {
        let auxiliary = format!(
            "    # The gates must also reconstruct alone, with the decoder held fixed.
    model.requires_grad_(False)
    decoded = model.decode(model.gate)
    model.requires_grad_(True)
    return {}
",
            settings.loss.python("decoded", "x")
        );
        let bias = MethodScript::code_bias(settings);
        MethodScript {
            init: "        self.r_mag = nn.Parameter(torch.zeros(hidden_dim))\n        \
                   self.b_mag = nn.Parameter(torch.zeros(hidden_dim))\n"
                .to_owned(),
            selection: format!(
                "        magnitude = torch.relu(self.r_mag.exp() * (encoded - {bias}) + self.b_mag)
        self.gate = torch.relu(encoded)
        encoded = (encoded > 0).float() * magnitude
"
            ),
            penalised: Some("gate"),
            penalty: format!("    return {} * gate.sum(dim=1).mean()\n", PenaltyWeight::python(settings)),
            auxiliary: Some(("x", auxiliary)),
            ..MethodScript::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gated_code_is_the_magnitude_where_the_gate_is_open() {
        // exp(r) = 2, b_mag = 1, b_gate = 0.5.
        let own = MethodParameters { prepared: &[2.0, 2.0, 2.0, 1.0, 1.0, -9.0], bias: &[0.5; 3] };
        let mut code = [1.5, -0.1, 1.5];
        Gated { factor: 1.0.into() }.select(own, &mut code, &mut []);
        assert_eq!(code, [3.0, 0.0, 0.0]);
    }

    #[test]
    fn gated_keeps_nan() {
        let own = MethodParameters { prepared: &[2.0, f64::INFINITY, 1.0, 1.0], bias: &[0.5; 2] };
        let mut code = [f64::NAN, 0.5];
        let method = Gated { factor: 1.0.into() };
        let mut gates = [0.0; 2];
        method.auxiliary_code(&code, &[], &mut gates, &mut []);
        method.select(own, &mut code, &mut []);
        assert!(code.iter().all(|value| value.is_nan()) && gates[0].is_nan(), "{code:?}, {gates:?}");
    }
}
