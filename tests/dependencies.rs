//! The licences of all dependencies, and the packages with two versions, as allowed by deny.toml.
//!
//! This needs no network: Cargo.lock lists all packages, and cargo has downloaded those that this test is
//! built with. The page's build (scripts/licences.mjs) checks the licences of those that only wasm32 needs.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use serde::Deserialize;

fn project_file(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    std::fs::read_to_string(path).expect("the project has this file")
}

/// Returns all texts in quotation marks.
fn quoted(text: &str) -> Vec<&str> {
    text.split('"').skip(1).step_by(2).collect()
}

/// Returns the licences that deny.toml allows.
fn allowed(deny: &str) -> Vec<&str> {
    let (_, section) = deny.split_once("[licenses]").expect("deny.toml has a section on licences");
    let (_, list) = section.split_once("allow = [").expect("it lists those that are allowed");
    let (list, _) = list.split_once(']').expect("the list ends");
    quoted(list)
}

/// A package that may be there in a second version.
#[derive(Debug)]
struct Duplicate<'a> {
    name: &'a str,
    version: &'a str,
    reason: &'a str,
}

impl Duplicate<'_> {
    fn allows(&self, name: &str, version: &str) -> bool {
        let rest = version.strip_prefix(self.version);
        name == self.name && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    }
}

/// Returns the duplicates that deny.toml accepts.
fn accepted(deny: &str) -> Vec<Duplicate<'_>> {
    let (_, list) = deny.split_once("\nskip = [\n").expect("deny.toml lists duplicates");
    let (list, _) = list.split_once("\n]").expect("the list ends");
    let duplicate = |line| match quoted(line)[..] {
        [package, reason] => {
            let (name, version) = package.split_once('@').expect("a package is written name@version");
            Duplicate { name, version, reason }
        }
        ref other => panic!("a duplicate has a package and a reason, not {other:?}"),
    };
    list.lines().map(duplicate).collect()
}

/// Returns the versions of each package in Cargo.lock.
fn locked(lock: &str) -> BTreeMap<&str, Vec<&str>> {
    let mut versions = BTreeMap::<_, Vec<_>>::new();
    for package in lock.split("[[package]]").skip(1) {
        let field = |name: &str| {
            let line = package.lines().find(|line| line.starts_with(&format!("{name} = ")));
            quoted(line.expect("every package has this field"))[0]
        };
        versions.entry(field("name")).or_default().push(field("version"));
    }
    versions
}

/// Returns whether one of the licences of each `AND` is allowed.
fn is_allowed(expression: &str, allowed: &[&str]) -> bool {
    let alternatives = expression.replace('/', " OR ");
    alternatives.split(" AND ").all(|part| {
        part.trim_matches(['(', ')', ' ']).split(" OR ").any(|licence| allowed.contains(&licence.trim()))
    })
}

#[test]
fn every_duplicate_version_in_the_lock_file_is_accepted_with_a_reason() {
    let (deny, lock) = (project_file("deny.toml"), project_file("Cargo.lock"));
    let accepted = accepted(&deny);
    let mut used = vec![false; accepted.len()];
    for (name, versions) in locked(&lock).into_iter().filter(|(_, versions)| versions.len() > 1) {
        let mut left = versions.clone();
        left.retain(|version| {
            let place = accepted.iter().position(|duplicate| duplicate.allows(name, version));
            place.inspect(|&place| used[place] = true).is_none()
        });
        assert!(
            left.len() <= 1,
            "{name} is there as {left:?}: update what uses the older one, or accept it in deny.toml"
        );
    }
    for (duplicate, used) in accepted.iter().zip(used) {
        assert!(!duplicate.reason.is_empty(), "{duplicate:?} has no reason");
        assert!(used, "{duplicate:?} is not in Cargo.lock any more: remove it from deny.toml");
    }
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    license: Option<String>,
    source: Option<String>,
}

#[test]
fn every_dependency_has_an_allowed_licence_and_comes_from_the_registry() {
    let version = Command::new("rustc").arg("-vV").output().expect("cargo runs this test with rustc at hand");
    let version = String::from_utf8(version.stdout).expect("rustc writes UTF-8");
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).expect("rustc names its host");
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked", "--offline", "--filter-platform", host])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo can be started");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Metadata = serde_json::from_slice(&output.stdout).expect("cargo writes JSON");
    let deny = project_file("deny.toml");
    let allowed = allowed(&deny);
    assert!(metadata.packages.len() > 50, "all dependencies are listed");
    for Package { name, license, source } in metadata.packages {
        // Packages without a source belong to this project.
        let Some(source) = source else { continue };
        let licence = license.unwrap_or_default();
        assert!(
            is_allowed(&licence, &allowed),
            "{name} is under “{licence}”, which deny.toml does not allow"
        );
        assert!(source.starts_with("registry+"), "{name} comes from {source}, not from the registry");
    }
}

#[test]
fn licence_expressions_need_one_of_each_alternative() {
    let allowed = ["MIT", "Apache-2.0"];
    for (expression, expected) in [
        ("MIT", true),
        ("GPL-3.0", false),
        ("GPL-3.0 OR MIT", true),
        ("Unlicense/MIT", true),
        ("(MIT OR Apache-2.0) AND Unicode-3.0", false),
        ("(MIT OR GPL-3.0) AND Apache-2.0", true),
        ("Apache-2.0 WITH LLVM-exception", false),
        ("", false),
    ] {
        assert_eq!(is_allowed(expression, &allowed), expected, "{expression}");
    }
}
