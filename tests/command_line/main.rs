//! `sae` as its users call it.

mod user_files;
mod weights;

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use sparse_autoencoder::training::Curve;

fn sae(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_sae")).args(arguments).output().expect("sae can be started")
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("sae writes UTF-8")
}

#[test]
fn without_arguments_it_prints_the_starting_scripts_lines() {
    let expected = "Epoch [10/50], Loss: 1.3312\nEpoch [20/50], Loss: 1.3165\nEpoch [30/50], Loss: 1.3032\n\
                    Epoch [40/50], Loss: 1.2914\nEpoch [50/50], Loss: 1.2808\nTest MSE: 1.2248\n";
    for arguments in [&[][..], &["train"], &["train", "https://example.org/path/#"]] {
        let output = sae(arguments);
        assert!(output.status.success());
        assert_eq!(text(&output.stdout), expected);
        // The starting script's output cannot reach its data.
        let note = "note: Worse than predicting the mean: a sigmoid output stays between 0 and 1, but the test samples go";
        assert!(text(&output.stderr).starts_with(note), "{}", text(&output.stderr));
        assert!(
            text(&output.stderr).contains("Use a linear output: --output linear"),
            "{}",
            text(&output.stderr)
        );
    }
}

#[test]
fn json_is_one_object_with_one_number_per_epoch() {
    let output = sae(&["train", "--json", "#epochs=12&lr=0.01", "--hidden_dim", "3"]);
    let report: Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
    assert_eq!(report["experiment"], "hidden_dim=3&lr=0.01&epochs=12");
    let curve = |name: &str| -> Vec<f64> {
        let values = report[name].as_array().expect("a list");
        values.iter().map(|value| value.as_f64().expect("a number")).collect()
    };
    let (losses, reconstruction, sparsity) = (curve("losses"), curve("reconstruction"), curve("sparsity"));
    assert_eq!((losses.len(), reconstruction.len(), sparsity.len()), (12, 12, 12));
    assert!((losses[3] - reconstruction[3] - sparsity[3]).abs() < 1e-6);
    for curve in Curve::ALL {
        assert_eq!(report["curves"][curve.key()].as_array().map(Vec::len), Some(12), "{curve:?}");
    }
    assert_eq!(report["curves"]["total"], report["losses"]);
    assert!(report["test_mse"].as_f64().expect("a number") > 0.0);
    assert_eq!(report["fingerprint"].as_str().expect("a text").len(), 16);
}

#[test]
fn a_shared_result_is_checked() {
    let run = |link: &str| sae(&["train", link]);
    let report: Value =
        serde_json::from_slice(&sae(&["train", "--json", "epochs=10"]).stdout).expect("it is JSON");
    let fingerprint = report["fingerprint"].as_str().expect("a text");
    let same = run(&format!("epochs=10&result=10-{fingerprint}"));
    assert!(text(&same.stderr).starts_with("Reproduced exactly"), "{}", text(&same.stderr));
    let other = run("epochs=10&result=10-0123456789abcdef");
    assert!(text(&other.stderr).starts_with("Differs"), "{}", text(&other.stderr));
}

#[test]
fn data_prints_the_samples_in_the_generators_order() {
    let output = sae(&["data"]);
    let mut lines = text(&output.stdout).lines();
    let head: Vec<_> = lines.next().expect("a header").split(',').collect();
    assert_eq!((head.len(), head[0], head[20], head[21]), (22, "feature_0", "label", "split"));
    let rows: Vec<Vec<&str>> = lines.map(|line| line.split(',').collect()).collect();
    assert_eq!(rows.len(), 1000);
    let labels: Vec<_> = rows.iter().take(10).map(|row| row[20]).collect();
    assert_eq!(labels, ["1", "0", "1", "1", "0", "0", "1", "0", "1", "0"]);
    assert_eq!(rows.iter().filter(|row| row[21] == "test").count(), 200);
    let first: f64 = rows[0][0].parse().expect("a number");
    assert!((first - -0.669_356_1).abs() < 1e-7);
}

