//! Weights on disk: a safetensors file, or a folder of SAELens.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::Failure;
use crate::model::Architecture;
use crate::training::Trainer;
use crate::weights::sae_lens::{self, CONFIG_FILE, SaeLensFolder, WEIGHTS_FILE};
use crate::weights::{self, Weights, WeightsError, WeightsProvenance};

/// The format that weights are written in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum WeightsFormat {
    /// A file with the keys of the exported script's `state_dict()`
    #[default]
    Safetensors,
    /// A folder that `SAE.load_from_disk` of SAELens reads
    Saelens,
}

impl WeightsFormat {
    /// Checks that a model can be written in this format to this path, before a long run instead of after it.
    pub fn try_out(self, path: &Path, architecture: &Architecture) -> Result<(), Failure> {
        let fail = |error| Failure::File { path: path.to_owned(), error };
        if self == Self::Safetensors {
            return append(path).map_err(fail);
        }
        sae_lens::check(architecture)?;
        fs::create_dir_all(path).and_then(|()| append(&path.join(CONFIG_FILE))).map_err(fail)
    }

    /// Writes the weights of the last complete epoch.
    pub fn write(self, path: &Path, trainer: &Trainer) -> Result<(), Failure> {
        let model = trainer.trained_model();
        let files = match self {
            Self::Safetensors => vec![(path.to_owned(), weights::save(&model))],
            Self::Saelens => {
                let SaeLensFolder { config, weights } = sae_lens::save(&model, &trainer.facts().scaler)?;
                vec![(path.join(CONFIG_FILE), config.into_bytes()), (path.join(WEIGHTS_FILE), weights)]
            }
        };
        for (path, bytes) in files {
            fs::write(&path, bytes).map_err(|error| Failure::File { path, error })?;
        }
        Ok(())
    }
}

/// Checks that a file can be written, and leaves it unchanged.
fn append(path: &Path) -> io::Result<()> {
    let is_there = path.exists();
    fs::OpenOptions::new().append(true).create(true).open(path)?;
    if is_there { Ok(()) } else { fs::remove_file(path) }
}

/// Weights that were read from disk, but not yet checked against a model.
pub struct WeightsFile {
    path: PathBuf,
    content: Content,
}

enum Content {
    Safetensors(Vec<u8>),
    SaeLens(SaeLensFolder),
}

impl WeightsFile {
    /// Reads a file, or a folder of SAELens.
    pub fn read(path: &Path) -> Result<Self, Failure> {
        let fail = |path: &Path, error| Failure::File { path: path.to_owned(), error };
        let content = if path.is_dir() {
            let (config, weights) = (path.join(CONFIG_FILE), path.join(WEIGHTS_FILE));
            let config = fs::read_to_string(&config).map_err(|error| fail(&config, error))?;
            let weights = fs::read(&weights).map_err(|error| fail(&weights, error))?;
            Content::SaeLens(SaeLensFolder { config, weights })
        } else {
            Content::Safetensors(fs::read(path).map_err(|error| fail(path, error))?)
        };
        Ok(Self { path: path.to_owned(), content })
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Returns the origin of the weights, as far as they state it.
    pub fn origin(&self) -> Result<WeightsProvenance, Failure> {
        self.checked(match &self.content {
            Content::Safetensors(file) => weights::origin(file),
            Content::SaeLens(folder) => folder.origin(),
        })
    }

    /// Returns the link of an experiment whose model may have such weights, if that can be seen from them.
    pub fn suggested_link(&self) -> Result<Option<String>, Failure> {
        match &self.content {
            Content::Safetensors(_) => Ok(None),
            Content::SaeLens(folder) => self.checked(folder.link().map(Some)),
        }
    }

    /// Reads the weights of a model of this architecture.
    pub fn load(&self, architecture: &Architecture) -> Result<Weights, Failure> {
        self.checked(match &self.content {
            Content::Safetensors(file) => weights::load(file, architecture),
            Content::SaeLens(folder) => folder.load(architecture),
        })
    }

    fn checked<T>(&self, result: Result<T, WeightsError>) -> Result<T, Failure> {
        result.map_err(|error| Failure::Weights { path: self.path.clone(), error })
    }
}
