//! Links: what is written reads back, and anything at all can be read.

mod any_link;

use any_link::value;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use proptest::prelude::*;
use serde::{Deserialize, Serialize};
use sparse_autoencoder::experiment::{Experiment, Link, PARAMETERS, Parameter, Problem, SharedResult};
use sparse_autoencoder::tensor::Fingerprint;

/// Epochs in which a schedule may change.
const EPOCHS: std::ops::Range<u32> = 2..2000;

/// Generates links with values in their own range, which may conflict with each other.
fn link() -> impl Strategy<Value = String> {
    let parameters = PARAMETERS.iter().collect::<Vec<_>>();
    let part = |parameter: &'static Parameter| {
        value(parameter, EPOCHS).prop_map(|value| format!("{}={value}", parameter.name))
    };
    prop::sample::subsequence(parameters, 0..PARAMETERS.len())
        .prop_flat_map(move |chosen| chosen.into_iter().map(part).collect::<Vec<_>>())
        .prop_map(|parts| parts.join("&"))
}

/// Generates links of a file's experiment, whose defaults depend on the file and on the other values.
fn file_link() -> impl Strategy<Value = String> {
    let size = prop::sample::select(vec!["5x4x2", "150x13x0", "3000x700x3", "64x48"]);
    (size, link()).prop_map(|(size, link)| {
        let parts = link.split('&').filter(|part| !["data", "defaults", "file"].contains(&key_of(part)));
        let own = format!("data=file&defaults=2&file=t:{size}:00000000000000ff");
        std::iter::once(own.as_str()).chain(parts).collect::<Vec<_>>().join("&")
    })
}

fn key_of(part: &str) -> &str {
    part.split_once('=').map_or(part, |(key, _)| key)
}

proptest! {
    #[test]
    fn links_with_files_round_trip(text in file_link()) {
        let experiment = Link::parse(&text).experiment;
        let again = Link::parse(&experiment.link());
        prop_assert_eq!(&again.problems, &[]);
        prop_assert_eq!(&again.experiment, &experiment);
    }

    #[test]
    fn a_change_of_one_parameter_keeps_the_others_that_were_given(
        text in file_link(), (row, value) in any_value(),
    ) {
        let before = Link::parse(&text).experiment;
        if let Ok(after) = before.with(row, &value) {
            for other in PARAMETERS.iter().filter(|other| **other != *row && other.applies(&after)) {
                let was_given = !other.is_default(&before);
                prop_assert!(
                    !was_given || other.text(&after) == other.text(&before) || !other.applies(&before),
                    "{} changed with {}={}", other.name, row.name, value
                );
            }
            prop_assert_eq!(Link::parse(&after.link()).experiment, after);
        }
    }

    #[test]
    fn parse_after_write_is_the_identity(text in link()) {
        let experiment = Link::parse(&text).experiment;
        let again = Link::parse(&experiment.link());
        prop_assert_eq!(&again.problems, &[]);
        prop_assert_eq!(&again.experiment, &experiment);
        prop_assert_eq!(again.experiment.link(), experiment.link());
    }

    #[test]
    fn a_value_in_range_is_a_problem_only_with_other_values(text in link()) {
        let joint = |problem: &_| {
            use Problem::{Idle, Joint, More, TooLarge};
            matches!(problem, Joint { .. } | Idle { .. } | TooLarge { .. } | More { .. })
        };
        let problems = Link::parse(&text).problems;
        prop_assert!(problems.iter().all(joint), "{:?}", problems);
    }

    #[test]
    fn any_string_parses(text in any::<String>()) {
        let link = Link::parse(&text);
        prop_assert!(Experiment::new((*link.experiment).clone()).is_ok());
    }

    #[test]
    fn any_keys_and_values_parse(parts in prop::collection::vec((key(), "[ -~éλ%]{0,20}"), 0..8)) {
        let text: Vec<_> = parts.into_iter().map(|(key, value)| format!("{key}={value}")).collect();
        let link = Link::parse(&format!("https://example.org/x#{}", text.join("&")));
        prop_assert!(Experiment::new((*link.experiment).clone()).is_ok());
    }

    #[test]
    fn shared_results_round_trip(text in link(), epoch in 1u32.., bits in any::<f32>()) {
        let experiment = Link::parse(&text).experiment;
        let shared_result = SharedResult { epoch: 1 + epoch % experiment.epochs, fingerprint: Fingerprint::of(&[bits]) };
        let again = Link::parse(&experiment.link_with(shared_result));
        prop_assert_eq!(again.problems, []);
        prop_assert_eq!(again.shared_result, Some(shared_result));
        prop_assert_eq!(again.experiment, experiment);
    }
}

