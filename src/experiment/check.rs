//! The checks that join parameters.

use super::{Key, PARAMETERS, Parameter, Problem, Remedy, Settings, memory};
use crate::data::{Scaling, test_samples};
use crate::model::{Architecture, Loss, Output};
use crate::optimizer::OptimizerName;
use crate::parameter::Value;
use crate::training::{Noise, Stop};

/// Returns the first check that fails, with the remedies that work.
pub fn check(settings: &Settings) -> Result<(), Problem> {
    let is_given = |parameter: &Parameter| !parameter.is_default(settings);
    first_failure(settings).map_err(|mut problem| {
        if let Problem::Joint { parameters, remedies, .. } = &mut problem {
            keep_what_works(settings, parameters, remedies, &is_given);
        }
        problem
    })
}

/// Adds the remedies that work. If one changes only given values, all of them do.
pub(super) fn advised(mut problem: Problem, settings: &Settings, is_given: IsGiven) -> Problem {
    if let Problem::TooLarge { .. } = problem {
        return memory::too_large(settings, is_given);
    }
    if let Problem::Joint { parameters, remedies, .. } = &mut problem {
        keep_what_works(settings, parameters, remedies, is_given);
        let is_known = |remedy: &Remedy| remedy.iter().all(|(key, _)| is_given(key.row()));
        if remedies.iter().any(is_known) {
            remedies.retain(is_known);
        }
    }
    problem
}

/// Returns whether the user has set a parameter.
pub(super) type IsGiven<'a> = &'a dyn Fn(&Parameter) -> bool;

/// Returns the first check that fails, with every remedy that may help.
pub(super) fn first_failure(settings: &Settings) -> Result<(), Problem> {
    failure(settings).map_or(Ok(()), |(_, problem)| Err(problem))
}

/// A check that joins several parameters.
type Check = fn(&Settings) -> Result<(), Problem>;

/// The checks in their order.
const CHECKS: [Check; 8] = [
    |settings| settings.data.check(settings),
    |settings| settings.sparsity.check(settings),
    cross_entropy,
    within_the_run,
    batches,
    resampling,
    one_function,
    memory::check,
];

/// Returns the first check that fails: its position in the order, and the problem.
pub(super) fn failure(settings: &Settings) -> Option<(usize, Problem)> {
    CHECKS.iter().enumerate().find_map(|(place, check)| Some((place, check(settings).err()?)))
}

/// The most remedies that a message names.
const MOST_REMEDIES: usize = 4;

/// Keeps the remedies after which all checks pass, with the other changes that they need. If there are none,
/// keeps those that solve this problem and leave another. Remedies that keep the sparsity method come first,
/// and among these the ones that change only values that the user has set.
fn keep_what_works(settings: &Settings, parameters: &[Key], remedies: &mut Vec<Remedy>, is_given: IsGiven) {
    let working: Vec<_> = remedies.iter().flat_map(|remedy| completed(settings, remedy, 2)).collect();
    let solves = |remedy: &Remedy| {
        let result = applied(settings, remedy).map(|changed| first_failure(&changed));
        result.is_some_and(|result| result.err().is_none_or(|problem| problem.parameters() != parameters))
    };
    let kept = if working.is_empty() {
        std::mem::take(remedies).into_iter().filter(solves).collect()
    } else {
        working
    };
    let is_new = |remedy: &Remedy| remedy.iter().any(|(key, _)| !is_given(key.row()));
    remedies.clear();
    for remedy in kept {
        if !remedies.contains(&remedy) {
            remedies.push(remedy);
        }
    }
    remedies.sort_by_key(|remedy| (takes_the_method(remedy), is_new(remedy)));
    remedies.truncate(MOST_REMEDIES);
}

/// Returns whether a remedy changes the sparsity method.
pub(super) fn takes_the_method(remedy: &Remedy) -> bool {
    remedy.iter().any(|(key, _)| *key == Key::sparsity)
}

/// Completes a remedy by solving further problems in every way that works; `more` limits their number.
fn completed(settings: &Settings, remedy: &Remedy, more: usize) -> Vec<Remedy> {
    let Some(changed) = applied(settings, remedy) else { return Vec::new() };
    match first_failure(&changed) {
        Ok(()) => vec![remedy.clone()],
        Err(Problem::Joint { remedies, .. }) if more > 0 => {
            let others = remedies.into_iter().map(|other| {
                let is_kept = |(key, _): &&(Key, String)| other.iter().all(|(again, _)| again != key);
                remedy.iter().filter(is_kept).cloned().chain(other.iter().cloned()).collect()
            });
            others.flat_map(|both: Remedy| completed(settings, &both, more - 1)).collect()
        }
        Err(_) => Vec::new(),
    }
}

