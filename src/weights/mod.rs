//! Weights as a file: safetensors, which `safetensors.torch.load_file` reads into the exported
//! script's model, or a folder of SAELens.

mod fault;
pub mod sae_lens;
mod tensor_file;

use nanoserde::{DeBin, SerBin, SerJson};

use crate::experiment::Link;
use crate::model::Architecture;
use crate::safetensors::{Header, Metadata};
use crate::tensor::Fingerprint;
use crate::training::TrainedModel;

pub use fault::WeightsError;
use fault::WeightsFault;
use tensor_file::{TensorFile, file_of};

/// The origin of weights, as far as their file states it. A file written by PyTorch states nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, SerBin, DeBin, SerJson)]
#[nserde(serialize_none_as_null)]
pub struct WeightsProvenance {
    /// The canonical link of their experiment.
    pub link: Option<String>,
    pub epoch: Option<u32>,
    /// The initial weights of their own run, if they were not drawn by its seed: the link alone cannot
    /// reproduce that run.
    pub initial: Option<Fingerprint>,
}

/// Weights from a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights {
    /// In the order of [`Architecture::tensors`].
    pub parameters: Vec<f32>,
    pub origin: WeightsProvenance,
}

/// Writes a model's weights as a file: a tensor for each key of the exported script's
/// `state_dict()`, and where they come from. The same weights give the same bytes.
#[must_use]
pub fn save(model: &TrainedModel) -> Vec<u8> {
    let metadata = Metadata {
        epoch: Some(model.epoch().to_string()),
        fingerprint: Some(model.fingerprint().to_string()),
        // The `transformers` library and others check this.
        format: Some("pt".to_owned()),
        initial: model.initial().map(|initial| initial.to_string()),
        link: Some(model.experiment().link()),
    };
    let tensors = model.autoencoder().architecture().tensors();
    let tensors = tensors.into_iter().map(|tensor| (tensor.name, tensor.shape));
    file_of(metadata, tensors, model.parameters())
}

/// Reads weights for a model and checks the whole file.
///
/// # Errors
/// If it is not a complete safetensors file, or does not contain exactly the model's tensors in float32 and
/// finite, or its weights do not match the fingerprint that it contains.
pub fn load(file: &[u8], architecture: &Architecture) -> Result<Weights, WeightsError> {
    let file = TensorFile::read(file)?;
    let origin = WeightsProvenance::of(file.metadata());
    if file.is_of_sae_lens() {
        return Err(WeightsFault::WithoutConfig.into());
    }
    let parameters = parameters(&file, architecture).and_then(|parameters| file.checked(parameters));
    match parameters {
        Ok(parameters) => Ok(Weights { parameters, origin }),
        Err(fault) => Err(WeightsError::new(fault, origin.link)),
    }
}

/// Returns whether a safetensors file contains weights of a model of this project, fitting or not, rather
/// than other tensors: it names their experiment, or has a tensor with each name of the model's.
#[must_use]
pub fn is_weights(file: &[u8], architecture: &Architecture) -> bool {
    let Ok((header, _)) = Header::read(file) else { return false };
    let is_there = |name: &str| header.tensors.iter().any(|(tensor, _)| tensor == name);
    header.metadata.link.is_some()
        || header.metadata.fingerprint.is_some()
        || architecture.tensors().iter().all(|tensor| is_there(&tensor.name))
}

/// Reads the origin of a file's weights.
///
/// # Errors
/// If it is not a complete safetensors file.
pub fn origin(file: &[u8]) -> Result<WeightsProvenance, WeightsError> {
    Ok(WeightsProvenance::of(TensorFile::read(file)?.metadata()))
}

impl WeightsProvenance {
    fn of(metadata: &Metadata) -> Self {
        let link = metadata.link.as_deref().map(Link::parse).filter(|link| link.problems.is_empty());
        Self {
            link: link.map(|link| link.experiment.link()),
            epoch: metadata.epoch.as_deref().and_then(|epoch| epoch.parse().ok()),
            initial: metadata.initial.as_deref().and_then(Fingerprint::parse),
        }
    }
}

/// Reads the tensors of a model of this architecture, and no others.
fn parameters(file: &TensorFile, architecture: &Architecture) -> Result<Vec<f32>, WeightsFault> {
    let tensors = architecture.tensors();
    let mut parameters = vec![0.0; architecture.parameters()];
    for tensor in &tensors {
        let range = tensor.range.clone();
        file.copy_tensor(&tensor.name, &tensor.shape, &mut parameters[range])?;
    }
    file.check_names(|name| tensors.iter().any(|tensor| tensor.name == name))?;
    Ok(parameters)
}
