//! Saving weights, and programs that read them.

use super::*;

#[test]
fn folders_of_sae_lens_are_saved_and_loaded() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("saelens");
    let path = |name: &str| folder.join(name).to_str().expect("a plain path").to_owned();
    let (saved, file) = (path("saved"), path("a.safetensors"));
    std::fs::create_dir_all(&folder).expect("the folder can be made");
    let link = "hidden_dim=3&epochs=5&output=linear&sparsity=topk&k=2";
    let trained = sae(&["train", link, "--save", &saved, "--format", "saelens"]);
    assert!(sae(&["train", link, "--save", &file, "--format", "safetensors"]).status.success());
    let config = std::fs::read_to_string(folder.join("saved/cfg.json")).expect("it was written");
    let config: Value = serde_json::from_str(&config).expect("it is JSON");
    assert_eq!((&config["architecture"], &config["k"]), (&Value::from("topk"), &Value::from(2)));
    assert_eq!(config["metadata"]["scaling"]["offset"].as_array().map(Vec::len), Some(20));

    let evaluated = sae(&["evaluate", "--load", &saved]);
    let test_line = text(&trained.stdout).lines().last().expect("a line");
    assert!(text(&evaluated.stdout).starts_with(test_line) && evaluated.stderr.is_empty());
    for arguments in [&["encode", "--load"][..], &["train", "--epochs", "9", "--json", "--load"]] {
        let [from_folder, from_file] =
            [&saved, &file].map(|weights| sae(&[arguments, &[weights.as_str()]].concat()));
        assert!(from_folder.status.success(), "{arguments:?}");
        assert_eq!(text(&from_folder.stdout), text(&from_file.stdout), "{arguments:?}");
    }

    let foreign = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/saelens/topk-float16");
    let evaluated = sae(&["evaluate", "--load", foreign, "--n_features", "4"]);
    assert!(evaluated.status.success(), "{}", text(&evaluated.stderr));
    let note = "sparsity=topk&k=2 is taken; name another as LINK";
    assert!(text(&evaluated.stderr).contains(note), "{}", text(&evaluated.stderr));

    for (arguments, part) in [
        (
            &["train", "tied=true", "--format", "saelens", "--save", &path("tied")][..],
            "--format saelens: SAELens has no model like this one: its decoders are linear, and this one ends in a \
             sigmoid; its decoders have their own weights, and this one has those of the encoder. Train with \
             output=linear&tied=false, or save the weights as safetensors",
        ),
        (&["train", "--format", "saelens"], "--save"),
        (&["train", "--save", &path("a"), "--format", "pickle"], "[possible values: safetensors, saelens]"),
        (&["evaluate", "hidden_dim=4&output=linear", "--load", &saved], "Set sparsity to topk."),
    ] {
        let output = sae(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(output.stdout.is_empty() && text(&output.stderr).contains(part), "{}", text(&output.stderr));
    }
    assert!(!folder.join("tied").exists(), "nothing is left behind");
    let empty = sae(&["evaluate", "--load", folder.to_str().expect("a plain path")]);
    assert!(text(&empty.stderr).contains("cfg.json: No such file"), "{}", text(&empty.stderr));
}

#[test]
fn saved_weights_are_evaluated_encoded_and_trained_on() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("weights");
    std::fs::create_dir_all(&folder).expect("the folder can be made");
    let path = |name: &str| folder.join(name).to_str().expect("a plain path").to_owned();
    let (file, csv, npy) = (path("a.safetensors"), path("a.csv"), path("a.npy"));
    let trained = sae(&["train", "hidden_dim=3&epochs=10&sparsity=topk&k=2", "--save", &file]);
    let test_line = |output: &Output| text(&output.stdout).lines().last().expect("a line").to_owned();
    for arguments in
        [&["evaluate", "--load", &file][..], &["evaluate", "sparsity=topk&k=2&hidden_dim=3", "--load", &file]]
    {
        let evaluated = sae(arguments);
        assert!(text(&evaluated.stdout).starts_with(&(test_line(&trained) + "\n\nReconstruction of 200")));
        assert_eq!(text(&evaluated.stderr), "");
    }

    let printed = sae(&["encode", "--load", &file]);
    assert!(sae(&["encode", "--load", &file, "--save", &csv]).status.success());
    assert_eq!(std::fs::read(&csv).expect("it was written"), printed.stdout);
    let mut lines = text(&printed.stdout).lines();
    assert_eq!(lines.next(), Some("unit_0,unit_1,unit_2,label,split"));
    let rows: Vec<Vec<&str>> = lines.map(|line| line.split(',').collect()).collect();
    assert_eq!((rows.len(), rows.iter().filter(|row| row[4] == "test").count()), (1000, 200));
    assert!(rows.iter().all(|row| row[..3].iter().filter(|code| **code != "0").count() <= 2));

    assert!(sae(&["encode", "--load", &file, "--save", &npy]).status.success());
    let npy = std::fs::read(&npy).expect("it was written");
    assert!(npy.starts_with(
        b"\x93NUMPY\x01\x00\x76\x00{'descr': '<f4', 'fortran_order': False, 'shape': (1000, 3), }"
    ));
    assert_eq!(npy.len(), 128 + 4 * 3000);
    let code: f32 = rows[1][2].parse().expect("a number");
    assert_eq!(npy[128 + 4 * 5..][..4], code.to_le_bytes());

    let on = sae(&["train", "--load", &file, "--epochs", "20", "--json"]);
    let report: Value = serde_json::from_slice(&on.stdout).expect("it is JSON");
    assert_eq!(report["experiment"], "hidden_dim=3&sparsity=topk&k=2&epochs=20");

    for (arguments, part) in [
        (&["evaluate", "hidden_dim=4", "--load", &file][..], "encoder.weight has the shape [3, 20]"),
        (&["evaluate", "--load", "Cargo.toml"], "Cargo.toml: It is not a whole safetensors file"),
        (&["encode", "--load", &file, "--save", "codes.txt"], "codes.txt: codes are written as .csv or .npy"),
        (&["encode"], "--load"),
        (&["train", "sparsity=topk&k=5@3"], "a schedule is written value,value@epoch"),
        (&["evaluate", "--perplexity", "1"], "the perplexity is a number from 2 to 500"),
    ] {
        let output = sae(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert_eq!(text(&output.stdout), "", "{arguments:?} is refused before anything is done");
        assert!(text(&output.stderr).contains(part), "{arguments:?}: {}", text(&output.stderr));
    }
    let nowhere = sae(&["train", "--save", &path("nowhere/a.safetensors")]);
    assert!(text(&nowhere.stderr).contains("nowhere/a.safetensors") && nowhere.stdout.is_empty());
    let other = sae(&["evaluate", "hidden_dim=3&activation=tanh", "--load", &file]);
    assert!(text(&other.stderr).starts_with("note: the weights were trained in another model"));
}