/// A parameter with a value of its range.
fn any_value() -> impl Strategy<Value = (&'static Parameter, String)> {
    prop::sample::select(PARAMETERS.iter().collect::<Vec<_>>())
        .prop_flat_map(|row: &'static Parameter| value(row, EPOCHS).prop_map(move |text| (row, text)))
}

fn key() -> impl Strategy<Value = String> {
    let names: Vec<_> = PARAMETERS.iter().map(|parameter| parameter.name.to_owned()).collect();
    prop_oneof![prop::sample::select(names), Just("result".to_owned()), "[a-z_]{0,8}"]
}

fn problems(text: &str) -> Vec<String> {
    Link::parse(text).problems.iter().map(ToString::to_string).collect()
}

#[test]
fn every_problem_is_named_and_the_rest_is_kept() {
    let link = Link::parse("hidden_dim=16&lr=2&sparsity_facor=1&seed=7");
    assert_eq!(link.experiment.link(), "hidden_dim=16&seed=7");
    let messages: Vec<_> = link.problems.iter().map(ToString::to_string).collect();
    assert_eq!(
        messages,
        ["lr=2: out of range; allowed is 0.000001 to 1", "sparsity_facor: there is no such parameter",]
    );
}

#[test]
fn every_kind_of_wrong_value_has_its_message() {
    for (text, part) in [
        ("lr=NaN", "not a finite number"),
        ("lr=inf", "not a finite number"),
        ("lr=", "empty; allowed"),
        ("epochs=2.5", "not a whole number"),
        ("epochs=-1", "out of range"),
        ("epochs=1000001", "out of range"),
        ("seed=4294967296", "out of range"),
        ("shuffle=maybe", "not one of the names; allowed is true or false"),
        ("data=mnist", "not one of the names; allowed is classification"),
        ("lr=0.1,0.2", "a schedule is written value,value@epoch"),
        ("lr=0.1,0.2@30,0.3@30", "the epochs of a schedule must rise"),
        ("lr=0.1,0.2@30,0.3@20", "the epochs of a schedule must rise"),
        ("lr=0.1,0.2@1", "the epochs of a schedule must rise"),
        ("lr=0.1,7@30", "out of range"),
        ("n_samples=5", "out of range; allowed is 20 to 100000"),
        ("seed=1&seed=2", "seed: given more than once"),
        ("Hidden-Dim=3", "did you mean hidden_dim?"),
        ("nonsense", "a link is made of key=value parts"),
        ("result=5", "EPOCH-FINGERPRINT"),
        ("result=5-xyz", "16 hexadecimal digits"),
        ("result=99-0123456789abcdef", "its epoch is not one of the run's"),
        (
            "n_features=3&n_informative=2&n_redundant=2",
            "n_informative=2 and n_redundant=2 must not sum to more than n_features=3",
        ),
        (
            "n_classes=3&n_clusters_per_class=2&n_informative=2",
            "n_classes=3 times n_clusters_per_class=2 must be at most 2 to the power of n_informative=2",
        ),
        ("k=5", "k: has an effect only with sparsity topk, batch_topk or matryoshka"),
        (
            "optimizer=sgd&nesterov=true",
            "nesterov: has an effect only with optimizer sgd and momentum above 0",
        ),
        ("sparsity=kl&activation=relu", "choose activation=sigmoid or sparsity=l1"),
        ("hidden_dim=8,,4", "number 2 is empty; allowed is 1 to 1024, or a list of at most 6"),
        ("hidden_dim=8,0", "number 2 is out of range"),
        ("hidden_dim=8,4.5,2", "number 2 is not a whole number"),
        ("hidden_dim=,8", "number 1 is empty"),
        ("hidden_dim=0", "hidden_dim=0: out of range"),
        ("hidden_dim=7,6,5,4,3,2,1", "a list holds at most 6 numbers"),
        ("sparsity=topk&k=9&hidden_dim=32,8", "k (9) must be at most the last of hidden_dim (8)"),
        ("sparsity=topk&k=2.5", "k=2.5: not a whole number; allowed is 1 to 1024"),
        ("sparsity=topk&k=3,2.5@20", "not a whole number"),
        ("sparsity=topk&k=3,9@20,4@30&hidden_dim=8", "k (9) must be at most hidden_dim (8)"),
        ("sparsity=topk&k=9&hidden_dim=8", "k (9) must be at most hidden_dim (8)"),
        ("warmup=51&epochs=50", "warmup (51) would do nothing in a run of epochs (50): choose"),
        ("patience=5", "patience: has an effect only with stop=test_loss"),
        ("lr_schedule=step", "not one of the names; allowed is constant, cosine, linear"),
        (
            "loss=bce&scaling=standard",
            "with scaling=standard these data leave that range: choose scaling=minmax, scaling=unit, loss=mse",
        ),
        ("loss=bce&scaling=unit&output=linear", "a linear output leaves that range: choose output=sigmoid"),
        ("n_samples=100000&n_features=1000", "MiB, the limit is 1024 MiB"),
    ] {
        let problems = problems(text);
        assert_eq!(problems.len(), 1, "{text}: {problems:?}");
        assert!(problems[0].contains(part), "{text}: {}", problems[0]);
    }
}

#[test]
fn a_repeated_key_is_left_at_its_default() {
    assert_eq!(Link::parse("seed=1&seed=2&hidden_dim=3").experiment.link(), "hidden_dim=3");
}

#[test]
fn urls_fragments_and_nothing_are_links() {
    for text in ["https://a.b/c/#seed=3", "#seed=3", "seed=3", " seed=3\n", "https://a.b/?x=1#seed=%33"] {
        assert_eq!(Link::parse(text).experiment.seed, 3, "{text}");
    }
    assert_eq!(Link::parse("https://a.b/c/").experiment, Experiment::default());
    assert_eq!(Experiment::default().link(), "");
}

#[test]
fn schedules_and_numbers_have_one_canonical_form() {
    for (text, canonical) in [
        ("lr=1e-2,1e-2@5,0.50@7", "lr=0.01,0.5@7"),
        ("lr=0.001", ""),
        ("epochs=1e3&hidden_dim=4", "hidden_dim=4&epochs=1000"),
        ("shift=-0&scale=None", "scale=none"),
        ("hidden_dim=32,%2016,8e0", "hidden_dim=32,16,8"),
        ("hidden_dim=8&seed=3", "seed=3"),
        ("sparsity=topk&k=3,5e0@20", "sparsity=topk&k=3,5@20"),
        ("hypercube=False", "hypercube=false"),
    ] {
        assert_eq!(Link::parse(text).experiment.link(), canonical, "{text}");
    }
}

#[test]
fn a_slider_moved_in_a_run_becomes_a_schedule() {
    let factor = Parameter::named("sparsity_factor").expect("it is in the table");
    let seed = Parameter::named("seed").expect("it is in the table");
    let moved = Experiment::default().moved(factor, "0.2", 119).expect("it is in range");
    assert_eq!(moved.link(), "sparsity_factor=0.05,0.2@120");
    assert_eq!(moved.text_after(factor, 118), "0.05");
    assert_eq!(moved.text_after(factor, 119), "0.2");
    assert_eq!(
        Experiment::default().moved(factor, "0.2", 0).expect("in range").link(),
        "sparsity_factor=0.2"
    );
    assert_eq!(Experiment::default().moved(seed, "5", 9).expect("in range").link(), "seed=5");
    assert!(Experiment::default().moved(factor, "101", 9).is_err());
}

#[test]
fn another_method_drops_values_of_the_previous_one() {
    let row = |name| Parameter::named(name).expect("it is in the table");
    let experiment = Link::parse("sparsity_target=0.3&sparsity_factor=2&hidden_dim=16").experiment;
    let topk = experiment.with(row("sparsity"), "topk").expect("it goes together");
    assert_eq!(topk.link(), "hidden_dim=16&sparsity=topk");
    assert!(topk.with(row("sparsity_target"), "0.3").is_err());
    assert_eq!(topk.with(row("k"), "5").expect("it goes together").link(), "hidden_dim=16&sparsity=topk&k=5");
}

/// R3 of issue 17: a link of 1 MB froze the page for half a minute and took 5.9 GB.
#[test]
fn a_link_of_any_length_has_at_most_eleven_problems() {
    let problems = |link: &str| Link::parse(link).problems;
    let many = problems(&"a&".repeat(100_000));
    assert_eq!((many.len(), many[10].to_string().as_str()), (11, "and 99,990 more"));
    let long = problems(&"a&".repeat(500_000));
    assert_eq!(long.len(), 1);
    assert!(long[0].to_string().contains("1000 kB"), "{}", long[0]);
    let read = Link::parse(&format!("hidden_dim=4&{}", "a&".repeat(1000)));
    assert_eq!(read.experiment.hidden_dim.to_string(), "4");
}

/// A link of version 0.1.0, and every value that it was read as, joined by `&`.
#[derive(Debug, PartialEq, Deserialize, Serialize)]
struct Old {
    link: String,
    reads: String,
}

impl Old {
    fn read(link: String) -> Self {
        let Link { experiment, shared_result, problems, adjustments, .. } = Link::parse(&link);
        assert_eq!((problems, adjustments), (Vec::new(), Vec::new()), "{link}");
        let values = PARAMETERS.iter().map(|parameter| (parameter.name, parameter.text(&experiment)));
        let shared_result = shared_result.map(|shared_result| {
            ("result", format!("{}-{}", shared_result.epoch, shared_result.fingerprint))
        });
        let encoded = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
        let parts: Vec<_> =
            values.chain(shared_result).map(|(name, value)| format!("{name}={}", encoded(&value))).collect();
        Self { link, reads: parts.join("&") }
    }
}

/// Links appear in lecture notes and papers, so they keep their meaning forever. Parameters that are added
/// later are not in the list. `UPDATE_GOLDEN=1 cargo test --test links` reads links that were added to the
/// file without a meaning.
#[test]
fn links_of_version_0_1_0_keep_their_meaning() {
    const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/links.json");
    let text = std::fs::read_to_string(PATH).expect("the golden file is there");
    let golden: Vec<Old> = serde_json::from_str(&text).expect("it is as this test writes it");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        let read = |old: Old| if old.reads.is_empty() { Old::read(old.link) } else { old };
        let lines: Vec<_> = golden
            .into_iter()
            .map(|old| serde_json::to_string(&read(old)).expect("it can be written"))
            .collect();
        return std::fs::write(PATH, format!("[\n{}\n]\n", lines.join(",\n"))).expect("it can be written");
    }
    for old in golden {
        let now = Old::read(old.link.clone());
        let parts: Vec<_> = now.reads.split('&').collect();
        for part in old.reads.split('&') {
            assert!(parts.contains(&part), "{} was read as {part}, now as {}", old.link, now.reads);
        }
    }
}

#[test]
fn a_link_to_the_users_own_data_without_a_file_is_named() {
    let problems = problems("data=file&defaults=2&hidden_dim=4");
    assert!(problems.iter().any(|problem| problem.contains("data=file needs a file")), "{problems:?}");
}
