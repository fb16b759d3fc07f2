//! The gradient of an experiment against central differences, in double precision.

use std::fmt;

mod unshared;

use super::difference::{STEP, derivative};
use crate::data::{DataError, DataFileCache, Dataset};
use crate::experiment::Experiment;
use crate::model::{Autoencoder, Batch, Gradient, LossWeights, Losses};
use crate::random::TorchGenerator;
use crate::sparsity::{AtEpoch, Auxiliary};
use crate::tensor::Matrix;
use crate::training::decay;
use crate::training::noise::Draws;
use unshared::Unshared;

/// The most samples that are used.
const SAMPLES: usize = 64;
/// The most parameters that are checked, evenly spread over all.
const PARAMETERS: usize = 400;
/// Differences at two steps that differ by less of the largest derivative have no kink between them.
const SAME: f64 = 2e-8;
/// Rounding that causes more than this of an error is reported.
const TELLING: f64 = 2e-8;

/// The difference between the gradient from the formulas and that from finite differences.
#[derive(Debug, Clone, PartialEq)]
pub struct GradientCheck {
    /// The largest difference, relative to the largest derivative.
    pub largest: f64,
    /// The part of the difference that rounding alone may cause.
    pub rounding: f64,
    /// The parameter that has it, as `encoder.weight[3]`.
    pub parameter: String,
    /// Number of parameters compared.
    pub checked: usize,
    /// Number of parameters left out because the loss has a kink at them.
    pub kinks: usize,
    /// Number of all parameters.
    pub parameters: usize,
    /// The parts that differences cannot check, and the reason.
    pub left_out: Option<String>,
    /// The terms of the loss.
    pub losses: Losses,
}

impl fmt::Display for GradientCheck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { largest, rounding, parameter, checked, kinks, parameters, .. } = self;
        if *checked == 0 {
            write!(f, "None of {parameters} derivatives can be compared with central differences.")?;
        } else {
            write!(
                f,
                "Largest relative error {largest:.1e} (of the largest derivative), at {parameter}: {checked} of {parameters} derivatives against \
                 central differences in double precision, at the initial weights, for the first training samples."
            )?;
        }
        if *rounding > TELLING {
            write!(
                f,
                " The loss is large beside its derivatives: rounding alone makes up to {rounding:.0e}."
            )?;
        }
        if *kinks > 0 {
            write!(f, " Left out: {kinks} where the loss has a kink, so that differences mean nothing.")?;
        }
        if let Some(left_out) = &self.left_out {
            write!(f, " Left out: {left_out}.")?;
        }
        Ok(())
    }
}

/// All values that the loss of one step depends on.
struct CheckedLoss<'a> {
    experiment: &'a Experiment,
    model: Autoencoder<f64>,
    gradient: Gradient<f64>,
    input: Matrix<f64>,
    target: Matrix<f64>,
    epsilon: Option<Matrix<f64>>,
    dead: Vec<bool>,
    method: AtEpoch,
}

impl GradientCheck {
    /// Compares them at an experiment's initial weights, for its first training samples.
    ///
    /// # Errors
    /// Where the data cannot be made.
    pub fn new(experiment: &Experiment, cache: &DataFileCache) -> Result<Self, DataError> {
        let Dataset { train, .. } = Dataset::of(experiment, cache)?;
        let count = SAMPLES.min(train.nrows());
        let mut generator = TorchGenerator::new(experiment.seed);
        let first = train.select(ndarray::Axis(0), &(0..count).collect::<Vec<_>>());
        let model = Autoencoder::beginning(experiment, &mut generator, &Matrix::from_array(train));
        let train = Matrix::from_array(first);
        let code = experiment.variational.then(|| model.architecture().code());
        let mut draws = Draws::new(experiment.noise, code, count, &train);
        while !draws.advance(&train, experiment.noise_level.at(1), &mut generator) {}
        let model = model.widened();
        let mut problem = CheckedLoss {
            gradient: Gradient::new(&model, count),
            dead: vec![false; model.architecture().code()],
            model,
            input: draws.noisy().unwrap_or(&train).widened(),
            target: train.widened(),
            epsilon: draws.epsilon().map(Matrix::widened),
            method: experiment.sparsity.at(experiment, 1),
            experiment,
        };
        Ok(problem.check())
    }
}

