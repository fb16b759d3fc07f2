//! The request of a command line.

use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Command};

use super::weights_file::WeightsFile;
use super::{Failure, own, path, terminal};
use crate::data::{DataFileCache, Dataset};
use crate::experiment::{Experiment, Key, Link, PARAMETERS, Parameter, Settled, SharedResult};
use crate::model::Architecture;
use crate::tensor::Matrix;
use crate::training::{TrainedModel, Trainer, any};
use crate::weights::Weights;

/// An experiment, and what it begins with.
#[derive(Debug, Default)]
pub struct Request {
    pub experiment: Experiment,
    /// The shared result, if the link alone can reproduce it.
    pub shared_result: Option<SharedResult>,
    weights: Option<Weights>,
    /// Holds the data's file.
    pub cache: DataFileCache,
}

/// The values of `--data` besides names of datasets.
const FILES: &str = " Or your own file: CSV, TSV, XLSX, NPY, NPZ, safetensors, IDX, PNG or JPEG; twice for samples and labels.";

/// Every command on an experiment takes a link, and each parameter as a flag.
pub fn arguments(command: Command) -> Command {
    let link = Arg::new("LINK")
        .help("A link of the page: a whole URL, or what follows its # [default: the default experiment]");
    PARAMETERS.iter().fold(command.arg(link), |command, parameter| {
        let is_data = parameter.key == Key::data;
        command.arg(
            Arg::new(parameter.name)
                .long(parameter.name)
                .value_name("VALUE")
                .help_heading(parameter.group.title())
                .visible_aliases(aliases(parameter.key))
                // Samples and labels may come in two files.
                .action(if is_data { ArgAction::Append } else { ArgAction::Set })
                .help(format!(
                    "{}{} [{}; default: {}]",
                    parameter.help,
                    if is_data { FILES } else { "" },
                    parameter.range(),
                    parameter.default_text()
                ))
                .allow_hyphen_values(true),
        )
    })
}

/// Other names of a flag: what a part of a file is called depends on the file.
fn aliases(key: Key) -> &'static [&'static str] {
    if key == Key::part { &["sheet", "tensor", "array"] } else { &[] }
}

/// The weights to begin with.
pub fn load(help: &'static str) -> Arg {
    path("load").value_name("PATH").help(help)
}

impl Request {
    /// Returns the link's experiment with the flags applied; flags take precedence.
    pub fn new(matches: &ArgMatches) -> Result<Self, Failure> {
        // Not every command loads weights.
        let path = matches.try_get_one::<PathBuf>("load").ok().flatten();
        let file = path.map(|path| WeightsFile::read(path)).transpose()?;
        let own_link = match (&file, matches.get_one::<String>("LINK")) {
            (_, Some(link)) => link.clone(),
            (Some(file), None) => link_of(file)?,
            (None, None) => String::new(),
        };
        let paths = own::paths(matches);
        let (own_link, how) = if paths.is_empty() { (own_link, Vec::new()) } else { own::apart(&own_link) };
        let link = Link::parse(&own_link);
        if !link.problems.is_empty() {
            return Err(Failure::Input(link.problems));
        }
        let flags = PARAMETERS.iter().filter_map(|parameter| {
            let value = matches.get_one::<String>(parameter.name)?;
            Some((parameter, value.as_str()))
        });
        let flags = how.iter().map(|(row, text)| (*row, text.as_str())).chain(flags);
        let (experiment, cache) = if paths.is_empty() {
            let experiment = settled(&link, flags)?;
            let cache = own::carried(&experiment)?;
            (experiment, cache)
        } else {
            own::read(&paths, &link, &flags.collect::<Vec<_>>())?
        };
        let Some(file) = file else {
            return Ok(Self { experiment, shared_result: link.shared_result, cache, ..Self::default() });
        };
        let architecture = Architecture::from(&*experiment);
        let weights = file.load(&architecture)?;
        warn(&weights, &experiment, &architecture);
        Ok(Self { experiment, weights: Some(weights), cache, ..Self::default() })
    }

    /// A run of it that has not begun.
    pub fn trainer(&self) -> Result<Trainer, Failure> {
        let data = Dataset::of(&self.experiment, &self.cache)?;
        let mut trainer = Trainer::with(self.experiment.clone(), data, any);
        if let Some(weights) = &self.weights {
            trainer.begin_with(&weights.parameters);
        }
        Ok(trainer)
    }

    /// Returns whether weights were given in a file.
    pub fn has_weights(&self) -> bool {
        self.weights.is_some()
    }

    /// Returns the experiment's model with the weights from the file; `train` holds the scaled training
    /// samples. Returns `None` if no file was given.
    pub fn model(&self, train: &Matrix<f32>) -> Option<TrainedModel> {
        let parameters = self.weights.as_ref()?.parameters.clone();
        Some(TrainedModel::with_weights(self.experiment.clone(), parameters, train))
    }

    /// Sets live parameters to their values at the epoch of the weights if these come from this experiment,
    /// else to those at its end.
    pub fn settled(self) -> Self {
        let origin = self.weights.as_ref().map(|weights| &weights.origin);
        let origin = origin.filter(|origin| origin.link == Some(self.experiment.link()));
        let epoch = origin.and_then(|origin| origin.epoch).unwrap_or(self.experiment.epochs);
        Self { experiment: self.experiment.as_of(epoch), ..self }
    }
}

/// The link's experiment with values on top; says which defaults gave way.
pub fn settled<'a>(
    link: &Link,
    values: impl IntoIterator<Item = (&'static Parameter, &'a str)>,
) -> Result<Experiment, Failure> {
    let settled = link.experiment.settled_with(&link.given, values);
    let Settled { experiment, adjustments } = settled.map_err(|problem| Failure::Input(vec![problem]))?;
    for adjustment in adjustments {
        terminal::print_error(format_args!("note: {adjustment}"));
    }
    Ok(experiment)
}

/// Returns the link of the experiment that weights come from, or else one that fits them.
fn link_of(file: &WeightsFile) -> Result<String, Failure> {
    if let Some(link) = file.origin()?.link {
        return Ok(link);
    }
    let suggested = file.suggested_link()?;
    let taken = suggested.as_ref().map_or_else(|| "the default one".to_owned(), |link| format!("#{link}"));
    terminal::print_error(format_args!(
        "note: {} does not say of which experiment its weights are, or cannot be read there: {taken} is taken; \
         name another as LINK",
        file.path().display()
    ));
    Ok(suggested.unwrap_or_default())
}

/// Shapes may fit where the models differ, as in their activations, or the data.
fn warn(weights: &Weights, experiment: &Experiment, architecture: &Architecture) {
    let Some(link) = &weights.origin.link else { return };
    let origin = Link::parse(link).experiment;
    if Architecture::from(&*origin) != *architecture {
        terminal::print_error(format_args!(
            "note: the weights were trained in another model, that of #{link}"
        ));
    } else if origin.data_link() != experiment.data_link() {
        terminal::print_error(format_args!(
            "note: the weights were trained on other data, those of #{link}: scaling is that of these data"
        ));
    }
}
