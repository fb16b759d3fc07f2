//! The architectures of SAELens, and the models that have a counterpart among them.

use std::fmt;

use crate::model::{Architecture, Output};
use crate::parameter::Value as _;
use crate::sparsity::Sparsity;

/// An architecture of SAELens for inference. BatchTopK and Matryoshka are saved as `jumprelu`, as SAELens
/// itself does: their codes are those above one threshold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SaeLensArchitecture {
    Standard,
    TopK,
    JumpRelu,
    Gated,
}

impl SaeLensArchitecture {
    pub const ALL: [Self; 4] = [Self::Standard, Self::TopK, Self::JumpRelu, Self::Gated];

    /// Returns the name in `cfg.json`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Standard => "standard",
            Self::TopK => "topk",
            Self::JumpRelu => "jumprelu",
            Self::Gated => "gated",
        }
    }

    /// Returns the sparsity methods whose models are saved in this architecture; the first one is that of a
    /// folder that does not name its experiment.
    pub fn methods(self) -> &'static [Sparsity] {
        match self {
            Self::Standard => &[Sparsity::L1, Sparsity::None, Sparsity::MeanActivation],
            Self::TopK => &[Sparsity::TopK],
            Self::JumpRelu => &[Sparsity::JumpRelu, Sparsity::BatchTopK, Sparsity::Matryoshka],
            Self::Gated => &[Sparsity::Gated],
        }
    }

    /// Returns the counterpart of a model.
    pub fn of(architecture: &Architecture) -> Result<Self, NoCounterpart> {
        let differences = differences(architecture);
        if !differences.is_empty() {
            return Err(NoCounterpart(differences));
        }
        let all = Self::ALL.into_iter();
        let mut fitting = all.filter(|it| it.methods().contains(&architecture.sparsity));
        Ok(fitting.next().expect("every method but sparsity=kl is saved in an architecture"))
    }
}

/// The reasons why SAELens has no model like this one, each with the value to train with instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoCounterpart(Vec<(String, String)>);

impl fmt::Display for NoCounterpart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let join = |parts: Vec<&str>, separator| parts.join(separator);
        let reasons = join(self.0.iter().map(|(reason, _)| reason.as_str()).collect(), "; ");
        write!(f, "SAELens has no model like this one: {reasons}. {}", self.remedy())
    }
}

impl std::error::Error for NoCounterpart {}

impl NoCounterpart {
    /// Returns the values to train with instead, as a sentence.
    pub(super) fn remedy(&self) -> String {
        let values: Vec<_> = self.0.iter().map(|(_, value)| value.as_str()).collect();
        format!("Train with {}, or save the weights as safetensors", values.join("&"))
    }
}

fn differences(architecture: &Architecture) -> Vec<(String, String)> {
    let Architecture { widths, activation, output, tied, variational, .. } = architecture;
    let mut differences = Vec::new();
    let mut add = |reason: String, value: String| differences.push((reason, value));
    if *output == Output::Sigmoid {
        add("its decoders are linear, and this one ends in a sigmoid".to_owned(), "output=linear".to_owned());
    }
    if let [_, .., code] = widths[..] {
        add(
            format!("its encoders have one layer, and this one has {}", widths.len()),
            format!("hidden_dim={code}"),
        );
    }
    if *tied {
        add(
            "its decoders have their own weights, and this one has those of the encoder".to_owned(),
            "tied=false".to_owned(),
        );
    }
    if *variational {
        add(
            "its codes are not drawn from a distribution, and these are".to_owned(),
            "variational=false".to_owned(),
        );
    }
    if architecture.sparsity == Sparsity::Kl {
        add(
            "its codes go through a ReLU, and sparsity=kl needs codes between 0 and 1".to_owned(),
            "sparsity=l1&activation=relu".to_owned(),
        );
    } else if !activation.is_relu() && !architecture.is_code_linear() {
        let name = activation.text();
        add(format!("its codes go through a ReLU, and these through {name}"), "activation=relu".to_owned());
    }
    differences
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Link;

    fn counterpart(link: &str) -> Result<SaeLensArchitecture, String> {
        let link = Link::parse(link);
        assert_eq!(link.problems, []);
        SaeLensArchitecture::of(&Architecture::from(&*link.experiment)).map_err(|error| error.to_string())
    }

    #[test]
    fn every_method_of_relu_codes_has_a_counterpart() {
        for &method in Sparsity::ALL.iter().filter(|&&method| method != Sparsity::Kl) {
            let activation = if method.is_linear() { "" } else { "&activation=relu" };
            let link = format!("output=linear&sparsity={}{activation}", method.text());
            let architecture = counterpart(&link).expect("a linear decoder with ReLU has one");
            assert!(architecture.methods().contains(&method), "{link}");
        }
    }

    #[test]
    fn models_without_a_counterpart_are_named_with_a_remedy() {
        for (link, reason, remedy) in [
            ("", "this one ends in a sigmoid", "output=linear"),
            ("output=linear&hidden_dim=9,4", "this one has 2", "hidden_dim=4"),
            ("output=linear&tied=true", "those of the encoder", "tied=false"),
            (
                "output=linear&variational=true&sparsity=none",
                "drawn from a distribution",
                "variational=false",
            ),
            ("output=linear&activation=tanh", "these through tanh", "activation=relu"),
            ("output=linear&activation=leaky_relu&sparsity=topk", "through leaky_relu", "activation=relu"),
            (
                "output=linear&sparsity=kl&activation=sigmoid",
                "needs codes between",
                "sparsity=l1&activation=relu",
            ),
            ("tied=true", "; its decoders have their own", "output=linear&tied=false"),
        ] {
            let message = counterpart(link).expect_err("it has none");
            let end = format!("Train with {remedy}, or save the weights as safetensors");
            assert!(message.contains(reason) && message.ends_with(&end), "{link}: {message}");
        }
    }
}
