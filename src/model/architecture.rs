//! The structure of an autoencoder and the layout of its parameters.

use std::ops::Range;

use super::activation::Activation;
use super::reconstruction::{Loss, Output};
use crate::experiment::Settings;
use crate::sparsity::{MethodTensor, Sparsity};
use crate::tensor::LEAST_COLUMNS;

/// The structure of an autoencoder.
#[derive(Debug, Clone, PartialEq)]
#[allow(clippy::struct_excessive_bools, reason = "each is a yes or no of its own, as in the table")]
pub struct Architecture {
    /// The number of features of a sample.
    pub input: usize,
    /// Widths of the encoder's layers, the last one the code's; mirrored in the decoder.
    pub widths: Vec<usize>,
    /// After every hidden layer and the code.
    pub activation: Activation,
    /// The function applied to the decoder's result.
    pub output: Output,
    pub loss: Loss,
    /// True if the decoder's weights are the transposed weights of the encoder.
    pub tied: bool,
    /// True if the decoder's bias is subtracted from a sample before encoding.
    pub pre_bias: bool,
    /// True if the code is drawn from a normal distribution whose parameters the encoder computes.
    pub variational: bool,
    /// The sparsity method, which may have its own parameters.
    pub sparsity: Sparsity,
    /// Widths of the first units' codes that reconstruct for themselves, rising to the whole; none
    /// where only the whole does.
    pub prefixes: Vec<usize>,
    /// True if there is a second reconstruction.
    pub has_auxiliary: bool,
}

/// The positions of a linear layer's parameters among all parameters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LayerLayout {
    /// Width of what it takes.
    pub inputs: usize,
    /// Width of what it gives.
    pub outputs: usize,
    /// The weight, outputs × inputs; inputs × outputs where it is `tied`.
    pub weight: Range<usize>,
    pub bias: Range<usize>,
    /// True if the weight belongs to a layer of the encoder.
    pub tied: bool,
}

/// The positions of all parameters: the layers of the encoder, the log-variance layer, the layers of the
/// decoder (weight and bias of each), then the sparsity method's own parameters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParameterLayout {
    /// The encoder's layers, then the decoder's.
    pub layers: Vec<LayerLayout>,
    /// The layer next to the encoder's last one that computes the logarithm of a code's variance.
    pub log_variance: Option<LayerLayout>,
    /// The sparsity method's own parameters.
    pub own: Range<usize>,
    /// The number of parameters.
    pub parameters: usize,
}

impl From<&Settings> for Architecture {
    fn from(settings: &Settings) -> Self {
        Self {
            input: settings.features(),
            widths: settings.hidden_dim.layers().to_vec(),
            activation: settings.activation,
            output: settings.output,
            loss: settings.loss,
            tied: settings.tied,
            pre_bias: settings.pre_bias,
            variational: settings.variational,
            sparsity: settings.sparsity,
            prefixes: settings.sparsity.prefixes(settings),
            has_auxiliary: settings.sparsity.at(settings, 1).auxiliary().is_some(),
        }
    }
}

impl Architecture {
    /// Returns the number of units of the code.
    #[must_use]
    pub fn code(&self) -> usize {
        *self.widths.last().expect("an encoder has a layer")
    }

    /// Returns whether the code has no activation function.
    #[must_use]
    pub fn is_code_linear(&self) -> bool {
        self.variational || self.sparsity.is_linear()
    }

    /// Returns whether units are exactly 0 on many samples.
    #[must_use]
    pub fn has_exact_zeros(&self) -> bool {
        let is_cut = !self.sparsity.is_penalty();
        is_cut || self.activation == Activation::Relu && !self.variational
    }

    /// Returns whether products skip units that are 0.
    #[must_use]
    pub fn lists_codes(&self) -> bool {
        let wide = self.encoder().last().is_some_and(|(inputs, _)| inputs >= LEAST_COLUMNS);
        wide && self.has_exact_zeros()
    }

    /// (inputs, outputs) of the encoder's layers.
    fn encoder(&self) -> impl Iterator<Item = (usize, usize)> {
        let there = std::iter::once(self.input).chain(self.widths.iter().copied());
        there.zip(self.widths.iter().copied())
    }

