//! The backward pass: derivatives with respect to all parameters, one block of samples at a time.

use super::autoencoder::Autoencoder;
use super::derivatives::Derivatives;
use super::layer::LayerDerivatives;
use super::penalty_gradient::{PenaltyGradient, sample_back};
use super::reconstruction::Output;
use super::workspace::Workspace;
use crate::sparsity::{AtEpoch, Auxiliary};
use crate::tensor::{Active, LANES, Lanes, Real, stride};

/// The samples of a block.
#[derive(Debug, Clone, Copy)]
pub struct Block<'a, T> {
    /// The encoder's input.
    pub input: &'a [T],
    /// The target of the reconstruction.
    pub target: &'a [T],
    /// The code, as it was decided for the whole batch.
    pub codes: &'a [T],
    /// Values before the sparsity method's selection, or empty if they were not kept.
    pub before: &'a [T],
    /// The normal numbers that a variational code was drawn with, or empty.
    pub epsilon: &'a [T],
    /// True for units that were 0 on every sample of the last epoch.
    pub dead: &'a [bool],
    /// Samples of the whole batch.
    pub samples: usize,
}

/// A block's part of the sums that [`Loss::value`](super::Loss::value) takes.
#[derive(Debug, Clone, Copy, Default)]
pub struct LossSums {
    /// The reconstruction's part.
    pub reconstruction: f64,
    /// The part of the second reconstruction without its factor, or of the smaller prefixes.
    pub auxiliary: f64,
}

impl<T: Real> Autoencoder<T> {
    /// Returns whether the backward pass needs values that only encoding again can provide.
    fn recalls_all(&self) -> bool {
        let Self { plan, architecture, .. } = self;
        plan.depth() > 1 || architecture.variational || architecture.activation.needs_input()
    }

    /// Returns whether the backward pass needs, besides the code, only the values before the selection. They
    /// are kept in this case.
    pub(super) fn keeps_before(&self) -> bool {
        let architecture = &self.architecture;
        !self.recalls_all() && (architecture.has_auxiliary || architecture.sparsity.transforms())
    }

    /// Returns whether a code that is 0 passes no gradient.
    fn is_flat_at_zero(&self) -> bool {
        let sparsity = self.architecture.sparsity;
        self.architecture.has_exact_zeros() && !sparsity.passes_zero()
    }

    /// Runs one block forward and backward and accumulates the derivatives of the loss.
    pub fn backward(
        &self,
        block: Block<T>,
        method: &AtEpoch,
        penalty_gradient: &PenaltyGradient<T>,
        workspace: &mut Workspace<T>,
        derivatives: &mut Derivatives<T>,
    ) -> LossSums {
        let rows = block.input.len() / stride(self.architecture.input);
        if self.recalls_all() {
            self.encode(block.input, workspace, rows);
        } else {
            workspace.values[0][..block.before.len()].copy_from_slice(block.before);
        }
        let auxiliary = auxiliary(method, block.dead);
        let wants_rest = matches!(auxiliary, Some(Auxiliary::Residual { .. }));
        let mut sums = self.decoder_back(block, (rows, wants_rest), penalty_gradient, workspace, derivatives);
        if let Some(auxiliary) = auxiliary {
            sums.auxiliary = self.auxiliary_back(
                block,
                rows,
                (method, auxiliary),
                penalty_gradient,
                workspace,
                derivatives,
            );
        }
        self.code_back(block, rows, method, penalty_gradient, workspace, derivatives);
        self.encoder_back(block.input, rows, workspace, derivatives);
        sums
    }

