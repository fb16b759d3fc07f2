//! `sae --data FILE`: the flags for reading a table, and the link that describes it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn sae(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_sae")).args(arguments).output().expect("sae can be started")
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("sae writes UTF-8")
}

/// A file of that text, by the name of the test.
fn written(name: &str, content: &str) -> String {
    let path: PathBuf = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, content).expect("the folder is ours");
    path.to_str().expect("a plain path").to_owned()
}

/// The header and the first row of the data, and what was noted.
fn data(arguments: &[&str]) -> (String, String, String) {
    let output = sae(&[&["data"], arguments].concat());
    let notes = text(&output.stderr).to_owned();
    assert!(output.status.success(), "{arguments:?}: {notes}");
    let mut lines = text(&output.stdout).lines().map(|line| line.rsplitn(3, ',').last().unwrap_or_default());
    let mut next = || lines.next().unwrap_or_default().to_owned();
    (next(), next(), notes)
}

/// The link of the experiment on a file, without the data in it.
fn link(arguments: &[&str]) -> String {
    let train = ["train", "--json", "--epochs", "1", "--hidden_dim", "2", "--k", "1"];
    let output = sae(&[&train[..], arguments].concat());
    assert!(output.status.success(), "{arguments:?}: {}", text(&output.stderr));
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let link = report["experiment"].as_str().expect("a text");
    link.split('&').filter(|part| !part.starts_with("content=")).collect::<Vec<_>>().join("&")
}

fn animals() -> String {
    (1..=40).fold("Id,tame,legs,colour,kind\n".to_owned(), |table, row| {
        let (tame, kind) = (["yes", "no"][row % 2], ["bird", "fish"][row / 21]);
        table + &format!("{row},{tame},{},{},{kind}\n", row * 7 % 11, ["red", "blue", "green"][row % 3])
    })
}

#[test]
fn flags_set_the_roles_of_columns() {
    let file = written("animals.csv", &animals());
    let with = |flags: &[&str]| data(&[&["--data", &file], flags].concat());
    let (names, first, notes) = with(&[]);
    assert_eq!((names.as_str(), first.as_str()), ("tame,legs", "0,7"));
    assert!(notes.contains("column Id only counts the rows") && notes.contains("colour (blue)"), "{notes}");
    assert_eq!(with(&["--categories", "onehot"]).0, "tame,legs,colour_blue,colour_green,colour_red");
    assert_eq!(with(&["--categories", "none"]).0, "legs");
    // Columns excluded by a rule stay excluded, unless the list of exclusions is empty.
    assert_eq!(with(&["--leave_out", "tame"]).0, "legs");
    assert_eq!(with(&["--leave_out", ""]).0, "Id,tame,legs");
    let unlabelled = with(&["--label", "none", "--categories", "onehot"]).0;
    assert_eq!(unlabelled, "tame,legs,colour_blue,colour_green,colour_red,kind_bird,kind_fish");
}

#[test]
fn flags_set_the_position_of_the_table() {
    let rates = written("rates.csv", "1642471872.0,1642471872.0\n32.0,32.0\n-32,41\n17,42\n60,34\n1,2\n");
    assert!(data(&["--data", &rates]).2.contains("--skip 1"));
    assert_eq!(data(&["--data", &rates, "--skip", "2"]).1, "-32,41");
    let years = written("years.csv", "2019,2020,2021\n3,5,9\n4,4,4\n7,1,1\n");
    assert_eq!(data(&["--data", &years]).0, "2019,2020,2021");
    assert_eq!(data(&["--data", &years, "--header", "none"]).1, "2019,2020,2021");
    let parted = written("parted.csv", "a b;c\n1 2;3\n4 5;6\n7 8;9\n");
    assert_eq!(data(&["--data", &parted, "--separator", "space", "--label", "none"]).0, "a");
    let output = sae(&["data", "--data", &parted, "--header", "two"]);
    assert!(text(&output.stderr).contains("not a number of rows"), "{}", text(&output.stderr));
}

