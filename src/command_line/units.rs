//! The command `sae units`.

use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Command};
use serde::Serialize;

use super::evaluate::trained;
use super::progress_line::ProgressLine;
use super::{Failure, Request, path, request, terminal};
use crate::evaluation::{InspectedModel, UnitReport};
use crate::figure::{UnitPage, UnitSection, rounded};

/// The number of strongest samples in a line of text.
const SHOWN: usize = 3;

/// The options of `sae units`.
#[derive(Debug, Default)]
pub struct UnitsOptions {
    json: bool,
    html: Option<PathBuf>,
}

impl From<&ArgMatches> for UnitsOptions {
    fn from(matches: &ArgMatches) -> Self {
        Self { json: matches.get_flag("json"), html: matches.get_one("html").cloned() }
    }
}

/// Adds the options' arguments.
pub fn options(command: Command) -> Command {
    command
        .arg(request::load("Describe the units of this safetensors file, or folder of SAELens, without training; without LINK the experiment is theirs"))
        .arg(path("html").value_name("FILE").help("Write a page of all units into this HTML file instead; it contains everything and no script"))
        .arg(Arg::new("json").long("json").action(ArgAction::SetTrue).help(
            "Print one JSON object: experiment, samples, test_mse, and for each of the units its activations, class, strongest samples and decoder weights",
        ))
}

/// The object that `--json` prints.
#[derive(Serialize)]
struct UnitsReport<'a> {
    experiment: &'a str,
    /// Number of test samples that the units are described by.
    samples: u32,
    test_mse: f64,
    units: Vec<UnitRow<'a>>,
}

#[derive(Serialize)]
struct UnitRow<'a> {
    unit: u32,
    active: f64,
    mean: f64,
    maximum: f32,
    class: Option<ClassRow>,
    test_mse_without: f64,
    strongest: Vec<SampleRow>,
    decoder: &'a [f32],
}

#[derive(Serialize)]
struct ClassRow {
    name: String,
    lift: f64,
    mutual_information: f64,
}

#[derive(Serialize)]
struct SampleRow {
    /// Index among the test samples.
    sample: u32,
    name: String,
    activation: f32,
}

/// Trains the experiment if no weights are given, and describes its units.
pub fn run(request: Request, options: &UnitsOptions) -> Result<(), Failure> {
    let fail = |path: &PathBuf, error| Failure::File { path: path.clone(), error };
    if let Some(path) = &options.html {
        // A long run should not end with a file that cannot be written.
        fs::OpenOptions::new().append(true).create(true).open(path).map_err(|error| fail(path, error))?;
    }
    let mut line = ProgressLine::new();
    let (model, data) = trained(request, &mut line)?;
    let result = model.test(&data.test);
    let experiment = model.experiment().clone();
    let (link, classes, names) = (experiment.link(), data.classes(&experiment), data.facts.test_names());
    let inspected = InspectedModel::new(model, &data, &result);
    let describe = |unit: usize| {
        line.show("units", unit as f64 / inspected.units() as f64);
        UnitSection { report: inspected.describe(unit, &data), decoder: inspected.decoder(unit) }
    };
    let units = (0..inspected.units()).map(describe).collect();
    drop(line);
    let page = UnitPage {
        link: &link,
        view: experiment.view(),
        features: &data.facts.names.features,
        classes: &classes,
        names: &names,
        labels: &data.facts.test_labels,
        units,
    };
    if let Some(path) = &options.html {
        fs::write(path, page.html()).map_err(|error| fail(path, error))?;
    }
    let mut output = terminal::output();
    if options.json {
        let report = serde_json::to_string(&report(&page)).expect("the report holds plain values");
        writeln!(output, "{report}")?;
    } else if options.html.is_none() {
        write_text(&mut output, &page)?;
    }
    Ok(())
}

fn report<'a>(page: &'a UnitPage) -> UnitsReport<'a> {
    let rows = page.units.iter().map(|UnitSection { report, decoder }| UnitRow {
        unit: report.unit,
        active: report.statistics.active,
        mean: report.statistics.mean,
        maximum: report.statistics.maximum,
        class: report.class.map(|class| ClassRow {
            name: page.class(class.class as usize),
            lift: class.lift,
            mutual_information: class.mutual_information,
        }),
        test_mse_without: report.mse_without,
        strongest: strongest(page, report).collect(),
        decoder,
    });
    let first = page.units.first().map(|unit| &unit.report);
    UnitsReport {
        experiment: page.link,
        samples: first.map_or(0, |report| report.samples),
        test_mse: first.map_or(0.0, |report| report.mse),
        units: rows.collect(),
    }
}

fn strongest<'a>(page: &'a UnitPage, report: &'a UnitReport) -> impl Iterator<Item = SampleRow> + 'a {
    report.shown.iter().filter(|shown| shown.percentile.is_none()).map(|shown| SampleRow {
        sample: shown.sample,
        name: page.name(shown.sample as usize),
        activation: shown.activation,
    })
}

/// Writes one line per unit.
fn write_text(output: &mut dyn Write, page: &UnitPage) -> io::Result<()> {
    for UnitSection { report, .. } in &page.units {
        let statistics = &report.statistics;
        write!(
            output,
            "unit {:4}  active {:5.1} %  mean {:8}  max {:8}",
            report.unit,
            100.0 * statistics.active,
            rounded(statistics.mean),
            rounded(f64::from(statistics.maximum))
        )?;
        if let Some(class) = report.class {
            write!(output, "  class {} (lift {})", page.class(class.class as usize), rounded(class.lift))?;
        }
        let names: Vec<_> = strongest(page, report).take(SHOWN).map(|sample| sample.name).collect();
        writeln!(output, "{}{}", if names.is_empty() { "" } else { "  " }, names.join("; "))?;
    }
    Ok(())
}
