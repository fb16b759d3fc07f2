//! The autoencoder: layers there and back, a block of samples at a time.

use std::ops::Range;

use super::activation::Activation;
use super::layer::{Layer, LayerDerivatives};
use super::matrix::stride;
use super::real::{Lanes, Real};
use super::reconstruction::{Loss, Output};
use crate::experiment::Settings;
use crate::random::TorchGenerator;

/// What an autoencoder is made of.
#[derive(Debug, Clone, PartialEq)]
pub struct Architecture {
    /// Features of a sample.
    pub input: usize,
    /// Widths of the encoder's layers, the last one the code's; mirrored in the decoder.
    pub widths: Vec<usize>,
    /// After every hidden layer and the code.
    pub activation: Activation,
    /// After the decoder.
    pub output: Output,
    /// What the reconstruction is measured by.
    pub loss: Loss,
}

impl From<&Settings> for Architecture {
    fn from(settings: &Settings) -> Self {
        Self {
            input: settings.n_features,
            widths: settings.hidden_dim.layers().to_vec(),
            activation: settings.activation,
            output: settings.output,
            loss: settings.loss,
        }
    }
}

impl Architecture {
    /// Units of the code.
    #[must_use]
    pub fn code(&self) -> usize {
        *self.widths.last().expect("an encoder has a layer")
    }

    /// (inputs, outputs) of every layer, encoder first.
    #[must_use]
    pub fn layers(&self) -> Vec<(usize, usize)> {
        let there: Vec<usize> = std::iter::once(self.input).chain(self.widths.iter().copied()).collect();
        let encoder = there.windows(2).map(|pair| (pair[0], pair[1]));
        let decoder = there.windows(2).rev().map(|pair| (pair[1], pair[0]));
        encoder.chain(decoder).collect()
    }

    /// How many parameters there are.
    #[must_use]
    pub fn parameters(&self) -> usize {
        self.layers().into_iter().map(|(inputs, outputs)| (inputs + 1) * outputs).sum()
    }

    /// Where the weights, not the biases, lie among the parameters.
    pub fn weights(&self) -> impl Iterator<Item = Range<usize>> + use<> {
        self.layers().into_iter().scan(0, |first, (inputs, outputs)| {
            let range = *first..*first + inputs * outputs;
            *first = range.end + outputs;
            Some(range)
        })
    }

    /// Multiplications of one sample there.
    #[must_use]
    pub fn products(&self) -> usize {
        self.layers().into_iter().map(|(inputs, outputs)| inputs * outputs).sum()
    }
}

/// Linear layers with an activation after each: encoder, code, decoder, output.
///
/// The parameters lie in one vector in the order of `PyTorch`'s `state_dict()`: the encoder's
/// layers, then the decoder's, of each the weight [outputs × inputs] and the bias. Beside them are
/// the layouts in which the products want them, kept in step by [`Autoencoder::update`].
#[derive(Debug, Clone)]
pub struct Autoencoder<T> {
    architecture: Architecture,
    parameters: Vec<T>,
    layers: Vec<Layer<T>>,
}

/// Room for one block's activations: of every layer of the encoder before the code, and of the
/// decoder.
#[derive(Debug, Clone)]
pub struct Room<T> {
    /// Outputs of each layer.
    values: Vec<Vec<T>>,
    /// Inputs of each activation, where its derivative needs them; else empty.
    inputs: Vec<Vec<T>>,
    /// Derivatives by the outputs of each layer but the last, whose own take their place.
    errors: Vec<Vec<T>>,
    zeros: Vec<T>,
}

impl<T: Real> Room<T> {
    /// Room for blocks of at most `rows` samples.
    #[must_use]
    pub fn new(architecture: &Architecture, rows: usize) -> Self {
        let layers = architecture.layers();
        let block = |&(_, outputs): &(usize, usize)| vec![T::default(); rows * stride(outputs)];
        let needs = architecture.activation.needs_input();
        let widest = layers.iter().map(|&(inputs, _)| stride(inputs)).max().unwrap_or(0);
        Self {
            values: layers.iter().map(block).collect(),
            inputs: layers.iter().map(|layer| if needs { block(layer) } else { Vec::new() }).collect(),
            errors: layers[..layers.len() - 1].iter().map(block).collect(),
            zeros: vec![T::default(); widest],
        }
    }

