//! Every small experiment that a link can describe trains, and training it gives the same weights however it is
//! divided into pieces.

mod any_link;

use std::cell::Cell;
use std::path::Path;
use std::process::Command as Process;
use std::sync::LazyLock;

use any_link::{schedule, value};
use proptest::prelude::*;
use sparse_autoencoder::data::Source;
use sparse_autoencoder::experiment::{Consequence, Experiment, Link, PARAMETERS, Parameter};
use sparse_autoencoder::model::Side;
use sparse_autoencoder::optimizer::OptimizerName;
use sparse_autoencoder::protocol::{Command, Event, Frame, Pace};
use sparse_autoencoder::session::{Next, Session, WorkerCapabilities};
use sparse_autoencoder::sparsity::Sparsity;
use sparse_autoencoder::tensor::Fingerprint;
use sparse_autoencoder::training::{StopReason, Trainer};
use sparse_autoencoder::weights;

/// Epochs in which a schedule may change; the longest run has three.
const EPOCHS: std::ops::Range<u32> = 2..4;

/// The experiment on a user's own table, with the data in the link.
static OWN: LazyLock<String> = LazyLock::new(|| {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("any_experiment.csv");
    let rows = (0..60).map(|i| format!("{};{},5;{};{}\n", i % 7, i * i % 11, i * 3 % 8, ["x", "y"][i % 2]));
    std::fs::write(&path, "first;second;third;kind\n".to_owned() + &rows.collect::<String>())
        .expect("the folder is ours");
    let arguments = ["train", "--json", "--epochs", "1", "--hidden_dim", "3", "--data"];
    let output = Process::new(env!("CARGO_BIN_EXE_sae")).args(arguments).arg(path).output();
    let report: serde_json::Value =
        serde_json::from_slice(&output.expect("sae can be started").stdout).expect("it prints JSON");
    let link = report["experiment"].as_str().expect("a text").to_owned();
    assert!(link.contains("&content="), "{link}");
    link
});

/// Returns texts of values that keep an experiment small.
fn small(parameter: &'static Parameter) -> BoxedStrategy<String> {
    let number = |range: std::ops::RangeInclusive<u32>| range.prop_map(|number| number.to_string()).boxed();
    match parameter.name {
        "n_samples" => number(20..=60),
        "n_features" | "n_true" => number(2..=12),
        "n_informative" => number(1..=6),
        "n_redundant" | "n_repeated" | "aux_k" => number(0..=6),
        "n_classes" | "n_clusters_per_class" => number(1..=3),
        "patch_size" => number(2..=5),
        "window" => number(8..=20),
        "hidden_dim" => prop::collection::vec(1u32..=12, 1..4)
            .prop_map(|widths| widths.iter().map(u32::to_string).collect::<Vec<_>>().join(","))
            .boxed(),
        "k" => schedule(1u32..=6, EPOCHS),
        "prefixes" => number(2..=4),
        "resample_every" | "warmup" => number(0..=2),
        "patience" => number(1..=2),
        "batch_size" => number(0..=40),
        "train_on" => prop::sample::select(vec!["none", "0", "1"]).prop_map(str::to_owned).boxed(),
        _ => value(parameter, EPOCHS),
    }
}

/// Returns links of small experiments: always with data, a sparsity method, an optimiser and an end, and with
/// some of the other parameters.
fn link() -> impl Strategy<Value = String> {
    let fixed = ["data", "sparsity", "optimizer", "epochs", "file", "content"];
    let others: Vec<_> = PARAMETERS.iter().filter(|row| !fixed.contains(&row.name)).collect();
    let count = others.len();
    let parts = prop::sample::subsequence(others, 0..count).prop_flat_map(|rows| {
        rows.into_iter().map(|row| small(row).prop_map(move |text| (row.name, text))).collect::<Vec<_>>()
    });
    let name = |names: &'static [sparse_autoencoder::parameter::ChoiceInfo]| {
        prop::sample::select(names).prop_map(|name| name.text)
    };
    (data(), name(Sparsity::NAMES), name(OptimizerName::NAMES), 1u32..=3, parts).prop_map(
        |(data, sparsity, optimizer, epochs, parts)| {
            let own: Vec<_> = if data == "file" {
                OWN.split('&')
                    .filter_map(|part| part.split_once('='))
                    .filter(|(key, _)| OF_A_FILE.contains(key))
                    .collect()
            } else {
                vec![("data", data)]
            };
            let given =
                [("sparsity", sparsity), ("optimizer", optimizer)].into_iter().chain(own.iter().copied());
            let others = parts.iter().filter(|(key, _)| own.iter().all(|(other, _)| other != key));
            let given = given.map(|(key, text)| format!("{key}={text}"));
            let others = others.map(|(key, text)| format!("{key}={text}"));
            given.chain(others).chain([format!("epochs={epochs}")]).collect::<Vec<_>>().join("&")
        },
    )
}

