//! Weights as a file: safetensors, which `safetensors.torch.load_file` reads into the exported
//! script's model.

use nanoserde::{DeBin, SerBin, SerJson};

use crate::experiment::Link;
use crate::model::{Architecture, Tensor};
use crate::parameter::excerpt;
use crate::safetensors::{Header, Info, Metadata};
use crate::tensor::Fingerprint;
use crate::training::TrainedModel;

/// The only type of values that is written and read.
const DTYPE: &str = "F32";

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

/// Why a file's weights cannot be taken, and what to do. Nothing of it but names, shortened, is
/// the file's own text.
#[derive(Debug, thiserror::Error)]
#[error("{fault}. {}", remedy(.fault, .link.as_deref()))]
pub struct WeightsError {
    fault: WeightsFault,
    /// The file's experiment, if it names one.
    link: Option<String>,
}

#[derive(Debug, thiserror::Error)]
enum WeightsFault {
    #[error("It is not a whole safetensors file ({0})")]
    Unreadable(&'static str),
    #[error("{wanted} is missing; the file has {found}")]
    Missing { wanted: String, found: String },
    #[error("{} is one tensor too many; the experiment's model has no such part", excerpt(.0))]
    Extra(String),
    #[error("{name} is of type {}, not {DTYPE}", excerpt(.found))]
    Dtype { name: String, found: String },
    #[error("{name} has the shape {found:?}, the experiment's model {wanted:?}")]
    Shape { name: String, found: Vec<usize>, wanted: Vec<usize> },
    #[error("{0} holds values that are not finite")]
    NotFinite(String),
    #[error("The weights are not those whose fingerprint ({0}) the file carries: it is damaged")]
    Altered(Fingerprint),
}

fn remedy(fault: &WeightsFault, link: Option<&str>) -> String {
    match (fault, link) {
        (WeightsFault::Unreadable(_) | WeightsFault::Altered(_), _) => {
            "Save the weights again, or choose another file.".to_owned()
        }
        (WeightsFault::Dtype { .. }, _) => "Convert the tensors to float32 and save them again.".to_owned(),
        (WeightsFault::NotFinite(_), _) => "Choose weights from before the training diverged.".to_owned(),
        (WeightsFault::Missing { .. } | WeightsFault::Extra(_) | WeightsFault::Shape { .. }, Some(link)) => {
            format!("Open the file's own experiment first: #{link}")
        }
        (WeightsFault::Missing { .. } | WeightsFault::Extra(_) | WeightsFault::Shape { .. }, None) => {
            "Give the experiment the layers that the file was trained with.".to_owned()
        }
    }
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
    let tensors = model.autoencoder().architecture().tensors().into_iter().map(|tensor| {
        let data_offsets = [tensor.range.start, tensor.range.end].map(|index| index * size_of::<f32>());
        (tensor.name, Info { data_offsets, dtype: DTYPE.to_owned(), shape: tensor.shape })
    });
    let header = Header { metadata, tensors: tensors.collect() };
    [&header.bytes(), bytemuck::cast_slice(model.parameters())].concat()
}

/// Reads weights for a model and checks the whole file.
///
/// # Errors
/// If it is not a complete safetensors file, or does not contain exactly the model's tensors in float32 and
/// finite, or its weights do not match the fingerprint that it contains.
pub fn load(file: &[u8], architecture: &Architecture) -> Result<Weights, WeightsError> {
    let (header, values) = open(file)?;
    let origin = WeightsProvenance::of(&header.metadata);
    let refuse = |fault| WeightsError { fault, link: origin.link.clone() };
    let parameters = parameters(&header, values, architecture).map_err(refuse)?;
    match header.metadata.fingerprint.as_deref().and_then(Fingerprint::parse) {
        Some(named) if named != Fingerprint::of(&parameters) => Err(refuse(WeightsFault::Altered(named))),
        _ => Ok(Weights { parameters, origin }),
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
    open(file).map(|(header, _)| WeightsProvenance::of(&header.metadata))
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

fn open(file: &[u8]) -> Result<(Header, &[u8]), WeightsError> {
    Header::read(file).map_err(|reason| WeightsError { fault: WeightsFault::Unreadable(reason), link: None })
}

fn parameters(header: &Header, values: &[u8], architecture: &Architecture) -> Result<Vec<f32>, WeightsFault> {
    let tensors = architecture.tensors();
    let mut parameters = vec![0.0; architecture.parameters()];
    for Tensor { name, shape, range } in &tensors {
        let name = || name.clone();
        let mut infos = header.tensors.iter().filter(|(found, _)| *found == name()).map(|(_, info)| info);
        let info =
            infos.next().ok_or_else(|| WeightsFault::Missing { wanted: name(), found: listed(header) })?;
        if info.dtype != DTYPE {
            return Err(WeightsFault::Dtype { name: name(), found: info.dtype.clone() });
        }
        if info.shape != *shape {
            return Err(WeightsFault::Shape {
                name: name(),
                found: info.shape.clone(),
                wanted: shape.clone(),
            });
        }
        let [start, end] = info.data_offsets;
        let own = values.get(start..end).filter(|own| own.len() == range.len() * size_of::<f32>());
        let own = own.ok_or(WeightsFault::Unreadable("a tensor's place is not of its size"))?;
        for (parameter, bytes) in parameters[range.clone()].iter_mut().zip(own.as_chunks().0) {
            *parameter = f32::from_le_bytes(*bytes);
        }
        if !parameters[range.clone()].iter().all(|parameter| parameter.is_finite()) {
            return Err(WeightsFault::NotFinite(name()));
        }
    }
    let known = |name: &str| tensors.iter().any(|tensor| tensor.name == name);
    match header.tensors.iter().find(|(name, _)| !known(name)) {
        Some((name, _)) => Err(WeightsFault::Extra(name.clone())),
        None => Ok(parameters),
    }
}

/// The names of a file's tensors; of many only some.
fn listed(header: &Header) -> String {
    const MOST: usize = 6;
    let more = if header.tensors.len() > MOST { ", …" } else { "" };
    let names: Vec<_> = header.tensors.iter().take(MOST).map(|(name, _)| excerpt(name)).collect();
    if names.is_empty() { "no tensors".to_owned() } else { names.join(", ") + more }
}
