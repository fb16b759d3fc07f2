//! `sae`: the same core without a browser.

mod data;
mod export;
mod parameters;
mod train;

use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Arg, ArgMatches, Command, value_parser};

use crate::data::DataError;
use crate::experiment::{Claim, Experiment, Link, PARAMETERS, Problem};
use crate::training::Divergence;

/// What a command line asked for.
#[derive(Debug)]
struct Request {
    experiment: Experiment,
    claim: Option<Claim>,
}

/// Why a command ends early.
#[derive(Debug, thiserror::Error)]
enum Failure {
    /// The link or a flag is wrong; all that is wrong with it.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\nerror: "))]
    Input(Vec<Problem>),
    #[error(transparent)]
    Data(#[from] DataError),
    #[error(transparent)]
    Diverged(#[from] Divergence),
    #[error("{}: {error}", path.display())]
    File { path: PathBuf, error: io::Error },
    #[error("standard output: {0}")]
    Output(#[from] io::Error),
}

impl Failure {
    /// 2 for what the user can mend on the command line, as clap has it; else 1.
    fn exit_code(&self) -> u8 {
        match self {
            Self::Input(_) | Self::Data(_) => 2,
            Self::Diverged(_) | Self::File { .. } | Self::Output(_) => 1,
        }
    }
}

/// Runs the command line of this process.
#[must_use]
pub fn main() -> ExitCode {
    match run(&command().get_matches()) {
        Ok(()) => ExitCode::SUCCESS,
        // Whoever reads has read enough.
        Err(Failure::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("error: {failure}");
            ExitCode::from(failure.exit_code())
        }
    }
}

fn run(matches: &ArgMatches) -> Result<(), Failure> {
    match matches.subcommand() {
        Some(("data", matches)) => data::run(&request(matches)?),
        Some(("export", matches)) => export::run(&request(matches)?),
        Some(("parameters", _)) => parameters::run(),
        Some((_, matches)) => train::run(&request(matches)?, &train::Options::from(matches)),
        None => train::run(
            &Request { experiment: Experiment::default(), claim: None },
            &train::Options::default(),
        ),
    }
}

fn command() -> Command {
    let train = train::options(experiment_arguments(
        Command::new("train")
            .about("Trains an experiment and prints what the starting script prints (the default)"),
    ));
    let data = experiment_arguments(Command::new("data").about(
        "Prints an experiment's data as CSV: unscaled features, label and split, in the generator's order",
    ));
    let export = experiment_arguments(
        Command::new("export").about("Prints an experiment as a PyTorch script that prints the same lines"),
    );
    let parameters = Command::new("parameters").about("Prints the table of all parameters");
    Command::new("sae")
        .about("Sparse autoencoders, exact to PyTorch's printed digits; without a command trains the default experiment")
        .version(env!("CARGO_PKG_VERSION"))
        .subcommands([train, data, export, parameters])
}

/// Every command on an experiment takes a link, and each parameter as a flag.
fn experiment_arguments(command: Command) -> Command {
    let link = Arg::new("LINK")
        .help("A link of the page: a whole URL, or what follows its # [default: the default experiment]");
    PARAMETERS.iter().fold(command.arg(link), |command, parameter| {
        command.arg(
            Arg::new(parameter.name)
                .long(parameter.name)
                .value_name("VALUE")
                .help_heading(parameter.group.title())
                .help(format!(
                    "{} [{}; default: {}]",
                    parameter.help,
                    parameter.range(),
                    parameter.default_text()
                ))
                .allow_hyphen_values(true),
        )
    })
}

/// The link's experiment with the flags on top; what a flag says wins over the link.
fn request(matches: &ArgMatches) -> Result<Request, Failure> {
    let text = matches.get_one::<String>("LINK").map_or("", String::as_str);
    let link = Link::parse(text);
    if !link.problems.is_empty() {
        return Err(Failure::Input(link.problems));
    }
    let flags = PARAMETERS.iter().filter_map(|parameter| {
        let value = matches.get_one::<String>(parameter.name)?;
        Some((parameter, value.as_str()))
    });
    let experiment = link.experiment.with_all(flags).map_err(|problem| Failure::Input(vec![problem]))?;
    Ok(Request { experiment, claim: link.claim })
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
        let request = request(matches).expect("it is a good command line");
        assert_eq!(request.experiment.link(), "hidden_dim=4&lr=0.1,0.2@9");
    }
}
