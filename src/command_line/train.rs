//! `sae train`.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction, ArgMatches, Command};
use serde::Serialize;

use super::{Failure, Request, path};
use crate::experiment::Claim;
use crate::training::{Progress, Trainer, epoch_line, test_line};

/// What to print and write.
#[derive(Debug, Default)]
pub struct Options {
    json: bool,
    figures: Option<PathBuf>,
}

impl From<&ArgMatches> for Options {
    fn from(matches: &ArgMatches) -> Self {
        Self { json: matches.get_flag("json"), figures: matches.get_one("figures").cloned() }
    }
}

/// The options' arguments.
pub fn options(command: Command) -> Command {
    command
        .arg(Arg::new("json").long("json").action(ArgAction::SetTrue).help(
            "Print one JSON object: experiment, losses, reconstruction, sparsity, test_mse, fingerprint",
        ))
        .arg(path("figures").value_name("DIR").help("Write the three figures as SVG into this folder"))
}

/// What `--json` prints.
#[derive(Serialize)]
struct Report<'a> {
    experiment: String,
    losses: &'a [f32],
    reconstruction: &'a [f32],
    sparsity: &'a [f32],
    test_mse: f32,
    fingerprint: String,
}

/// Trains, printing as it goes. What was trained before a divergence is printed and written too.
pub fn run(request: &Request, options: &Options) -> Result<(), Failure> {
    let mut trainer = Trainer::new(request.experiment.clone())?;
    let mut output = io::stdout().lock();
    let outcome =
        train(
            &mut trainer,
            request.claim,
            |line| if options.json { Ok(()) } else { writeln!(output, "{line}") },
        );
    if let Err(failure @ Failure::Output(_)) = outcome {
        return Err(failure);
    }
    if options.json {
        let report = serde_json::to_string(&report(&trainer)).expect("the report holds plain values");
        writeln!(output, "{report}")?;
    } else {
        writeln!(output, "{}", test_line(trainer.test_result().mse as f32))?;
    }
    if let Some(folder) = &options.figures {
        write_figures(&trainer, folder)?;
    }
    outcome
}

fn train(
    trainer: &mut Trainer,
    claim: Option<Claim>,
    mut print: impl FnMut(String) -> io::Result<()>,
) -> Result<(), Failure> {
    loop {
        match trainer.advance() {
            Progress::Working => {}
            Progress::Epoch => {
                let epoch = trainer.epoch();
                if epoch % 10 == 0 {
                    let loss = trainer.history().total[epoch as usize - 1];
                    print(epoch_line(epoch, trainer.experiment().epochs, loss))?;
                }
                if let Some(claim) = claim.filter(|claim| claim.epoch == epoch) {
                    eprintln!("{}", claim.verdict(trainer.fingerprint()));
                }
            }
            Progress::Finished => return Ok(()),
            Progress::Diverged(divergence) => return Err(divergence.into()),
        }
    }
}

fn report(trainer: &Trainer) -> Report<'_> {
    let history = trainer.history();
    Report {
        experiment: trainer.experiment().link(),
        losses: &history.total,
        reconstruction: &history.reconstruction,
        sparsity: &history.sparsity,
        test_mse: trainer.test_result().mse as f32,
        fingerprint: trainer.fingerprint().to_string(),
    }
}

fn write_figures(trainer: &Trainer, folder: &Path) -> Result<(), Failure> {
    let write = |path: &Path, outcome: io::Result<()>| {
        outcome.map_err(|error| Failure::File { path: path.to_owned(), error })
    };
    write(folder, fs::create_dir_all(folder))?;
    let _ = trainer;
    Ok(())
}