    /// Returns the positions of the parameters.
    #[must_use]
    pub fn plan(&self) -> ParameterLayout {
        let mut next = 0;
        let mut take = |count: usize| {
            next += count;
            next - count..next
        };
        let mut place = |inputs: usize, outputs: usize, tied_to: Option<&LayerLayout>| LayerLayout {
            inputs,
            outputs,
            weight: tied_to.map_or_else(|| take(inputs * outputs), |encoder| encoder.weight.clone()),
            bias: take(outputs),
            tied: tied_to.is_some(),
        };
        let mut layers: Vec<LayerLayout> =
            self.encoder().map(|(inputs, outputs)| place(inputs, outputs, None)).collect();
        let last = layers.last().expect("an encoder has a layer");
        let log_variance = self.variational.then(|| place(last.inputs, last.outputs, None));
        for index in (0..layers.len()).rev() {
            let encoder = layers[index].clone();
            layers.push(place(encoder.outputs, encoder.inputs, self.tied.then_some(&encoder)));
        }
        let own = take(self.method_tensors(0).last().map_or(0, |(_, range)| range.end));
        ParameterLayout { layers, log_variance, own, parameters: next }
    }

    /// The method's own tensors with their places, the first of which begins at `start`, as the plan's
    /// `own` does.
    pub fn method_tensors(
        &self,
        start: usize,
    ) -> impl Iterator<Item = (&'static MethodTensor, Range<usize>)> {
        let code = self.code();
        self.sparsity.tensors().iter().scan(start, move |next, tensor| {
            let range = *next..*next + tensor.extent.count(code);
            *next = range.end;
            Some((tensor, range))
        })
    }

    /// Returns the number of parameters.
    #[must_use]
    pub fn parameters(&self) -> usize {
        self.plan().parameters
    }

    /// Multiplications of one sample there.
    #[must_use]
    pub fn products(&self) -> usize {
        let layers: usize = self.encoder().map(|(inputs, outputs)| 2 * inputs * outputs).sum();
        let (inputs, outputs) = self.encoder().last().expect("an encoder has a layer");
        layers + usize::from(self.variational) * inputs * outputs
    }
}

impl ParameterLayout {
    /// Layers of the encoder, without the log-variance's.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.layers.len() / 2
    }

    /// Each linear layer in the order of the parameters.
    pub fn places(&self) -> impl Iterator<Item = &LayerLayout> {
        let (encoder, decoder) = self.layers.split_at(self.depth());
        encoder.iter().chain(&self.log_variance).chain(decoder)
    }

    /// Returns the positions of all weights without biases, each once.
    pub fn weights(&self) -> impl Iterator<Item = Range<usize>> {
        self.places().filter(|place| !place.tied).map(|place| place.weight.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Link;

    fn plan(link: &str, widths: &[usize]) -> ParameterLayout {
        let experiment = Link::parse(link).experiment;
        Architecture { input: 5, widths: widths.to_vec(), ..Architecture::from(&*experiment) }.plan()
    }

    #[test]
    fn parameter_layout_is_contiguous() {
        let plan = plan("", &[4, 3]);
        let ends: Vec<_> = plan.places().flat_map(|place| [place.weight.end, place.bias.end]).collect();
        assert_eq!(ends, [20, 24, 36, 39, 51, 55, 75, 80]);
        assert_eq!((plan.parameters, plan.own), (80, 80..80));
    }

    #[test]
    fn tied_layers_share_their_weights() {
        let plan = plan("tied=true", &[4, 3]);
        assert_eq!(plan.layers[2].weight, plan.layers[1].weight);
        assert_eq!(plan.layers[3].weight, plan.layers[0].weight);
        assert_eq!(plan.weights().count(), 2);
        assert_eq!(plan.parameters, 24 + 15 + 4 + 5);
    }

    #[test]
    fn a_variational_code_has_a_second_layer() {
        let plan = plan("variational=true&sparsity=none", &[4]);
        assert_eq!(plan.parameters, 24 + 24 + 25);
        assert_eq!(plan.log_variance.map(|place| place.weight.start), Some(24));
    }
}