    /// The last block's reconstructions.
    #[must_use]
    pub fn reconstruction(&self) -> &[T] {
        self.values.last().expect("there is a decoder")
    }

    /// The last block's codes.
    #[must_use]
    pub fn codes(&self) -> &[T] {
        &self.values[self.values.len() / 2 - 1]
    }
}

impl Autoencoder<f32> {
    /// The weights that the equivalent script draws from `generator`: an `nn.Linear` a layer,
    /// encoder first.
    #[must_use]
    pub fn init(architecture: Architecture, generator: &mut TorchGenerator) -> Self {
        let mut parameters = Vec::with_capacity(architecture.parameters());
        for (inputs, outputs) in architecture.layers() {
            let layer = generator.linear_init(outputs, inputs);
            parameters.extend(layer.weight);
            parameters.extend(layer.bias);
        }
        Self::new(architecture, parameters)
    }
}

impl<T: Real> Autoencoder<T> {
    /// An autoencoder with given parameters, in the order of `state_dict()`.
    ///
    /// # Panics
    /// If there are not `architecture.parameters()` of them.
    #[must_use]
    pub fn new(architecture: Architecture, parameters: Vec<T>) -> Self {
        assert_eq!(parameters.len(), architecture.parameters());
        let layers = architecture.layers();
        let layers = layers.into_iter().map(|(inputs, outputs)| Layer::zeros(inputs, outputs)).collect();
        let mut model = Self { architecture, parameters, layers };
        model.arrange();
        model
    }

    /// What it is made of.
    #[must_use]
    pub fn architecture(&self) -> &Architecture {
        &self.architecture
    }

    /// All parameters, in the order of `state_dict()`.
    #[must_use]
    pub fn parameters(&self) -> &[T] {
        &self.parameters
    }

    /// Changes the parameters.
    pub fn update(&mut self, change: impl FnOnce(&mut [T])) {
        change(&mut self.parameters);
        self.arrange();
    }

    fn arrange(&mut self) {
        let mut rest = &self.parameters[..];
        for (index, layer) in self.layers.iter_mut().enumerate() {
            let (own, after) = rest.split_at(layer.parameters());
            layer.arrange(own, index == 0);
            rest = after;
        }
    }

    /// Encodes a block of `rows` samples; the codes are the room's.
    pub fn encode(&self, x: &[T], room: &mut Room<T>, rows: usize) {
        for index in 0..self.layers.len() / 2 {
            let (before, after) = room.values.split_at_mut(index);
            let input = before.last().map_or(x, |values| &values[..rows * self.stride(index)]);
            let values = &mut after[0][..rows * self.stride(index + 1)];
            self.activate(index, input, values, &mut room.inputs[index]);
        }
    }

    /// Decodes a block of codes; the reconstructions are the room's.
    pub fn decode(&self, codes: &[T], room: &mut Room<T>, rows: usize) {
        let (half, last) = (self.layers.len() / 2, self.layers.len() - 1);
        for index in half..=last {
            let (before, after) = room.values.split_at_mut(index);
            let input = if index == half { codes } else { &before[index - 1][..rows * self.stride(index)] };
            let values = &mut after[0][..rows * self.stride(index + 1)];
            if index < last {
                self.activate(index, input, values, &mut room.inputs[index]);
            } else {
                self.layers[last].apply(input, values, |z| z);
                self.architecture.output.apply(values, self.architecture.input);
            }
        }
    }

