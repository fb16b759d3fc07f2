//! Errors of folders of SAELens.

use super::counterpart::{NoCounterpart, SaeLensArchitecture};
use crate::parameter::{Value, excerpt};

/// The reason why a folder of SAELens cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SaeLensFault {
    #[error("cfg.json is not a configuration of SAELens")]
    NotConfig,
    #[error("cfg.json has the architecture {}; {} are read", excerpt(.0), names())]
    Architecture(String),
    #[error("cfg.json has the architecture {found}, the experiment's model {wanted}")]
    OtherArchitecture { found: &'static str, wanted: &'static str },
    #[error("cfg.json has apply_b_dec_to_input={applied}, the experiment pre_bias={}", !.applied)]
    PreBias { applied: bool },
    #[error("cfg.json normalises samples by {}, which models here do not do", excerpt(.0))]
    Normalisation(String),
    #[error("cfg.json selects codes by their product with the decoder's norms, which models here do not do")]
    Rescaled,
    #[error("cfg.json has the activation {}, models here a ReLU", excerpt(.0))]
    Activation(String),
    #[error("The units have different thresholds, and the experiment's method has one for all")]
    Thresholds,
    #[error(transparent)]
    NoCounterpart(#[from] NoCounterpart),
}

impl SaeLensFault {
    /// Returns what to do.
    pub(in crate::weights) fn remedy(&self) -> String {
        match self {
            Self::NotConfig => "Save the folder again with SAELens.".to_owned(),
            Self::Architecture(_) | Self::Activation(_) => {
                "Choose the folder of another autoencoder.".to_owned()
            }
            Self::OtherArchitecture { found, .. } => {
                let all = SaeLensArchitecture::ALL.into_iter().filter(|it| it.name() == *found);
                let methods = all.flat_map(SaeLensArchitecture::methods).map(Value::text);
                format!("Set sparsity to {}.", methods.collect::<Vec<_>>().join(" or "))
            }
            Self::PreBias { applied } => format!("Set pre_bias={applied}."),
            Self::Normalisation(_) => {
                "Fold the normalisation into the weights with SAELens and save the folder again.".to_owned()
            }
            Self::Rescaled => {
                "Call sae.fold_W_dec_norm() in SAELens, set sae.cfg.rescale_acts_by_decoder_norm to False and \
                 save the folder again."
                    .to_owned()
            }
            Self::Thresholds => "Set sparsity=jumprelu.".to_owned(),
            Self::NoCounterpart(_) => "The folder's weights fit only such a model.".to_owned(),
        }
    }
}

fn names() -> String {
    SaeLensArchitecture::ALL.map(SaeLensArchitecture::name).join(", ")
}
