//! `cfg.json`: the description of a model of SAELens.

use std::fmt::Write as _;

use nanoserde::SerJson;

use super::counterpart::SaeLensArchitecture;
use super::fault::SaeLensFault;
use crate::data::Scaler;
use crate::experiment::Link;
use crate::model::Architecture;
use crate::parameter::Value as _;
use crate::safetensors::json::{self, Json};
use crate::tensor::Fingerprint;
use crate::training::TrainedModel;
use crate::weights::WeightsProvenance;

/// The version of SAELens whose format is written. Without it, SAELens takes a configuration for one of before
/// version 6 and drops the metadata.
const VERSION: &str = "6.54.0";

/// Writes the description of a model. The metadata name the experiment and the scaling of its samples:
/// `(x - offset) / divisor`, then clipped to 0 to 1 if `clip` is true.
pub(super) fn text(architecture: SaeLensArchitecture, model: &TrainedModel, scaler: &Scaler) -> String {
    let Architecture { input, pre_bias, .. } = *model.autoencoder().architecture();
    let units = model.autoencoder().architecture().code();
    let (name, epoch) = (architecture.name(), model.epoch());
    let mut own = String::new();
    if architecture == SaeLensArchitecture::TopK {
        let k = model.experiment().k.at(epoch.max(1));
        write!(own, "\n  \"k\": {k},\n  \"rescale_acts_by_decoder_norm\": false,").expect("a string grows");
    }
    let initial = model.initial().map_or_else(|| "null".to_owned(), |initial| format!("\"{initial}\""));
    let numbers =
        |values: ndarray::Array1<f64>| values.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    format!(
        r#"{{
  "architecture": "{name}",
  "d_in": {input},
  "d_sae": {units},{own}
  "dtype": "float32",
  "device": "cpu",
  "apply_b_dec_to_input": {pre_bias},
  "normalize_activations": "none",
  "reshape_activations": "none",
  "metadata": {{
    "sae_lens_version": "{VERSION}",
    "sae_lens_training_version": null,
    "link": {link},
    "epoch": {epoch},
    "initial": {initial},
    "scaling": {{
      "offset": [{offset}],
      "divisor": [{divisor}],
      "clip": {clip}
    }}
  }}
}}
"#,
        link = model.experiment().link().serialize_json(),
        offset = numbers(scaler.offsets(input)),
        divisor = numbers(scaler.divisors(input)),
        clip = scaler.clips(),
    )
}

/// The values of a configuration that are used here.
#[derive(Debug)]
pub(super) struct Config {
    architecture: String,
    units: Option<usize>,
    k: Option<usize>,
    applies_decoder_bias: bool,
    normalisation: Option<String>,
    activation: Option<String>,
    rescales: bool,
    pub origin: WeightsProvenance,
}

impl Config {
    pub fn read(text: &str) -> Result<Self, SaeLensFault> {
        let Some(Json::Object(entries)) = json::parse(text) else { return Err(SaeLensFault::NotConfig) };
        // Defaults of `SAEConfig`, and of `handle_pre_6_0_config` for older configurations.
        let mut config = Self {
            architecture: SaeLensArchitecture::Standard.name().to_owned(),
            units: None,
            k: None,
            applies_decoder_bias: true,
            normalisation: None,
            activation: None,
            rescales: false,
            origin: WeightsProvenance::default(),
        };
        for (name, value) in entries {
            match (name.as_str(), value) {
                ("architecture", Json::Text(text)) => config.architecture = text,
                ("d_sae", Json::Count(units)) => config.units = Some(units),
                ("k", Json::Count(k)) => config.k = Some(k),
                ("apply_b_dec_to_input", Json::Flag(flag)) => config.applies_decoder_bias = flag,
                ("normalize_activations", Json::Text(text)) => config.normalisation = Some(text),
                ("activation_fn" | "activation_fn_str", Json::Text(text)) => config.activation = Some(text),
                ("rescale_acts_by_decoder_norm", Json::Flag(flag)) => config.rescales = flag,
                ("metadata", Json::Object(entries)) => config.origin = origin(entries),
                _ => {}
            }
        }
        if config.units.is_none() {
            return Err(SaeLensFault::NotConfig);
        }
        Ok(config)
    }

    /// Checks that the configuration describes the counterpart of a model.
    pub fn check(&self, wanted: SaeLensArchitecture, model: &Architecture) -> Result<(), SaeLensFault> {
        let found = self.architecture()?;
        if found != wanted {
            return Err(SaeLensFault::OtherArchitecture { found: found.name(), wanted: wanted.name() });
        }
        if self.applies_decoder_bias != model.pre_bias {
            return Err(SaeLensFault::PreBias { applied: self.applies_decoder_bias });
        }
        Ok(())
    }

    /// Returns the architecture if the model computes what models here do.
    fn architecture(&self) -> Result<SaeLensArchitecture, SaeLensFault> {
        let mut all = SaeLensArchitecture::ALL.into_iter();
        let architecture = all.find(|it| it.name() == self.architecture);
        let architecture =
            architecture.ok_or_else(|| SaeLensFault::Architecture(self.architecture.clone()))?;
        if let Some(other) = self.normalisation.as_ref().filter(|name| *name != "none") {
            return Err(SaeLensFault::Normalisation(other.clone()));
        }
        if let Some(other) = self.activation.as_ref().filter(|name| *name != "relu") {
            return Err(SaeLensFault::Activation(other.clone()));
        }
        if self.rescales {
            return Err(SaeLensFault::Rescaled);
        }
        Ok(architecture)
    }

    /// Returns the link of an experiment with such a model and unscaled samples.
    pub fn link(&self) -> Result<String, SaeLensFault> {
        let method = self.architecture()?.methods()[0].text();
        let units = self.units.expect("it was checked when the configuration was read");
        let pre_bias = self.applies_decoder_bias;
        let k = self.k.map_or_else(String::new, |k| format!("&k={k}"));
        Ok(format!("scaling=none&hidden_dim={units}&output=linear&pre_bias={pre_bias}&sparsity={method}{k}"))
    }
}

/// Reads the origin of weights from the metadata.
fn origin(entries: Vec<(String, Json)>) -> WeightsProvenance {
    let mut origin = WeightsProvenance::default();
    for (name, value) in entries {
        match (name.as_str(), value) {
            ("link", Json::Text(text)) => {
                let link = Link::parse(&text);
                origin.link = link.problems.is_empty().then(|| link.experiment.link());
            }
            ("epoch", Json::Count(epoch)) => origin.epoch = epoch.try_into().ok(),
            ("initial", Json::Text(text)) => origin.initial = Fingerprint::parse(&text),
            _ => {}
        }
    }
    origin
}