    /// values = activation(W input + b) of one layer; `inputs` keeps z where the way back needs it.
    fn activate(&self, index: usize, input: &[T], values: &mut [T], inputs: &mut [T]) {
        let activation = self.architecture.activation;
        if activation == Activation::Relu {
            // The usual one is done while the sums are at hand.
            return self.layers[index].apply(input, values, Lanes::positive);
        }
        self.layers[index].apply(input, values, |z| z);
        if activation.needs_input() {
            inputs[..values.len()].copy_from_slice(values);
        }
        activation.apply(values);
    }

    /// Width of layer `index`'s inputs with their padding; of the last layer's outputs for the
    /// number of layers.
    fn stride(&self, index: usize) -> usize {
        let half = self.layers.len() / 2;
        let position = if index <= half { index } else { 2 * half - index };
        stride(if position == 0 { self.architecture.input } else { self.architecture.widths[position - 1] })
    }

    /// Whether the way back has to encode anew: where there is more before the code than x.
    fn recalls(&self) -> bool {
        self.layers.len() > 2 || self.architecture.activation.needs_input()
    }

    /// There and back through one block: adds up the derivatives of the loss, and gives the block's
    /// part of the sum that [`Loss::value`] takes. `pull` is what the sparsity method adds at the
    /// codes; `samples` is the number in the whole batch.
    pub fn backward(
        &self,
        x: &[T],
        codes: &[T],
        pull: &CodePull<T>,
        samples: usize,
        room: &mut Room<T>,
        derivatives: &mut [LayerDerivatives<T>],
    ) -> f64 {
        let Architecture { activation, output, loss, input, .. } = self.architecture;
        let rows = x.len() / stride(input);
        let (last, half) = (self.layers.len() - 1, self.layers.len() / 2);
        if self.recalls() {
            self.encode(x, room, rows);
        }
        self.decode(codes, room, rows);
        let Room { values, inputs, errors, zeros } = room;
        let block = |index: usize| ..rows * self.stride(index);

        let (values, reconstruction) = values.split_at_mut(last);
        let output_error = &mut reconstruction[0][block(last + 1)];
        let sum = loss.pull_back(output, output_error, x, samples, input);

        for index in (0..=last).rev() {
            let (before, after) = errors.split_at_mut(index);
            let error = if index == last { &*output_error } else { &after[0][block(index + 1)] };
            let layer_input = match index {
                0 => x,
                _ if index == half => codes,
                _ => &values[index - 1][block(index)],
            };
            derivatives[index].add(layer_input, error);
            let Some(into) = before.last_mut() else { break };
            let into = &mut into[block(index)];
            let offset = if index == half { &pull.by_unit } else { &zeros[..self.stride(index)] };
            self.layers[index].pull_back(error, offset, into);
            if index == half {
                pull.add_by_sign(into, codes);
            }
            let z = inputs[index - 1].get(block(index)).unwrap_or_default();
            activation.pull_back(into, layer_input, z);
            if index == half {
                pull.mask(into, codes);
            }
        }
        sum
    }
}

/// What a sparsity method adds to the derivatives by the codes.
#[derive(Debug, Clone)]
pub struct CodePull<T> {
    /// The same for every sample: a unit's, with padding.
    pub by_unit: Vec<T>,
    /// Times the sign of each code.
    pub by_sign: T,
    /// Whether codes that are 0 were put out, so that nothing flows back through them.
    pub put_out: bool,
}

impl<T: Real> CodePull<T> {
    fn add_by_sign(&self, errors: &mut [T], codes: &[T]) {
        let zero = T::default();
        if self.by_sign == zero {
            return;
        }
        for (error, &code) in errors.iter_mut().zip(codes) {
            if code > zero {
                *error = *error + self.by_sign;
            } else if code < zero {
                *error = *error - self.by_sign;
            }
        }
    }

    fn mask(&self, errors: &mut [T], codes: &[T]) {
        if self.put_out {
            for (error, &code) in errors.iter_mut().zip(codes) {
                if code == T::default() {
                    *error = T::default();
                }
            }
        }
    }
}
