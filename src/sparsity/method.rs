//! The trait that every sparsity method implements.

use crate::experiment::{Key, Problem, Settings};
use crate::tensor::{Matrix, Real};

/// Statistics of a batch's codes, one number per unit.
#[derive(Debug, Clone, Default)]
pub struct CodeMeans {
    pub mean: Vec<f64>,
    pub mean_abs: Vec<f64>,
    /// Fraction of samples on which the unit is active.
    pub active: Vec<f64>,
    /// The mean of [`Method::auxiliary_code`]; 0 where the penalty does not take it.
    pub auxiliary: Vec<f64>,
    /// The length of its decoder column; 1 where the penalty does not take it.
    pub norm: Vec<f64>,
}

impl CodeMeans {
    /// Returns zeros for `units` units, except for the norms.
    #[must_use]
    pub fn zeros(units: usize) -> Self {
        let zeros = vec![0.0; units];
        let norm = vec![1.0; units];
        Self { mean: zeros.clone(), mean_abs: zeros.clone(), active: zeros.clone(), auxiliary: zeros, norm }
    }

    /// Sets all to 0 but the lengths.
    pub fn clear(&mut self) {
        for column in [&mut self.mean, &mut self.mean_abs, &mut self.active, &mut self.auxiliary] {
            column.fill(0.0);
        }
    }

    /// Divides all but the lengths.
    pub fn divide(&mut self, by: f64) {
        for column in [&mut self.mean, &mut self.mean_abs, &mut self.active, &mut self.auxiliary] {
            for value in column {
                *value /= by;
            }
        }
    }
}

/// The number of values in one of a method's own tensors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TensorShape {
    /// One value per unit.
    Unit,
    Scalar,
}

impl TensorShape {
    #[must_use]
    pub fn count(self, units: usize) -> usize {
        match self {
            Self::Unit => units,
            Self::Scalar => 1,
        }
    }
}

/// A tensor that a method adds to the model.
#[derive(Debug, Clone, Copy)]
pub struct MethodTensor {
    /// The key in the script's `state_dict()`.
    pub name: &'static str,
    pub extent: TensorShape,
    /// Returns the initial value of every element.
    pub initial: fn(&Settings) -> f64,
}

impl MethodTensor {
    #[must_use]
    pub fn is_per_unit(&self) -> bool {
        self.extent == TensorShape::Unit
    }
}

/// A method's own parameters, and what they act on.
#[derive(Debug, Clone, Copy)]
pub struct MethodParameters<'a, T> {
    /// The result of [`Method::prepare`], tensor after tensor.
    pub prepared: &'a [T],
    /// The bias of the encoder's last layer.
    pub bias: &'a [T],
}

/// Derivatives with respect to a method's own parameters, and with respect to the bias where it acts other
/// than through z.
#[derive(Debug, Clone, Default)]
pub struct MethodDerivatives {
    /// By the parameters, tensor after tensor.
    pub parameters: Vec<f64>,
    /// Derivatives with respect to the bias of the encoder's last layer, one per unit.
    pub bias: Vec<f64>,
}

/// A second reconstruction that trains the code.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Auxiliary {
    /// The auxiliary code is decoded as if the decoder were given, against the samples.
    Frozen,
    /// The auxiliary code's columns of the decoder, without bias and output function, are fitted
    /// to what the reconstruction leaves over, and the loss enters with a factor.
    Residual { factor: f64 },
}

