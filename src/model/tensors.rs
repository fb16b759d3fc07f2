//! The parameters as PyTorch names them.

use std::ops::Range;

use super::Architecture;

/// One tensor of the exported script's `state_dict()`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tensor {
    /// The key.
    pub name: String,
    /// The shape: outputs × inputs for a weight, outputs for a bias.
    pub shape: Vec<usize>,
    /// The position of its values among the parameters, row by row.
    pub range: Range<usize>,
}

impl Architecture {
    /// Returns all tensors in the order of the parameters. An encoder or decoder of one layer is an
    /// `nn.Linear`, a deeper one an `nn.ModuleList`. A tied decoder has only biases.
    #[must_use]
    pub fn tensors(&self) -> Vec<Tensor> {
        let plan = self.plan();
        let (encoder, decoder) = plan.layers.split_at(plan.depth());
        let mut tensors = Vec::new();
        for (part, places) in
            [("encoder", encoder), ("log_variance", plan.log_variance.as_slice()), ("decoder", decoder)]
        {
            for (index, place) in places.iter().enumerate() {
                let layer = if places.len() == 1 { part.to_owned() } else { format!("{part}.{index}") };
                let (weight, bias) = match (place.tied, places.len()) {
                    (true, 1) => (None, "decoder_bias".to_owned()),
                    (true, _) => (None, format!("decoder_biases.{index}")),
                    (false, _) => (Some(format!("{layer}.weight")), format!("{layer}.bias")),
                };
                let shape = vec![place.outputs, place.inputs];
                tensors.extend(weight.map(|name| Tensor { name, shape, range: place.weight.clone() }));
                tensors.push(Tensor { name: bias, shape: vec![place.outputs], range: place.bias.clone() });
            }
        }
        tensors.extend(self.method_tensors(plan.own.start).map(|(tensor, range)| Tensor {
            name: tensor.name.to_owned(),
            shape: vec![range.len()],
            range,
        }));
        tensors
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Settings;

    #[test]
    fn tensors_cover_all_parameters_in_order() {
        let mut architecture = Architecture::from(&Settings::default());
        for (widths, names) in [
            (vec![8], ["encoder.weight", "encoder.bias", "decoder.weight", "decoder.bias"]),
            (vec![12, 8], ["encoder.0.weight", "encoder.0.bias", "encoder.1.weight", "encoder.1.bias"]),
        ] {
            architecture.widths = widths;
            let tensors = architecture.tensors();
            assert!(tensors.iter().map(|tensor| tensor.name.as_str()).zip(names).all(|(a, b)| a == b));
            assert!(tensors.windows(2).all(|pair| pair[0].range.end == pair[1].range.start));
            assert_eq!(tensors.last().map(|tensor| tensor.range.end), Some(architecture.parameters()));
        }
        assert_eq!(architecture.tensors()[2].shape, [8, 12]);
        assert_eq!(architecture.tensors()[7].name, "decoder.1.bias");
    }
}
