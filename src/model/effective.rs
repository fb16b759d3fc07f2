//! The effective weights between a unit of the code and the features, across layers.

use super::architecture::LayerLayout;
use super::{Autoencoder, Dictionary};

/// A side of the autoencoder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, nanoserde::SerBin, nanoserde::DeBin)]
pub enum Side {
    /// From the features to the code.
    Encoder,
    /// From the code to the features.
    Decoder,
}

impl Side {
    /// Returns the name as used in a sentence.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Encoder => "encoder",
            Self::Decoder => "decoder",
        }
    }

    /// Returns the weights between each of the first `most` units of the code and the features, shape (units,
    /// features). For several layers this is the product of their weights, which ignores the activations
    /// between them.
    #[must_use]
    pub fn weights(self, model: &Autoencoder<f32>, most: usize) -> Vec<f32> {
        let (plan, depth) = (model.plan(), model.plan().depth());
        let layers: Vec<&LayerLayout> = match self {
            Self::Encoder => plan.layers[..depth].iter().rev().collect(),
            Self::Decoder => plan.layers[depth..].iter().collect(),
        };
        let parameters = model.parameters();
        let mut rows = Vec::new();
        let mut width = 0;
        for (step, place) in layers.into_iter().enumerate() {
            let weight = Dictionary::of(place);
            let at = |near: usize, far: usize| match self {
                Self::Encoder => parameters[weight.position(far, near)],
                Self::Decoder => parameters[weight.position(near, far)],
            };
            let (near, far) = match self {
                Self::Encoder => (place.outputs, place.inputs),
                Self::Decoder => (place.inputs, place.outputs),
            };
            rows = if step == 0 {
                (0..near.min(most)).flat_map(|unit| (0..far).map(move |feature| at(unit, feature))).collect()
            } else {
                let product = |row: &[f32], to: usize| {
                    row.iter().zip(0..).map(|(value, from)| value * at(from, to)).sum()
                };
                let rows: Vec<f32> = rows;
                rows.chunks_exact(width).flat_map(|row| (0..far).map(move |to| product(row, to))).collect()
            };
            width = far;
        }
        rows
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Link;
    use crate::model::Architecture;

    fn model(link: &str, parameters: &[f32]) -> Autoencoder<f32> {
        let architecture = Architecture { input: 2, ..Architecture::from(&*Link::parse(link).experiment) };
        let mut all = vec![0.0; architecture.parameters()];
        all[..parameters.len()].copy_from_slice(parameters);
        Autoencoder::new(architecture, all)
    }

    #[test]
    fn effective_weights_of_one_layer_are_its_weights() {
        // encoder.weight (3 × 2), encoder.bias, decoder.weight (2 × 3).
        let model = model("hidden_dim=3", &[1., 2., 3., 4., 5., 6., 0., 0., 0., 7., 8., 9., 10., 11., 12.]);
        assert_eq!(Side::Encoder.weights(&model, 9), [1., 2., 3., 4., 5., 6.]);
        assert_eq!(Side::Decoder.weights(&model, 9), [7., 10., 8., 11., 9., 12.]);
        assert_eq!(Side::Decoder.weights(&model, 1), [7., 10.]);
    }

    #[test]
    fn effective_weights_of_tied_layers_are_equal_on_both_sides() {
        let model = model("hidden_dim=3&tied=true", &[1., 2., 3., 4., 5., 6.]);
        assert_eq!(Side::Encoder.weights(&model, 9), Side::Decoder.weights(&model, 9));
    }

    #[test]
    fn effective_weights_of_several_layers_are_their_product() {
        // 2 → 2 → 1: rows (1 2), (3 4), then (5 6).
        let model = model("hidden_dim=2,1", &[1., 2., 3., 4., 0., 0., 5., 6., 0.]);
        assert_eq!(Side::Encoder.weights(&model, 9), [5. + 18., 10. + 24.]);
        assert_eq!(Side::Decoder.weights(&model, 9).len(), 2);
    }
}
