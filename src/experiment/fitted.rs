//! Defaults of a user's file that are derived from the file itself (`defaults=2`).
//!
//! With them every method learns from most data: `scripts/defaults` measures this, and docs/defaults.md has
//! the table. A value that the user sets always stays; a conflicting default gives way, for example `k` to
//! fewer hidden units.

use super::{Key, Settings};
use crate::data::{Defaults, Scaling, Source, test_samples};
use crate::model::{Activation, Init, Loss, Output};
use crate::parameter::{Value, Widths, decimal};
use crate::sparsity::{Sparsity, can_be_divided};

/// Returns a parameter's default given the other values, or `None` if it does not depend on the file.
pub fn default(settings: &Settings, key: Key) -> Option<String> {
    let is_fitted = settings.data == Source::UserDataset && settings.defaults == Defaults::Second;
    if !is_fitted || settings.file.is_none() {
        return None;
    }
    Some(match key {
        Key::scaling => scaling(settings).text(),
        Key::hidden_dim => Widths::single(hidden_units(settings)).text(),
        Key::activation if settings.sparsity == Sparsity::Kl => Activation::Sigmoid.text(),
        Key::output => output(settings).text(),
        Key::init => Init::TiedMean.text(),
        Key::pre_bias => true.text(),
        Key::decoder_norm => keeps_columns(settings).text(),
        Key::sparsity => sparsity(settings).text(),
        Key::per_feature => can_be_divided(settings).text(),
        Key::sparsity_factor => factor(settings.sparsity).text(),
        Key::sparsity_target => 0.05.text(),
        Key::k => active_units(settings).text(),
        // The first half of the units, and all of them: later prefixes of a wider code would have nothing
        // left to learn.
        Key::prefixes => 2.to_string(),
        Key::lr => learning_rate(settings).text(),
        Key::batch_size => batch_size(settings).text(),
        _ => return None,
    })
}

/// Every feature of a table counts the same; pixels keep their common scale.
fn scaling(settings: &Settings) -> Scaling {
    match (settings.view().is_image(), settings.loss) {
        (true, Loss::Bce) => Scaling::Unit,
        (false, Loss::Bce) => Scaling::Minmax,
        (true, _) => Scaling::Common,
        (false, _) => Scaling::Standard,
    }
}

/// A sigmoid cannot produce values outside 0 to 1.
fn output(settings: &Settings) -> Output {
    if settings.loss == Loss::Bce { Output::Sigmoid } else { Output::Linear }
}

/// Returns the largest power of two that is at most the number of features and a quarter of the training
/// samples, from 4 to 256, or more if `k` needs it. More units than features, or than the samples can
/// distinguish, would stay dead. Neighbouring pixels are similar, so images vary in fewer directions than
/// they have features; they get one unit per 16 training samples.
fn hidden_units(settings: &Settings) -> usize {
    let samples_a_unit = if settings.view().is_image() { 16 } else { 4 };
    let most = settings.features().min(training_samples(settings) / samples_a_unit);
    let units = most.checked_ilog2().map_or(1, |log| 1 << log).clamp(4, 256);
    if settings.sparsity.uses(Key::k) { units.max(settings.k.largest() as usize) } else { units }
}

/// Returns the square root of the number of units, and at least two: 2 of 4, 4 of 16, 16 of 256. Nested
/// prefixes share the active units and get twice as many.
fn active_units(settings: &Settings) -> usize {
    let units = settings.hidden_dim.code();
    let root = units.isqrt();
    let active = if settings.sparsity == Sparsity::Matryoshka { (2 * root).min(units / 2) } else { root };
    active.max(2).min(units)
}

/// Chooses a method that fixes the number of active units, if it can be used.
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

/// Returns a suitable factor for a penalty that is divided by the number of features.
fn factor(sparsity: Sparsity) -> f64 {
    match sparsity {
        Sparsity::MeanActivation | Sparsity::L1 | Sparsity::Gated | Sparsity::Kl => 1.0,
        Sparsity::JumpRelu => 0.3,
        // They have no such penalty, and the factor is not used.
        Sparsity::None | Sparsity::TopK | Sparsity::BatchTopK | Sparsity::Matryoshka => 0.05,
    }
}

/// A step changes each element of a column with norm 1 by the same fraction of its typical size, 1/√features.
fn learning_rate(settings: &Settings) -> f64 {
    // A link that names no file has no features.
    let rate = 0.03 / libm::sqrt(settings.features().max(1) as f64);
    rounded(rate)
}

/// To one digit, which a person reads.
fn rounded(value: f64) -> f64 {
    let unit = libm::pow(10.0, libm::floor(libm::log10(value)));
    decimal::parse(&format!("{:.0}e{}", value / unit, libm::log10(unit))).expect("it is a number")
}

fn training_samples(settings: &Settings) -> usize {
    let samples = settings.samples();
    samples.saturating_sub(test_samples(samples, settings.test_size))
}