#[test]
fn units_are_described_as_text_html_and_json() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("units");
    std::fs::create_dir_all(&folder).expect("the folder can be made");
    let path = |name: &str| folder.join(name).to_str().expect("a plain path").to_owned();
    let (data, html) = (path("data.csv"), path("units.html"));
    let rows = (0..60).map(|row| {
        let class = if row % 2 == 0 { "<b>even</b>" } else { "odd & <i>" };
        let [a, b, c] =
            [0.1, 0.7, 1.3].map(|step: f64| libm::sin(f64::from(row) * step) + f64::from(row % 2));
        format!("<script>alert({row})</script>,{a},{b},{c},{class}\n")
    });
    let text_of_rows: String = rows.collect();
    std::fs::write(&data, format!("name,a,b,\"<img src=x>\",kind\n{text_of_rows}"))
        .expect("it can be written");
    let experiment =
        ["--data", &data, "--names", "name", "--label", "kind", "--hidden_dim", "4", "--epochs", "20"];
    let units = |more: &[&str]| sae(&[&["units"], &experiment[..], more].concat());

    let json = units(&["--json", "--html", &html]);
    assert!(json.status.success(), "{}", text(&json.stderr));
    let report: Value = serde_json::from_slice(&json.stdout).expect("it is JSON");
    let list = report["units"].as_array().expect("a list");
    assert_eq!((list.len(), report["samples"].as_u64()), (4, Some(12)));
    let active = list.iter().find(|unit| unit["active"] != 0.0).expect("some unit is active");
    assert_eq!(active["decoder"].as_array().map(Vec::len), Some(3));
    assert_eq!(active["strongest"][0]["activation"], active["maximum"]);
    let name = active["strongest"][0]["name"].as_str().expect("a name");
    assert!(name.starts_with("<script>alert("), "{name}");

    let page = std::fs::read_to_string(&html).expect("it was written");
    assert!(page.contains("&lt;script&gt;alert(") && page.contains("&lt;b&gt;even&lt;/b&gt;"), "{page}");
    assert!(page.contains("<bdi>&lt;img src=x&gt;</bdi>"), "{page}");
    assert!(!page.contains("<script") && !page.contains("<img") && !page.contains("<b>"), "{page}");
    assert_eq!(page.matches("<section id=\"unit-").count(), 4);

    let weights = path("a.safetensors");
    assert!(sae(&["train", "hidden_dim=3&epochs=2", "--save", &weights]).status.success());
    assert!(sae(&["units", "--load", &weights, "--html", &html]).status.success());
    let page = std::fs::read_to_string(&html).expect("it was written");
    assert!(page.contains("<p>The weights were loaded from a file."), "{page}");

    let printed = units(&[]);
    assert_eq!(text(&printed.stdout).lines().filter(|line| line.starts_with("unit ")).count(), 4);
    let nowhere = units(&["--html", &path("nowhere/a.html")]);
    assert!(text(&nowhere.stderr).contains("nowhere/a.html") && nowhere.stdout.is_empty());
}

#[test]
fn an_experiment_is_trained_and_evaluated() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("evaluation");
    let link = "n_samples=200&test_size=0.3&epochs=10&hidden_dim=4";
    let (trained, evaluated) = (sae(&["train", link]), sae(&["evaluate", link]));
    let (trained, report) = (text(&trained.stdout), text(&evaluated.stdout));
    assert_eq!(report.lines().next(), trained.lines().last());
    for part in
        ["\nReconstruction of 60 ", "  PCA-4 ", "\nClassification", "\nClustering", "  codes    tsne "]
    {
        assert!(report.contains(part), "{part} is missing from\n{report}");
    }
    assert_eq!(text(&evaluated.stderr), "");

    let output = sae(&["evaluate", link, "--json", "--csv", folder.to_str().expect("a plain path")]);
    let json: Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
    assert_eq!(json["experiment"], "n_samples=200&test_size=0.3&hidden_dim=4&epochs=10");
    let errors = &json["evaluation"]["of_codes"]["reconstruction"];
    assert_eq!(errors["sample_mse"].as_array().map(Vec::len), Some(60));
    let [of_test, again] = [&json["test_mse"], &errors["mse"]].map(|mse| mse.as_f64().expect("a number"));
    assert!((of_test - again).abs() < 1e-6);
    for (name, lines) in [
        ("features.csv", 21),
        ("samples.csv", 61),
        ("classification.csv", 4),
        ("clustering.csv", 4),
        ("detection.csv", 1),
        ("roc.csv", 1),
        ("maps.csv", 241),
    ] {
        let table = std::fs::read_to_string(folder.join(name)).expect("it was written");
        let rows: Vec<_> = table.lines().map(|line| line.split(',').count()).collect();
        assert_eq!(rows.len(), lines, "{name}");
        assert!(rows.iter().all(|&fields| fields == rows[0]), "{name}");
    }
}

#[test]
fn figures_are_written_as_svg() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("figures");
    let output = sae(&["train", "epochs=5", "--figures", folder.to_str().expect("a plain path")]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    for name in ["loss.svg", "activations.svg", "reconstruction.svg", "density.svg"] {
        let document = std::fs::read_to_string(folder.join(name)).expect("it was written");
        assert!(document.starts_with("<svg") && document.ends_with("</svg>\n"), "{name}");
    }
}

