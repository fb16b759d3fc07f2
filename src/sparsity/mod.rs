//! Sparsity methods, one per file: the value, its gradient, the PyTorch code and the source.

mod method;
mod penalty_weight;
mod select;

use crate::experiment::{Key, Problem, Settings, remedy};
use crate::parameter::{Paper, Value as _, choice, listed};
use crate::tensor::{Matrix, Real};

pub use method::{
    Auxiliary, CodeMeans, Method, MethodDerivatives, MethodParameters, MethodScript, MethodTensor,
    TensorShape,
};
pub use penalty_weight::{PenaltyWeight, can_be_divided};

/// The list of methods: name, which is the file's too, and type. A new method is a file and a line
/// here.
macro_rules! methods {
    ($d:tt $( $(#[doc = $doc:literal])+ $name:ident::$type:ident $title:literal; )+) => {
        $( mod $name; )+

        choice! {
            /// How the code is made sparse.
            Sparsity {
                $( $(#[doc = $doc])+ $type = (stringify!($name)) as $title
                    in Paper::new($name::$type::SOURCE, $name::$type::PAPER), )+
            }
        }

        /// A method with its numbers of one epoch.
        #[derive(Debug, Clone, Copy, PartialEq)]
        pub enum AtEpoch {
            $( $type($name::$type), )+
        }

        impl Sparsity {
            /// The method with its numbers of an epoch.
            #[must_use]
            pub fn at(self, settings: &Settings, epoch: u32) -> AtEpoch {
                match self {
                    $( Self::$type => AtEpoch::$type(Method::at(settings, epoch)), )+
                }
            }
        }

        /// Evaluates an expression for the type of a method: `of_type!(sparsity, M => M::SOURCE)`.
        macro_rules! of_type {
            ($d sparsity:expr, $d method:ident => $d what:expr) => {
                match $d sparsity {
                    $( Sparsity::$type => { type $d method = $name::$type; $d what } )+
                }
            };
        }

        /// Evaluates an expression for a method in one epoch: `at_epoch!(self, method =>
        /// method.value(codes))`.
        macro_rules! at_epoch {
            ($d self:expr, $d method:ident => $d what:expr) => {
                match $d self {
                    $( AtEpoch::$type($d method) => $d what, )+
                }
            };
        }
    };
}

methods! { $
    /// No sparsity penalty.
    none::None "none";
    /// Pulls every unit's mean activation towards a target: λ · Σ |ρ̂ − target|, as in the default experiment.
    mean_activation::MeanActivation "Mean activation";
    /// L1 penalty: λ · Σ |h|, averaged over samples.
    l1::L1 "L1";
    /// KL divergence between the target and each unit's mean activation: λ · Σ KL(ρ ‖ ρ̂).
    kl::Kl "KL divergence";
    /// Keeps the k largest activations of each sample and sets the others to zero.
    topk::TopK "TopK";
    /// Keeps the k · n largest activations of a batch of n samples, so k per sample on average.
    batch_topk::BatchTopK "BatchTopK";
    /// Each unit learns a threshold below which it is zero; the penalty is λ · L0, the number of active units.
    jumprelu::JumpRelu "JumpReLU";
    /// A gate decides which units are active, and a separate path how strongly; L1 penalty on the gate.
    gated::Gated "Gated";
    /// BatchTopK with nested groups: the first units alone must reconstruct the sample too, so they learn the most common features.
    matryoshka::Matryoshka "Matryoshka";
}

impl Sparsity {
    /// Returns whether the method uses a parameter.
    #[must_use]
    pub fn uses(self, parameter: Key) -> bool {
        of_type!(self, M => M::USES).contains(&parameter)
    }

    /// See [`Method::DEFAULTS`].
    #[must_use]
    pub fn defaults(self) -> &'static [(Key, &'static str)] {
        of_type!(self, M => M::DEFAULTS)
    }

    /// The methods that use the parameter of that name, as a sentence has them.
    #[must_use]
    pub fn that_use(parameter: Key) -> String {
        let all = Self::ALL.iter().zip(Self::NAMES);
        listed("sparsity", all.filter(|(method, _)| method.uses(parameter)).map(|(_, name)| name.text))
    }

    /// Returns whether the method only adds to the loss and leaves the code unchanged.
    #[must_use]
    pub fn is_penalty(self) -> bool {
        of_type!(self, M => M::IS_PENALTY)
    }

    /// See [`Method::IS_LINEAR`].
    #[must_use]
    pub fn is_linear(self) -> bool {
        of_type!(self, M => M::IS_LINEAR)
    }

    /// See [`Method::SELECTS`].
    #[must_use]
    pub fn selects(self) -> bool {
        of_type!(self, M => M::SELECTS)
    }

    /// See [`Method::TRANSFORMS`].
    #[must_use]
    pub fn transforms(self) -> bool {
        of_type!(self, M => M::TRANSFORMS)
    }

    /// See [`Method::PASSES_ZERO`].
    #[must_use]
    pub fn passes_zero(self) -> bool {
        of_type!(self, M => M::PASSES_ZERO)
    }

    /// See [`Method::IS_POSITIVE`].
    #[must_use]
    pub fn is_positive(self) -> bool {
        of_type!(self, M => M::IS_POSITIVE)
    }

    /// See [`Method::TENSORS`].
    #[must_use]
    pub fn tensors(self) -> &'static [MethodTensor] {
        of_type!(self, M => M::TENSORS)
    }

    /// See [`Method::prefixes`].
    #[must_use]
    pub fn prefixes(self, settings: &Settings) -> Vec<usize> {
        of_type!(self, M => M::prefixes(settings))
    }

    /// Returns the factor of a second reconstruction or of the smaller prefixes' losses, if any.
    #[must_use]
    pub fn auxiliary_factor(self, settings: &Settings) -> Option<f64> {
        match self.at(settings, 1).auxiliary() {
            Some(Auxiliary::Residual { factor }) => Some(factor),
            Some(Auxiliary::Frozen) => Some(1.0),
            None => (self.prefixes(settings).len() > 1).then_some(1.0),
        }
    }

    /// See [`Method::prepare`].
    pub fn prepare<T: Real>(self, parameters: &mut [T]) {
        of_type!(self, M => M::prepare(parameters));
    }

    /// Checks the method's parameters and those that all methods share.
    ///
    /// # Errors
    /// See [`Method::check`].
    pub fn check(self, settings: &Settings) -> Result<(), Problem> {
        if settings.variational && !self.is_penalty() {
            return Err(Problem::Joint {
                parameters: &[Key::sparsity, Key::variational],
                message: format!(
                    "variational=true draws its code from a normal distribution, which sparsity={} would cut",
                    self.text()
                ),
                remedies: Self::ALL
                    .iter()
                    .filter(|method| method.is_penalty())
                    .map(|method| remedy(Key::sparsity, method.text()))
                    .chain([remedy(Key::variational, false)])
                    .collect(),
            });
        }
        of_type!(self, M => M::check(settings))
    }

    /// See [`Method::python`].
    #[must_use]
    pub fn python(self, settings: &Settings) -> MethodScript {
        of_type!(self, M => M::python(settings))
    }
}

