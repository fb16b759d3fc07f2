//! A user's own data file as an experiment's data.

use std::fs;
use std::path::{Path, PathBuf};

use clap::ArgMatches;
use percent_encoding::percent_decode_str;

use super::request::settled;
use super::{Failure, terminal};
use crate::data::{DataFileCache, LAYOUT, Opened, READING, Source, open_linked, pack, unpack, values_of};
use crate::experiment::{Experiment, Key, Link, Parameter, Settings};
use crate::files::{Columns, Contents, NamedFile, Opening, Reading, Samples, open_as};
use crate::parameter::{Kind, Value};

/// A row of the parameter table, and its value on the command line.
type Flag<'a> = (&'static Parameter, &'a str);
/// A parameter with an owned value.
pub type Said = (&'static Parameter, String);

/// The files that `--data` names; none where it names a kind of data, or nothing.
pub fn paths(matches: &ArgMatches) -> Vec<PathBuf> {
    let named: Vec<_> = matches.get_many::<String>("data").into_iter().flatten().collect();
    match named[..] {
        [name] if Source::parse(name, &Kind::Choice(Source::NAMES)).is_ok() => Vec::new(),
        _ => named.into_iter().map(PathBuf::from).collect(),
    }
}

/// Reads files as the data of a link's experiment, with flags taking precedence. Reading parameters that
/// neither the link nor a flag sets are suggested by the file.
pub fn read(paths: &[PathBuf], link: &Link, flags: &[Flag]) -> Result<(Experiment, DataFileCache), Failure> {
    let linked_how = Some(&link.experiment).filter(|linked| linked.data == Source::UserDataset);
    let (how, others): (Vec<Flag>, Vec<Flag>) = flags
        .iter()
        .copied()
        .filter(|(row, _)| row.key != Key::data)
        .partition(|(row, _)| READING.contains(&row.key));
    let known: Vec<_> = linked_how.map(known).unwrap_or_default();
    let files = paths.iter().map(|path| named(path)).collect::<Result<_, _>>()?;
    let opening = opening(&known, &how)?;
    let contents = match linked_how {
        Some(linked) if how.is_empty() => open_linked(files, linked, &opening)?,
        _ => open_as(files, &opening)?,
    };
    let values = match (&contents, linked_how) {
        (Contents::Samples(samples), None) => suggested(samples, &how),
        (Contents::Samples(_), Some(_)) => over(known, &how),
        (Contents::Picture(_), _) => over(Vec::new(), &how),
    };
    let mut reading = Reading::from(&settings(&values)?);
    if values.iter().all(|(row, _)| row.key != Key::view) {
        reading.view = None;
    }
    let opened = Opened::read(&contents, &reading)?;
    if linked_how.is_some() && how.is_empty() && opened.brought.hash != link.experiment.file.hash {
        let (found, wanted) = (opened.brought.name, link.experiment.file.name.clone());
        return Err(Failure::OtherData { found, wanted, words: opened.brought.extent.words() });
    }
    opened.notes.iter().for_each(|note| terminal::print_error(format_args!("note: {note}")));

    let (file, view) = (opened.brought.text(), opened.view.to_string());
    let packed = pack(&opened.bytes).unwrap_or_default();
    let mut said = vec![(Key::data, "file"), (Key::file, file.as_str()), (Key::content, packed.as_str())];
    // A link's file keeps the defaults that the link means.
    said.extend(linked_how.is_none().then_some((Key::defaults, "2")));
    if matches!(contents, Contents::Samples(_)) {
        said.push((Key::view, view.as_str()));
    }
    let said = said.into_iter().map(|(key, text)| (key.row(), text));
    let said = said.chain(values.iter().map(|(row, text)| (*row, text.as_str()))).chain(others);
    let experiment = settled(link, said)?;
    let mut cache = DataFileCache::default();
    if let Some(wanted) = experiment.data.file(&experiment) {
        cache.put(&wanted, opened.bytes)?;
    }
    Ok((experiment, cache))
}

/// Takes the reading parameters from a link without a file, such as `#missing=mean` together with `--data
/// FILE`.
pub fn apart(link: &str) -> (String, Vec<Said>) {
    let start = link.find('#').map_or(0, |at| at + 1);
    let (before, fragment) = link.split_at(start);
    let parts: Vec<_> = fragment.split('&').collect();
    if parts.iter().any(|part| part.starts_with("data=")) {
        return (link.to_owned(), Vec::new());
    }
    let how = |part: &&str| {
        let (key, value) = part.split_once('=')?;
        let row = Parameter::named(key).filter(|row| READING.contains(&row.key))?;
        Some((row, percent_decode_str(value).decode_utf8_lossy().into_owned()))
    };
    let others: Vec<_> = parts.iter().copied().filter(|part| how(part).is_none()).collect();
    (format!("{before}{}", others.join("&")), parts.iter().filter_map(how).collect())
}

/// The data that an experiment's link carries, where it does.
pub fn carried(experiment: &Experiment) -> Result<DataFileCache, Failure> {
    let mut cache = DataFileCache::default();
    if let (Some(wanted), false) = (experiment.data.file(experiment), experiment.content.0.is_empty()) {
        cache.put(&wanted, unpack(&experiment.content.0).unwrap_or_default())?;
    }
    Ok(cache)
}

/// Returns the link's reading parameters.
fn known(linked: &Experiment) -> Vec<Said> {
    let rows = READING.into_iter().map(Key::row);
    rows.map(|row| (row, row.text(linked))).collect()
}

/// Replaces earlier values by flags.
fn over(mut said: Vec<Said>, how: &[Flag]) -> Vec<Said> {
    for &(row, text) in how {
        said.retain(|(other, _)| *other != row);
        let is_none = [Key::label, Key::names].contains(&row.key) && text == "none";
        said.push((row, if is_none { String::new() } else { text.to_owned() }));
    }
    said
}

/// Returns the suggested reading parameters, with flags taking precedence. Suggested exclusions stay when the
/// user excludes more columns; an empty list includes them all.
fn suggested(samples: &Samples, how: &[Flag]) -> Vec<Said> {
    let mut reading = samples.reading();
    // A single column is cut into series unless the columns are described otherwise.
    if how.iter().any(|(row, _)| [Key::label, Key::leave_out, Key::categories, Key::every].contains(&row.key))
    {
        reading.cut = 0;
    }
    let values = values_of(&reading).into_iter();
    let mut values = over(values.map(|(key, text)| (key.row(), text)).collect(), how);
    for (row, text) in &mut values {
        if row.key == Key::leave_out && !text.trim().is_empty() {
            let Columns(mut names) = Columns::parse(text, &Kind::Text).unwrap_or_default();
            let more =
                samples.left_out().into_iter().filter(|name| !names.contains(name)).collect::<Vec<_>>();
            names.extend(more);
            *text = Columns(names).text();
        }
    }
    values
}

fn opening(known: &[Said], how: &[Flag]) -> Result<Opening, Failure> {
    let values: Vec<_> =
        over(known.to_vec(), how).into_iter().filter(|(row, _)| LAYOUT.contains(&row.key)).collect();
    Ok(Opening::of_all().asked(&settings(&values)?))
}

fn settings(values: &[Said]) -> Result<Settings, Failure> {
    let values = values.iter().map(|(row, text)| (*row, text.as_str()));
    Settings::of(values).map_err(|problem| Failure::Input(vec![problem]))
}

fn named(path: &Path) -> Result<NamedFile, Failure> {
    let bytes = fs::read(path).map_err(|error| Failure::NoData {
        path: path.to_owned(),
        error,
        names: Source::NAMES.iter().map(|name| name.text).collect::<Vec<_>>().join(", "),
    })?;
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    Ok(NamedFile { name, bytes })
}