/// The parameters that determine which file is read, and how.
const OF_A_FILE: [&str; 6] = ["data", "defaults", "file", "separator", "label", "content"];

/// Returns names of data, those most often that are quick to make.
fn data() -> impl Strategy<Value = &'static str> {
    let often = ["classification", "classification", "sparse_features", "wdbc", "file"];
    let all = Source::NAMES.iter().map(|name| name.text).filter(|name| !["fashion", "words"].contains(name));
    prop::sample::select(often.into_iter().chain(all).collect::<Vec<_>>())
}

/// The end of a run.
#[derive(Debug, Clone, Copy, PartialEq)]
struct End {
    fingerprint: Fingerprint,
    epoch: u32,
    /// Its bits, because a test error may be NaN.
    test_mse: u64,
    stop_reason: Option<StopReason>,
}

fn in_one_piece(trainer: &mut Trainer) -> End {
    // A divergence is an ending as any other.
    trainer.run().ok();
    End {
        fingerprint: trainer.fingerprint(),
        epoch: trainer.epoch(),
        test_mse: trainer.test_result().mse.to_bits(),
        stop_reason: trainer.stop_reason(),
    }
}

/// Trains in the worker's session in slices of a few pieces. In between, the page requests samples and
/// weights, and pauses and continues the run.
fn in_slices(link: &str, weights: Vec<u8>) -> End {
    let mut session = Session::new(WorkerCapabilities::all());
    let start =
        Command::Start { run: 1, link: link.to_owned(), running: true, reached: 0, watch: None, weights };
    let started = session.handle(start, 0.0);
    assert!(matches!(started, Some(Event::Started(_))), "{link}: {started:?}");
    session.handle(Command::Pace(Pace::Fast), 0.0);
    let time = Cell::new(0.0);
    let clock = || {
        time.set(time.get() + 1.0);
        time.get()
    };
    let mut slices = 0;
    while session.next(clock()) != Next::Wait {
        session.work(clock);
        slices += 1;
        let side = [Side::Encoder, Side::Decoder][slices % 2];
        frame(&mut session, slices as u32, Some(side));
        if slices.is_multiple_of(3) {
            session.handle(Command::Running { run: 1, running: false }, clock());
            frame(&mut session, 0, None);
            session.handle(Command::Running { run: 1, running: true }, clock());
        }
        assert!(slices < 100_000, "{link}: the run does not end");
    }
    let Frame { fingerprint, epoch, test_mse, stop_reason, .. } = frame(&mut session, 0, None);
    End { fingerprint, epoch, test_mse: test_mse.to_bits(), stop_reason }
}

fn frame(session: &mut Session, sample: u32, weights: Option<Side>) -> Frame {
    match session.handle(Command::Frame { run: 1, known: 0, sample, weights, marks: weights.is_some() }, 0.0)
    {
        Some(Event::Frame(frame)) => frame,
        other => panic!("a frame was requested, not {other:?}"),
    }
}

/// Trains to each epoch in turn and moves the end by one; none where moving the end restarts the run.
fn extended(experiment: &Experiment) -> Option<End> {
    let epochs = Parameter::named("epochs").expect("it is in the table");
    let shorter = experiment.with(epochs, "1").ok()?;
    if epochs.effect_in(experiment) != Consequence::Extend || experiment.epochs < 2 {
        return None;
    }
    let mut trainer = Trainer::new(shorter).expect("the longer run's data could be made");
    in_one_piece(&mut trainer);
    for epoch in 2..=experiment.epochs {
        trainer.change(epochs, &epoch.to_string()).expect("a run can be extended");
        in_one_piece(&mut trainer);
    }
    Some(in_one_piece(&mut trainer))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn every_small_experiment_trains_to_the_same_weights_in_any_pieces(text in link()) {
        let experiment = Link::parse(&text).experiment;
        let link = experiment.link();
        // A user's table may not match the parameters that describe it.
        let Ok(mut trainer) = Trainer::new(experiment.clone()) else { return Ok(()) };
        let end = in_one_piece(&mut trainer);
        prop_assert!(trainer.parameters().iter().all(|parameter| parameter.is_finite()));
        prop_assert_eq!(in_slices(&link, Vec::new()), end);
        if let Some(extended) = extended(&experiment) {
            prop_assert_eq!(extended, end);
        }

        let file = weights::save(&trainer.trained_model());
        let loaded = weights::load(&file, trainer.model().architecture()).expect("it was just saved");
        prop_assert_eq!(Fingerprint::of(&loaded.parameters), end.fingerprint);
        let mut second = Trainer::new(experiment).expect("the data could be made before");
        second.begin_with(&loaded.parameters);
        prop_assert_eq!(second.fingerprint(), end.fingerprint);
        prop_assert_eq!(in_slices(&link, file), in_one_piece(&mut second));
    }
}
