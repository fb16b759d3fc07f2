//! The command `sae evaluate`.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use clap::{Arg, ArgAction, ArgMatches, Command};
use nanoserde::SerJson;

use super::progress_line::ProgressLine;
use super::{Failure, Request, path, report, request, terminal};
use crate::data::Dataset;
use crate::evaluation::{
    CsvTable, Detection, EvaluatedModel, Evaluation, Evaluator, FeatureRecovery, Perplexity, RecoveryScores,
    Stage, TableNames,
};
use crate::training::{ScaledData, TrainedModel, test_line};

/// The options of `sae evaluate`.
#[derive(Debug, Default)]
pub struct EvaluateOptions {
    json: bool,
    perplexity: Perplexity,
    csv: Option<PathBuf>,
}

impl From<&ArgMatches> for EvaluateOptions {
    fn from(matches: &ArgMatches) -> Self {
        Self {
            json: matches.get_flag("json"),
            perplexity: matches.get_one("perplexity").copied().unwrap_or_default(),
            csv: matches.get_one("csv").cloned(),
        }
    }
}

/// Adds the options' arguments.
pub fn options(command: Command) -> Command {
    command
        .arg(request::load("Evaluate the weights of this safetensors file, or folder of SAELens, without training; without LINK the experiment is theirs"))
        .arg(Arg::new("json").long("json").action(ArgAction::SetTrue).help(
            "Print one JSON object: experiment, test_mse, ground_truth where there is one, detections (what is found at the usual threshold), and evaluation, with every number of every measure",
        ))
        .arg(Arg::new("perplexity").long("perplexity").value_name("NUMBER").value_parser(Perplexity::from_str).help(
            format!("About how many neighbours t-SNE gives a sample [default: {}]", Perplexity::default()),
        ))
        .arg(path("csv").value_name("FOLDER").help(format!(
            "Write the tables as CSV into this folder: {}",
            CsvTable::ALL.map(CsvTable::name).join(", "),
        )))
}

/// The object that `--json` prints.
#[derive(SerJson)]
struct EvaluationReport {
    experiment: String,
    test_mse: f64,
    ground_truth: Option<GroundTruthScores>,
    detections: Vec<Detection>,
    evaluation: Evaluation,
}

/// The match between the units and the true features, and the same for a random decoder of the same size.
#[derive(SerJson)]
struct GroundTruthScores {
    units: RecoveryScores,
    control: RecoveryScores,
}

/// Trains the experiment if no weights are given, and evaluates it. If a stage fails, a note is printed and
/// the others continue.
pub fn run(request: Request, options: &EvaluateOptions) -> Result<(), Failure> {
    if let Some(folder) = &options.csv {
        fs::create_dir_all(folder).map_err(|error| Failure::File { path: folder.clone(), error })?;
    }
    let mut line = ProgressLine::new();
    let (model, data) = trained(request, &mut line)?;
    let ground_truth = FeatureRecovery::new(model.experiment(), &data).map(|marker| GroundTruthScores {
        units: marker.mark(&model).marks,
        control: marker.known().control.marks,
    });
    let evaluated = EvaluatedModel::new(model, data);
    let test_mse = evaluated.test_mse();
    let evaluation = evaluate(&evaluated, options.perplexity, &mut line);
    drop(line);
    let mut output = terminal::output();
    if options.json {
        let experiment = evaluated.model().experiment().link();
        let (detections, evaluation) = (evaluation.detections(None), evaluation.clone());
        let report = EvaluationReport { experiment, test_mse, ground_truth, detections, evaluation };
        writeln!(output, "{}", report.serialize_json())?;
    } else {
        writeln!(output, "{}", test_line(test_mse as f32))?;
        report::write(&mut output, &evaluation, &evaluated.inputs(), evaluated.model().experiment().view())?;
        if let Some(GroundTruthScores { units, control }) = &ground_truth {
            report::write_ground_truth(&mut output, units, control)?;
        }
    }
    match &options.csv {
        Some(folder) => write(folder, &evaluation, evaluated.inputs().names()),
        None => Ok(()),
    }
}

/// Returns the trained and tested model.
pub(super) fn trained(
    request: Request,
    line: &mut ProgressLine,
) -> Result<(TrainedModel, ScaledData), Failure> {
    if request.has_weights() {
        let request = request.settled();
        let data = ScaledData::from(Dataset::of(&request.experiment, &request.cache)?);
        let model = request.model(&data.train).expect("there are weights");
        return Ok((model, data));
    }
    let mut trainer = request.trainer()?;
    trainer.run_telling(|trainer| {
        line.show("training", f64::from(trainer.epoch()) / f64::from(trainer.experiment().epochs));
        Ok::<_, Failure>(())
    })?;
    Ok(trainer.into_parts())
}

fn evaluate(evaluated: &EvaluatedModel, perplexity: Perplexity, line: &mut ProgressLine) -> Evaluation {
    let mut evaluator = Evaluator::new();
    evaluator.set_perplexity(perplexity);
    for stage in Stage::ALL {
        let result = evaluated.evaluate(&mut evaluator, stage, &mut |share| line.show(stage.name(), share));
        if let Err(error) = result {
            line.clear();
            terminal::print_error(format_args!("note: {}: {error}", stage.name()));
        }
    }
    evaluator.evaluation().clone()
}

/// Writes one CSV file per table into a folder.
fn write(folder: &Path, evaluation: &Evaluation, names: TableNames) -> Result<(), Failure> {
    let fail = |path: &Path, error| Failure::File { path: path.to_owned(), error };
    for table in CsvTable::ALL {
        let path = folder.join(format!("{}.csv", table.name()));
        fs::write(&path, table.csv(evaluation, names, None)).map_err(|error| fail(&path, error))?;
    }
    Ok(())
}
