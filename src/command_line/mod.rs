//! `sae`: the same core without a browser.

mod check_gradients;
mod csv;
mod data;
mod encode;
mod evaluate;
mod export;
mod glossary;
mod own;
mod parameters;
mod progress_line;
mod report;
mod request;
mod terminal;
mod train;
mod units;
mod weights_file;

use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Arg, ArgMatches, Command, value_parser};

use crate::data::DataError;
use crate::experiment::Problem;
use crate::files::FileError;
use crate::training::Divergence;
use crate::weights::WeightsError;
use crate::weights::sae_lens::NoCounterpart;
use request::Request;

/// Why a command ends early.
#[derive(Debug, thiserror::Error)]
enum Failure {
    /// All problems of the link and the flags.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\nerror: "))]
    Input(Vec<Problem>),
    #[error(transparent)]
    Data(#[from] DataError),
    #[error(transparent)]
    UserFile(#[from] FileError),
    #[error("{}: {error}; --data takes a file, or one of {names}", path.display())]
    NoData { path: PathBuf, error: io::Error, names: String },
    #[error(
        "{found} is not the file of this link: it holds {words}, but not what {wanted} held when the link was made"
    )]
    OtherData { found: String, wanted: String, words: String },
    #[error(transparent)]
    Diverged(#[from] Divergence),
    #[error("{}: {error}", path.display())]
    File { path: PathBuf, error: io::Error },
    #[error("{}: {error}", path.display())]
    Weights { path: PathBuf, error: WeightsError },
    #[error("--format saelens: {0}")]
    NoCounterpart(#[from] NoCounterpart),
    #[error("{}: codes are written as .csv or .npy; give the file one of these endings", path.display())]
    Format { path: PathBuf },
    #[error("standard output: {0}")]
    Output(#[from] io::Error),
}

impl Failure {
    /// Returns 2 for errors that the user can fix on the command line, as clap does, else 1.
    fn exit_code(&self) -> u8 {
        match self {
            Self::Input(_)
            | Self::Data(_)
            | Self::UserFile(_)
            | Self::NoData { .. }
            | Self::OtherData { .. }
            | Self::Weights { .. }
            | Self::NoCounterpart(_)
            | Self::Format { .. } => 2,
            Self::Diverged(_) | Self::File { .. } | Self::Output(_) => 1,
        }
    }
}

/// Runs the command line of this process.
#[must_use]
pub fn main() -> ExitCode {
    let matches = match command().try_get_matches() {
        Ok(matches) => matches,
        // clap prints arguments as they are, where it prints in colours.
        Err(error) if error.use_stderr() && terminal::harmless(&error.to_string()) != error.to_string() => {
            terminal::print_error(error);
            return ExitCode::from(2);
        }
        Err(error) => error.exit(),
    };
    match run(&matches) {
        Ok(()) => ExitCode::SUCCESS,
        // The reader has closed the pipe.
        Err(Failure::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(failure) => {
            terminal::print_error(format_args!("error: {failure}"));
            ExitCode::from(failure.exit_code())
        }
    }
}

fn run(matches: &ArgMatches) -> Result<(), Failure> {
    match matches.subcommand() {
        Some(("check-gradients", matches)) => check_gradients::run(&Request::new(matches)?),
        Some(("data", matches)) => data::run(&Request::new(matches)?, matches.get_one("npy")),
        Some(("evaluate", matches)) => {
            evaluate::run(Request::new(matches)?, &evaluate::EvaluateOptions::from(matches))
        }
        Some(("encode", matches)) => encode::run(Request::new(matches)?, matches.get_one("save")),
        Some(("export", matches)) => export::run(&Request::new(matches)?),
        Some(("glossary", _)) => glossary::run(),
        Some(("parameters", _)) => parameters::run(),
        Some(("units", matches)) => units::run(Request::new(matches)?, &units::UnitsOptions::from(matches)),
        Some((_, matches)) => train::run(&Request::new(matches)?, &train::TrainOptions::from(matches)),
        None => train::run(&Request::default(), &train::TrainOptions::default()),
    }
}

fn command() -> Command {
    let train = train::options(request::arguments(
        Command::new("train").about("Trains an experiment and prints its losses (the default)"),
    ));
    let data = request::arguments(Command::new("data").about(
        "Prints an experiment's data as CSV: unscaled features, label and split, in the generator's order",
    ))
    .arg(path("npy").value_name("FILE").help(
        "Write it into this .npy file instead, with one row per sample and its label last; the exported script loads it",
    ));
    let evaluate = evaluate::options(request::arguments(Command::new("evaluate").about(
        "Trains an experiment, or loads weights, and prints how good the code is: errors, classes, clusters, anomalies, features, maps",
    )));
    let encode = request::arguments(
        Command::new("encode")
            .about("Writes the codes of all samples, training and test, in the generator's order"),
    )
    .arg(
        request::load(
            "The weights, a safetensors file or a folder of SAELens; without LINK the experiment is theirs",
        )
        .required(true),
    )
    .arg(
        path("save").value_name("FILE").help(
            "A .csv file (units, label and split) or a .npy file (units alone) [default: CSV, printed]",
        ),
    );
    let export = request::arguments(
        Command::new("export").about("Prints an experiment as a PyTorch script that prints the same lines"),
    );
    let units = units::options(request::arguments(Command::new("units").about(
        "Trains an experiment, or loads weights, and describes each unit by the test samples: how often and how strongly it is active, its class, its strongest samples and its decoder weights",
    )));
    let check_gradients = request::arguments(Command::new("check-gradients").about(
        "Compares an experiment's gradient with central differences, and prints the formula of its loss with the values filled in",
    ));
    let glossary =
        Command::new("glossary").about("Prints the terms of the page, each explained in one sentence");
    let parameters = Command::new("parameters").about("Prints the table of all parameters");
    Command::new("sae")
        .about("Sparse autoencoders whose numbers are PyTorch's; without a command trains the default experiment")
        .version(env!("CARGO_PKG_VERSION"))
        .subcommands([train, evaluate, encode, units, data, export, check_gradients, parameters, glossary])
}

/// An option that takes a file or folder.
fn path(name: &'static str) -> Arg {
    Arg::new(name).long(name).value_parser(value_parser!(PathBuf))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        command().debug_assert();
    }

    #[test]
    fn flags_win_over_the_link() {
        let matches =
            command().get_matches_from(["sae", "train", "#hidden_dim=4&lr=0.01", "--lr", "0.1,0.2@9"]);
        let (_, matches) = matches.subcommand().expect("train was given");
        let request = Request::new(matches).expect("it is a good command line");
        assert_eq!(request.experiment.link(), "hidden_dim=4&lr=0.1,0.2@9");
    }
}