impl AtEpoch {
    /// See [`Method::value`].
    #[must_use]
    pub fn value(&self, codes: &CodeMeans) -> f64 {
        at_epoch!(self, method => method.value(codes))
    }

    /// See [`Method::formula`].
    #[must_use]
    pub fn formula(&self) -> Option<String> {
        at_epoch!(self, method => method.formula())
    }

    /// See [`Method::grad_mean`].
    #[must_use]
    pub fn grad_mean(&self, mean: f64) -> f64 {
        at_epoch!(self, method => method.grad_mean(mean))
    }

    /// See [`Method::grad_mean_abs`].
    #[must_use]
    pub fn grad_mean_abs(&self, norm: f64) -> f64 {
        at_epoch!(self, method => method.grad_mean_abs(norm))
    }

    /// See [`Method::grad_decoder_norm`].
    #[must_use]
    pub fn grad_decoder_norm(&self, mean_abs: f64) -> f64 {
        at_epoch!(self, method => method.grad_decoder_norm(mean_abs))
    }

    /// See [`Method::weighs_norms`].
    #[must_use]
    pub fn weighs_norms(&self) -> bool {
        at_epoch!(self, method => method.weighs_norms())
    }

    /// See [`Method::grad_auxiliary`].
    #[must_use]
    pub fn grad_auxiliary(&self) -> f64 {
        at_epoch!(self, method => method.grad_auxiliary())
    }

    /// See [`Method::auxiliary`].
    #[must_use]
    pub fn auxiliary(&self) -> Option<Auxiliary> {
        at_epoch!(self, method => method.auxiliary())
    }

    /// See [`Method::auxiliary_code`].
    pub fn auxiliary_code<T: Real>(&self, z: &[T], dead: &[bool], code: &mut [T], scratch: &mut [T]) {
        at_epoch!(self, method => method.auxiliary_code(z, dead, code, scratch));
    }

    /// See [`Method::select`].
    pub fn select<T: Real>(&self, own: MethodParameters<T>, code: &mut [T], scratch: &mut [T]) {
        at_epoch!(self, method => method.select(own, code, scratch));
    }

    /// See [`Method::select_in_training`].
    pub fn select_in_training<T: Real>(&self, own: MethodParameters<T>, code: &mut [T], scratch: &mut [T]) {
        at_epoch!(self, method => method.select_in_training(own, code, scratch));
    }

    /// See [`Method::selects_batch`].
    #[must_use]
    pub fn selects_batch(&self) -> bool {
        at_epoch!(self, method => method.selects_batch())
    }

    /// See [`Method::select_batch`].
    pub fn select_batch<T: Real>(
        &self,
        codes: &mut Matrix<T>,
        rows: usize,
        scratch: &mut Vec<T>,
    ) -> Option<f64> {
        at_epoch!(self, method => method.select_batch(codes, rows, scratch))
    }

    /// See [`Method::after_epoch`].
    pub fn after_epoch<T: Real>(&self, parameters: &mut [T], observed: f64) {
        at_epoch!(self, method => method.after_epoch(parameters, observed));
    }

    /// See [`Method::backward`].
    pub fn backward<T: Real>(
        &self,
        own: MethodParameters<T>,
        z: &[T],
        error: &mut [T],
        derivatives: &mut MethodDerivatives,
        samples: usize,
    ) {
        at_epoch!(self, method => method.backward(own, z, error, derivatives, samples));
    }
}
