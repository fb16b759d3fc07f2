//! Real files by NumPy, gzip, csv and Pillow, and what these read from them.

use serde::Deserialize;
use sparse_autoencoder::files::{Contents, Missing, Opening, Reading, open_as};

use crate::made::golden;

#[derive(Deserialize)]
struct Golden {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    files: Vec<String>,
    missing: String,
    part: Option<String>,
    shape: (usize, usize),
    x: Vec<f64>,
    #[serde(default)]
    features: Vec<String>,
    labels: Option<Vec<usize>>,
    #[serde(default)]
    classes: Vec<String>,
    view: String,
    picture: bool,
    error: f64,
}

#[test]
fn valid_files_equal_what_numpy_and_pillow_read() {
    let golden: Golden = serde_json::from_str(include_str!("../golden/files.json")).expect("it is JSON");
    assert!(golden.cases.len() > 75);
    for case in golden.cases {
        check(&case);
    }
}

fn check(case: &Case) {
    let names = &case.files;
    let files = names.iter().map(|name| golden(name)).collect();
    let opening = Opening { part: case.part.clone(), ..Opening::of_all() };
    let x = match open_as(files, &opening).unwrap_or_else(|error| panic!("{error}")) {
        Contents::Picture(picture) => {
            assert!(case.picture, "{names:?}");
            picture.grey
        }
        Contents::Samples(samples) => {
            let missing = if case.missing == "mean" { Missing::Mean } else { Missing::Drop };
            let reading = Reading { missing, ..samples.reading() };
            let table = samples.table(&reading, 1 << 20).unwrap_or_else(|error| panic!("{error}"));
            assert!(!case.picture, "{names:?}");
            assert_eq!(table.features, case.features, "{names:?}");
            assert_eq!(table.view.to_string(), case.view, "{names:?}");
            let labels = case.labels.clone().map(|labels| (labels, case.classes.clone()));
            assert_eq!(table.labels, labels, "{names:?}");
            table.x
        }
    };
    assert_eq!(x.dim(), case.shape, "{names:?}");
    for (place, (&ours, &theirs)) in x.iter().zip(&case.x).enumerate() {
        assert!((ours - theirs).abs() <= case.error, "{names:?}, value {place}: {ours}, not {theirs}");
    }
}