    /// Decodes, and propagates back to the codes, including the penalties' terms that are equal for every
    /// sample. Stores the difference between target and reconstruction in the workspace if it is needed.
    fn decoder_back(
        &self,
        block: Block<T>,
        (rows, wants_rest): (usize, bool),
        penalty_gradient: &PenaltyGradient<T>,
        workspace: &mut Workspace<T>,
        derivatives: &mut Derivatives<T>,
    ) -> LossSums {
        let (half, last) = (self.plan.depth(), self.layers.len() - 1);
        let (output, input) = (self.architecture.output, self.architecture.input);
        // A variational code's penalties pull at the mean, which is behind the code.
        let offset = if self.log_variance.is_some() {
            &workspace.zeros[..self.stride(half)]
        } else {
            &penalty_gradient.by_unit[..]
        };
        if let (Some(nested), Some(nested_room)) = (&self.nested, &mut workspace.nested) {
            let code_errors = &mut workspace.activation_grads[half - 1][..rows * self.stride(half)];
            let into = (offset, code_errors);
            let loss =
                |z: &mut [T]| self.architecture.loss.backward(output, z, block.target, block.samples, input);
            let (reconstruction, auxiliary) =
                nested.backward(block.codes, nested_room, &mut derivatives.nested, into, loss);
            return LossSums { reconstruction, auxiliary };
        }
        self.decode_linearly(block.codes, workspace, rows);
        let (values, reconstruction) = workspace.values.split_at_mut(last);
        let output_error = &mut reconstruction[0][..rows * self.stride(last + 1)];
        if wants_rest {
            let rest = &mut workspace.rest[..output_error.len()];
            rest.copy_from_slice(output_error);
            output.apply(rest, input);
            rest.iter_mut().zip(block.target).for_each(|(rest, &target)| *rest = target - *rest);
        }
        let sum = self.architecture.loss.backward(output, output_error, block.target, block.samples, input);
        let (encoder_errors, decoder_errors) = workspace.activation_grads.split_at_mut(half);
        let offset = if self.log_variance.is_some() {
            &workspace.zeros[..self.stride(half)]
        } else {
            &penalty_gradient.by_unit[..]
        };
        let code_errors = encoder_errors.last_mut().expect("an encoder has a layer");
        self.layers_back(
            block.codes,
            (values, &workspace.inputs),
            (output_error, decoder_errors),
            (&workspace.zeros, offset, &mut code_errors[..rows * self.stride(half)]),
            workspace.active.listed(),
            Some(&mut derivatives.layers),
        );
        LossSums { reconstruction: sum, auxiliary: 0.0 }
    }

    /// From the output's errors through the decoder's layers to the errors of the codes.
    fn layers_back(
        &self,
        codes: &[T],
        (values, inputs): (&[Vec<T>], &[Vec<T>]),
        (output_error, errors): (&[T], &mut [Vec<T>]),
        (zeros, offset, code_errors): (&[T], &[T], &mut [T]),
        mut active: Option<&mut Active<T>>,
        mut derivatives: Option<&mut [LayerDerivatives<T>]>,
    ) {
        let (half, last) = (self.plan.depth(), self.layers.len() - 1);
        let rows = codes.len() / self.stride(half);
        for index in (half..=last).rev() {
            let block = ..rows * self.stride(index);
            let (before, after) = errors.split_at_mut(index - half);
            let error = if index == last { output_error } else { &after[0][..rows * self.stride(index + 1)] };
            let input = if index == half { codes } else { &values[index - 1][block] };
            let active = active.take_if(|_| index == half);
            if let Some(derivatives) = derivatives.as_deref_mut() {
                derivatives[index].add(input, error, active.as_deref());
            }
            let Some(into) = before.last_mut() else {
                let active = active.filter(|_| self.is_flat_at_zero());
                return self.layers[half].backward(error, offset, active, code_errors);
            };
            let into = &mut into[block];
            self.layers[index].backward(error, &zeros[..self.stride(index)], None, into);
            let z = inputs[index - 1].get(block).unwrap_or_default();
            self.architecture.activation.backward(into, input, z);
        }
    }

