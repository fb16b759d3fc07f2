//! The checks that join parameters.

use super::{Parameter, Problem, Settings, Value};
use crate::data::{Scaling, test_samples};
use crate::model::{Architecture, Loss, Output};
use crate::sparsity::Sparsity;
use crate::training::{self, Noise, Stop};

/// An experiment may need this much memory, as estimated before anything is allocated.
pub const MEMORY_LIMIT: u64 = 1 << 30;

/// The first check that fails.
pub fn check(settings: &Settings) -> Result<(), Problem> {
    settings.data.check(settings)?;
    settings.sparsity.check(settings)?;
    cross_entropy(settings)?;
    within_the_run(settings)?;
    batches(settings)?;
    resampling(settings)?;
    one_function(settings)?;
    memory(settings)
}

impl Settings {
    /// Whether the model's numbers lie in 0 to 1.
    #[must_use]
    pub fn are_shares(&self) -> bool {
        self.scaling.gives_shares() || self.scaling == Scaling::None && self.data.is_share()
    }
}

/// Cross entropy compares shares.
fn cross_entropy(settings: &Settings) -> Result<(), Problem> {
    if settings.loss != Loss::Bce {
        return Ok(());
    }
    if settings.output != Output::Sigmoid {
        return Err(Problem::Joint {
            parameters: &["loss", "output"],
            message:
                "loss=bce compares shares, but a linear output leaves 0 to 1: choose output=sigmoid, or \
                      the loss mse or half_sse"
                    .to_owned(),
        });
    }
    if settings.are_shares() {
        return Ok(());
    }
    Err(Problem::Joint {
        parameters: &["loss", "scaling"],
        message: format!(
            "loss=bce compares shares, but with scaling={} these data leave 0 to 1: choose scaling minmax or unit, \
             or the loss mse or half_sse",
            settings.scaling.text()
        ),
    })
}

/// What acts after so many epochs must come before the last.
fn within_the_run(settings: &Settings) -> Result<(), Problem> {
    let Settings { warmup, patience, resample_every, epochs, .. } = *settings;
    let ends: [(&'static [&'static str], u32, u32); 3] = [
        (&["warmup", "epochs"], warmup, epochs),
        (&["patience", "epochs"], if settings.stop == Stop::TestLoss { patience } else { 0 }, epochs - 1),
        (&["resample_every", "epochs"], resample_every, epochs - 1),
    ];
    if warmup == 1 {
        let message = "warmup=1 would do nothing: the first epoch has the full rate; choose 0, or 2 and more";
        return Err(Problem::Joint { parameters: &["warmup"], message: message.to_owned() });
    }
    let Some((parameters, value, most)) = ends.into_iter().find(|(_, value, most)| value > most) else {
        return Ok(());
    };
    let name = parameters[0];
    let lower = if most > 0 {
        format!("choose {name} at most {most}, or raise epochs")
    } else {
        "raise epochs".to_owned()
    };
    let message = format!("{name} ({value}) would do nothing in a run of epochs ({epochs}): {lower}");
    Err(Problem::Joint { parameters, message })
}

fn batches(settings: &Settings) -> Result<(), Problem> {
    let (batch_size, samples) = (settings.batch_size, settings.samples());
    let training = samples.saturating_sub(test_samples(samples, settings.test_size));
    if batch_size <= training {
        return Ok(());
    }
    Err(Problem::Joint {
        parameters: &["batch_size", "n_samples", "test_size"],
        message: format!(
            "batch_size ({batch_size}) is larger than the training part, {training} samples: choose at most so many, \
             or 0 for all"
        ),
    })
}

fn resampling(settings: &Settings) -> Result<(), Problem> {
    if settings.resample_every == 0 {
        return Ok(());
    }
    if !Architecture::from(settings).has_exact_zeros() {
        return Err(Problem::Joint {
            parameters: &["resample_every", "activation", "sparsity", "variational"],
            message:
                "resample_every begins units anew that stay exactly 0, which this code never is: choose 0, \
                      activation=relu, or a method that puts units out"
                    .to_owned(),
        });
    }
    if !settings.hidden_dim.is_deep() {
        return Ok(());
    }
    Err(Problem::Joint {
        parameters: &["resample_every", "hidden_dim"],
        message: "resample_every gives units the direction of a sample, which an encoder of several layers does not \
                  see: choose 0, or one width for hidden_dim"
            .to_owned(),
    })
}

/// L-BFGS compares the loss at one point with that at another: it has to be one function, that its
/// gradient belongs to.
fn one_function(settings: &Settings) -> Result<(), Problem> {
    if settings.optimizer.takes_steps() {
        return Ok(());
    }
    let penalties = format!(
        "but this method's loss jumps where units are chosen: choose {}",
        Sparsity::penalties(|_| true)
    );
    let against: [(bool, &'static [&'static str], &str); 6] = [
        (
            settings.batch_size > 0,
            &["optimizer", "batch_size"],
            "but every batch has a loss of its own: choose batch_size=0",
        ),
        (
            settings.noise != Noise::None,
            &["optimizer", "noise"],
            "but noise is drawn anew for every step: choose noise=none",
        ),
        (
            settings.variational,
            &["optimizer", "variational"],
            "but a variational code is drawn anew for every step: choose variational=false",
        ),
        (
            settings.decoder_norm,
            &["optimizer", "decoder_norm"],
            "but decoder_norm changes the weights between its steps: choose decoder_norm=false",
        ),
        (
            settings.resample_every > 0,
            &["optimizer", "resample_every"],
            "but resampling changes the weights between its steps: choose resample_every=0",
        ),
        (!settings.sparsity.is_penalty(), &["optimizer", "sparsity"], &penalties),
    ];
    let Some((_, parameters, reason)) = against.into_iter().find(|(is_there, ..)| *is_there) else {
        return Ok(());
    };
    let message = format!(
        "optimizer=lbfgs minimises the loss of all samples as one function, {reason}, or another optimizer"
    );
    Err(Problem::Joint { parameters, message })
}

