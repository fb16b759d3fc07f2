//! The parameters as `PyTorch` names them.

use std::ops::Range;

use super::Architecture;

/// One tensor of the exported script's `state_dict()`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tensor {
    /// Its key.
    pub name: String,
    /// Its shape: [outputs, inputs] of a weight, [outputs] of a bias.
    pub shape: Vec<usize>,
    /// Where its values lie among the parameters, row by row.
    pub range: Range<usize>,
}

impl Architecture {
    /// All tensors, in the order of `state_dict()`, which is that of the parameters: together they
    /// are all of them. A part of one layer is an `nn.Linear`, a deeper one an `nn.ModuleList`.
    #[must_use]
    pub fn tensors(&self) -> Vec<Tensor> {
        let depth = self.widths.len();
        let mut tensors = Vec::new();
        let mut first = 0;
        for (index, (inputs, outputs)) in self.layers().into_iter().enumerate() {
            let part = if index < depth { "encoder" } else { "decoder" };
            let layer = if depth == 1 { part.to_owned() } else { format!("{part}.{}", index % depth) };
            for (kind, shape) in [("weight", vec![outputs, inputs]), ("bias", vec![outputs])] {
                let range = first..first + shape.iter().product::<usize>();
                first = range.end;
                tensors.push(Tensor { name: format!("{layer}.{kind}"), shape, range });
            }
        }
        tensors
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Settings;

    #[test]
    fn they_are_all_parameters_in_their_order() {
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
