//! Sums of derivatives, in the layouts in which the products add them up.

use super::architecture::{LayerLayout, ParameterLayout};
use super::autoencoder::Autoencoder;
use super::layer::{ActiveSide, LayerDerivatives};
use crate::sparsity::MethodDerivatives;
use crate::tensor::Real;

/// Sums over samples of the derivatives with respect to all parameters.
#[derive(Debug, Clone)]
pub struct Derivatives<T> {
    pub(super) layers: Vec<LayerDerivatives<T>>,
    pub(super) log_variance: Option<LayerDerivatives<T>>,
    /// The derivatives of the decoder's layer by prefix, used instead of the layer's own.
    pub(super) nested: Vec<LayerDerivatives<T>>,
    pub(super) own: MethodDerivatives,
}

impl<T: Real> Derivatives<T> {
    #[must_use]
    pub fn zeros(model: &Autoencoder<T>) -> Self {
        let plan = &model.plan;
        let zeros = |(index, place): (usize, &LayerLayout)| {
            let rows = if index < plan.depth() { ActiveSide::Outputs } else { ActiveSide::Inputs };
            LayerDerivatives::zeros(place.inputs, place.outputs, rows)
        };
        let code = &plan.layers[plan.depth() - 1];
        Self {
            layers: plan.layers.iter().enumerate().map(zeros).collect(),
            log_variance: plan.log_variance.as_ref().map(|place| zeros((0, place))),
            nested: model
                .nested
                .as_ref()
                .map_or_else(Vec::new, |nested| nested.derivatives(model.architecture.input)),
            own: MethodDerivatives {
                parameters: vec![0.0; plan.own.len()],
                bias: vec![0.0; if plan.own.is_empty() { 0 } else { code.outputs }],
            },
        }
    }

    pub fn clear(&mut self) {
        let layers = self.layers.iter_mut().chain(&mut self.log_variance).chain(&mut self.nested);
        layers.for_each(LayerDerivatives::clear);
        self.own.parameters.fill(0.0);
        self.own.bias.fill(0.0);
    }

    /// Writes them in the order of the parameters.
    pub fn collect(&self, model: &Autoencoder<T>, gradient: &mut [T]) {
        let plan = &model.plan;
        gradient.fill(T::default());
        let layers = plan.layers.iter().zip(&self.layers);
        for (place, derivatives) in layers.chain(plan.log_variance.iter().zip(&self.log_variance)) {
            let distance = if place.tied { place.outputs } else { place.inputs };
            derivatives.add_weight_to(&mut gradient[place.weight.clone()], distance, place.tied);
            for (to, &from) in gradient[place.bias.clone()].iter_mut().zip(derivatives.bias()) {
                *to = *to + from;
            }
        }
        if let Some(nested) = &model.nested {
            nested.collect(&self.nested, &plan.layers[plan.depth()], gradient);
        }
        // While the bias's derivatives are the sums of the errors.
        if model.architecture.pre_bias {
            subtract_pre_bias(plan, model.parameters(), gradient);
        }
        add(&mut gradient[plan.own.clone()], &self.own.parameters);
        add(&mut gradient[plan.layers[plan.depth() - 1].bias.clone()], &self.own.bias);
    }
}

fn add<T: Real>(to: &mut [T], from: &[f64]) {
    to.iter_mut().zip(from).for_each(|(to, &from)| *to = *to + T::of(from));
}

/// The first layer saw x, but is to see x − b': its weight's derivative loses (Σ error) b'ᵀ, and
/// b' gets −Wᵀ (Σ error).
pub(super) fn subtract_pre_bias<T: Real>(plan: &ParameterLayout, parameters: &[T], gradient: &mut [T]) {
    let pre_bias = plan.layers.last().expect("there is a decoder").bias.clone();
    let first = std::iter::once(&plan.layers[0]);
    let log_variance = plan.log_variance.iter().filter(|_| plan.depth() == 1);
    for place in first.chain(log_variance) {
        for output in 0..place.outputs {
            let error = gradient[place.bias.start + output];
            let row = place.weight.start + output * place.inputs;
            for input in 0..place.inputs {
                let (at, bias_at) = (row + input, pre_bias.start + input);
                gradient[at] = gradient[at] - error * parameters[bias_at];
                gradient[bias_at] = gradient[bias_at] - error * parameters[at];
            }
        }
    }
}
