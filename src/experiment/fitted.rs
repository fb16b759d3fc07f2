//! The defaults of a user's file that follow from the file itself (`defaults=2`).
//!
//! They let every method learn from most data: `scripts/defaults` measures it, and docs/defaults.md has
//! the table. A value that the user gives always stays; a default beside which it could not stand gives
//! way, as `k` does to fewer hidden units.

use super::{Settings, Value, Widths};
use crate::data::{Defaults, Scaling, Source, test_samples};
use crate::model::{Activation, Init, Loss, Output};
use crate::sparsity::{Sparsity, can_be_divided};

/// The default of a parameter beside the other values; none where it does not follow from the file.
pub fn default(settings: &Settings, name: &str) -> Option<String> {
    if settings.data != Source::Own || settings.defaults != Defaults::Second {
        return None;
    }
    Some(match name {
        "scaling" => scaling(settings).text(),
        "hidden_dim" => Widths::single(hidden_units(settings)).text(),
        "activation" if settings.sparsity == Sparsity::Kl => Activation::Sigmoid.text(),
        "output" => output(settings).text(),
        "init" => Init::TiedMean.text(),
        "pre_bias" => true.text(),
        "decoder_norm" => keeps_columns(settings).text(),
        "sparsity" => sparsity(settings).text(),
        "per_feature" => can_be_divided(settings).text(),
        "sparsity_factor" => factor(settings.sparsity).text(),
        "sparsity_target" => 0.05.text(),
        "k" => active_units(settings).text(),
        "prefixes" => prefixes(settings).text(),
        "lr" => learning_rate(settings).text(),
        "batch_size" => batch_size(settings).text(),
        _ => return None,
    })
}

/// Every feature counts the same in a table; pixels keep their scale beside each other.
fn scaling(settings: &Settings) -> Scaling {
    match (settings.view().is_image(), settings.loss) {
        (true, Loss::Bce) => Scaling::Unit,
        (false, Loss::Bce) => Scaling::Minmax,
        (true, _) => Scaling::Common,
        (false, _) => Scaling::Standard,
    }
}

/// A sigmoid does not reach what lies outside of 0 to 1.
fn output(settings: &Settings) -> Output {
    if settings.loss == Loss::Bce { Output::Sigmoid } else { Output::Linear }
}

/// As many as there are features, up to the next power of two, and as many as `k` asks for.
fn hidden_units(settings: &Settings) -> usize {
    let units = settings.features().next_power_of_two().clamp(8, 256);
    if settings.sparsity.uses("k") { units.max(settings.k.largest() as usize) } else { units }
}

/// A sixteenth of the units, and at least two.
fn active_units(settings: &Settings) -> usize {
    let units = settings.hidden_dim.code();
    (units / 16).max(2).min(units)
}

/// As many halves as there are.
fn prefixes(settings: &Settings) -> usize {
    let halvings = settings.hidden_dim.code().next_power_of_two().trailing_zeros() as usize;
    (halvings + 1).clamp(2, 3)
}

/// The method that says by itself how many units are active, where it can be used.
fn sparsity(settings: &Settings) -> Sparsity {
    match (settings.variational, settings.optimizer.takes_steps()) {
        (true, _) => Sparsity::None,
        (false, false) => Sparsity::L1,
        (false, true) => Sparsity::TopK,
    }
}

/// Codes that can be as large as they need to be leave the decoder's columns their length 1; codes that
/// cannot need longer columns.
fn keeps_columns(settings: &Settings) -> bool {
    let is_free = settings.sparsity.is_linear() || settings.activation == Activation::Relu;
    is_free && !settings.variational && settings.optimizer.takes_steps()
}

/// What suits a penalty that is divided by the number of features.
fn factor(sparsity: Sparsity) -> f64 {
    match sparsity {
        Sparsity::MeanActivation | Sparsity::L1 | Sparsity::Gated => 1.0,
        Sparsity::JumpRelu => 1.0,
        Sparsity::Kl => 1.0,
        _ => 0.05,
    }
}

/// A step moves every number of a column of length 1 by the same share of its usual size, 1/√features.
fn learning_rate(settings: &Settings) -> f64 {
    let rate = 0.03 / libm::sqrt(settings.features() as f64);
    rounded(rate)
}

/// To one digit, which a person reads.
fn rounded(value: f64) -> f64 {
    let unit = libm::pow(10.0, libm::floor(libm::log10(value)));
    format!("{:.0}e{}", value / unit, libm::log10(unit)).parse().expect("it is a number")
}

/// So that an epoch has some 50 steps, as far as a step has 8 to 64 samples.
fn batch_size(settings: &Settings) -> usize {
    if !settings.optimizer.takes_steps() {
        return 0;
    }
    let samples = settings.samples();
    let training = samples.saturating_sub(test_samples(samples, settings.test_size));
    (training / 50).next_power_of_two().clamp(8, 64).min(training)
}