/// Returns the settings after a remedy, or `None` if it changes nothing, or a value is rejected or has no
/// effect.
fn applied(settings: &Settings, remedy: &Remedy) -> Option<Settings> {
    let mut changed = settings.clone();
    for (key, value) in remedy {
        let row = key.row();
        if row.text(settings) == *value {
            return None;
        }
        row.write(&mut changed, value).ok()?;
    }
    let is_idle = PARAMETERS.iter().any(|row| row.is_idle(&changed) && !row.is_idle(settings));
    (!is_idle).then_some(changed)
}

/// Returns a remedy of one value.
pub fn remedy(key: Key, value: impl std::fmt::Display) -> Remedy {
    vec![(key, value.to_string())]
}

impl Settings {
    /// Returns whether the model's inputs are between 0 and 1.
    #[must_use]
    pub fn are_in_unit_interval(&self) -> bool {
        self.scaling.gives_unit_interval() || self.scaling == Scaling::None && self.data.is_unit_interval()
    }
}

/// Cross-entropy needs targets between 0 and 1.
fn cross_entropy(settings: &Settings) -> Result<(), Problem> {
    if settings.loss != Loss::Bce {
        return Ok(());
    }
    let is_linear = settings.output != Output::Sigmoid;
    let outputs = is_linear.then(|| (Key::output, "sigmoid".to_owned()));
    let scalings: &[Option<&str>] =
        if settings.are_in_unit_interval() { &[None] } else { &[Some("minmax"), Some("unit")] };
    let shares = scalings.iter().map(|scaling| {
        let scaling = scaling.map(|scaling| (Key::scaling, scaling.to_owned()));
        outputs.clone().into_iter().chain(scaling).collect::<Remedy>()
    });
    let mut remedies: Vec<_> = shares.filter(|remedy| !remedy.is_empty()).collect();
    if remedies.is_empty() {
        return Ok(());
    }
    remedies.extend([remedy(Key::loss, "mse"), remedy(Key::loss, "half_sse")]);
    let (parameters, message): (&'static [_], _) = if is_linear {
        (
            &[Key::loss, Key::output],
            "loss=bce compares numbers from 0 to 1, but a linear output leaves that range".to_owned(),
        )
    } else {
        let message = format!(
            "loss=bce compares numbers from 0 to 1, but with scaling={} these data leave that range",
            settings.scaling.text()
        );
        (&[Key::loss, Key::scaling], message)
    };
    Err(Problem::Joint { parameters, message, remedies })
}

