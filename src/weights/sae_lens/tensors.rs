//! The tensors of SAELens: those of `nn.Linear` transposed, a threshold per unit instead of its logarithm.

use std::iter::once;

use super::counterpart::SaeLensArchitecture;
use super::fault::SaeLensFault;
use crate::model::{Architecture, Autoencoder};
use crate::sparsity::Sparsity;
use crate::weights::fault::WeightsFault;
use crate::weights::tensor_file::TensorFile;

/// A tensor of SAELens.
pub(super) struct SaeLensTensor {
    pub name: &'static str,
    pub shape: Vec<usize>,
    pub values: Vec<f32>,
}

/// The name of the encoder's bias.
fn encoder_bias(architecture: SaeLensArchitecture) -> &'static str {
    if architecture == SaeLensArchitecture::Gated { "b_gate" } else { "b_enc" }
}

/// Returns the tensors of a model.
pub(super) fn of(architecture: SaeLensArchitecture, model: &Autoencoder<f32>) -> Vec<SaeLensTensor> {
    let plan = model.plan();
    let [encoder, decoder] = &plan.layers[..] else { unreachable!("a counterpart has two layers") };
    let (input, code) = (encoder.inputs, encoder.outputs);
    let at = |range: &std::ops::Range<usize>| &model.parameters()[range.clone()];
    let tensor = |name, shape: &[usize], values| SaeLensTensor { name, shape: shape.to_vec(), values };
    let own: Vec<SaeLensTensor> = match architecture {
        SaeLensArchitecture::Standard | SaeLensArchitecture::TopK => Vec::new(),
        SaeLensArchitecture::JumpRelu => {
            // A single threshold is that of every unit.
            let thresholds = model.own().prepared.iter().copied().cycle().take(code);
            vec![tensor("threshold", &[code], thresholds.collect())]
        }
        SaeLensArchitecture::Gated => {
            let tensors = model.architecture().method_tensors(plan.own.start);
            tensors.map(|(own, range)| tensor(own.name, &[code], at(&range).to_vec())).collect()
        }
    };
    let linear = [
        tensor("W_dec", &[code, input], transposed(at(&decoder.weight), code)),
        tensor("W_enc", &[input, code], transposed(at(&encoder.weight), input)),
        tensor("b_dec", &[input], at(&decoder.bias).to_vec()),
        tensor(encoder_bias(architecture), &[code], at(&encoder.bias).to_vec()),
    ];
    linear.into_iter().chain(own).collect()
}

/// Reads the parameters of a model from a file.
pub(super) fn parameters(
    file: &TensorFile,
    saved_as: SaeLensArchitecture,
    architecture: &Architecture,
) -> Result<Vec<f32>, WeightsFault> {
    let plan = architecture.plan();
    let [encoder, decoder] = &plan.layers[..] else { unreachable!("a counterpart has two layers") };
    let (input, code) = (encoder.inputs, encoder.outputs);
    let mut all_values = Vec::new();
    let mut read = |name: &str, shape: &[usize]| {
        let mut values = vec![0.0; shape.iter().product()];
        file.copy_tensor(name, shape, &mut values)?;
        all_values.extend_from_slice(&values);
        Ok::<_, WeightsFault>(values)
    };
    let mut parameters = vec![0.0; plan.parameters];
    let weight = read("W_dec", &[code, input])?;
    parameters[decoder.weight.clone()].copy_from_slice(&transposed(&weight, input));
    let weight = read("W_enc", &[input, code])?;
    parameters[encoder.weight.clone()].copy_from_slice(&transposed(&weight, code));
    parameters[decoder.bias.clone()].copy_from_slice(&read("b_dec", &[input])?);
    parameters[encoder.bias.clone()].copy_from_slice(&read(encoder_bias(saved_as), &[code])?);
    let mut own = Vec::new();
    match saved_as {
        SaeLensArchitecture::Standard | SaeLensArchitecture::TopK => {}
        SaeLensArchitecture::JumpRelu => {
            own.push("threshold");
            let thresholds = read("threshold", &[code])?;
            parameters[plan.own.clone()].copy_from_slice(&from_thresholds(thresholds, architecture)?);
        }
        SaeLensArchitecture::Gated => {
            for (tensor, range) in architecture.method_tensors(plan.own.start) {
                own.push(tensor.name);
                parameters[range].copy_from_slice(&read(tensor.name, &[code])?);
            }
        }
    }
    let names = ["W_dec", "W_enc", "b_dec", encoder_bias(saved_as)];
    file.check_names(|name| names.iter().chain(&own).any(|known| *known == name))?;
    file.checked(all_values)?;
    Ok(parameters)
}

/// Returns the method's own parameters for these thresholds.
fn from_thresholds(thresholds: Vec<f32>, architecture: &Architecture) -> Result<Vec<f32>, SaeLensFault> {
    if architecture.sparsity == Sparsity::JumpRelu {
        // After a ReLU, a threshold of 0 or less is no threshold, and neither is the smallest number.
        let logarithm = |threshold: f32| libm::log(f64::from(threshold.max(f32::MIN_POSITIVE))) as f32;
        return Ok(thresholds.into_iter().map(logarithm).collect());
    }
    let first = thresholds[0];
    if thresholds.iter().any(|&threshold| threshold != first) {
        return Err(SaeLensFault::Thresholds);
    }
    Ok(once(first).collect())
}

/// Returns the transposed matrix of one whose rows have `columns` values.
fn transposed(matrix: &[f32], columns: usize) -> Vec<f32> {
    (0..columns).flat_map(|column| matrix.iter().skip(column).step_by(columns).copied()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transposed_matrix_has_the_columns_as_rows() {
        assert_eq!(transposed(&[1., 2., 3., 4., 5., 6.], 3), [1., 4., 2., 5., 3., 6.]);
        assert_eq!(transposed(&[1., 4., 2., 5., 3., 6.], 2), [1., 2., 3., 4., 5., 6.]);
    }
}