    /// The second reconstruction, there and back to the auxiliary codes.
    fn auxiliary_back(
        &self,
        block: Block<T>,
        rows: usize,
        (method, auxiliary): (&AtEpoch, Auxiliary),
        penalty_gradient: &PenaltyGradient<T>,
        workspace: &mut Workspace<T>,
        derivatives: &mut Derivatives<T>,
    ) -> f64 {
        let (half, last, input) = (self.plan.depth(), self.layers.len() - 1, self.architecture.input);
        let (code, width) = (self.architecture.code(), self.stride(half));
        let mut codes = std::mem::take(&mut workspace.auxiliary);
        let auxiliary_codes = &mut codes[..rows * width];
        let z = workspace.values[half - 1].chunks_exact(width);
        for (code_row, z) in auxiliary_codes.chunks_exact_mut(width).zip(z) {
            method.auxiliary_code(&z[..code], block.dead, &mut code_row[..code], &mut workspace.unit);
        }
        let sum = match auxiliary {
            Auxiliary::Frozen => {
                self.decode_linearly(auxiliary_codes, workspace, rows);
                let (values, reconstruction) = workspace.values.split_at_mut(last);
                let output_error = &mut reconstruction[0][..rows * self.stride(last + 1)];
                let Self { architecture, .. } = self;
                let (output, loss) = (architecture.output, architecture.loss);
                let sum = loss.backward(output, output_error, block.target, block.samples, input);
                let errors = &mut workspace.auxiliary_errors[..rows * width];
                let decoder_errors = &mut workspace.activation_grads[half..];
                let into = (&workspace.zeros[..], &workspace.zeros[..width], errors);
                let back = (&*output_error, decoder_errors);
                let active = workspace.active.listed();
                self.layers_back(auxiliary_codes, (values, &workspace.inputs), back, into, active, None);
                sum
            }
            Auxiliary::Residual { factor } => {
                // This space is free: the reconstruction's errors have been propagated back.
                let output_error = &mut workspace.values[last][..rows * self.stride(last + 1)];
                let (zeros, layer) = (&workspace.zeros, &self.layers[half]);
                let active = workspace.active.list(auxiliary_codes);
                layer.apply_without_bias(auxiliary_codes, active.as_deref(), zeros, output_error);
                let loss = self.architecture.loss;
                let target = &workspace.rest[..output_error.len()];
                let sum = loss.backward(Output::Linear, output_error, target, block.samples, input);
                let factor = T::Lanes::splat(T::of(factor));
                for four in output_error.as_chunks_mut::<{ LANES }>().0 {
                    (factor * T::Lanes::load(four)).store(four);
                }
                derivatives.layers[half].add_weight(auxiliary_codes, output_error, active.as_deref());
                let errors = &mut workspace.auxiliary_errors[..rows * width];
                layer.backward(output_error, &zeros[..width], active, errors);
                sum
            }
        };
        // The penalty may take the auxiliary code too, and z is as steep as it.
        for (error, &code) in workspace.auxiliary_errors.iter_mut().zip(&*auxiliary_codes) {
            *error =
                if code == T::default() { T::default() } else { *error + penalty_gradient.grad_auxiliary };
        }
        workspace.auxiliary = codes;
        sum
    }

    /// Propagates from the errors of the codes to those of the encoder's last layer.
    fn code_back(
        &self,
        block: Block<T>,
        rows: usize,
        method: &AtEpoch,
        penalty_gradient: &PenaltyGradient<T>,
        workspace: &mut Workspace<T>,
        derivatives: &mut Derivatives<T>,
    ) {
        let code_layer = self.plan.depth() - 1;
        let (code, width) = (self.architecture.code(), self.stride(code_layer + 1));
        let range = ..rows * width;
        let errors = &mut workspace.activation_grads[code_layer][range];
        let z = &workspace.values[code_layer][range];
        if let Some(log_variance_errors) = workspace.log_variance_errors.get_mut(range) {
            let log_variance = &workspace.log_variance[range];
            let codes = (z, log_variance, block.epsilon);
            sample_back(codes, penalty_gradient, errors, log_variance_errors);
            penalty_gradient.add_by_sign(errors, z);
            return;
        }
        penalty_gradient.add_by_sign(errors, block.codes);
        let sparsity = self.architecture.sparsity;
        if sparsity.transforms() {
            let rows = errors.chunks_exact_mut(width).zip(z.chunks_exact(width));
            for (error, z) in rows {
                let (error, z) = (&mut error[..code], &z[..code]);
                method.backward(self.own(), z, error, &mut derivatives.own, block.samples);
            }
        } else if sparsity.selects() {
            for (error, &code) in errors.iter_mut().zip(block.codes) {
                if code == T::default() {
                    *error = T::default();
                }
            }
        }
        let has_auxiliary = auxiliary(method, block.dead).is_some();
        if let Some(auxiliary_errors) = workspace.auxiliary_errors.get(range).filter(|_| has_auxiliary) {
            errors.iter_mut().zip(auxiliary_errors).for_each(|(error, &more)| *error = *error + more);
        }
        if !self.architecture.is_code_linear() {
            let y = if self.recalls_all() || self.keeps_before() { z } else { block.codes };
            let inputs = workspace.inputs[code_layer].get(range).unwrap_or_default();
            self.architecture.activation.backward(errors, y, inputs);
        }
    }

