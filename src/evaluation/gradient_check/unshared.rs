//! The same loss for a model whose encoder and decoder share no parameters.

use std::ops::Range;

use super::super::difference::derivative;
use super::CheckedLoss;
use crate::model::{Architecture, Autoencoder, Gradient, LayerLayout, Losses};

/// A number of the model without shared parameters that moves together with a parameter of the original.
#[derive(Debug, Clone, Copy, PartialEq)]
enum SharedPart {
    /// A parameter on the encoder's side, or one that is not shared.
    Encoder(usize),
    /// A parameter of the decoder.
    Decoder(usize),
    /// A feature of every sample, from which the decoder's bias is subtracted before it is encoded.
    Input(usize),
}

/// A copy of a loss in which encoder and decoder have separate parameters of equal value.
///
/// A second reconstruction holds the decoder fixed, so the derivative with respect to a shared parameter is
/// the sum of two: that of the whole loss on the encoder's side, and that of the loss without the second
/// reconstruction on the decoder's side.
pub struct Unshared<'a> {
    problem: CheckedLoss<'a>,
    parameters: Vec<f64>,
}

impl<'a> Unshared<'a> {
    pub fn new(original: &CheckedLoss<'a>) -> Self {
        let shared = original.model.architecture();
        let architecture = Architecture { tied: false, pre_bias: false, ..shared.clone() };
        let (from, to) = (original.model.plan(), architecture.plan());
        let mut parameters = vec![0.0; to.parameters];
        let mut copy = |from: Range<usize>, to: Range<usize>| {
            parameters[to].copy_from_slice(&original.model.parameters()[from]);
        };
        for (from, to) in from.places().zip(to.places()) {
            copy(from.bias.clone(), to.bias.clone());
            for index in from.weight.clone() {
                let place = unshared_index(index, from, to);
                copy(index..index + 1, place..place + 1);
            }
        }
        copy(from.own.clone(), to.own.clone());
        let mut input = original.input.clone();
        if shared.pre_bias {
            let bias = &original.model.parameters()[decoder_bias(&from.layers)];
            for row in 0..input.rows() {
                input.row_mut(row).iter_mut().zip(bias).for_each(|(x, bias)| *x -= bias);
            }
        }
        let model = Autoencoder::new(architecture, parameters.clone());
        let problem = CheckedLoss {
            gradient: Gradient::new(&model, input.rows()),
            model,
            input,
            experiment: original.experiment,
            target: original.target.clone(),
            epsilon: original.epsilon.clone(),
            dead: original.dead.clone(),
            method: original.method,
        };
        Self { problem, parameters }
    }

    /// Returns the derivative with respect to a parameter of the original by central differences; none where the
    /// loss has a kink.
    pub fn derivative(&mut self, original: &CheckedLoss, index: usize, same: f64) -> Option<f64> {
        let parts = self.parts(original, index);
        parts
            .iter()
            .enumerate()
            .map(|(place, &part)| {
                // The loss contains the decay of a shared weight once.
                let decays = place == 0;
                derivative(|offset| self.loss(part, offset, decays), same)
            })
            .sum()
    }

    fn loss(&mut self, part: SharedPart, offset: f64, decays: bool) -> f64 {
        let mut moved = self.parameters.clone();
        let losses = match part {
            SharedPart::Encoder(index) | SharedPart::Decoder(index) => {
                moved[index] += offset;
                self.problem.compute(&moved).0
            }
            SharedPart::Input(feature) => {
                let input = self.problem.input.clone();
                for row in 0..input.rows() {
                    self.problem.input.row_mut(row)[feature] -= offset;
                }
                let losses = self.problem.compute(&moved).0;
                self.problem.input = input;
                losses
            }
        };
        let auxiliary = if matches!(part, SharedPart::Decoder(_)) { 0.0 } else { losses.auxiliary };
        let decay = if decays { losses.decay } else { 0.0 };
        Losses { auxiliary, decay, ..losses }.total()
    }

    /// Returns everything that moves with a parameter of the original.
    fn parts(&self, original: &CheckedLoss, index: usize) -> Vec<SharedPart> {
        let (from, to) = (original.model.plan(), self.problem.model.plan());
        let encoder = from.places().count() - from.depth();
        let mut parts = Vec::new();
        for (layer, (from, to)) in from.places().zip(to.places()).enumerate() {
            let part = if layer < encoder { SharedPart::Encoder } else { SharedPart::Decoder };
            if from.weight.contains(&index) {
                parts.push(part(unshared_index(index, from, to)));
            } else if from.bias.contains(&index) {
                parts.push(part(to.bias.start + index - from.bias.start));
            }
        }
        if from.own.contains(&index) {
            parts.push(SharedPart::Encoder(to.own.start + index - from.own.start));
        }
        let bias = decoder_bias(&from.layers);
        if original.model.architecture().pre_bias && bias.contains(&index) {
            parts.push(SharedPart::Input(index - bias.start));
        }
        parts
    }
}

fn decoder_bias(layers: &[LayerLayout]) -> Range<usize> {
    layers.last().expect("there is a decoder").bias.clone()
}

/// Returns the position of a weight in a layer that shares none.
fn unshared_index(index: usize, from: &LayerLayout, to: &LayerLayout) -> usize {
    let offset = index - from.weight.start;
    if from.tied {
        let (input, output) = (offset / from.outputs, offset % from.outputs);
        to.weight.start + output * to.inputs + input
    } else {
        to.weight.start + offset
    }
}
