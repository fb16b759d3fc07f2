//! Errors of weights files, each with a remedy.

use super::sae_lens::SaeLensFault;
use crate::parameter::excerpt;
use crate::tensor::Fingerprint;

/// The reason why a file's weights cannot be used, and what to do. Of the file's own text it contains only
/// names, shortened.
#[derive(Debug, thiserror::Error)]
#[error("{fault}. {}", remedy(.fault, .link.as_deref()))]
pub struct WeightsError {
    fault: WeightsFault,
    /// The file's experiment, if it names one.
    link: Option<String>,
}

impl WeightsError {
    pub(super) fn new(fault: WeightsFault, link: Option<String>) -> Self {
        Self { fault, link }
    }
}

impl From<WeightsFault> for WeightsError {
    fn from(fault: WeightsFault) -> Self {
        Self::new(fault, None)
    }
}

#[derive(Debug, thiserror::Error)]
pub(super) enum WeightsFault {
    #[error("It is not a whole safetensors file ({0})")]
    Unreadable(&'static str),
    #[error("{wanted} is missing; the file has {found}")]
    Missing { wanted: String, found: String },
    #[error("{} is one tensor too many; the experiment's model has no such part", excerpt(.0))]
    Extra(String),
    #[error("{name} is of type {}, not F32, F16 or BF16", excerpt(.found))]
    Dtype { name: String, found: String },
    #[error("{name} has the shape {found:?}, the experiment's model {wanted:?}")]
    Shape { name: String, found: Vec<usize>, wanted: Vec<usize> },
    #[error("{0} holds values that are not finite")]
    NotFinite(String),
    #[error("The weights are not those whose fingerprint ({0}) the file carries: it is damaged")]
    Altered(Fingerprint),
    #[error("These are weights of SAELens, which are described in a second file, cfg.json")]
    WithoutConfig,
    #[error(transparent)]
    SaeLens(#[from] SaeLensFault),
}

fn remedy(fault: &WeightsFault, link: Option<&str>) -> String {
    match (fault, link) {
        (WeightsFault::Unreadable(_) | WeightsFault::Altered(_), _) => {
            "Save the weights again, or choose another file.".to_owned()
        }
        (WeightsFault::Dtype { .. }, _) => "Convert the tensors to float32 and save them again.".to_owned(),
        (WeightsFault::NotFinite(_), _) => "Choose weights from before the training diverged.".to_owned(),
        (WeightsFault::WithoutConfig, _) => {
            "Load the folder with both files on the command line: sae train --load FOLDER.".to_owned()
        }
        (WeightsFault::SaeLens(fault), _) => fault.remedy(),
        (WeightsFault::Missing { .. } | WeightsFault::Extra(_) | WeightsFault::Shape { .. }, Some(link)) => {
            format!("Open the file's own experiment first: #{link}")
        }
        (WeightsFault::Missing { .. } | WeightsFault::Extra(_) | WeightsFault::Shape { .. }, None) => {
            "Give the experiment the layers that the file was trained with.".to_owned()
        }
    }
}