/// The lines of a script that are a method's own.
#[derive(Debug, Clone, Default)]
pub struct MethodScript {
    /// Numbers that do not change, by their names.
    pub constants: Vec<(&'static str, String)>,
    /// At the end of `__init__`: its own parameters.
    pub init: String,
    /// Lines of `forward` that compute `encoded` from `{encoded}`. If empty, the code is used as it is.
    pub selection: String,
    /// The value of the model that `sparsity_penalty` takes, if it is not the code.
    pub penalised: Option<&'static str>,
    /// The body of `sparsity_penalty(encoded, epoch)`; nothing leaves the penalty out.
    pub penalty: String,
    /// The parameters that `auxiliary_loss` takes besides x, encoded and decoded, and its body. `None` omits
    /// the function.
    pub auxiliary: Option<(&'static str, String)>,
    /// Lines that run after an epoch's steps.
    pub after_epoch: String,
}

impl MethodScript {
    /// Returns the weight that contains the dictionary, and the dimension along which a dictionary vector
    /// lies.
    #[must_use]
    pub fn dictionary(settings: &Settings) -> (&'static str, usize) {
        match (settings.tied, settings.hidden_dim.is_deep()) {
            (false, false) => ("model.decoder.weight", 0),
            (false, true) => ("model.decoder[0].weight", 0),
            (true, false) => ("model.encoder.weight", 1),
            (true, true) => ("model.encoder[-1].weight", 1),
        }
    }

    /// The bias of the encoder's last layer.
    #[must_use]
    pub fn code_bias(settings: &Settings) -> &'static str {
        if settings.hidden_dim.is_deep() { "self.encoder[-1].bias" } else { "self.encoder.bias" }
    }
}

/// A sparsity method with its numbers of one epoch.
///
/// Where a code is spoken of, z is what it is made of: the activation's values, or the layer's own
/// where the method is linear.
pub trait Method: Sized {
    /// Authors and year of the method's paper.
    const SOURCE: &'static str;
    /// The paper's address, or an empty text.
    const PAPER: &'static str;
    /// The parameters of the table that it uses.
    const USES: &'static [Key];
    /// Suitable parameter values, as written in links. Defaults of the dataset take precedence.
    const DEFAULTS: &'static [(Key, &'static str)] = &[];
    /// The method's own trainable parameters.
    const TENSORS: &'static [MethodTensor] = &[];
    /// True if the method only adds to the loss and leaves the code unchanged.
    const IS_PENALTY: bool = true;
    /// True if z is the code before any activation function.
    const IS_LINEAR: bool = false;
    /// True if the code is never negative.
    const IS_POSITIVE: bool = false;
    /// True if the method sets codes to zero, so that no gradient flows through a code that is 0.
    const SELECTS: bool = false;
    /// True if [`Method::backward`] needs z.
    const TRANSFORMS: bool = false;
    /// True if [`Method::backward`] passes the gradient through a unit that is 0.
    const PASSES_ZERO: bool = false;

    /// The numbers of an epoch.
    #[must_use]
    fn at(settings: &Settings, epoch: u32) -> Self;

    /// Returns the penalty that is added to the loss.
    fn value(&self, _codes: &CodeMeans) -> f64 {
        0.0
    }

    /// Returns the penalty as a formula with its numbers, or `None` without a penalty.
    fn formula(&self) -> Option<String> {
        None
    }

    /// The derivative of the value by a unit's mean.
    fn grad_mean(&self, _mean: f64) -> f64 {
        0.0
    }

    /// The derivative of the value by a unit's mean absolute value, with the length of its decoder
    /// column.
    fn grad_mean_abs(&self, _norm: f64) -> f64 {
        0.0
    }

    /// The derivative of the value by the length of a unit's decoder column.
    fn grad_decoder_norm(&self, _mean_abs: f64) -> f64 {
        0.0
    }

    /// Returns whether the penalty depends on the norms of the decoder's columns.
    fn weighs_norms(&self) -> bool {
        false
    }

    /// The derivative of the value by a unit's mean auxiliary code.
    fn grad_auxiliary(&self) -> f64 {
        0.0
    }

    /// Returns the settings of a second reconstruction.
    fn auxiliary(&self) -> Option<Auxiliary> {
        None
    }

    /// The code of the second reconstruction: of each unit z or 0. `dead` units were 0 on every
    /// sample of the last epoch. `scratch` is as long as the code.
    fn auxiliary_code<T: Real>(&self, _z: &[T], _dead: &[bool], _code: &mut [T], _scratch: &mut [T]) {}

    /// Widths of the first units' codes that reconstruct for themselves, rising to the whole; none
    /// where only the whole does.
    #[must_use]
    fn prefixes(_settings: &Settings) -> Vec<usize> {
        Vec::new()
    }

    /// Replaces the method's own parameters by the values that `select` and `backward` use.
    fn prepare<T: Real>(_parameters: &mut [T]) {}

    /// Makes the code of one sample from z, in place. `scratch` is as long as the code.
    fn select<T: Real>(&self, _own: MethodParameters<T>, _code: &mut [T], _scratch: &mut [T]) {}

    /// Selects codes during training; by default the same as `select`.
    fn select_in_training<T: Real>(&self, own: MethodParameters<T>, code: &mut [T], scratch: &mut [T]) {
        self.select(own, code, scratch);
    }

    /// Returns whether `select_batch` has an effect.
    fn selects_batch(&self) -> bool {
        false
    }

    /// Makes the codes of a whole batch, `rows` rows, from z, in place, while training. Gives what
    /// [`Method::after_epoch`] takes the mean of.
    fn select_batch<T: Real>(
        &self,
        _codes: &mut Matrix<T>,
        _rows: usize,
        _scratch: &mut Vec<T>,
    ) -> Option<f64> {
        None
    }

    /// After an epoch: changes its own parameters by what was observed, on average.
    fn after_epoch<T: Real>(&self, _parameters: &mut [T], _observed: f64) {}

    /// The backward pass of `select`, if [`Method::TRANSFORMS`]: replaces one sample's derivatives with
    /// respect to the code by those with respect to z, and accumulates those with respect to the method's own
    /// parameters. `samples` is the size of the batch.
    fn backward<T: Real>(
        &self,
        _own: MethodParameters<T>,
        _z: &[T],
        _error: &mut [T],
        _derivatives: &mut MethodDerivatives,
        _samples: usize,
    ) {
    }

    /// Checks the parameters that the method depends on.
    ///
    /// # Errors
    /// Names the parameters that cannot be combined.
    fn check(_settings: &Settings) -> Result<(), Problem> {
        Ok(())
    }

    /// Returns the method's lines of the exported script.
    #[must_use]
    fn python(settings: &Settings) -> MethodScript;
}
