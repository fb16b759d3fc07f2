//! Training on users' own files.

use super::*;

#[test]
fn a_file_is_trained_on_and_its_link_carries_it() {
    let folder = std::env::temp_dir().join(format!("sae-own-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder for the test");
    let path = |name: &str| folder.join(name).to_str().expect("UTF-8").to_owned();
    let rows = (0..60).map(|i| format!("{};{},5;{}\n", i % 7, i * i % 11, ["x", "y"][i % 2]));
    let table = "first;second;kind\n".to_owned() + &rows.collect::<String>();
    std::fs::write(path("own.csv"), &table).expect("it can be written");
    std::fs::write(path("other.csv"), table.replace("3;9,5", "4;9,5")).expect("it can be written");

    let arguments = ["train", "--json", "--epochs", "3", "--hidden_dim", "2", "--k", "1"];
    let output = sae(&[&arguments[..], &["--data", &path("own.csv")]].concat());
    assert!(output.status.success(), "{}", text(&output.stderr));
    let report: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let link = report["experiment"].as_str().expect("a text").to_owned();
    assert!(link.starts_with("data=file&file=own.csv:60x2x2:") && link.contains("&label=kind&"), "{link}");
    assert!(text(&output.stderr).contains("note: "), "{}", text(&output.stderr));

    // The link carries the data; and the file is known again.
    let again: Value = serde_json::from_slice(&sae(&["train", "--json", &link]).stdout).expect("JSON");
    assert_eq!(again["fingerprint"], report["fingerprint"]);
    let bare: Vec<_> = link.split('&').filter(|part| !part.starts_with("content=")).collect();
    let bare = bare.join("&");
    let output = sae(&["train", "--json", &bare, "--data", &path("own.csv")]);
    let again: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(again["fingerprint"], report["fingerprint"]);

    for (arguments, part) in [
        (&["train", &bare][..], "own.csv"),
        (&["train", &bare, "--data", &path("other.csv")], "is not the file of this link"),
        (&["train", "--data", "digit"], "--data takes a file, or one of classification, digits"),
        (&["train", "--data", &path("own.csv"), "--label", "colour"], "colour"),
    ] {
        let output = sae(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(text(&output.stderr).contains(part), "{arguments:?}: {}", text(&output.stderr));
    }

    let output = sae(&["data", &link, "--npy", &path("own.npy")]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let array = std::fs::read(path("own.npy")).expect("it was written");
    assert!(array.starts_with(b"\x93NUMPY") && array.len() > 60 * 3 * 8);
    std::fs::remove_dir_all(folder).expect("it is ours");
}

#[test]
fn a_column_too_large_to_be_scaled_is_named() {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("large.csv");
    let rows = "0,1e300\n1,0.5\n".repeat(10);
    std::fs::write(&path, format!("length,width\n{rows}")).expect("the folder is ours");
    let output = sae(&["train", "--data", path.to_str().expect("a plain path"), "--scaling", "standard"]);
    assert!(!output.status.success());
    let said = text(&output.stderr);
    assert!(said.contains("Column “width” has values too large to be scaled"), "{said}");
    assert!(said.contains("leave_out") && !said.contains("class_sep"), "{said}");
}

#[test]
fn samples_that_are_not_trained_on_have_codes_too() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let file = folder.join("one_class.safetensors").to_str().expect("a plain path").to_owned();
    assert!(sae(&["train", "data=wdbc&train_on=1&epochs=1&hidden_dim=3", "--save", &file]).status.success());
    let codes = sae(&["encode", "--load", &file]);
    assert!(codes.status.success(), "{}", text(&codes.stderr));
    let rows: Vec<Vec<&str>> =
        text(&codes.stdout).lines().skip(1).map(|row| row.split(',').collect()).collect();
    assert!(rows.len() == 569 && rows.iter().all(|row| row.len() == 5));
    let of = |label: &str, part: &str| rows.iter().filter(|row| row[3..] == [label, part]).count();
    assert_eq!((of("benign", "train") > 0, of("malignant", "train")), (true, 0));
    assert!(of("malignant", "test") > 0 && of("malignant", "neither") > 0);
}

#[test]
fn control_characters_of_names_never_reach_the_error_output() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("controls");
    std::fs::create_dir_all(&folder).expect("the folder can be made");
    let name = "\u{1b}[31mevil\u{1b}]0;title\u{7}.csv";
    let path = folder.join(name);
    let path = path.to_str().expect("it is text");
    let is_harmless = |output: &Output| {
        let said = text(&output.stderr);
        assert!(
            !said.is_empty() && !said.contains(|letter: char| letter.is_control() && letter != '\n'),
            "{said:?}"
        );
    };
    std::fs::write(path, "a,b\n1\n2,3,4\n5,6,7,8\n").expect("the folder is ours");
    is_harmless(&sae(&["data", "--data", path]));
    std::fs::write(path, "\"a\u{9b}1m\",b\n1,2\n2,2\nx\u{9b}2m,3\n").expect("the folder is ours");
    is_harmless(&sae(&["data", "--data", path, "--label", "c\u{1b}[0m"]));
    is_harmless(&sae(&["train", "--data", path, "--epochs", "1"]));
    is_harmless(&sae(&["train", "--load", path]));
    is_harmless(&sae(&["train", "--data", &format!("{path}.none")]));
    is_harmless(&sae(&["\u{1b}[31m", "--\u{1b}[31m"]));
}

#[test]
fn a_sheet_or_tensor_is_chosen_by_its_name() {
    let file = |name: &str| format!("{}/tests/golden/files/{name}", env!("CARGO_MANIFEST_DIR"));
    let rows = |arguments: &[&str]| {
        let output = sae(&[&["data"], arguments].concat());
        assert!(output.status.success(), "{}", text(&output.stderr));
        text(&output.stdout).lines().count() - 1
    };
    let (tensors, book) = (file("several.safetensors"), file("book.xlsx"));
    assert_eq!(rows(&["--data", &tensors]), 5);
    assert_eq!(rows(&["--data", &tensors, "--tensor", "small"]), 2);
    assert_eq!(rows(&["--data", &book]), 11);
    assert_eq!(rows(&["--data", &book, "--sheet", "Other"]), 4);
    let output = sae(&["data", "--data", &book, "--part", "None"]);
    assert!(text(&output.stderr).contains("nothing called “None” in it, but Empty, Measured, Other"));
    // The link contains the seed.
    let report = sae(&[
        "train",
        "--json",
        "--data",
        &book,
        "--sheet",
        "Other",
        "--epochs",
        "1",
        "--hidden_dim",
        "2",
        "--k",
        "1",
    ]);
    let report: Value = serde_json::from_slice(&report.stdout).expect("it is JSON");
    let link = report["experiment"].as_str().expect("a link");
    assert!(link.contains("part=Other"), "{link}");
    let again = sae(&["train", "--json", "--data", &book, link]);
    let again: Value = serde_json::from_slice(&again.stdout).expect("it is JSON");
    assert_eq!(report["fingerprint"], again["fingerprint"]);
}
