//! A decoder whose first units must also reconstruct alone, without computing anything twice.
//!
//! The reconstruction of a prefix of the units is that of the previous prefix plus the contribution of the
//! units in between. The dictionary is therefore split into blocks of units. The derivatives with respect to
//! a block's units are the sum of those of all prefixes that contain it.

use std::convert::identity;
use std::ops::Range;

use super::architecture::{Architecture, LayerLayout};
use super::layer::{ActiveSide, Layer, LayerDerivatives, WeightView};
use crate::tensor::{Real, stride};

/// The blocks of a decoder's only layer.
#[derive(Debug, Clone)]
pub struct Nested<T> {
    blocks: Vec<(Range<usize>, Layer<T>)>,
}

/// Memory for a block of samples.
#[derive(Debug, Clone)]
pub struct NestedWorkspace<T> {
    /// For each block of units, its codes and the derivatives with respect to them.
    codes: Vec<(Vec<T>, Vec<T>)>,
    /// For each prefix, its reconstruction and then the derivatives with respect to it.
    outputs: Vec<Vec<T>>,
    output_stride: usize,
    zeros: Vec<T>,
}

impl<T: Real> NestedWorkspace<T> {
    /// Returns `None` unless the architecture has Matryoshka prefixes.
    #[must_use]
    pub fn new(architecture: &Architecture, rows: usize) -> Option<Self> {
        let ranges = ranges(architecture);
        let output_stride = stride(architecture.input);
        let block = |width: usize| vec![T::default(); rows * stride(width)];
        (!ranges.is_empty()).then(|| Self {
            codes: ranges.iter().map(|range| (block(range.len()), block(range.len()))).collect(),
            outputs: ranges.iter().map(|_| block(architecture.input)).collect(),
            output_stride,
            zeros: vec![T::default(); stride(architecture.code())],
        })
    }
}

/// The units between two prefixes.
fn ranges(architecture: &Architecture) -> Vec<Range<usize>> {
    let ends = &architecture.prefixes;
    std::iter::once(&0).chain(ends).zip(ends).map(|(&first, &end)| first..end).collect()
}

impl<T: Real> Nested<T> {
    /// Returns `None` unless the architecture has Matryoshka prefixes.
    #[must_use]
    pub fn new(architecture: &Architecture) -> Option<Self> {
        let block = |range: Range<usize>| {
            let layer = Layer::zeros(range.len(), architecture.input);
            (range, layer)
        };
        let blocks: Vec<_> = ranges(architecture).into_iter().map(block).collect();
        (!blocks.is_empty()).then_some(Self { blocks })
    }

    /// Copies parameters.
    pub fn arrange(&mut self, place: &LayerLayout, parameters: &[T]) {
        let WeightView { numbers, distance, transposed } = place.weight(parameters);
        for (range, layer) in &mut self.blocks {
            let first = if transposed { range.start * distance } else { range.start };
            let weight = WeightView { numbers: &numbers[first..], distance, transposed };
            let bias = (range.start == 0).then(|| &parameters[place.bias.clone()]);
            layer.arrange(weight, bias, true);
        }
    }

    /// Derivatives, all zero, a block of units each.
    #[must_use]
    pub fn derivatives(&self, outputs: usize) -> Vec<LayerDerivatives<T>> {
        self.blocks
            .iter()
            .map(|(range, _)| LayerDerivatives::zeros(range.len(), outputs, ActiveSide::Inputs))
            .collect()
    }

    /// Adds the derivatives to those by all parameters.
    pub fn collect(&self, derivatives: &[LayerDerivatives<T>], place: &LayerLayout, gradient: &mut [T]) {
        let distance = if place.tied { place.outputs } else { place.inputs };
        for ((range, _), derivatives) in self.blocks.iter().zip(derivatives) {
            let first = if place.tied { range.start * distance } else { range.start };
            derivatives.add_weight_to(&mut gradient[place.weight.clone()][first..], distance, place.tied);
        }
        // The first block is part of every prefix, as the bias is.
        for (to, &from) in gradient[place.bias.clone()].iter_mut().zip(derivatives[0].bias()) {
            *to = *to + from;
        }
    }

