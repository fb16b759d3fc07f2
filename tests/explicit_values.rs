//! Values that the user sets take precedence over defaults: each pair of values is either used or rejected by
//! an error about these two.

use sparse_autoencoder::experiment::{Link, PARAMETERS, Parameter, Problem};
use sparse_autoencoder::parameter::Kind;

/// A file whose defaults depend on it.
const FILE: &str = "data=file&defaults=2&file=t.csv:150x12x3:00000000000000ff";
/// A file of version 0.1, and a small one.
const OLD_FILE: &str = "data=file&file=t.csv:60x4x2:00000000000000ff";

/// Values that some experiment can have: near the ends of the range, near the defaults, and all names.
fn values(parameter: &Parameter) -> Vec<String> {
    let texts = |values: &[&str]| values.iter().map(|value| (*value).to_owned()).collect();
    match (parameter.name, parameter.kind) {
        // The smallest values that make sense, and more than the defaults of the others allow.
        ("n_classes" | "n_clusters_per_class", _) => texts(&["1", "2", "5", "64"]),
        ("n_informative" | "n_redundant" | "n_repeated", _) => texts(&["1", "3", "30", "900"]),
        ("warmup", _) => texts(&["0", "2", "60"]),
        ("patience" | "resample_every", _) => texts(&["1", "7", "60"]),
        ("prefixes", _) => texts(&["2", "4", "10"]),
        ("batch_size", _) => texts(&["0", "1", "32", "100"]),
        ("k", _) => texts(&["1", "3", "4", "9", "2,7@20"]),
        ("aux_k", _) => texts(&["0", "5", "70"]),
        ("hidden_dim", _) => texts(&["1", "2", "3", "8", "300", "16,4", "2,2"]),
        ("file" | "content", _) => Vec::new(),
        ("patch_size", _) => texts(&["2", "8", "32"]),
        ("view", _) => texts(&["table", "series"]),
        ("skip" | "header", _) => texts(&["auto", "1"]),
        (_, Kind::Integer { min, max, .. }) => {
            let near = [min, 2, 33, max.min(1000)];
            near.into_iter().filter(|value| *value >= min).map(|value| value.to_string()).collect()
        }
        (_, Kind::Integers { .. }) => texts(&["1", "16,4"]),
        (_, Kind::Real { min, max, .. }) => vec![min.to_string(), max.to_string()],
        (_, Kind::Flag) => texts(&["true", "false"]),
        (_, Kind::Choice(names)) => names
            .iter()
            .map(|name| name.text.to_owned())
            .filter(|name| parameter.name != "data" || name != "file")
            .collect(),
        (_, Kind::Text) => texts(&["a"]),
    }
}

/// Returns whether a text names a parameter. Some names are ordinary words, which count only if a value
/// follows.
fn names(text: &str, name: &str) -> bool {
    let is_word = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    text.match_indices(name).any(|(start, _)| {
        let after = &text[start + name.len()..];
        let is_whole = !text[..start].ends_with(is_word) && !after.starts_with(is_word);
        is_whole && (name.contains('_') || after.starts_with('=') || after.starts_with(" ("))
    })
}

/// Checks the experiment that the values of a link lead to.
fn check(base: &str, parts: &[String]) -> Result<(), String> {
    let text = [base].into_iter().chain(parts.iter().map(String::as_str)).filter(|part| !part.is_empty());
    let text = text.collect::<Vec<_>>().join("&");
    let Link { experiment, problems, adjustments, .. } = Link::parse(&text);
    let again = Link::parse(&experiment.link());
    if (&again.experiment, again.problems.len(), again.adjustments.len()) != (&experiment, 0, 0) {
        return Err(format!("{text}: #{} is read otherwise: {again:?}", experiment.link()));
    }
    let given: Vec<_> = text.split('&').filter_map(|part| part.split_once('=')).collect();
    let is_given = |name: &str| given.iter().any(|(key, _)| *key == name);
    if let Some(problem) = problems.first() {
        let (concerned, said) = match problem {
            Problem::Joint { parameters, message, .. } => (parameters.to_vec(), message.clone()),
            // The text says when it has an effect.
            Problem::Idle { parameter } => (vec![parameter.key], String::new()),
            Problem::TooLarge { parameter, .. } => (vec![*parameter], problem.to_string()),
            other => return Err(format!("{text}: {other}")),
        };
        if !concerned.iter().any(|key| is_given(key.name())) {
            return Err(format!("{text}: the error is about none of the values: {problem}"));
        }
        let foreign = PARAMETERS.iter().find(|row| names(&said, row.name) && !is_given(row.name));
        // `data=patches` has its own default method and activation.
        return foreign.map_or(Ok(()), |row| Err(format!("{text}: the error names {}: {problem}", row.name)));
    }
    for &(key, value) in &given {
        let row = Parameter::named(key).expect("it is in the table");
        let alone = Link::parse(&format!("{key}={value}"));
        let wanted = if alone.problems.is_empty() { row.text(&alone.experiment) } else { value.to_owned() };
        if row.text(&experiment) != wanted {
            return Err(format!("{text}: {key} became {}", row.text(&experiment)));
        }
    }
    for adjustment in &adjustments {
        let is_true = adjustment.value == adjustment.parameter.text(&experiment);
        if !is_true || is_given(adjustment.parameter.name) {
            return Err(format!("{text}: {adjustment}"));
        }
    }
    Ok(())
}

/// Returns whether a base sets no value for a part's parameter.
fn is_new(base: &str, part: &str) -> bool {
    let key = |part: &str| part.split('=').next().unwrap_or_default().to_owned();
    base.split('&').all(|own| key(own) != key(part))
}

