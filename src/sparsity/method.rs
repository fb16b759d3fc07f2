//! What a sparsity method is.

use crate::experiment::{Problem, Settings};
use crate::tensor::{Matrix, Real};

/// What a method sees of the codes of a batch: a number a unit.
#[derive(Debug, Clone, Default)]
pub struct CodeMeans {
    /// The mean.
    pub mean: Vec<f64>,
    /// The mean absolute value.
    pub mean_abs: Vec<f64>,
    /// On which share of the samples it is not 0.
    pub active: Vec<f64>,
    /// The mean of [`Method::auxiliary_code`]; 0 where the penalty does not take it.
    pub auxiliary: Vec<f64>,
    /// The length of its decoder column; 1 where the penalty does not take it.
    pub norm: Vec<f64>,
}

impl CodeMeans {
    /// Of `units` units, all 0 but the lengths.
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

/// How many numbers a method's own tensor has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TensorShape {
    /// One a unit.
    Unit,
    /// One.
    Scalar,
}

impl TensorShape {
    /// How many numbers that is.
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
    /// Its key in the script's `state_dict()`.
    pub name: &'static str,
    /// How many numbers it has.
    pub extent: TensorShape,
    /// Each number's initial value.
    pub initial: fn(&Settings) -> f64,
}

impl MethodTensor {
    /// Whether it has a number a unit.
    #[must_use]
    pub fn is_per_unit(&self) -> bool {
        self.extent == TensorShape::Unit
    }
}

/// A method's own parameters beside what they work on.
#[derive(Debug, Clone, Copy)]
pub struct MethodParameters<'a, T> {
    /// What [`Method::prepare`] made of the parameters, tensor after tensor.
    pub prepared: &'a [T],
    /// The bias of the encoder's last layer.
    pub bias: &'a [T],
}

/// Derivatives by a method's own parameters, and by the bias as far as it enters past z.
#[derive(Debug, Clone, Default)]
pub struct MethodDerivatives {
    /// By the parameters, tensor after tensor.
    pub parameters: Vec<f64>,
    /// By the bias of the encoder's last layer, a number a unit.
    pub bias: Vec<f64>,
}

/// A second reconstruction that trains the code.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Auxiliary {
    /// The auxiliary code is decoded as if the decoder were given, against the samples.
    Frozen,
    /// The auxiliary code's columns of the decoder, without bias and output function, are fitted
    /// to what the reconstruction leaves over, and the loss enters with a factor.
    Residual {
        /// The factor.
        factor: f64,
    },
}

/// The lines of a script that are a method's own.
#[derive(Debug, Clone, Default)]
pub struct MethodScript {
    /// Numbers that do not change, by their names.
    pub constants: Vec<(&'static str, String)>,
    /// At the end of `__init__`: its own parameters.
    pub init: String,
    /// Of `forward`: what makes `encoded` of `{encoded}`; nothing takes it as it is.
    pub selection: String,
    /// What of the model `sparsity_penalty` takes, where it is not the code.
    pub penalised: Option<&'static str>,
    /// The body of `sparsity_penalty(encoded, epoch)`; nothing leaves the penalty out.
    pub penalty: String,
    /// What `auxiliary_loss` takes of x, encoded and decoded, and its body; nothing leaves the function
    /// out.
    pub auxiliary: Option<(&'static str, String)>,
    /// After an epoch's steps.
    pub after_epoch: String,
}

impl MethodScript {
    /// The weight in which the dictionary is, and the dimension along which one of its vectors lies.
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
    /// Where it comes from.
    const SOURCE: &'static str;
    /// Its paper's address; empty where it has none.
    const PAPER: &'static str;
    /// The parameters of the table that it uses.
    const USES: &'static [&'static str];
    /// What suits it where the data say nothing else: parameters and their values, as links have them.
    const DEFAULTS: &'static [(&'static str, &'static str)] = &[];
    /// Its own parameters in the model.
    const TENSORS: &'static [MethodTensor] = &[];
    /// Whether it only adds to the loss, so that the code is as it would be without it.
    const IS_PENALTY: bool = true;
    /// Whether z comes without the activation.
    const IS_LINEAR: bool = false;
    /// Whether no code is below 0, whatever z is.
    const IS_POSITIVE: bool = false;
    /// Whether it puts out codes, so that nothing flows back through one that is 0.
    const SELECTS: bool = false;
    /// Whether z is needed on the way back, for [`Method::backward`].
    const TRANSFORMS: bool = false;
    /// Whether a unit that is 0 passes derivatives on, in [`Method::backward`].
    const PASSES_ZERO: bool = false;

    /// The numbers of an epoch.
    #[must_use]
    fn at(settings: &Settings, epoch: u32) -> Self;

    /// What it adds to the loss.
    fn value(&self, _codes: &CodeMeans) -> f64 {
        0.0
    }

    /// The value in words, with the numbers; none where there is no penalty.
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

    /// Whether the value depends on the lengths of the decoder's columns.
    fn weighs_norms(&self) -> bool {
        false
    }

    /// The derivative of the value by a unit's mean auxiliary code.
    fn grad_auxiliary(&self) -> f64 {
        0.0
    }

    /// A second reconstruction.
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

    /// Replaces its own parameters by what `select` and `backward` want.
    fn prepare<T: Real>(_parameters: &mut [T]) {}

    /// Makes the code of one sample from z, in place. `scratch` is as long as the code.
    fn select<T: Real>(&self, _own: MethodParameters<T>, _code: &mut [T], _scratch: &mut [T]) {}

    /// As `select`, while training.
    fn select_in_training<T: Real>(&self, own: MethodParameters<T>, code: &mut [T], scratch: &mut [T]) {
        self.select(own, code, scratch);
    }

    /// Whether `select_batch` does anything.
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

    /// The way back of `select` where [`Method::TRANSFORMS`]: replaces one sample's derivatives by
    /// the code by those by z, and adds up those by its own parameters. `samples` are the batch's.
    fn backward<T: Real>(
        &self,
        _own: MethodParameters<T>,
        _z: &[T],
        _error: &mut [T],
        _derivatives: &mut MethodDerivatives,
        _samples: usize,
    ) {
    }

    /// What it asks of the other parameters.
    ///
    /// # Errors
    /// Names the parameters that do not go together.
    fn check(_settings: &Settings) -> Result<(), Problem> {
        Ok(())
    }

    /// Its lines of the script.
    #[must_use]
    fn python(settings: &Settings) -> MethodScript;
}
