//! `sae evaluate`.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction, ArgMatches, Command};
use nanoserde::SerJson;

use super::{Failure, Request, path, report, request};
use crate::evaluation::{Evaluation, Evaluator, Judged, Stage, Table};
use crate::training::{Trainer, test_line};

/// What to print and write.
#[derive(Debug, Default)]
pub struct Options {
    json: bool,
    csv: Option<PathBuf>,
}

impl From<&ArgMatches> for Options {
    fn from(matches: &ArgMatches) -> Self {
        Self { json: matches.get_flag("json"), csv: matches.get_one("csv").cloned() }
    }
}

/// The options' arguments.
pub fn options(command: Command) -> Command {
    command
        .arg(request::load("Evaluate the weights of this safetensors file, without training; without LINK the experiment is theirs"))
        .arg(Arg::new("json").long("json").action(ArgAction::SetTrue).help(
            "Print one JSON object: experiment, test_mse and evaluation, with every number of every measure",
        ))
        .arg(path("csv").value_name("FOLDER").help(
            "Write the tables as CSV into this folder: features, samples, classification, clustering, detection, roc, maps",
        ))
}

/// What `--json` prints.
#[derive(SerJson)]
struct Report {
    experiment: String,
    test_mse: f64,
    evaluation: Evaluation,
}

/// Trains the experiment, where no weights are given, and says whether the code is any good. A stage
/// that cannot be completed is noted, the others are printed.
pub fn run(request: Request, options: &Options) -> Result<(), Failure> {
    let trainer = trained(request)?;
    let test_mse = trainer.test_result().mse;
    let judged = Judged::new(trainer);
    let evaluation = evaluate(&judged);
    let mut output = io::stdout().lock();
    if options.json {
        let experiment = judged.trainer().experiment().link();
        let report = Report { experiment, test_mse, evaluation: evaluation.clone() };
        writeln!(output, "{}", report.serialize_json())?;
    } else {
        writeln!(output, "{}", test_line(test_mse as f32))?;
        report::write(&mut output, &evaluation, &judged.inputs())?;
    }
    match &options.csv {
        Some(folder) => write(folder, &evaluation, judged.inputs().test_labels),
        None => Ok(()),
    }
}

/// The model to be judged, tested.
fn trained(request: Request) -> Result<Trainer, Failure> {
    if request.has_weights() {
        let mut trainer = request.settled().trainer()?;
        while !trainer.is_tested() {
            trainer.advance();
        }
        return Ok(trainer);
    }
    let mut trainer = request.trainer()?;
    trainer.run()?;
    Ok(trainer)
}

fn evaluate(judged: &Judged) -> Evaluation {
    let mut evaluator = Evaluator::new();
    for stage in Stage::ALL {
        if let Err(error) = judged.evaluate(&mut evaluator, stage, &mut |_| {}) {
            eprintln!("note: {}: {error}", stage.name());
        }
    }
    evaluator.evaluation().clone()
}

/// Writes a file a table into a folder, which is made where there is none.
fn write(folder: &Path, evaluation: &Evaluation, test_labels: &[usize]) -> Result<(), Failure> {
    let fail = |path: &Path, error| Failure::File { path: path.to_owned(), error };
    fs::create_dir_all(folder).map_err(|error| fail(folder, error))?;
    for table in Table::ALL {
        let path = folder.join(format!("{}.csv", table.name()));
        fs::write(&path, table.csv(evaluation, test_labels)).map_err(|error| fail(&path, error))?;
    }
    Ok(())
}
