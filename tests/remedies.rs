//! Every remedy of a problem is accepted.

use proptest::prelude::*;
use sparse_autoencoder::experiment::{Experiment, Link, PARAMETERS, Parameter, Problem, Remedy};
use sparse_autoencoder::parameter::Kind;

/// Experiments that one change makes impossible.
const BASES: [&str; 24] = [
    "",
    "hidden_dim=4",
    "hidden_dim=32,8",
    "hidden_dim=1",
    "sparsity=topk&k=5",
    "sparsity=topk&k=5,2@20&aux_k=4",
    "sparsity=topk&hidden_dim=16,8",
    "sparsity=batch_topk",
    "sparsity=matryoshka&hidden_dim=6&k=2",
    "sparsity=jumprelu",
    "sparsity=gated",
    "sparsity=kl&activation=sigmoid",
    "variational=true",
    "optimizer=lbfgs",
    "optimizer=lbfgs&hidden_dim=2",
    "stop=test_loss&patience=4",
    "lr_schedule=cosine&warmup=20",
    "resample_every=10",
    "loss=bce&scaling=unit",
    "data=digits&loss=bce",
    "data=wdbc&batch_size=300",
    "data=sparse_features&n_features=32&directions=orthogonal",
    "data=sparse_features&n_features=2&directions=polygon",
    "noise=gaussian&decoder_norm=true",
];

/// Values at and near the ends of a parameter's range, and all names.
fn values(parameter: &Parameter) -> Vec<String> {
    match parameter.kind {
        Kind::Integer { min, max, .. } => {
            let near = [1, 2, 3, 5, 9, 33, 50, 70, 801];
            let inside = near.into_iter().filter(|value| (min..=max).contains(value));
            [min, max].into_iter().chain(inside).map(|value| value.to_string()).collect()
        }
        Kind::Integers { max, .. } => {
            vec!["1".into(), "2".into(), "3".into(), max.to_string(), "16,4".into(), "8,2".into()]
        }
        Kind::Real { min, max, .. } => vec![min.to_string(), max.to_string()],
        Kind::Flag => vec!["true".into(), "false".into()],
        Kind::Choice(names) => names.iter().map(|name| name.text.to_owned()).collect(),
        Kind::Text => Vec::new(),
    }
}

fn change() -> impl Strategy<Value = (&'static Parameter, String)> {
    let changes: Vec<_> = PARAMETERS
        .iter()
        .flat_map(|parameter| values(parameter).into_iter().map(move |value| (parameter, value)))
        .collect();
    prop::sample::select(changes)
}

/// Values as `Experiment::with_all` takes them.
fn named(remedy: &Remedy) -> impl Iterator<Item = (&'static Parameter, &str)> {
    remedy.iter().map(|(key, value)| (key.row(), value.as_str()))
}

fn experiment(link: &str) -> Experiment {
    let link = Link::parse(link);
    assert_eq!(link.problems, []);
    link.experiment
}

/// Every change of every base: many would never be drawn.
#[test]
fn every_remedy_of_a_refused_change_is_accepted() {
    let mut advised = 0;
    for base in BASES.map(experiment) {
        for parameter in PARAMETERS {
            for value in values(parameter) {
                let Err(Problem::Joint { message, remedies, .. }) = base.with(parameter, &value) else {
                    continue;
                };
                let change = format!("#{} and {}={value}: {message}", base.link(), parameter.name);
                assert!(!remedies.is_empty() || parameter.name == "data", "{change}: no remedy");
                for remedy in &remedies {
                    let mended =
                        base.with_all([(parameter, value.as_str())].into_iter().chain(named(remedy)));
                    assert!(mended.is_ok(), "{change}: {remedy:?}: {mended:?}");
                    advised += 1;
                }
            }
        }
    }
    assert!(advised > 300, "only {advised} remedies were tried");
}

/// Returns the link with the remedy's values.
fn mended(link: &str, remedy: &Remedy) -> String {
    let others = link
        .split('&')
        .filter(|part| !remedy.iter().any(|(key, _)| part.split('=').next() == Some(key.name())));
    let values = remedy.iter().map(|(key, value)| format!("{key}={value}"));
    others.filter(|part| !part.is_empty()).map(str::to_owned).chain(values).collect::<Vec<_>>().join("&")
}

proptest! {
    /// The first of a link's problems concerns all its values; solving it may reveal another.
    #[test]
    fn every_remedy_solves_its_problem(
        base in prop::sample::select(&BASES[..]),
        changes in prop::collection::vec(change(), 1..5)
    ) {
        let changes = changes.into_iter().map(|(parameter, value)| vec![(parameter.key, value)]);
        let link = changes.fold(base.to_owned(), |link, change| mended(&link, &change));
        let problems = Link::parse(&link).problems;
        let joint = problems.iter().find(|problem| matches!(problem, Problem::Joint { .. }));
        if let Some(Problem::Joint { parameters, remedies, .. }) = joint {
            for remedy in remedies {
                for problem in Link::parse(&mended(&link, remedy)).problems {
                    let is_same = matches!(&problem, Problem::Joint { parameters: again, .. } if again == parameters);
                    let is_refused = matches!(
                        &problem,
                        Problem::BadValue { parameter, .. } | Problem::Idle { parameter }
                            if remedy.iter().any(|(key, _)| *key == parameter.key)
                    );
                    prop_assert!(!is_same && !is_refused, "{}: {:?} leaves {}", link, remedy, problem);
                }
            }
        }
    }
}