    /// Runs the decoder forward and backward: accumulates derivatives, writes those with respect to the codes
    /// plus `offset`, and returns the sums of the loss of the whole and of the smaller prefixes.
    pub fn backward(
        &self,
        codes: &[T],
        workspace: &mut NestedWorkspace<T>,
        derivatives: &mut [LayerDerivatives<T>],
        (offset, code_errors): (&[T], &mut [T]),
        mut loss: impl FnMut(&mut [T]) -> f64,
    ) -> (f64, f64) {
        let width = offset.len();
        let rows = codes.len() / width;
        let length = rows * workspace.output_stride;

        for (index, (range, layer)) in self.blocks.iter().enumerate() {
            let own = &mut workspace.codes[index].0[..rows * stride(range.len())];
            for (to, from) in own.chunks_exact_mut(stride(range.len())).zip(codes.chunks_exact(width)) {
                to[..range.len()].copy_from_slice(&from[range.clone()]);
            }
            let (before, after) = workspace.outputs.split_at_mut(index);
            let values = &mut after[0][..length];
            layer.apply(own, None, values, identity);
            if let Some(before) = before.last() {
                values.iter_mut().zip(before).for_each(|(value, &before)| *value = *value + before);
            }
        }

        let (whole, smaller) = workspace.outputs.split_last_mut().expect("the whole is one of them");
        let smaller = smaller.iter_mut().map(|values| loss(&mut values[..length])).sum();
        let whole = loss(&mut whole[..length]);

        for index in (0..self.blocks.len()).rev() {
            let (range, layer) = &self.blocks[index];
            let (before, after) = workspace.outputs.split_at_mut(index + 1);
            let errors = &mut before[index][..length];
            if let Some(after) = after.first() {
                errors.iter_mut().zip(after).for_each(|(error, &after)| *error = *error + after);
            }
            let own_stride = stride(range.len());
            let (own, own_errors) = &mut workspace.codes[index];
            derivatives[index].add(&own[..rows * own_stride], errors, None);
            let own_errors = &mut own_errors[..rows * own_stride];
            layer.backward(errors, &workspace.zeros[..own_stride], None, own_errors);
            for (to, from) in code_errors.chunks_exact_mut(width).zip(own_errors.chunks_exact(own_stride)) {
                let offset = &offset[range.clone()];
                for ((to, &from), &offset) in to[range.clone()].iter_mut().zip(from).zip(offset) {
                    *to = from + offset;
                }
            }
        }
        (whole, smaller)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Link;

    fn architecture(link: &str) -> Architecture {
        let link = Link::parse(&format!("sparsity=matryoshka&k=2&{link}"));
        assert_eq!(link.problems, []);
        Architecture { input: 3, ..Architecture::from(&*link.experiment) }
    }

    #[test]
    fn nested_blocks_contain_every_unit_once() {
        let ranges = ranges(&architecture("hidden_dim=11"));
        assert_eq!(ranges, [0..3, 3..6, 6..11]);
        assert!(
            Nested::<f64>::new(&Architecture { prefixes: Vec::new(), ..architecture("hidden_dim=8") })
                .is_none()
        );
    }

    #[test]
    fn nested_prefixes_reconstruct_from_their_units_only() {
        for link in ["hidden_dim=11", "hidden_dim=11&tied=true"] {
            let architecture = architecture(link);
            let plan = architecture.plan();
            let place = &plan.layers[1];
            let parameters: Vec<f64> =
                (0..plan.parameters).map(|index| ((index * 29) % 17) as f64 - 8.0).collect();
            let mut nested = Nested::new(&architecture).expect("it has prefixes");
            nested.arrange(place, &parameters);
            let rows = 2;
            let mut codes = vec![0.0; rows * stride(11)];
            for row in 0..rows {
                (0..11).for_each(|unit| codes[row * stride(11) + unit] = (1 + row + unit) as f64);
            }
            let mut workspace = NestedWorkspace::new(&architecture, rows).expect("it has prefixes");
            let mut derivatives = nested.derivatives(3);
            let (offset, mut errors) = (vec![0.5; stride(11)], vec![0.0; codes.len()]);
            let mut reconstructions = Vec::new();
            let sums =
                nested.backward(&codes, &mut workspace, &mut derivatives, (&offset, &mut errors), |values| {
                    reconstructions.push(values.to_vec());
                    values.fill(0.0);
                    reconstructions.len() as f64
                });
            assert_eq!(sums, (3.0, 1.0 + 2.0), "the whole, and the two smaller prefixes together");
            for (prefix, values) in architecture.prefixes.iter().zip(&reconstructions) {
                for row in 0..rows {
                    for feature in 0..3 {
                        let weight = |unit: usize| {
                            let at = if place.tied { unit * 3 + feature } else { feature * 11 + unit };
                            parameters[place.weight.start + at]
                        };
                        let sum: f64 =
                            (0..*prefix).map(|unit| weight(unit) * codes[row * stride(11) + unit]).sum();
                        let expected = sum + parameters[place.bias.start + feature];
                        assert_eq!(values[row * stride(3) + feature], expected, "{link}, prefix {prefix}");
                    }
                }
            }
            // Where the loss has no slope, only the offset remains.
            assert!(errors.chunks_exact(stride(11)).all(|row| row[..11] == [0.5; 11]), "{errors:?}");
        }
    }
}
