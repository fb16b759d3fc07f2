//! `sae evaluate`.

use std::io::{self, Write};
use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Command};
use nanoserde::SerJson;
use ndarray::ArrayView2;

use super::{Failure, Request, path, report, request, tables};
use crate::data::Source;
use crate::evaluation::{Applied, Evaluation, Evaluator, Inputs, Stage, Subject};
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
    let samples = Samples::of(&trainer);
    let evaluation = evaluate(&trainer, &samples);
    let mut output = io::stdout().lock();
    let test_mse = trainer.test_result().mse;
    if options.json {
        let experiment = trainer.experiment().link();
        let report = Report { experiment, test_mse, evaluation: evaluation.clone() };
        writeln!(output, "{}", report.serialize_json())?;
    } else {
        writeln!(output, "{}", test_line(test_mse as f32))?;
        report::write(&mut output, &evaluation, &samples.inputs(&trainer))?;
    }
    match &options.csv {
        Some(folder) => tables::write(folder, &evaluation, &samples.test_labels),
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

/// What is known of the samples that the trainer has.
struct Samples {
    train_labels: Vec<usize>,
    test_labels: Vec<usize>,
    classes: Vec<String>,
}

impl Samples {
    fn of(trainer: &Trainer) -> Self {
        if !Source::applies(trainer.experiment(), "train_on") {
            return Self { train_labels: Vec::new(), test_labels: Vec::new(), classes: Vec::new() };
        }
        let (train_labels, test_labels) = (trainer.train_labels().to_vec(), trainer.test_labels().to_vec());
        let most = train_labels.iter().chain(&test_labels).max().map_or(0, |most| most + 1);
        let named = &trainer.names().classes;
        let name = |class: usize| named.get(class).cloned().unwrap_or_else(|| class.to_string());
        Self { train_labels, test_labels, classes: (0..most).map(name).collect() }
    }

    fn inputs<'a>(&'a self, trainer: &'a Trainer) -> Inputs<'a> {
        Inputs {
            train: trainer.train_samples().view(),
            test: trainer.test_samples().view(),
            train_labels: &self.train_labels,
            test_labels: &self.test_labels,
            classes: &self.classes,
            normal: trainer.experiment().train_on.map(|label| label as usize),
            width: trainer.model().architecture().code(),
        }
    }
}

fn evaluate(trainer: &Trainer, samples: &Samples) -> Evaluation {
    let inputs = samples.inputs(trainer);
    let method = trainer.experiment().sparsity.at(trainer.experiment(), trainer.epoch().max(1));
    let apply = |samples: ArrayView2<f32>| Applied::new(trainer.model(), &method, samples);
    let (train, test) = (apply(inputs.train), apply(inputs.test));
    let subject = Subject {
        inputs,
        train_codes: train.codes.view(),
        test_codes: test.codes.view(),
        test_reconstructions: test.reconstructions.view(),
        reconstruct: &|samples| apply(samples).reconstructions,
    };
    let mut evaluator = Evaluator::new();
    for stage in Stage::ALL {
        if let Err(error) = evaluator.run(stage, &subject, &mut |_| {}) {
            eprintln!("note: {}: {error}", stage.name());
        }
    }
    evaluator.evaluation().clone()
}
