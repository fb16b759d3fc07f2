//! Gives the sources a hash, by which page and workers recognise that they are of one build.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// The files that determine the programs' numbers and messages.
const SOURCES: [&str; 5] = ["src", "page", "Cargo.toml", "Cargo.lock", ".cargo/config.toml"];

fn main() -> io::Result<()> {
    println!("cargo:rerun-if-env-changed=SAE_DEV");
    if env::var_os("SAE_DEV").is_some() {
        // All programs are rebuilt together, and a new hash would rebuild more than what has changed.
        println!("cargo:rustc-env=SAE_BUILD=0");
        return Ok(());
    }
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let mut hasher = DefaultHasher::new();
    for source in SOURCES {
        println!("cargo:rerun-if-changed={source}");
        add(&mut hasher, &root.join(source))?;
    }
    println!("cargo:rustc-env=SAE_BUILD={:x}", hasher.finish());
    Ok(())
}

/// Adds a file, or all files of a folder in the order of their names.
fn add(hasher: &mut DefaultHasher, path: &Path) -> io::Result<()> {
    if !path.is_dir() {
        path.file_name().hash(hasher);
        fs::read(path)?.hash(hasher);
        return Ok(());
    }
    let mut entries = fs::read_dir(path)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
    entries.sort();
    entries.iter().try_for_each(|entry| add(hasher, entry))
}