/// What decides on the memory that an experiment needs.
const SIZES: &[&str] = &[
    "n_samples",
    "n_features",
    "n_informative",
    "n_true",
    "patch_size",
    "window",
    "every",
    "hidden_dim",
    "data",
];

fn memory(settings: &Settings) -> Result<(), Problem> {
    let bytes = estimated_bytes(settings);
    if bytes <= MEMORY_LIMIT {
        return Ok(());
    }
    let off_default = |name: &&str| {
        Parameter::named(name).is_some_and(|row| row.applies(settings) && !row.is_default(settings))
    };
    let without = |name: &&'static str| {
        let mut smaller = settings.clone();
        Parameter::named(name).into_iter().for_each(|row| row.reset(&mut smaller));
        estimated_bytes(&smaller)
    };
    // The one that helps most; where all are at their defaults, only other data can help.
    let parameter = SIZES.iter().copied().filter(off_default).min_by_key(without).unwrap_or("data");
    let remedy = if without(&parameter) <= MEMORY_LIMIT {
        format!("lower {parameter}")
    } else {
        format!("lower {parameter} and other sizes")
    };
    let mib = |bytes: u64| bytes.div_ceil(1 << 20);
    Err(Problem::TooLarge {
        parameter,
        message: format!(
            "{parameter}: {} samples of {} numbers with hidden_dim {} need about {} MiB, the limit is {} MiB: {remedy}",
            settings.samples(),
            settings.features(),
            settings.hidden_dim,
            mib(bytes),
            mib(MEMORY_LIMIT)
        ),
    })
}

/// The most memory that making the data, then training on them hold at once, in bytes, by the sizes
/// alone.
#[must_use]
pub fn estimated_bytes(settings: &Settings) -> u64 {
    // Samples that are laid out anew for training are there twice for a while.
    let laid_out = 4 * (settings.samples() as u64).saturating_mul(settings.features() as u64);
    settings.data.estimated_bytes(settings).max(training::estimated_bytes(settings).saturating_add(laid_out))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Link;

    /// R21 of issue 17: three sizes were lost with three messages, where lowering one does.
    #[test]
    fn too_much_memory_takes_back_only_the_size_that_helps_most() {
        let sizes = "n_samples=60&n_features=1000&hidden_dim=1024,1024,1024,1024,1024,1024";
        let link = Link::parse(&format!("{sizes}&sparsity=l1&optimizer=lbfgs"));
        let [Problem::TooLarge { parameter: "hidden_dim", message }] = &link.problems[..] else {
            panic!("{:?}", link.problems)
        };
        assert!(message.ends_with("lower hidden_dim"), "{message}");
        assert_eq!((link.experiment.n_samples, link.experiment.n_features), (60, 1000));
        let all = Link::parse("n_samples=1000000&n_features=1000&hidden_dim=1024");
        assert_eq!(all.problems.len(), 1, "{:?}", all.problems);
    }

    #[test]
    fn what_would_do_nothing_is_refused() {
        for (link, key) in [
            ("lr_schedule=cosine&warmup=51", "warmup"),
            ("warmup=1", "warmup"),
            ("stop=test_loss&patience=50", "patience"),
            ("resample_every=50", "resample_every"),
            ("batch_size=801", "batch_size"),
            ("sparsity=matryoshka&hidden_dim=4&k=1&prefixes=4", "prefixes"),
            ("sparsity=topk&k=3&aux_k=9", "aux_k"),
            ("sparsity=batch_topk&activation=tanh", "sparsity"),
            ("sparsity=matryoshka&activation=silu", "sparsity"),
        ] {
            let problems = Link::parse(link).problems;
            assert_eq!(problems.first().map(|problem| problem.parameters()[0]), Some(key), "{link}");
        }
        let most = "lr_schedule=cosine&warmup=50&stop=test_loss&patience=49&resample_every=49&batch_size=800";
        assert_eq!(Link::parse(most).problems, []);
    }

    #[test]
    fn a_refusal_names_the_methods_of_the_list() {
        let message =
            |link: &str| Link::parse(link).problems.first().map(ToString::to_string).unwrap_or_default();
        let variational = message("variational=true&sparsity=topk");
        assert!(variational.contains("choose sparsity none, mean_activation"), "{variational}");
        assert!(!variational.contains("kl") && !variational.contains("gated"), "{variational}");
        let lbfgs = message("optimizer=lbfgs&sparsity=topk");
        assert!(lbfgs.contains(&Sparsity::penalties(|_| true)), "{lbfgs}");
    }

    #[test]
    fn every_layer_takes_memory() {
        let bytes = |link: &str| estimated_bytes(&Link::parse(link).experiment);
        let (one, two) = (bytes("hidden_dim=1024"), bytes("hidden_dim=1024,1024"));
        // 1024 · 1024 weights there and as many back, eight numbers of four bytes each: 64 MiB, less
        // the smaller blocks' room.
        assert!(two - one > 60 << 20);
        assert!(bytes("n_features=1000&hidden_dim=1024,1024,1024,1024,1024,1024") < MEMORY_LIMIT);
    }
}
