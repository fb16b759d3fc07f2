//! The command `sae train`.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use serde::Serialize;

use super::weights_file::WeightsFormat;
use super::{Failure, Request, path, request, terminal};
use crate::evaluation::{Baselines, Diagnosis, Remedy, Symptoms};
use crate::experiment::SharedResult;
use crate::figure::{
    ActivationFigure, AxisScale, Colors, DensityFigure, LossFigure, Palette, ParameterChange, PictureFigure,
    ReconstructionFigure, UnitsFigure, svg,
};
use crate::model::{Architecture, Side};
use crate::training::{Curve, History, StopReason, Trainer, epoch_line, test_line};
use crate::view::View;

/// The options of `sae train`.
#[derive(Debug, Default)]
pub struct TrainOptions {
    json: bool,
    figures: Option<PathBuf>,
    save: Option<PathBuf>,
    format: WeightsFormat,
}

impl From<&ArgMatches> for TrainOptions {
    fn from(matches: &ArgMatches) -> Self {
        Self {
            json: matches.get_flag("json"),
            figures: matches.get_one("figures").cloned(),
            save: matches.get_one("save").cloned(),
            format: matches.get_one("format").copied().unwrap_or_default(),
        }
    }
}

/// Adds the options' arguments.
pub fn options(command: Command) -> Command {
    command
        .arg(Arg::new("json").long("json").action(ArgAction::SetTrue).help(
            "Print one JSON object: experiment, losses, reconstruction, sparsity, test_mse, explained_variance, units, l0, dead, baselines, fingerprint, and curves with every number of every epoch",
        ))
        .arg(request::load("Start from the weights in this safetensors file, or folder of SAELens, instead of the seed's; without LINK, train the experiment they were saved with"))
        .arg(path("save").value_name("PATH").help("Write the weights into this safetensors file, or folder of SAELens"))
        .arg(
            Arg::new("format")
                .long("format")
                .value_name("FORMAT")
                .value_parser(value_parser!(WeightsFormat))
                .requires("save")
                .help("The format of the saved weights [default: safetensors]"),
        )
        .arg(path("figures").value_name("DIR").help("Write the figures as SVG into this folder"))
}

/// The object that `--json` prints.
#[derive(Serialize)]
struct TrainingReport<'a> {
    experiment: String,
    losses: &'a [f32],
    reconstruction: &'a [f32],
    sparsity: &'a [f32],
    curves: &'a History,
    test_mse: f32,
    explained_variance: Option<f64>,
    units: usize,
    l0: f64,
    dead: usize,
    baselines: Option<Beside>,
    fingerprint: String,
}

/// The baselines of the test MSE. R² is the fraction of the mean's error that is avoided.
#[derive(Serialize)]
struct Beside {
    mean_mse: f64,
    r2: Option<f64>,
    pca_of_l0: PcaReport,
    pca_of_units: PcaReport,
}

/// PCA with a number of components.
#[derive(Serialize)]
struct PcaReport {
    components: usize,
    mse: f64,
    r2: Option<f64>,
}

/// Trains, printing as it goes. What was trained before a divergence is printed and written too.
pub fn run(request: &Request, options: &TrainOptions) -> Result<(), Failure> {
    if let Some(path) = &options.save {
        options.format.try_out(path, &Architecture::from(&*request.experiment))?;
    }
    if let Some(folder) = &options.figures {
        write(folder, |folder| fs::create_dir_all(folder))?;
    }
    let mut trainer = request.trainer()?;
    let mut output = terminal::output();
    let outcome = train(&mut trainer, request.shared_result, |line| {
        if options.json { Ok(()) } else { writeln!(output, "{line}") }
    });
    if let Err(failure @ Failure::Output(_)) = outcome {
        return Err(failure);
    }
    if options.json {
        let report = serde_json::to_string(&report(&trainer)).expect("the report holds plain values");
        writeln!(output, "{report}")?;
    } else {
        writeln!(output, "{}", test_line(trainer.test_result().mse as f32))?;
        say_diagnosis(&trainer);
    }
    if let Some(folder) = &options.figures {
        write_figures(&trainer, folder)?;
    }
    if let Some(path) = &options.save {
        options.format.write(path, &trainer)?;
    }
    outcome
}

fn train(
    trainer: &mut Trainer,
    shared_result: Option<SharedResult>,
    mut print: impl FnMut(String) -> io::Result<()>,
) -> Result<(), Failure> {
    trainer.run_telling(|trainer| {
        let epoch = trainer.epoch();
        if epoch.is_multiple_of(10) {
            let loss = trainer.history()[Curve::Total][epoch as usize - 1];
            print(epoch_line(epoch, trainer.experiment().epochs, loss))?;
        }
        if let Some(shared_result) = shared_result.filter(|shared_result| shared_result.epoch == epoch) {
            terminal::print_error(shared_result.verdict(trainer.fingerprint()));
        }
        Ok::<_, Failure>(())
    })?;
    if let Some(StopReason::Stalled(stall)) = trainer.stop_reason() {
        terminal::print_error(stall);
    }
    Ok(())
}

fn report(trainer: &Trainer) -> TrainingReport<'_> {
    let (history, result) = (trainer.history(), trainer.test_result());
    TrainingReport {
        experiment: trainer.experiment().link(),
        losses: &history[Curve::Total],
        reconstruction: &history[Curve::Reconstruction],
        sparsity: &history[Curve::Sparsity],
        curves: history,
        test_mse: result.mse as f32,
        explained_variance: result.explained_variance(),
        units: result.active.len(),
        l0: result.l0(),
        dead: result.dead(),
        baselines: beside(trainer),
        fingerprint: trainer.fingerprint().to_string(),
    }
}

