//! Weights as a file: safetensors, which `safetensors.torch.load_file` reads into the exported
//! script's model (format: <https://github.com/huggingface/safetensors#format>).

use safetensors::tensor::TensorView;
use safetensors::{Dtype, SafeTensorError, SafeTensors};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::experiment::{Link, excerpt};
use crate::model::{Architecture, Fingerprint};
use crate::training::Trainer;

/// What the file's `__metadata__` calls these.
const LINK: &str = "link";
const EPOCH: &str = "epoch";
const FINGERPRINT: &str = "fingerprint";
const INITIAL: &str = "initial";

/// Where weights come from, as far as their file says. A file that `PyTorch` wrote says nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// The canonical link of their experiment.
    pub link: Option<String>,
    /// How many epochs they were trained.
    pub epoch: Option<u32>,
    /// The weights that their own run began with, where its seed had not drawn them: its link alone
    /// does not lead to them.
    pub initial: Option<Fingerprint>,
}

/// Weights from a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights {
    /// In the order of [`Architecture::tensors`].
    pub parameters: Vec<f32>,
    /// Where they come from.
    pub origin: Origin,
}

/// Why a file's weights cannot be taken, and what to do. Nothing of it but names, shortened, is
/// the file's own text.
#[derive(Debug, thiserror::Error)]
#[error("{fault}. {}", remedy(.fault, .link.as_deref()))]
pub struct WeightsError {
    fault: Fault,
    /// The file's experiment, if it names one.
    link: Option<String>,
}

#[derive(Debug, thiserror::Error)]
enum Fault {
    #[error("It is not a whole safetensors file ({0})")]
    Unreadable(SafeTensorError),
    #[error("{wanted} is missing; the file has {found}")]
    Missing { wanted: String, found: String },
    #[error("{} is one tensor too many; the experiment's model has no such part", excerpt(.0))]
    Extra(String),
    #[error("{name} is of type {found}, not F32")]
    Dtype { name: String, found: Dtype },
    #[error("{name} has the shape {found:?}, the experiment's model {wanted:?}")]
    Shape { name: String, found: Vec<usize>, wanted: Vec<usize> },
    #[error("{0} holds values that are no finite numbers")]
    NotFinite(String),
    #[error("The weights are not those whose fingerprint ({0}) the file carries: it is damaged")]
    Altered(Fingerprint),
}

fn remedy(fault: &Fault, link: Option<&str>) -> String {
    match (fault, link) {
        (Fault::Unreadable(_) | Fault::Altered(_), _) => {
            "Save the weights again, or choose another file.".to_owned()
        }
        (Fault::Dtype { .. }, _) => "Convert the tensors to float32 and save them again.".to_owned(),
        (Fault::NotFinite(_), _) => "Choose weights from before the training diverged.".to_owned(),
        (Fault::Missing { .. } | Fault::Extra(_) | Fault::Shape { .. }, Some(link)) => {
            format!("Open the file's own experiment first: #{link}")
        }
        (Fault::Missing { .. } | Fault::Extra(_) | Fault::Shape { .. }, None) => {
            "Give the experiment the layers that the file was trained with.".to_owned()
        }
    }
}

/// The weights after the last complete epoch as a file: a tensor for each key of the exported
/// script's `state_dict()`, and where they come from. The same weights give the same bytes.
#[must_use]
pub fn save(trainer: &Trainer) -> Vec<u8> {
    let parameters = trainer.parameters();
    let mut metadata = json!({
        // What `transformers` and others look for.
        "format": "pt",
        LINK: trainer.experiment().link(),
        EPOCH: trainer.epoch().to_string(),
        FINGERPRINT: trainer.fingerprint().to_string(),
    });
    if let Some(initial) = trainer.loaded() {
        metadata[INITIAL] = initial.to_string().into();
    }
    // The library's own writer orders metadata as a hash map does, differently each time.
    let mut header = json!({ "__metadata__": metadata });
    for tensor in trainer.model().architecture().tensors() {
        let offsets = [tensor.range.start, tensor.range.end].map(|index| index * size_of::<f32>());
        header[tensor.name] = json!({ "dtype": "F32", "shape": tensor.shape, "data_offsets": offsets });
    }
    let mut header = header.to_string();
    // So that the numbers lie aligned in a file that is mapped into memory.
    header.push_str(&" ".repeat(header.len().next_multiple_of(8) - header.len()));
    let values: &[u8] = bytemuck::cast_slice(parameters);
    [&(header.len() as u64).to_le_bytes(), header.as_bytes(), values].concat()
}

