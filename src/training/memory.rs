//! The memory that training needs.

use super::{Noise, most_columns};
use crate::experiment::Settings;
use crate::model::{Architecture, block_rows};
use crate::optimizer::LBFGS_MEMORY;
use crate::tensor::stride;

/// Returns the most memory in bytes that a trainer holds in addition to the data.
#[must_use]
pub fn estimated_bytes(settings: &Settings) -> u64 {
    let architecture = Architecture::from(settings);
    let (input, code) = (stride(architecture.input) as u64, stride(architecture.code()) as u64);
    let layers = || {
        let places = architecture.plan().layers.into_iter();
        places.map(|place| (stride(place.inputs) as u64, stride(place.outputs) as u64))
    };
    let weights: u64 = layers().map(|(inputs, outputs)| inputs * outputs).sum();
    let block: u64 = block_rows(&architecture) as u64 * layers().map(|(_, outputs)| outputs).sum::<u64>();
    let samples = settings.samples() as u64;
    let columns = samples.min(most_columns(architecture.code()) as u64);
    // Noisy samples or a variational code's normal numbers, with the numbers drawn for them, and a whole
    // batch's codes for selection.
    let chance = u64::from(settings.noise != Noise::None) * input + u64::from(settings.variational) * code;
    let choice = u64::from(settings.sparsity.selects()) * code;
    // Values before the selection, and the nonzero codes of a block with their positions, in two orders.
    let before = u64::from(!settings.sparsity.is_penalty()) * code;
    let listed = u64::from(architecture.lists_codes()) * block_rows(&architecture) as u64 * 8 * code;
    // In double precision: samples and codes once more; the steps that are remembered, as they were
    // and as they become, with a dozen vectors at work; two layouts.
    let lbfgs = u64::from(!settings.optimizer.takes_steps())
        * (samples * (input + code) + (4 * LBFGS_MEMORY as u64 + 16) * weights + 6 * block);
    // Samples and codes; parameters, the copy before a step, two layouts, two forms of the
    // derivatives and two moments; a block's values, inputs and errors for training and for
    // testing; the heatmap's codes twice.
    let numbers = samples * (input + code + 2 * chance + choice + before)
        + 8 * weights
        + 6 * block
        + 2 * listed
        + 2 * columns * code;
    4 * numbers + 8 * lbfgs
}