/// Prints the diagnosis to standard error, with flags that may help.
fn say_diagnosis(trainer: &Trainer) {
    let (history, result) = (trainer.history(), trainer.test_result());
    let last = |curve: Curve| history[curve].last().map_or(0.0, |&value| f64::from(value));
    let baselines = Baselines::new(trainer.train_samples().view(), trainer.test_samples().view()).ok();
    let symptoms = Symptoms {
        epoch: trainer.epoch(),
        test_mse: result.mse,
        baselines: baselines.as_ref(),
        units: result.active.len(),
        dead: result.dead(),
        l0: result.l0(),
        losses: &history[Curve::Total],
        reconstruction: last(Curve::Reconstruction),
        penalties: last(Curve::Sparsity) + last(Curve::Divergence),
    };
    let Some(diagnosis) = Diagnosis::of(trainer.experiment(), &symptoms) else { return };
    eprintln!("note: {}", diagnosis.sentence);
    for Remedy { label, values } in diagnosis.remedies {
        let flags: Vec<_> = values.iter().map(|(row, text)| format!("--{} {text}", row.name)).collect();
        eprintln!("  {label}: {}", flags.join(" "));
    }
}

/// The baselines; none where PCA does not converge.
fn beside(trainer: &Trainer) -> Option<Beside> {
    let (train, test) = (trainer.train_samples(), trainer.test_samples());
    let baselines = Baselines::new(train.view(), test.view()).ok()?;
    let pca = |components| {
        let mse = baselines.pca(components);
        PcaReport { components, mse, r2: baselines.r2(mse) }
    };
    let result = trainer.test_result();
    Some(Beside {
        mean_mse: baselines.mean_mse,
        r2: baselines.r2(result.mse),
        pca_of_l0: pca(baselines.components_of(result.l0())),
        pca_of_units: pca(baselines.components(result.active.len())),
    })
}

/// Writes the figures as the page draws them, in its light theme.
fn write_figures(trainer: &Trainer, folder: &Path) -> Result<(), Failure> {
    let experiment = trainer.experiment();
    let result = trainer.test_result();
    let codes: Vec<f32> = result.codes.view().iter().copied().collect();
    let columns = trainer.columns();

    let (active, marks) = (result.active_share(), ParameterChange::all(experiment));
    let loss = LossFigure {
        history: trainer.history(),
        penalties: &Curve::penalties(experiment),
        epochs: experiment.epochs,
        test: Curve::test_of(experiment.loss),
        spread: AxisScale::Linear,
        marks: &marks,
        hovered: None,
        legend: true,
    };
    let classes = trainer.classes();
    let activations = ActivationFigure {
        classes: &classes,
        codes: &codes,
        units: experiment.hidden_dim.code(),
        columns: &columns,
        mean_activation: &result.mean_activation,
        active: &active,
        rule: result.rule,
        colors: Colors::of(experiment),
        scale: None,
        target: experiment.target_at(trainer.epoch()),
        selected: None,
        hovered: None,
        legend: true,
    };
    let reconstructed = trainer.current().reconstruct(trainer.test_samples().row(0), 0);
    let names = trainer.facts().test_names();
    let reconstruction = ReconstructionFigure {
        sample: 0,
        name: names.first().map_or("", String::as_str),
        original: trainer.test_samples().row(0),
        noisy: reconstructed.noisy.as_deref().unwrap_or_default(),
        reconstruction: &reconstructed.decoded,
        reach: 0.0,
        hovered: None,
        axes: experiment.axes(),
        first: View::first_number(&trainer.facts().names.features),
    };

    let density = DensityFigure {
        active: &active,
        rule: result.rule,
        samples: result.samples as u32,
        history: trainer.history(),
        epochs: experiment.epochs,
        marks: &marks,
        hovered: None,
    };

    let weights = Side::Decoder.weights(trainer.model(), usize::MAX);
    let units = UnitsFigure {
        weights: &weights,
        features: trainer.test_samples().columns(),
        view: experiment.view(),
        side: Side::Decoder.name(),
        units: experiment.hidden_dim.code(),
        active: &active,
        hovered: None,
        selected: None,
    };

    let palette = Palette::light();
    for (name, document) in [
        ("loss.svg", svg(&loss, (760, 320), &palette)),
        ("activations.svg", svg(&activations, (1000, 260), &palette)),
        ("reconstruction.svg", sample(&reconstruction, experiment.view(), &palette)),
        ("density.svg", svg(&density, (1000, 220), &palette)),
        ("units.svg", svg(&units, (1000, 320), &palette)),
    ] {
        write(&folder.join(name), |path| fs::write(path, document))?;
    }
    Ok(())
}

fn write(path: &Path, how: impl FnOnce(&Path) -> io::Result<()>) -> Result<(), Failure> {
    how(path).map_err(|error| Failure::File { path: path.to_owned(), error })
}

/// A sample as it is looked at.
fn sample(figure: &ReconstructionFigure, view: View, palette: &Palette) -> String {
    const SIZE: (u32, u32) = (480, 320);
    match view {
        View::Image { width, height } => {
            svg(&PictureFigure { sample: *figure, width, height }, SIZE, palette)
        }
        View::Table | View::Series => svg(figure, SIZE, palette),
    }
}
