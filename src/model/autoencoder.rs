//! The autoencoder: layers there and back, a block of samples at a time.

use std::convert::identity;

use super::activation::Activation;
use super::architecture::{Architecture, LayerLayout, ParameterLayout};
use super::layer::{Layer, WeightView};
use super::nested::Nested;
use super::workspace::Workspace;
use crate::sparsity::{AtEpoch, MethodParameters};
use crate::tensor::{Active, Lanes, Real, stride};

/// Linear layers, each followed by an activation: encoder, code, decoder, output.
///
/// The parameters are stored in one vector, laid out as in [`ParameterLayout`]. Copies in the layouts that
/// the products need are kept in step by [`Autoencoder::update`].
#[derive(Debug, Clone)]
pub struct Autoencoder<T> {
    pub(super) architecture: Architecture,
    pub(super) plan: ParameterLayout,
    parameters: Vec<T>,
    pub(super) layers: Vec<Layer<T>>,
    pub(super) log_variance: Option<Layer<T>>,
    pub(super) nested: Option<Nested<T>>,
    /// The result of the sparsity method's `prepare`.
    prepared: Vec<T>,
}

impl Autoencoder<f32> {
    /// Returns the same model in double precision.
    #[must_use]
    pub fn widened(&self) -> Autoencoder<f64> {
        let parameters = self.parameters.iter().copied().map(f64::from).collect();
        Autoencoder::new(self.architecture.clone(), parameters)
    }
}

impl<T: Real> Autoencoder<T> {
    /// An autoencoder with given parameters.
    ///
    /// # Panics
    /// If there are not `architecture.parameters()` of them.
    #[must_use]
    pub fn new(architecture: Architecture, parameters: Vec<T>) -> Self {
        let plan = architecture.plan();
        assert_eq!(parameters.len(), plan.parameters);
        let zeros = |place: &LayerLayout| Layer::zeros(place.inputs, place.outputs);
        let mut model = Self {
            layers: plan.layers.iter().map(zeros).collect(),
            log_variance: plan.log_variance.as_ref().map(zeros),
            nested: Nested::new(&architecture),
            prepared: vec![T::default(); plan.own.len()],
            architecture,
            plan,
            parameters,
        };
        model.arrange();
        model
    }

    #[must_use]
    pub fn architecture(&self) -> &Architecture {
        &self.architecture
    }

    #[must_use]
    pub fn plan(&self) -> &ParameterLayout {
        &self.plan
    }

    #[must_use]
    pub fn parameters(&self) -> &[T] {
        &self.parameters
    }

    /// Changes the parameters. The closure also receives their layout.
    pub fn update(&mut self, change: impl FnOnce(&mut [T], &ParameterLayout)) {
        change(&mut self.parameters, &self.plan);
        self.arrange();
    }

    /// Changes the sparsity method's own parameters.
    pub fn update_method(&mut self, change: impl FnOnce(&mut [T])) {
        let own = &mut self.parameters[self.plan.own.clone()];
        change(own);
        self.prepared.copy_from_slice(own);
        self.architecture.sparsity.prepare(&mut self.prepared);
    }

    fn arrange(&mut self) {
        let Self { plan, parameters, layers, log_variance, nested, prepared, .. } = self;
        let (depth, deep) = (plan.depth(), plan.depth() > 1);
        for (index, (layer, place)) in layers.iter_mut().zip(&plan.layers).enumerate() {
            layer.arrange(place.weight(parameters), Some(&parameters[place.bias.clone()]), index > 0);
        }
        if let (Some(layer), Some(place)) = (log_variance.as_mut(), &plan.log_variance) {
            layer.arrange(place.weight(parameters), Some(&parameters[place.bias.clone()]), deep);
        }
        if let Some(nested) = nested {
            nested.arrange(&plan.layers[depth], parameters);
        }
        prepared.copy_from_slice(&parameters[plan.own.clone()]);
        self.architecture.sparsity.prepare(prepared);
        if self.architecture.pre_bias {
            // W (x − b') + b = W x + (b − W b').
            let LayerLayout { bias, .. } = plan.layers.last().expect("there is a decoder");
            let pre_bias = &parameters[bias.clone()];
            shift_bias(&mut layers[0], &plan.layers[0], parameters, pre_bias);
            if let (false, Some(layer), Some(place)) = (deep, log_variance, &plan.log_variance) {
                shift_bias(layer, place, parameters, pre_bias);
            }
        }
    }