#[test]
fn every_parameter_is_printed_and_has_a_flag() {
    let table = sae(&["parameters"]);
    let help = sae(&["train", "--help"]);
    for parameter in sparse_autoencoder::experiment::PARAMETERS {
        assert!(
            text(&table.stdout).lines().any(|line| line.starts_with(parameter.name)),
            "{}",
            parameter.name
        );
        assert!(text(&help.stdout).contains(&format!("--{} <VALUE>", parameter.name)), "{}", parameter.name);
    }
}

#[test]
fn links_may_say_what_is_looked_at() {
    let plain = sae(&["train", "epochs=5"]);
    for link in [
        "epochs=5&show=units&unit=7&sample=12",
        "#show=nothing&epochs=5&unit=none",
        "epochs=5&sample=1&sample=2",
    ] {
        let output = sae(&["train", link]);
        assert_eq!(text(&output.stderr), text(&plain.stderr), "{link}");
        assert_eq!(text(&output.stdout), text(&plain.stdout), "{link}");
    }
    let table = sae(&["parameters"]);
    for key in ["show", "unit", "sample"] {
        assert!(text(&table.stdout).lines().any(|line| line.starts_with(&format!("  {key} "))), "{key}");
    }
}

#[test]
fn bad_input_is_named_and_exits_with_2() {
    for (arguments, part) in [
        (&["train", "hidden_dim=0"][..], "hidden_dim=0: out of range"),
        (&["train", "nonsense=1"], "nonsense: there is no such parameter"),
        (&["train", "--lr", "fast"], "lr=fast: not a finite number"),
        (&["data", "n_classes=9&n_informative=2"], "n_classes=9 must be at most 2 to the power of"),
        (&["train", "n_samples=100000&n_features=1000"], "the limit is 1024 MiB"),
        (&["train", "--nonsense"], "--nonsense"),
        (&["nonsense"], "nonsense"),
    ] {
        let output = sae(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert_eq!(text(&output.stdout), "", "{arguments:?}");
        assert!(text(&output.stderr).contains(part), "{arguments:?}: {}", text(&output.stderr));
    }
}

#[test]
fn a_file_that_cannot_be_written_is_named() {
    let output = sae(&["train", "epochs=1", "--figures", "Cargo.toml/x"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("Cargo.toml/x"), "{}", text(&output.stderr));
}

#[test]
fn a_divergence_is_explained_with_a_remedy() {
    let output = sae(&[
        "train",
        "n_samples=100&n_features=1000&hidden_dim=64&output=linear&loss=half_sse&optimizer=sgd&lr=1",
    ]);
    assert_eq!(output.status.code(), Some(1));
    let message = text(&output.stderr);
    assert!(message.contains("diverged") && message.contains("learning rate below 1"), "{message}");
    assert!(text(&output.stdout).starts_with("Test MSE: ") && !text(&output.stdout).contains("NaN"));
}

#[test]
fn an_early_stop_is_reported_after_the_scripts_lines() {
    let output = sae(&["train", "stop=test_loss&patience=5&lr=0.5&epochs=1000"]);
    assert!(output.status.success());
    let why = text(&output.stderr);
    assert!(
        why.contains("Stopped at epoch ") && why.contains("the test MSE has not improved since"),
        "{why}"
    );
    let last = text(&output.stdout).lines().last().expect("there are lines");
    assert!(last.starts_with("Test MSE: "), "{last}");
}

#[test]
fn flags_win_over_defaults_of_data_and_the_change_is_a_line_on_stderr() {
    for (arguments, note) in [
        (
            &["train", "data=patches&n_samples=40&epochs=1", "--optimizer", "lbfgs"][..],
            "note: batch_size is 0 instead of its default",
        ),
        (
            &["train", "sparsity=topk&epochs=1", "--hidden_dim", "2"],
            "note: k is 2 instead of its default 3: k (3) must be at most hidden_dim (2)",
        ),
        (
            &["train", "epochs=1", "--sparsity", "kl"],
            "note: activation is sigmoid instead of its default relu",
        ),
    ] {
        let output = sae(arguments);
        assert!(output.status.success(), "{arguments:?}: {}", text(&output.stderr));
        assert_eq!(text(&output.stderr).matches(note).count(), 1, "{arguments:?}: {}", text(&output.stderr));
    }
}

#[test]
fn a_flag_that_conflicts_with_the_link_is_refused_in_words_of_what_was_given() {
    let output = sae(&["train", "data=patches&batch_size=100", "--optimizer", "lbfgs"]);
    assert!(!output.status.success());
    assert!(text(&output.stderr).contains("every batch has a loss of its own: choose batch_size=0"));
    let output = sae(&["train", "sparsity=topk&k=3", "--hidden_dim", "2"]);
    assert!(
        text(&output.stderr).contains("k (3) must be at most hidden_dim (2): choose k=2 or hidden_dim=3")
    );
}
