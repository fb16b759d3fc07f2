//! The memory that an experiment needs, estimated from its sizes before anything is allocated.

use super::check::IsGiven;
use super::{Key, Problem, Settings};
use crate::training;

/// The training of an experiment may need this much memory.
pub const MEMORY_LIMIT: u64 = 1 << 30;

/// The parameters that decide on the memory that an experiment needs.
const SIZES: &[Key] = &[
    Key::n_samples,
    Key::n_features,
    Key::n_informative,
    Key::n_true,
    Key::patch_size,
    Key::window,
    Key::every,
    Key::hidden_dim,
    Key::data,
];

/// Rejects an experiment whose training needs too much memory.
pub(super) fn check(settings: &Settings) -> Result<(), Problem> {
    if estimated_bytes(settings) <= MEMORY_LIMIT {
        return Ok(());
    }
    Err(too_large(settings, &|parameter| !parameter.is_default(settings)))
}

/// Returns the problem of an experiment whose training needs too much memory. The remedy changes one of the
/// sizes that the user has set, as little as possible if that is enough.
pub(super) fn too_large(settings: &Settings, is_given: IsGiven) -> Problem {
    let is_candidate = |key: &Key| key.applies(settings) && is_given(key.row());
    let candidates: Vec<_> = SIZES.iter().copied().filter(is_candidate).collect();
    let fitting = candidates.iter().filter_map(|key| lowered(settings, *key));
    let best = fitting.max_by(|a, b| a.share.total_cmp(&b.share));
    let (parameter, value, remedy) = if let Some(Lowered { key, text, .. }) = best {
        let remedy = format!("lower {key} to {text}");
        (key, Some(text), remedy)
    } else {
        let without = |key: &Key| {
            let mut smaller = settings.clone();
            key.row().reset(&mut smaller);
            estimated_bytes(&smaller)
        };
        // The size that helps most; if all are at their defaults, only other data can help.
        let key = candidates.into_iter().min_by_key(without).unwrap_or(Key::data);
        let others = if without(&key) <= MEMORY_LIMIT { "" } else { " and other sizes" };
        (key, None, format!("lower {key}{others}"))
    };
    Problem::TooLarge {
        parameter,
        value,
        message: format!(
            "{parameter}: {} samples of {} numbers with {} hidden units need about {} MiB, the limit is {} MiB: {remedy}",
            settings.samples(),
            settings.features(),
            settings.hidden_dim,
            mebibytes(estimated_bytes(settings)),
            mebibytes(MEMORY_LIMIT)
        ),
    }
}

/// A size that has become small enough.
struct Lowered {
    key: Key,
    text: String,
    /// The ratio of the largest number to its previous value.
    share: f64,
}

/// Lowers a number, or those of a list above a common limit, as far as the memory requires. Returns `None` if
/// that does not help, or would go below the default.
fn lowered(settings: &Settings, key: Key) -> Option<Lowered> {
    let row = key.row();
    let numbers: Vec<u32> = row.text(settings).split(',').map(str::parse).collect::<Result<_, _>>().ok()?;
    let defaults = row.default_in(settings);
    let least = defaults.split(',').filter_map(|number| number.parse().ok()).min()?;
    let most = numbers.iter().copied().max()?;
    let limited = |limit: u32| {
        let texts = numbers.iter().map(|&number| number.min(limit).to_string());
        texts.collect::<Vec<_>>().join(",")
    };
    let fits = |limit: u32| {
        let mut smaller = settings.clone();
        row.write(&mut smaller, &limited(limit)).is_ok() && estimated_bytes(&smaller) <= MEMORY_LIMIT
    };
    if least >= most || !fits(least) {
        return None;
    }
    let (mut low, mut high) = (least, most);
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        if fits(middle) { low = middle } else { high = middle }
    }
    Some(Lowered { key, text: limited(low), share: f64::from(low) / f64::from(most) })
}

/// Returns the most memory in bytes that making the data and then training need at once, from the sizes
/// alone.
#[must_use]
pub fn estimated_bytes(settings: &Settings) -> u64 {
    // Samples exist twice for a while when they are copied for training.
    let laid_out = 4 * (settings.samples() as u64).saturating_mul(settings.features() as u64);
    settings.data.estimated_bytes(settings).max(training::estimated_bytes(settings).saturating_add(laid_out))
}

/// Converts bytes to mebibytes, rounded up.
#[must_use]
pub fn mebibytes(bytes: u64) -> u64 {
    bytes.div_ceil(1 << 20)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Link;

    /// R21 of issue 17: three sizes were rejected with three messages, although lowering one a little is
    /// enough.
    #[test]
    fn too_much_memory_lowers_one_size_no_further_than_needed() {
        let sizes = "n_samples=60&n_features=1000&hidden_dim=1024,1024,1024,1024,1024,1024";
        let link = Link::parse(&format!("{sizes}&sparsity=l1&optimizer=lbfgs"));
        let [Problem::TooLarge { parameter: Key::hidden_dim, value: Some(value), message }] =
            &link.problems[..]
        else {
            panic!("{:?}", link.problems)
        };
        assert!(message.ends_with(&format!("lower hidden_dim to {value}")), "{message}");
        assert_eq!((link.experiment.n_samples, link.experiment.n_features), (60, 1000));
        assert_eq!(link.experiment.hidden_dim.to_string(), *value);
        let with = |key: Key, value: String| {
            let mut larger: Settings = (*link.experiment).clone();
            key.row().write(&mut larger, &value).map(|()| estimated_bytes(&larger))
        };
        let width: u32 = value.split(',').next().and_then(|width| width.parse().ok()).expect("a list");
        let larger = vec![(width + 1).to_string(); 6].join(",");
        assert!(with(Key::hidden_dim, larger).expect("it is in range") > MEMORY_LIMIT, "{value}");

        let all = Link::parse("n_samples=100000&n_features=1000&hidden_dim=1024");
        assert_eq!(all.problems.len(), 1, "{:?}", all.problems);
        let samples = Link::parse("n_samples=100000&n_features=1000");
        assert!(estimated_bytes(&samples.experiment) > MEMORY_LIMIT * 99 / 100, "{:?}", samples.problems);
    }

    /// `n_features` is not in the link: it follows `n_informative`.
    #[test]
    fn too_much_memory_lowers_a_size_that_was_given() {
        let link = Link::parse("n_samples=69175&n_informative=963&noise=gaussian");
        let [Problem::TooLarge { parameter: Key::n_samples, value: Some(value), .. }] = &link.problems[..]
        else {
            panic!("{:?}", link.problems)
        };
        assert_eq!(link.experiment.n_samples.to_string(), *value);
        assert_eq!(link.experiment.n_informative, 963);
    }

    #[test]
    fn estimate_grows_with_every_layer() {
        let bytes = |link: &str| estimated_bytes(&Link::parse(link).experiment);
        let (one, two) = (bytes("hidden_dim=1024"), bytes("hidden_dim=1024,1024"));
        // Two copies of 1024 · 1024 weights, eight values of four bytes each: 64 MiB, minus the smaller
        // memory of the blocks.
        assert!(two - one > 60 << 20);
        assert!(bytes("n_features=1000&hidden_dim=1024,1024,1024,1024,1024,1024") < MEMORY_LIMIT);
    }
}