    /// Returns the sparsity method's own parameters and what they act on.
    #[must_use]
    pub fn own(&self) -> MethodParameters<'_, T> {
        let code = &self.plan.layers[self.plan.depth() - 1];
        MethodParameters { prepared: &self.prepared, bias: &self.parameters[code.bias.clone()] }
    }

    /// Encodes a block of `rows` samples, including the sparsity method's selection. The codes are stored in
    /// the workspace.
    pub fn encode(&self, x: &[T], workspace: &mut Workspace<T>, rows: usize) {
        let code = self.plan.depth() - 1;
        for index in 0..=code {
            let (before, after) = workspace.values.split_at_mut(index);
            let input = before.last().map_or(x, |values| &values[..rows * self.stride(index)]);
            let values = &mut after[0][..rows * self.stride(index + 1)];
            if index == code && self.architecture.is_code_linear() {
                self.layers[index].apply(input, None, values, identity);
            } else {
                self.activate(index, (input, None), values, &mut workspace.inputs[index]);
            }
            if let (true, Some(layer)) = (index == code, &self.log_variance) {
                layer.apply(
                    input,
                    None,
                    &mut workspace.log_variance[..rows * self.stride(index + 1)],
                    identity,
                );
            }
        }
    }

    /// The codes of a block of `rows` samples as they are in evaluation, into `codes`, which has
    /// whole rows.
    pub fn evaluate(
        &self,
        x: &[T],
        method: &AtEpoch,
        workspace: &mut Workspace<T>,
        rows: usize,
        codes: &mut [T],
    ) {
        self.encode(x, workspace, rows);
        let (code, width) = (self.architecture.code(), stride(self.architecture.code()));
        codes.copy_from_slice(&workspace.codes()[..rows * width]);
        for row in codes.chunks_exact_mut(width) {
            method.select(self.own(), &mut row[..code], &mut workspace.unit);
        }
    }

    /// Decodes a block of codes. The reconstructions are stored in the workspace, whose codes must be listed.
    pub fn decode(&self, codes: &[T], workspace: &mut Workspace<T>, rows: usize) {
        self.decode_measuring(codes, workspace, rows, |_| ());
    }

    /// Decodes like [`Autoencoder::decode`] and returns the result of `measure` on the decoder's values
    /// before the output function is applied.
    pub fn decode_measuring<R>(
        &self,
        codes: &[T],
        workspace: &mut Workspace<T>,
        rows: usize,
        measure: impl FnOnce(&[T]) -> R,
    ) -> R {
        self.decode_linearly(codes, workspace, rows);
        let values = workspace.values.last_mut().expect("there is a decoder");
        let values = &mut values[..rows * self.stride(self.layers.len())];
        let measured = measure(values);
        self.architecture.output.apply(values, self.architecture.input);
        measured
    }

    /// Decodes a block of codes, but does not apply the output function.
    pub(super) fn decode_linearly(&self, codes: &[T], workspace: &mut Workspace<T>, rows: usize) {
        let (half, last) = (self.plan.depth(), self.layers.len() - 1);
        let mut active = workspace.active.list(codes).map(|active| &*active);
        for index in half..=last {
            let (before, after) = workspace.values.split_at_mut(index);
            let input = if index == half { codes } else { &before[index - 1][..rows * self.stride(index)] };
            let active = active.take();
            let values = &mut after[0][..rows * self.stride(index + 1)];
            if index < last {
                self.activate(index, (input, active), values, &mut workspace.inputs[index]);
            } else {
                self.layers[last].apply(input, active, values, identity);
            }
        }
    }

    /// Computes values = activation(W input + b) of one layer. `inputs` keeps z if the backward pass needs
    /// it.
    fn activate(
        &self,
        index: usize,
        (input, active): (&[T], Option<&Active<T>>),
        values: &mut [T],
        inputs: &mut [T],
    ) {
        let activation = self.architecture.activation;
        if activation == Activation::Relu {
            // The common activation is applied while the sums are still in registers.
            return self.layers[index].apply(input, active, values, Lanes::positive);
        }
        self.layers[index].apply(input, active, values, identity);
        if activation.needs_input() {
            inputs[..values.len()].copy_from_slice(values);
        }
        activation.apply(values);
    }

    /// Width of layer `index`'s inputs with their padding; of the last layer's outputs for the
    /// number of layers.
    pub(super) fn stride(&self, index: usize) -> usize {
        stride(self.plan.layers.get(index).map_or(self.architecture.input, |place| place.inputs))
    }
}

impl LayerLayout {
    /// The weight among the parameters.
    #[must_use]
    pub fn weight<'a, T>(&self, parameters: &'a [T]) -> WeightView<'a, T> {
        let distance = if self.tied { self.outputs } else { self.inputs };
        WeightView { numbers: &parameters[self.weight.clone()], distance, transposed: self.tied }
    }
}

fn shift_bias<T: Real>(layer: &mut Layer<T>, place: &LayerLayout, parameters: &[T], pre_bias: &[T]) {
    let weight = &parameters[place.weight.clone()];
    for (bias, weight) in layer.bias_mut().iter_mut().zip(weight.chunks_exact(place.inputs)) {
        let product = weight.iter().zip(pre_bias).map(|(&w, &b)| w.to_f64() * b.to_f64());
        *bias = T::of(bias.to_f64() - product.sum::<f64>());
    }
}