/// Reads weights for a model, and checks all of the file.
///
/// # Errors
/// Where it is no whole safetensors file, or not of exactly the model's tensors in float32 and
/// finite, or its weights are not those that it names by their fingerprint.
pub fn load(file: &[u8], architecture: &Architecture) -> Result<Weights, WeightsError> {
    let (tensors, metadata) = open(file)?;
    let link = metadata.origin.link.clone();
    let refuse = |fault| WeightsError { fault, link: link.clone() };
    let parameters = parameters(&tensors, architecture).map_err(refuse)?;
    match metadata.fingerprint {
        Some(named) if named != Fingerprint::of(&parameters) => Err(refuse(Fault::Altered(named))),
        _ => Ok(Weights { parameters, origin: metadata.origin }),
    }
}

/// Where a file's weights come from.
///
/// # Errors
/// Where it is no whole safetensors file.
pub fn origin(file: &[u8]) -> Result<Origin, WeightsError> {
    open(file).map(|(_, metadata)| metadata.origin)
}

struct Metadata {
    origin: Origin,
    fingerprint: Option<Fingerprint>,
}

fn open(file: &[u8]) -> Result<(SafeTensors<'_>, Metadata), WeightsError> {
    let unreadable = |error| WeightsError { fault: Fault::Unreadable(error), link: None };
    let tensors = SafeTensors::deserialize(file).map_err(unreadable)?;
    let (_, header) = SafeTensors::read_metadata(file).map_err(unreadable)?;
    let said = |key| header.metadata().as_ref().and_then(|said| said.get(key)).map(String::as_str);
    let link = said(LINK).map(Link::parse).filter(|link| link.problems.is_empty());
    let origin = Origin {
        link: link.map(|link| link.experiment.link()),
        epoch: said(EPOCH).and_then(|epoch| epoch.parse().ok()),
        initial: said(INITIAL).and_then(Fingerprint::parse),
    };
    let fingerprint = said(FINGERPRINT).and_then(Fingerprint::parse);
    Ok((tensors, Metadata { origin, fingerprint }))
}

fn parameters(file: &SafeTensors, architecture: &Architecture) -> Result<Vec<f32>, Fault> {
    let tensors = architecture.tensors();
    let mut parameters = vec![0.0; architecture.parameters()];
    for tensor in &tensors {
        let view = file
            .tensor(&tensor.name)
            .map_err(|_| Fault::Missing { wanted: tensor.name.clone(), found: listed(file) })?;
        read(&tensor.name, &view, &tensor.shape, &mut parameters[tensor.range.clone()])?;
    }
    let extra = file.names().into_iter().find(|&name| tensors.iter().all(|tensor| tensor.name != name));
    extra.map_or(Ok(parameters), |name| Err(Fault::Extra(name.to_owned())))
}

fn read(name: &str, view: &TensorView, wanted: &[usize], values: &mut [f32]) -> Result<(), Fault> {
    let name = || name.to_owned();
    if view.dtype() != Dtype::F32 {
        return Err(Fault::Dtype { name: name(), found: view.dtype() });
    }
    if view.shape() != wanted {
        return Err(Fault::Shape { name: name(), found: view.shape().to_vec(), wanted: wanted.to_vec() });
    }
    for (value, bytes) in values.iter_mut().zip(view.data().as_chunks().0) {
        *value = f32::from_le_bytes(*bytes);
    }
    if values.iter().all(|value| value.is_finite()) { Ok(()) } else { Err(Fault::NotFinite(name())) }
}

/// The names of a file's tensors; of many only some.
fn listed(file: &SafeTensors) -> String {
    const MOST: usize = 6;
    let mut names = file.names();
    names.sort_unstable();
    let more = if names.len() > MOST { ", …" } else { "" };
    let names: Vec<_> = names.into_iter().take(MOST).map(excerpt).collect();
    if names.is_empty() { "no tensors".to_owned() } else { names.join(", ") + more }
}