impl CheckedLoss<'_> {
    fn check(&mut self) -> GradientCheck {
        let parameters = self.model.parameters().to_vec();
        let (losses, gradient) = self.compute(&parameters);
        let scale = gradient.iter().fold(f64::MIN_POSITIVE, |largest, entry| largest.max(entry.abs()));
        // A difference's own rounding, some units in the last place of a sum of thousands.
        let rounding = 16.0 * f64::EPSILON * losses.total().abs() / STEP;
        let same = rounding.max(SAME * scale);
        let every = parameters.len().div_ceil(PARAMETERS);
        let mut unshared = self.takes_shared_as_given().then(|| Unshared::new(self));
        let mut result = GradientCheck {
            largest: 0.0,
            rounding: rounding / scale,
            parameter: String::new(),
            checked: 0,
            kinks: 0,
            parameters: parameters.len(),
            left_out: self.left_out(),
            losses,
        };
        for index in
            (0..parameters.len()).step_by(every).filter(|&index| self.is_smooth(index)).collect::<Vec<_>>()
        {
            let numeric = match &mut unshared {
                Some(unshared) if self.is_shared(index) => unshared.derivative(self, index, same),
                _ => {
                    let term = self.term(index);
                    let loss = |offset: f64| {
                        let mut moved = parameters.clone();
                        moved[index] = parameters[index] + offset;
                        term(self.compute(&moved).0)
                    };
                    derivative(loss, same)
                }
            };
            let Some(numeric) = numeric else {
                result.kinks += 1;
                continue;
            };
            result.checked += 1;
            let error = (gradient[index] - numeric).abs() / scale;
            if error >= result.largest {
                (result.largest, result.parameter) = (error, self.name(index));
            }
        }
        result
    }

    fn compute(&mut self, parameters: &[f64]) -> (Losses, Vec<f64>) {
        self.model.update(|own, _| own.copy_from_slice(parameters));
        let batch = Batch {
            input: &self.input,
            target: &self.target,
            epsilon: self.epsilon.as_ref(),
            dead: &self.dead,
        };
        let weighing = LossWeights { method: &self.method, beta: self.experiment.beta.at(1) };
        loop {
            if let Some((losses, gradient)) = self.gradient.advance(&self.model, batch, weighing) {
                let losses = decay::add(&self.model, gradient, losses, self.experiment);
                return (losses, gradient.to_vec());
            }
        }
    }

    /// Returns the part of the loss whose derivative is checked: a second reconstruction holds the decoder or
    /// the residual fixed.
    fn term(&self, index: usize) -> fn(Losses) -> f64 {
        let whole = |losses: Losses| losses.total();
        let without = |losses: Losses| losses.total() - losses.auxiliary;
        match self.method.auxiliary() {
            None => whole,
            Some(Auxiliary::Frozen) if !self.is_decoder(index) => whole,
            Some(Auxiliary::Residual { .. }) if self.is_dead(index) => whole,
            Some(_) => without,
        }
    }

    fn is_decoder(&self, index: usize) -> bool {
        let plan = self.model.plan();
        let decoder = &plan.layers[plan.depth()..];
        decoder
            .iter()
            .any(|place| place.bias.contains(&index) || (!place.tied && place.weight.contains(&index)))
    }

    /// Returns whether a parameter belongs only to a dead unit.
    fn is_dead(&self, index: usize) -> bool {
        let plan = self.model.plan();
        let (code, back) = (&plan.layers[plan.depth() - 1], &plan.layers[plan.depth()]);
        let of = |range: &std::ops::Range<usize>| range.contains(&index).then(|| index - range.start);
        of(&code.weight)
            .map(|offset| offset / code.inputs)
            .or_else(|| of(&code.bias))
            .or_else(|| of(&back.weight).map(|offset| offset % back.inputs))
            .is_some_and(|unit| self.dead[unit])
    }

    /// Returns whether encoder and decoder both use a parameter.
    fn is_shared(&self, index: usize) -> bool {
        let architecture = self.model.architecture();
        let layers = &self.model.plan().layers;
        let is_weight = layers.iter().any(|place| place.weight.contains(&index));
        let is_decoder_bias = layers.last().is_some_and(|place| place.bias.contains(&index));
        architecture.tied && is_weight || architecture.pre_bias && is_decoder_bias
    }

    /// Returns whether a second reconstruction takes parameters as given that the encoder uses too, so that no
    /// part of the loss has the gradient as its derivative.
    fn takes_shared_as_given(&self) -> bool {
        let architecture = self.model.architecture();
        let is_frozen = matches!(self.method.auxiliary(), Some(Auxiliary::Frozen));
        is_frozen && (architecture.tied || architecture.pre_bias)
    }

    /// Returns whether a term of the loss has the gradient as its derivative.
    fn is_smooth(&self, index: usize) -> bool {
        let own = self.model.plan().own.contains(&index);
        match self.method.auxiliary() {
            Some(Auxiliary::Residual { .. }) if self.dead.contains(&true) => {
                !(self.is_decoder(index) && self.is_shared(index))
            }
            auxiliary => !own || auxiliary.is_some(),
        }
    }

    fn left_out(&self) -> Option<String> {
        let own = self.model.architecture().sparsity.tensors().first();
        match (self.method.auxiliary(), own) {
            (Some(Auxiliary::Residual { .. }), _) if !self.dead.contains(&true) => {
                Some("the loss of dead units, since none is dead before training".to_owned())
            }
            (Some(Auxiliary::Residual { .. }), _) if self.model.architecture().pre_bias => Some(
                "the decoder's bias, because dead units reconstruct an error that is taken as given"
                    .to_owned(),
            ),
            (None, Some(tensor)) if self.method.selects_batch() => {
                Some(format!("{}, which is observed, not trained", tensor.name))
            }
            (None, Some(tensor)) => {
                Some(format!("{}, at which the loss jumps, so that its gradient is an estimate", tensor.name))
            }
            _ => None,
        }
    }

    fn name(&self, index: usize) -> String {
        let tensors = self.model.architecture().tensors();
        let tensor = tensors.into_iter().find(|tensor| tensor.range.contains(&index));
        let tensor = tensor.expect("tensors are all parameters");
        format!("{}[{}]", tensor.name, index - tensor.range.start)
    }
}

#[cfg(test)]
mod tests;
