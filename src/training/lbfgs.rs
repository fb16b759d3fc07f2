//! Training with L-BFGS: an epoch is one iteration, which lowers the loss of all samples at once. All
//! computations are in double precision; displayed and saved values are rounded to single precision. When no
//! lower loss can be found, nothing changes until the loss function itself changes.

use super::decay;
use super::training_loop::{StepOutcome, TrainingLoop};
use crate::experiment::Experiment;
use crate::model::{Autoencoder, Batch, Gradient, LossWeights, Losses};
use crate::optimizer::{Lbfgs, LbfgsRequest};
use crate::sparsity::AtEpoch;
use crate::tensor::Matrix;

/// A minimisation and the memory to compute the loss.
#[derive(Debug)]
pub struct Minimisation {
    model: Autoencoder<f64>,
    gradient: Gradient<f64>,
    train: Matrix<f64>,
    /// The minimised function and the state of its minimisation.
    minimisation: Option<(AtEpoch, Lbfgs<Losses>)>,
    /// True while the loss at the model's weights is being computed.
    evaluating: bool,
    /// True while an iteration is under way.
    begun: bool,
    /// All false: the methods that need dead units cannot be combined with L-BFGS.
    dead: Vec<bool>,
}

impl Minimisation {
    #[must_use]
    pub fn new(model: &Autoencoder<f32>, train: &Matrix<f32>) -> Self {
        let model = model.widened();
        Self {
            gradient: Gradient::new(&model, train.rows()),
            train: train.widened(),
            minimisation: None,
            evaluating: false,
            begun: false,
            dead: vec![false; model.architecture().code()],
            model,
        }
    }
}

impl TrainingLoop for Minimisation {
    fn advance(
        &mut self,
        model: &mut Autoencoder<f32>,
        _train: &Matrix<f32>,
        experiment: &Experiment,
        epoch: u32,
    ) -> StepOutcome {
        let Self { train, gradient, dead, minimisation, evaluating, begun, model: precise } = self;
        let method = experiment.sparsity.at(experiment, epoch);
        if !*begun {
            // Curvature learned from another function would mislead.
            *minimisation = Some(match minimisation.take() {
                Some((minimised, lbfgs)) if minimised == method => (method, lbfgs),
                Some((_, lbfgs)) => (method, Lbfgs::new(lbfgs.point().to_vec())),
                None => (method, Lbfgs::new(model.widened().parameters().to_vec())),
            });
            *begun = true;
        }
        let (_, lbfgs) = minimisation.as_mut().expect("set above");
        if *evaluating {
            let batch = Batch { input: train, target: train, epsilon: None, dead };
            let weighing = LossWeights { method: &method, beta: 0.0 };
            let Some((losses, gradient)) = gradient.advance(precise, batch, weighing) else {
                return StepOutcome::Working;
            };
            let losses = decay::add(precise, gradient, losses, experiment);
            if epoch == 1 && !losses.total().is_finite() {
                return StepOutcome::Lost;
            }
            lbfgs.supply(losses.total(), gradient, losses);
            *evaluating = false;
        }
        match lbfgs.advance() {
            LbfgsRequest::Evaluate(point) => {
                precise.update(|parameters, _| parameters.copy_from_slice(point));
                *evaluating = true;
                StepOutcome::Working
            }
            LbfgsRequest::IterationDone => {
                *begun = false;
                model.update(|parameters, _| {
                    let point = parameters.iter_mut().zip(lbfgs.point());
                    point.for_each(|(parameter, &value)| *parameter = value as f32);
                });
                StepOutcome::Epoch(lbfgs.details())
            }
            LbfgsRequest::Converged => {
                *begun = false;
                StepOutcome::Epoch(lbfgs.details())
            }
        }
    }

    fn has_begun(&self) -> bool {
        self.begun
    }

    fn share(&self) -> f64 {
        match &self.minimisation {
            Some(_) if self.evaluating => self.gradient.share(),
            _ => 0.0,
        }
    }
}
