//! The directions between the modules of `src/` are those of the table in docs/architecture.md.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The files that may name types of modules that themselves use `experiment`.
const SETTINGS: [&str; 5] = ["check.rs", "fitted.rs", "memory.rs", "parameter.rs", "table.rs"];

/// One row of the table.
#[derive(Debug, Default)]
struct Row {
    module: String,
    uses: BTreeSet<String>,
    /// Modules further down that `experiment` uses nevertheless.
    upward: BTreeSet<String>,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Returns the names in backticks.
fn names(text: &str) -> BTreeSet<String> {
    text.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// Reads the rows below the heading "Allowed directions": the module, its content, and the modules that it may use;
/// those behind `↓` are further down.
fn table() -> Vec<Row> {
    let text = fs::read_to_string(root().join("docs/architecture.md")).expect("docs/architecture.md");
    let section =
        text.split("\n### ").find(|section| section.starts_with("Allowed directions")).expect("its section");
    let rows = section.lines().filter(|line| line.starts_with("| `"));
    let row = |line: &str| {
        let cells: Vec<_> = line.trim_matches('|').split(" | ").collect();
        let [module, _, uses] = cells[..] else { panic!("three cells: {line}") };
        let (uses, upward) = uses.split_once('↓').unwrap_or((uses, ""));
        let module = names(module).pop_first().expect("a module");
        Row { module, uses: names(uses), upward: names(upward) }
    };
    rows.map(row).collect()
}

/// Returns all Rust files below a folder that are not test modules.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder of src").map(|entry| entry.expect("an entry").path());
    let (folders, files): (Vec<_>, Vec<_>) = entries.partition(|path| path.is_dir());
    files.into_iter().chain(folders.iter().flat_map(|folder| sources(folder))).collect()
}

/// Returns the folder that contains the modules declared by a file.
fn folder_of(file: &Path) -> PathBuf {
    let is_root = ["mod.rs", "lib.rs"].iter().any(|name| file.ends_with(name));
    if is_root { file.parent().expect("it lies in a folder").to_owned() } else { file.with_extension("") }
}

/// Splits a file into its code without comments and unit tests, and the paths of its test modules.
fn without_tests(file: &Path) -> (String, Vec<PathBuf>) {
    let text = fs::read_to_string(file).expect("a source file");
    let (mut code, mut tests) = (String::new(), Vec::new());
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if line.trim() == "#[cfg(test)]" {
            let Some(declaration) = lines.next() else { break };
            match declaration.trim().strip_prefix("mod ").and_then(|rest| rest.strip_suffix(';')) {
                Some(name) => tests.push(folder_of(file).join(name)),
                None => break,
            }
        } else if !line.trim_start().starts_with("//") {
            code.push_str(line);
            code.push('\n');
        }
    }
    (code, tests)
}

/// Returns the modules that each file of each module uses.
fn uses() -> BTreeMap<String, BTreeMap<PathBuf, BTreeSet<String>>> {
    let src = root().join("src");
    let files: Vec<_> = sources(&src).into_iter().map(|file| (without_tests(&file), file)).collect();
    let tests: Vec<_> = files.iter().flat_map(|((_, tests), _)| tests.clone()).collect();
    let is_test = |file: &Path| tests.iter().any(|test| file.with_extension("").starts_with(test));
    let mut uses = BTreeMap::<_, BTreeMap<_, _>>::new();
    for ((code, _), file) in files.into_iter().filter(|(_, file)| !is_test(file)) {
        let path = file.strip_prefix(&src).expect("it lies in src").to_owned();
        let first = path.components().next().expect("it has a name");
        let module = Path::new(first.as_os_str()).file_stem().expect("a name").to_string_lossy().into_owned();
        if ["bin", "lib"].contains(&module.as_str()) {
            continue;
        }
        let used = code.split("crate::").skip(1).map(|rest| {
            let end = rest.find(|letter: char| !letter.is_alphanumeric() && letter != '_');
            rest[..end.unwrap_or(rest.len())].to_owned()
        });
        let used = used.filter(|used| *used != module).collect();
        uses.entry(module).or_default().insert(path, used);
    }
    uses
}

#[test]
fn modules_use_only_what_the_architecture_document_allows() {
    let (table, uses) = (table(), uses());
    let listed: BTreeSet<_> = table.iter().map(|row| &row.module).collect();
    assert_eq!(listed, uses.keys().collect(), "the table has a row for each module");
    for row in &table {
        let used: BTreeSet<_> = uses[&row.module].values().flatten().cloned().collect();
        let allowed: BTreeSet<_> = row.uses.union(&row.upward).cloned().collect();
        let others: Vec<_> = used.difference(&allowed).collect();
        assert!(others.is_empty(), "docs/architecture.md does not let src/{} use {others:?}", row.module);
    }
}

#[test]
fn modules_use_only_modules_above_them_but_for_the_settings() {
    let mut above = BTreeSet::new();
    for row in table() {
        let below: Vec<_> = row.uses.difference(&above).collect();
        assert!(below.is_empty(), "{} uses {below:?}, which are further down the table", row.module);
        assert!(row.upward.is_empty() || row.module == "experiment", "only the settings know what uses them");
        above.insert(row.module);
    }
}

#[test]
fn only_the_settings_name_types_of_modules_that_use_them() {
    let table = table();
    let experiment = table.iter().find(|row| row.module == "experiment").expect("its row");
    for (file, used) in &uses()["experiment"] {
        let upward: Vec<_> = used.intersection(&experiment.upward).collect();
        let is_settings = SETTINGS.iter().any(|name| file.ends_with(name));
        assert!(is_settings || upward.is_empty(), "{} uses {upward:?}", file.display());
    }
}