#[test]
fn flags_set_missing_codes_row_names_and_transposition() {
    let rain = written("rain.csv", "wind,rain\n1.5,-999\n2.5,3\n3.5,4\n4.5,-999\n5.5,6\n");
    assert_eq!(data(&["--data", &rain]).1, "1.5,-999");
    let (_, first, notes) = data(&["--data", &rain, "--missing_code", "-999"]);
    assert_eq!(first, "2.5,3");
    assert!(notes.contains("2 rows with missing values") && notes.contains("here also -999"), "{notes}");
    let genes = written("genes.csv", "gene,s1,s2,s3,s4\na,1.5,2,3,4\nb,5,6.5,7,8\nc,9,1,2.5,3\n");
    assert!(data(&["--data", &genes]).2.contains("--transpose true"));
    let (names, first, _) = data(&["--data", &genes, "--transpose", "true"]);
    assert_eq!((names.as_str(), first.as_str()), ("a,b,c", "1.5,5,9"));
    let made = link(&["--data", &genes, "--transpose", "true"]);
    assert!(made.contains("&transpose=true&names=gene"), "{made}");
    assert_eq!(link(&[&made, "--data", &genes]), made);
    let unnamed = link(&["--data", &genes, "--transpose", "true", "--names", "none"]);
    assert!(!unnamed.contains("names="), "{unnamed}");
}

#[test]
fn names_with_commas_and_link_keys_work_with_a_file() {
    let lands = written("lands.csv", "\"People, total\",Area\n1.5,2.5\n2.5,\n3.5,4.5\n4.5,1.5\n");
    assert_eq!(data(&["--data", &lands, "--leave_out", "\"People, total\""]).0, "Area");
    let output = sae(&["data", "--data", &lands, "#missing=mean"]);
    assert_eq!(text(&output.stdout).lines().count(), 5, "{}", text(&output.stderr));
    let output = sae(&["data", "--data", &lands, "#missing=mean&nonsense=1"]);
    assert!(text(&output.stderr).contains("nonsense: there is no such parameter"));
}

#[test]
fn a_link_carries_how_its_file_was_read() {
    let file = written("carried.csv", &("skip me\n".to_owned() + &animals()));
    let flags =
        ["--data", &file, "--categories", "onehot", "--skip", "1", "--header", "1", "--separator", "comma"];
    let onehot = link(&flags);
    for part in ["separator=comma", "skip=1", "header=1", "label=kind", "leave_out=Id", "categories=onehot"] {
        assert!(onehot.contains(&format!("&{part}")), "{onehot}");
    }
    assert_eq!(link(&[&onehot, "--data", &file]), onehot);
    // The link contains suggestions, but no defaults.
    let suggested = link(&["--data", &file]);
    assert!(suggested.contains("&categories=numbers") && !suggested.contains("skip"), "{suggested}");
    assert_eq!(link(&[&suggested, "--data", &file]), suggested);
}

#[test]
fn a_link_from_before_categories_reads_its_file_as_it_did() {
    let file = written("before.csv", &animals());
    // Text columns were excluded without being listed in the link. The hash is that of the data at that time.
    let before = "data=file&file=before.csv:40x1x2:HASH&label=kind&leave_out=Id&epochs=1&hidden_dim=2&k=1";
    let made = link(&["--data", &file, "--categories", "none"]);
    let hash =
        made.split("40x1x2:").nth(1).and_then(|rest| rest.split('&').next()).expect("it has one column");
    let output = sae(&["train", &before.replace("HASH", hash), "--data", &file]);
    assert!(output.status.success(), "{}", text(&output.stderr));
}

#[test]
fn a_long_column_next_to_dates_is_cut_as_in_its_link() {
    let rows =
        (0..1300).map(|day| format!("{}-01-{:02},{}.5\n", 1900 + day / 31, day % 31 + 1, day * 7919 % 503));
    let file = written("series.csv", &("date,temp\n".to_owned() + &rows.collect::<String>()));
    let link = link(&["--data", &file]);
    assert!(link.contains("series.csv:20x64x0:") && link.contains("&cut=64&view=series"), "{link}");
    let whole = data(&["--data", &file, "--cut", "0"]);
    assert_eq!(whole.0, "temp");
}