/// So that an epoch has some 50 steps, as far as a step has 8 to 64 samples.
fn batch_size(settings: &Settings) -> usize {
    if !settings.optimizer.takes_steps() {
        return 0;
    }
    let training = training_samples(settings);
    (training / 50).next_power_of_two().clamp(8, 64).min(training)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::{Experiment, Link, PARAMETERS};

    const TABLE: &str = "data=file&file=t.csv:150x4x3:00000000000000ff&defaults=2";

    fn experiment(link: &str) -> Experiment {
        let link = Link::parse(link);
        assert_eq!(link.problems, []);
        link.experiment
    }

    fn text(experiment: &Experiment, key: Key) -> String {
        key.row().text(experiment)
    }

    #[test]
    fn links_without_the_parameter_mean_the_defaults_of_version_0_1() {
        let old = experiment("data=file&file=t.csv:150x4x3:00000000000000ff");
        for (name, value) in [
            (Key::scaling, "minmax"),
            (Key::hidden_dim, "32"),
            (Key::init, "tied_unit"),
            (Key::output, "sigmoid"),
            (Key::sparsity, "topk"),
            (Key::k, "4"),
            (Key::lr, "0.02"),
            (Key::batch_size, "0"),
            (Key::per_feature, "false"),
        ] {
            assert_eq!(text(&old, name), value, "{name}");
        }
    }

    #[test]
    fn a_link_holds_only_what_differs_from_the_fitted_defaults() {
        let new = experiment(TABLE);
        assert_eq!(new.link(), TABLE);
        let l1 = new.with(Key::sparsity.row(), "l1").expect("it goes together");
        assert_eq!(l1.link(), format!("{TABLE}&sparsity=l1"));
        assert_eq!(
            (text(&l1, Key::per_feature), text(&l1, Key::sparsity_factor)),
            ("true".into(), "1".into())
        );
    }

    #[test]
    fn without_a_file_a_link_is_refused_and_not_fitted() {
        let link = Link::parse("data=file&defaults=2&hidden_dim=16");
        assert_eq!(link.problems.len(), 1, "{:?}", link.problems);
        assert_eq!(link.experiment.link(), "hidden_dim=16");
    }

    #[test]
    fn sizes_follow_from_the_file() {
        for (size, hidden, k, lr, batch) in [
            ("150x4x3", "4", "2", "0.02", "8"),
            ("569x30x2", "16", "4", "0.005", "16"),
            ("2000x384x0", "256", "16", "0.002", "32"),
            ("60000x784x10", "256", "16", "0.001", "64"),
            ("9x1x0", "4", "2", "0.03", "7"),
            ("2000x784x0:00000000000000ff&view=28x28", "64", "8", "0.001", "32"),
        ] {
            let hash = if size.contains(':') { "" } else { ":00000000000000ff" };
            let experiment = experiment(&format!("data=file&defaults=2&file=t.csv:{size}{hash}"));
            let found = [Key::hidden_dim, Key::k, Key::lr, Key::batch_size].map(|key| text(&experiment, key));
            assert_eq!(found, [hidden, k, lr, batch], "{size}");
        }
    }

    #[test]
    fn images_keep_the_proportions_of_their_pixels() {
        assert_eq!(experiment(TABLE).scaling, Scaling::Standard);
        let picture = "data=file&defaults=2&file=d.npy:1797x64x0:00000000000000ff&view=8x8";
        assert_eq!(experiment(picture).scaling, Scaling::Common);
        assert_eq!(
            experiment("data=file&defaults=2&file=p.png:64x48:00000000000000ff").scaling,
            Scaling::Common
        );
        assert_eq!(experiment(&format!("{picture}&loss=bce")).scaling, Scaling::Unit);
    }

    #[test]
    fn given_values_stay_and_defaults_give_way() {
        for (given, name, value) in [
            ("hidden_dim=1", Key::k, "1"),
            ("k=40", Key::hidden_dim, "40"),
            ("sparsity=kl", Key::activation, "sigmoid"),
            ("sparsity=kl", Key::decoder_norm, "false"),
            ("optimizer=lbfgs", Key::batch_size, "0"),
            ("optimizer=lbfgs", Key::sparsity, "l1"),
            ("optimizer=lbfgs", Key::decoder_norm, "false"),
            ("variational=true", Key::sparsity, "none"),
            ("loss=bce", Key::output, "sigmoid"),
            ("loss=bce", Key::scaling, "minmax"),
            ("sparsity=l1&loss=half_sse", Key::per_feature, "false"),
            ("hidden_dim=2&sparsity=matryoshka", Key::prefixes, "2"),
            ("hidden_dim=64,16", Key::k, "4"),
        ] {
            let link = format!("{TABLE}&{given}");
            let experiment = experiment(&link);
            assert_eq!(text(&experiment, name), value, "{given}");
            assert_eq!(Link::parse(&experiment.link()).experiment, experiment, "{given}");
        }
    }

    #[test]
    fn a_value_equal_to_another_default_is_kept_when_given_with_what_changes_the_default() {
        // 0.001 is the learning rate of other data; given together with a file it stays.
        let values = [
            (Key::lr, "0.001"),
            (Key::data, "file"),
            (Key::defaults, "2"),
            (Key::file, "t.csv:150x4x3:00000000000000ff"),
        ];
        let values = values.map(|(key, text)| (key.row(), text));
        let experiment = Experiment::default().with_all(values).expect("it goes together");
        assert_eq!(text(&experiment, Key::lr), "0.001");
        assert_eq!(experiment.link(), format!("{TABLE}&lr=0.001"));
    }

    #[test]
    fn every_fitted_default_is_a_value_of_its_parameter_and_goes_with_the_others() {
        for size in ["2x1x0", "20x2x0", "150x4x3", "400x1024x2", "5000x64x0", "64x48"] {
            for method in Sparsity::NAMES {
                let link =
                    format!("data=file&defaults=2&file=t:{size}:00000000000000ff&sparsity={}", method.text);
                let experiment = experiment(&link);
                for row in PARAMETERS.iter().filter(|row| row.applies(&experiment)) {
                    let default = row.default_in(&experiment);
                    assert_eq!(
                        row.text(&experiment),
                        if row.name == "sparsity" {
                            method.text.into()
                        } else if ["data", "defaults", "file"].contains(&row.name) {
                            row.text(&experiment)
                        } else {
                            default
                        },
                        "{link}: {}",
                        row.name
                    );
                }
            }
        }
    }
}