/// Warm-up, patience and resampling must be shorter than the run.
fn within_the_run(settings: &Settings) -> Result<(), Problem> {
    let Settings { warmup, patience, resample_every, epochs, .. } = *settings;
    if warmup == 1 {
        return Err(Problem::Joint {
            parameters: &[Key::warmup],
            message: "warmup=1 would do nothing, because the first epoch already has the full rate"
                .to_owned(),
            remedies: vec![remedy(Key::warmup, 0), remedy(Key::warmup, 2)],
        });
    }
    if settings.stop == Stop::TestLoss && epochs == 1 {
        return Err(Problem::Joint {
            parameters: &[Key::stop, Key::epochs],
            message: "stop=test_loss cannot end a run before its last epoch where epochs is 1".to_owned(),
            remedies: vec![remedy(Key::epochs, patience.saturating_add(1)), remedy(Key::stop, "none")],
        });
    }
    let patience = if settings.stop == Stop::TestLoss { patience } else { 0 };
    let ends: [(&'static [Key], u32, u32, Remedy); 3] = [
        (&[Key::warmup, Key::epochs], warmup, epochs, remedy(Key::warmup, 0)),
        (&[Key::patience, Key::epochs], patience, epochs - 1, remedy(Key::stop, "none")),
        (&[Key::resample_every, Key::epochs], resample_every, epochs - 1, remedy(Key::resample_every, 0)),
    ];
    let Some((parameters, value, most, without)) = ends.into_iter().find(|(_, value, most, _)| value > most)
    else {
        return Ok(());
    };
    let key = parameters[0];
    Err(Problem::Joint {
        parameters,
        message: format!("{key} ({value}) would do nothing in a run of epochs ({epochs})"),
        remedies: vec![remedy(key, most), remedy(Key::epochs, epochs + value - most), without],
    })
}

fn batches(settings: &Settings) -> Result<(), Problem> {
    let (batch_size, samples) = (settings.batch_size, settings.samples());
    let training = samples.saturating_sub(test_samples(samples, settings.test_size));
    if batch_size <= training {
        return Ok(());
    }
    Err(Problem::Joint {
        parameters: &[Key::batch_size, Key::n_samples, Key::test_size],
        message: format!("batch_size ({batch_size}) is larger than the training part, {training} samples"),
        remedies: vec![remedy(Key::batch_size, training), remedy(Key::batch_size, 0)],
    })
}

fn resampling(settings: &Settings) -> Result<(), Problem> {
    if settings.resample_every == 0 {
        return Ok(());
    }
    if !Architecture::from(settings).has_exact_zeros() {
        return Err(Problem::Joint {
            parameters: &[Key::resample_every, Key::activation, Key::sparsity, Key::variational],
            message: "resample_every starts units again that stay exactly 0, which no unit of this code does"
                .to_owned(),
            remedies: vec![
                remedy(Key::resample_every, 0),
                remedy(Key::activation, "relu"),
                remedy(Key::variational, false),
                remedy(Key::sparsity, "topk"),
            ],
        });
    }
    if !settings.hidden_dim.is_deep() {
        return Ok(());
    }
    Err(Problem::Joint {
        parameters: &[Key::resample_every, Key::hidden_dim],
        message:
            "resample_every gives units the direction of a sample, which only an encoder of one layer sees"
                .to_owned(),
        remedies: vec![remedy(Key::resample_every, 0), remedy(Key::hidden_dim, settings.hidden_dim.code())],
    })
}

/// A condition, the conflicting parameters, the reason, and the value that resolves the conflict.
type Conflict = (bool, &'static [Key], &'static str, (Key, &'static str));

/// L-BFGS compares losses at different points, so the loss must be one fixed function that matches its
/// gradient.
fn one_function(settings: &Settings) -> Result<(), Problem> {
    if settings.optimizer.takes_steps() {
        return Ok(());
    }
    let against: [Conflict; 6] = [
        (
            settings.batch_size > 0,
            &[Key::optimizer, Key::batch_size],
            "every batch has a loss of its own",
            (Key::batch_size, "0"),
        ),
        (
            settings.noise != Noise::None,
            &[Key::optimizer, Key::noise],
            "new noise is drawn for every step",
            (Key::noise, "none"),
        ),
        (
            settings.variational,
            &[Key::optimizer, Key::variational],
            "a new variational code is drawn for every step",
            (Key::variational, "false"),
        ),
        (
            settings.decoder_norm,
            &[Key::optimizer, Key::decoder_norm],
            "decoder_norm changes the weights between its steps",
            (Key::decoder_norm, "false"),
        ),
        (
            settings.resample_every > 0,
            &[Key::optimizer, Key::resample_every],
            "resampling changes the weights between its steps",
            (Key::resample_every, "0"),
        ),
        (
            !settings.sparsity.is_penalty(),
            &[Key::optimizer, Key::sparsity],
            "this method's loss jumps where units are chosen",
            (Key::sparsity, "none"),
        ),
    ];
    let mut failing = against.into_iter().filter(|(is_there, ..)| *is_there);
    let Some((_, parameters, reason, (key, value))) = failing.next() else {
        return Ok(());
    };
    let single = remedy(key, value);
    let mut without = single.clone();
    without.extend(failing.map(|(.., (key, value))| (key, value.to_owned())));
    let optimizers = OptimizerName::ALL.iter().filter(|optimizer| optimizer.takes_steps());
    let mut remedies = vec![without, single];
    remedies.extend(optimizers.map(|optimizer| remedy(Key::optimizer, optimizer.text())));
    Err(Problem::Joint {
        parameters,
        message: format!("optimizer=lbfgs minimises the loss of all samples as one function, but {reason}"),
        remedies,
    })
}

#[cfg(test)]
mod tests {
    use crate::experiment::Link;

    #[test]
    fn settings_without_effect_are_rejected() {
        for (link, key) in [
            ("lr_schedule=cosine&warmup=51&epochs=50", "warmup"),
            ("warmup=1", "warmup"),
            ("stop=test_loss&patience=50&epochs=50", "patience"),
            ("resample_every=50&epochs=50", "resample_every"),
            ("batch_size=801", "batch_size"),
            ("sparsity=matryoshka&hidden_dim=4&k=1&prefixes=4", "prefixes"),
            ("sparsity=topk&k=3&aux_k=9&hidden_dim=8", "aux_k"),
            ("sparsity=batch_topk&activation=tanh", "sparsity"),
            ("sparsity=matryoshka&activation=silu", "sparsity"),
        ] {
            let problems = Link::parse(link).problems;
            assert_eq!(
                problems.first().map(|problem| problem.parameters()[0].to_string()),
                Some(key.to_owned()),
                "{link}"
            );
        }
        let most = "lr_schedule=cosine&warmup=50&stop=test_loss&patience=49&resample_every=49&batch_size=800";
        assert_eq!(Link::parse(most).problems, []);
    }
}