    /// From the errors of the encoder's last layer to the sample.
    fn encoder_back(
        &self,
        x: &[T],
        rows: usize,
        workspace: &mut Workspace<T>,
        derivatives: &mut Derivatives<T>,
    ) {
        let Workspace {
            values,
            inputs,
            activation_grads: errors,
            zeros,
            rest,
            log_variance_errors,
            active,
            ..
        } = workspace;
        let code_layer = self.plan.depth() - 1;
        let mut active = active.list(&errors[code_layer][..rows * self.stride(code_layer + 1)]);
        for index in (0..=code_layer).rev() {
            let block = ..rows * self.stride(index);
            let (before, after) = errors.split_at_mut(index);
            let error = &after[0][..rows * self.stride(index + 1)];
            let input = if index == 0 { x } else { &values[index - 1][block] };
            let active = active.take_if(|_| index == code_layer);
            derivatives.layers[index].add(input, error, active.as_deref());
            let log_variance = self.log_variance.as_ref().filter(|_| index == code_layer);
            let log_variance_error = &log_variance_errors[..log_variance.map_or(0, |_| error.len())];
            if let (Some(_), Some(derivatives)) = (log_variance, &mut derivatives.log_variance) {
                derivatives.add(input, log_variance_error, None);
            }
            let Some(into) = before.last_mut() else { return };
            let into = &mut into[block];
            self.layers[index].backward(error, &zeros[..self.stride(index)], None, into);
            if let Some(layer) = log_variance {
                let more = &mut rest[block];
                layer.backward(log_variance_error, &zeros[..self.stride(index)], None, more);
                into.iter_mut().zip(more).for_each(|(error, more)| *error = *error + *more);
            }
            let z = inputs[index - 1].get(block).unwrap_or_default();
            self.architecture.activation.backward(into, input, z);
        }
    }
}

/// The second reconstruction, if there is anything to reconstruct with.
fn auxiliary(method: &AtEpoch, dead: &[bool]) -> Option<Auxiliary> {
    let idle =
        |auxiliary: &Auxiliary| matches!(auxiliary, Auxiliary::Residual { .. }) && !dead.contains(&true);
    method.auxiliary().filter(|auxiliary| !idle(auxiliary))
}

#[cfg(test)]
mod tests {
    use super::super::derivatives::subtract_pre_bias;
    use super::*;
    use crate::experiment::Link;
    use crate::model::Architecture;

    #[test]
    fn the_pre_bias_is_subtracted_from_the_samples_that_the_encoder_saw() {
        let experiment = Link::parse("n_features=2&n_redundant=0&hidden_dim=1&pre_bias=true").experiment;
        let plan = Architecture::from(&*experiment).plan();
        // encoder.weight (2), encoder.bias (1), decoder.weight (2), decoder.bias (2).
        let parameters = [3.0, 5.0, 0.0, 0.0, 0.0, 10.0, 100.0];
        let mut gradient = [1.0, 2.0, 7.0, 0.0, 0.0, 0.5, 0.25];
        subtract_pre_bias(&plan, &parameters, &mut gradient);
        assert_eq!(
            gradient,
            [1.0 - 7.0 * 10.0, 2.0 - 7.0 * 100.0, 7.0, 0.0, 0.0, 0.5 - 7.0 * 3.0, 0.25 - 7.0 * 5.0]
        );
    }

    #[test]
    fn dead_units_reconstruct_only_where_some_are_dead() {
        let method = |link: &str| {
            let experiment = Link::parse(link).experiment;
            experiment.sparsity.at(&experiment, 1)
        };
        let topk = method("sparsity=topk&aux_k=2");
        assert_eq!(auxiliary(&topk, &[false, false]), None);
        assert!(matches!(auxiliary(&topk, &[false, true]), Some(Auxiliary::Residual { .. })));
        assert_eq!(auxiliary(&method("sparsity=gated"), &[false, false]), Some(Auxiliary::Frozen));
        assert_eq!(auxiliary(&method("sparsity=l1"), &[true, true]), None);
    }
}