/// Returns every value of every parameter as a part of a link.
fn parts() -> Vec<(&'static str, String)> {
    let of = |row: &'static Parameter| {
        values(row).into_iter().map(move |value| (row.name, format!("{}={value}", row.name)))
    };
    PARAMETERS.iter().flat_map(of).collect()
}

#[test]
fn every_pair_of_values_is_honoured_or_refused_by_an_error_about_it() {
    let parts = parts();
    let mut failures = Vec::new();
    let mut count = 0;
    for (place, (name, part)) in parts.iter().enumerate() {
        for (other, second) in &parts[..place] {
            if name != other {
                count += 1;
                failures.extend(check("", &[second.clone(), part.clone()]).err());
            }
        }
    }
    assert!(count > 20_000, "only {count} pairs");
    assert!(
        failures.is_empty(),
        "{} of {count}:\n{}",
        failures.len(),
        failures[..failures.len().min(60)].join("\n")
    );
}

#[test]
fn every_single_value_is_honoured_on_its_own_or_lacks_an_effect() {
    for base in ["", FILE, OLD_FILE, "data=patches", "data=sparse_features", "data=digits"] {
        for (_, part) in parts() {
            if is_new(base, &part) {
                check(base, std::slice::from_ref(&part)).expect("it is honoured or refused");
            }
        }
    }
}

#[test]
fn every_pair_of_values_on_files_and_other_data_is_honoured_or_refused() {
    let parts = parts();
    let mut failures = Vec::new();
    for base in [FILE, OLD_FILE, "data=patches"] {
        let parts: Vec<_> = parts.iter().filter(|(_, part)| is_new(base, part)).collect();
        for (place, (name, part)) in parts.iter().enumerate() {
            let others = parts[..place].iter().filter(|(other, _)| other != name);
            failures
                .extend(others.filter_map(|(_, other)| check(base, &[other.clone(), part.clone()]).err()));
        }
    }
    assert!(failures.is_empty(), "{}:\n{}", failures.len(), failures[..failures.len().min(40)].join("\n"));
}

/// The search for defaults that give way is bounded.
#[test]
fn a_link_with_a_value_for_every_parameter_has_at_most_eleven_problems() {
    for place in 0..4 {
        let text = PARAMETERS.iter().filter_map(|row| {
            let values = values(row);
            Some(format!("{}={}", row.name, values.get(place % values.len().max(1))?))
        });
        let text = text.collect::<Vec<_>>().join("&");
        assert_eq!(Link::parse(&text).problems.len(), 11);
    }
}

fn adjusted(text: &str) -> (String, Vec<String>) {
    let link = Link::parse(text);
    assert_eq!(link.problems, [], "{text}");
    (
        link.experiment.link(),
        link.adjustments.iter().map(|it| format!("{}={}", it.parameter.name, it.value)).collect(),
    )
}

#[test]
fn defaults_of_data_methods_and_files_give_way_to_given_values() {
    for (text, link, change) in [
        ("data=patches&optimizer=lbfgs", "data=patches&optimizer=lbfgs&batch_size=0", "batch_size=0"),
        ("sparsity=topk&hidden_dim=2", "hidden_dim=2&sparsity=topk&k=2", "k=2"),
        ("sparsity=topk&k=9", "hidden_dim=9&sparsity=topk&k=9", "hidden_dim=9"),
        ("sparsity=kl", "activation=sigmoid&sparsity=kl", "activation=sigmoid"),
        ("loss=bce", "scaling=minmax&loss=bce", "scaling=minmax"),
        ("n_features=3", "n_features=3&n_redundant=1", "n_redundant=1"),
        ("warmup=60", "warmup=60&epochs=60", "epochs=60"),
        ("stop=test_loss&patience=60", "epochs=61&stop=test_loss&patience=60", "epochs=61"),
        ("data=patches&n_samples=50", "data=patches&n_samples=50&batch_size=40", "batch_size=40"),
        ("data=patches&activation=relu", "data=patches&activation=relu&sparsity=l1", "sparsity=l1"),
    ] {
        assert_eq!(adjusted(text), (link.to_owned(), vec![change.to_owned()]), "{text}");
    }
    let (link, changes) = adjusted(&format!("{OLD_FILE}&hidden_dim=3"));
    assert_eq!((link, changes), (format!("{OLD_FILE}&hidden_dim=3&k=3"), vec!["k=3".to_owned()]));
    let (_, changes) = adjusted(&format!("{FILE}&sparsity=l1&l1_decoder_norm=true"));
    assert_eq!(changes, ["decoder_norm=false"]);
    let (_, changes) = adjusted(&format!("{OLD_FILE}&hidden_dim=1&optimizer=lbfgs"));
    assert_eq!(changes, ["sparsity=none"]);
    let (_, changes) = adjusted("data=patches&sparsity_target=0&activation=relu");
    assert_eq!(changes, ["sparsity=mean_activation"]);
    let (_, changes) = adjusted(&format!("{FILE}&sparsity_factor=0.1"));
    assert_eq!(changes, ["sparsity=mean_activation"]);
}

#[test]
fn a_value_given_as_its_default_does_not_give_way() {
    let link = Link::parse("data=patches&batch_size=100&optimizer=lbfgs");
    let problems: Vec<_> = link.problems.iter().map(ToString::to_string).collect();
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert!(problems[0].ends_with("every batch has a loss of its own: choose batch_size=0, optimizer=adam, optimizer=adamw or optimizer=sgd"), "{problems:?}");
    assert_eq!(link.experiment.link(), "data=patches");
}

#[test]
fn an_adjustment_says_what_it_was_and_why() {
    let link = Link::parse("sparsity=topk&hidden_dim=2");
    assert_eq!(
        link.adjustments[0].to_string(),
        "k is 2 instead of its default 3: k (3) must be at most hidden_dim (2)"
    );
}
