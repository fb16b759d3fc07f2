//! A user's own data file as an experiment's data.

use std::fs;
use std::path::{Path, PathBuf};

use clap::ArgMatches;

use super::Failure;
use crate::data::{Columns, Opened, READING, Shelf, Source, pack, unpack};
use crate::experiment::{Experiment, Kind, Parameter, Settings, Value};
use crate::files::{Contents, NamedFile, Reading, open};

/// A row of the parameter table, and its value on the command line.
type Flag<'a> = (&'static Parameter, &'a str);

/// The files that `--data` names; none where it names a kind of data, or nothing.
pub fn paths(matches: &ArgMatches) -> Vec<PathBuf> {
    let named: Vec<_> = matches.get_many::<String>("data").into_iter().flatten().collect();
    match named[..] {
        [name] if Source::parse(name, &Kind::Choice(Source::NAMES)).is_ok() => Vec::new(),
        _ => named.into_iter().map(PathBuf::from).collect(),
    }
}

/// A link's experiment with files as its data and the flags on top. What neither link nor flag says of
/// how to read them suggests itself.
pub fn read(paths: &[PathBuf], linked: &Experiment, flags: &[Flag]) -> Result<(Experiment, Shelf), Failure> {
    let contents = open(paths.iter().map(|path| named(path)).collect::<Result<_, _>>()?)?;
    let is_linked = linked.data == Source::Own;
    let (how, others): (Vec<Flag>, Vec<Flag>) = flags
        .iter()
        .copied()
        .filter(|(row, _)| row.name != "data")
        .partition(|(row, _)| READING.contains(&row.name));
    let opened = Opened::read(&contents, &reading(&contents, is_linked.then_some(linked), &how)?)?;
    if is_linked && how.is_empty() && opened.brought.hash != linked.file.hash {
        let (found, wanted) = (opened.brought.name, linked.file.name.clone());
        return Err(Failure::OtherData { found, wanted, words: opened.brought.extent.words() });
    }
    opened.notes.iter().for_each(|note| eprintln!("note: {note}"));

    let row = |name| Parameter::named(name).expect("the table has these rows");
    let (file, view) = (opened.brought.text(), opened.view.to_string());
    let packed = pack(&opened.bytes).unwrap_or_default();
    let label = how_labelled(&contents, is_linked.then_some(linked));
    let left_out = left_out(&contents);
    let mut values = vec![("data", "file"), ("file", file.as_str()), ("content", packed.as_str())];
    if matches!(contents, Contents::Samples(_)) {
        values.extend([("label", label.as_str()), ("view", view.as_str())]);
        values.extend(opened.view.scaling().filter(|_| !is_linked));
        values.extend((!is_linked).then_some(("leave_out", left_out.as_str())));
    }
    let values = values.into_iter().map(|(name, text)| (row(name), text)).chain(how).chain(others);
    let experiment = linked.with_all(values).map_err(|problem| Failure::Input(vec![problem]))?;
    let mut shelf = Shelf::default();
    if let Some(wanted) = experiment.data.file(&experiment) {
        shelf.put(&wanted, opened.bytes)?;
    }
    Ok((experiment, shelf))
}

/// The data that an experiment's link carries, where it does.
pub fn carried(experiment: &Experiment) -> Result<Shelf, Failure> {
    let mut shelf = Shelf::default();
    if let (Some(wanted), false) = (experiment.data.file(experiment), experiment.content.0.is_empty()) {
        shelf.put(&wanted, unpack(&experiment.content.0).unwrap_or_default())?;
    }
    Ok(shelf)
}

fn reading(contents: &Contents, linked: Option<&Experiment>, how: &[Flag]) -> Result<Reading, Failure> {
    let known: Vec<_> = READING
        .into_iter()
        .filter_map(Parameter::named)
        .filter_map(|row| Some((row, row.text(linked?))))
        .collect();
    let (label, left_out) = (how_labelled(contents, None), left_out(contents));
    let suggested = [("label", label.as_str()), ("leave_out", left_out.as_str())].into_iter();
    let suggested = suggested.filter(|_| linked.is_none());
    let suggested = suggested.filter_map(|(name, text)| Some((Parameter::named(name)?, text)));
    let values =
        known.iter().map(|(row, text)| (*row, text.as_str())).chain(suggested).chain(how.iter().copied());
    let settings = Settings::of(values).map_err(|problem| Failure::Input(vec![problem]))?;
    let has_view = linked.is_some() || how.iter().any(|(row, _)| row.name == "view");
    Ok(Reading { view: has_view.then_some(settings.view), ..Reading::from(&settings) })
}

/// The column of labels: the link's, or the one that suggests itself.
fn how_labelled(contents: &Contents, linked: Option<&Experiment>) -> String {
    match (linked, contents) {
        (Some(linked), _) => linked.label.0.clone(),
        (None, Contents::Samples(samples)) => samples.label.clone().unwrap_or_default(),
        (None, Contents::Picture(_)) => String::new(),
    }
}

/// The columns that suggest themselves to be left out.
fn left_out(contents: &Contents) -> String {
    match contents {
        Contents::Samples(samples) => Columns(samples.left_out()).text(),
        Contents::Picture(_) => String::new(),
    }
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
