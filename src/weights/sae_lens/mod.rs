//! Weights as a folder of SAELens, which its `SAE.load_from_disk` reads: `cfg.json` and
//! `sae_weights.safetensors`.
//!
//! Source: SAELens 6.54, `sae_lens/saes` (`sae.py`, `standard_sae.py`, `topk_sae.py`, `jumprelu_sae.py`,
//! `gated_sae.py`). Its encoders take samples as the model does, that is scaled: `cfg.json` contains the
//! scaling, because values clipped to 0 to 1 cannot be folded into weights.

mod config;
mod counterpart;
mod fault;
mod tensors;

use super::tensor_file::{TensorFile, file_of};
use super::{Weights, WeightsError, WeightsProvenance};
use crate::data::Scaler;
use crate::model::Architecture;
use crate::safetensors::Metadata;
use crate::tensor::Fingerprint;
use crate::training::TrainedModel;
use config::Config;
use counterpart::SaeLensArchitecture;

pub use counterpart::NoCounterpart;
pub use fault::SaeLensFault;

/// The name of the configuration file.
pub const CONFIG_FILE: &str = "cfg.json";
/// The name of the weights file.
pub const WEIGHTS_FILE: &str = "sae_weights.safetensors";

/// The content of a folder's two files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SaeLensFolder {
    pub config: String,
    pub weights: Vec<u8>,
}

/// Checks that SAELens has models of this architecture.
///
/// # Errors
/// Names everything that SAELens does not have, and the values to train with instead.
pub fn check(architecture: &Architecture) -> Result<(), NoCounterpart> {
    SaeLensArchitecture::of(architecture).map(|_| ())
}

/// Writes a model's weights as a folder of SAELens; `scaler` is that of the model's samples. The same weights
/// give the same bytes.
///
/// # Errors
/// See [`check`].
pub fn save(model: &TrainedModel, scaler: &Scaler) -> Result<SaeLensFolder, NoCounterpart> {
    let architecture = SaeLensArchitecture::of(model.autoencoder().architecture())?;
    let mut list = Vec::new();
    let mut values = Vec::new();
    for tensor in tensors::of(architecture, model.autoencoder()) {
        list.push((tensor.name.to_owned(), tensor.shape));
        values.extend(tensor.values);
    }
    // SAELens drops these metadata when it saves the folder again, so that the fingerprint never outlives the
    // values.
    let metadata = Metadata {
        fingerprint: Some(Fingerprint::of(&values).to_string()),
        format: Some("pt".to_owned()),
        ..Metadata::default()
    };
    Ok(SaeLensFolder {
        config: config::text(architecture, model, scaler),
        weights: file_of(metadata, list, &values),
    })
}

impl SaeLensFolder {
    /// Reads weights for a model and checks both files.
    ///
    /// # Errors
    /// If a file is damaged, or describes another model.
    pub fn load(&self, architecture: &Architecture) -> Result<Weights, WeightsError> {
        let config = Config::read(&self.config)?;
        let wanted = SaeLensArchitecture::of(architecture).map_err(SaeLensFault::NoCounterpart)?;
        config.check(wanted, architecture)?;
        let parameters = TensorFile::read(&self.weights)
            .and_then(|file| tensors::parameters(&file, wanted, architecture))
            .map_err(|fault| WeightsError::new(fault, config.origin.link.clone()))?;
        Ok(Weights { parameters, origin: config.origin })
    }

    /// Reads the origin of the weights.
    ///
    /// # Errors
    /// If `cfg.json` is not a configuration that can be read.
    pub fn origin(&self) -> Result<WeightsProvenance, WeightsError> {
        Ok(Config::read(&self.config)?.origin)
    }

    /// Returns the link of an experiment whose model has the folder's architecture, apart from the number of
    /// features, for folders that do not name their experiment.
    ///
    /// # Errors
    /// If `cfg.json` is not a configuration that can be read.
    pub fn link(&self) -> Result<String, WeightsError> {
        Ok(Config::read(&self.config)?.link()?)
    }
}

impl From<SaeLensFault> for WeightsError {
    fn from(fault: SaeLensFault) -> Self {
        Self::new(fault.into(), None)
    }
}
