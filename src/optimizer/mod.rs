//! Optimisers: one a file, each equal to torch.optim's of the same name, and L-BFGS to `SciPy`'s.

mod adam;
mod lbfgs;
mod learning_rate;
mod line;
mod rmsprop;
mod sgd;

use crate::experiment::Settings;
use crate::parameter::{Paper, choice};
use crate::tensor::Real;
pub use adam::Adam;
pub use lbfgs::{Lbfgs, MEMORY as LBFGS_MEMORY, Wish};
pub use learning_rate::{LrSchedule, learning_rate, python as learning_rate_python};
pub use rmsprop::Rmsprop;
pub use sgd::Sgd;

choice! {
    /// Optimisation algorithm.
    OptimizerName {
        /// torch.optim.Adam.
        Adam = "adam" as "Adam",
        /// torch.optim.AdamW: Adam with decoupled weight decay.
        Adamw = "adamw" as "AdamW",
        /// torch.optim.SGD.
        Sgd = "sgd" as "SGD",
        /// torch.optim.RMSprop.
        Rmsprop = "rmsprop" as "RMSprop",
        /// L-BFGS: a quasi-Newton method. Each epoch is one line search on the loss of all samples, in double precision, along a direction estimated from the last ten steps; the run ends when the loss no longer falls.
        Lbfgs = "lbfgs" as "L-BFGS" in Paper::new("Liu & Nocedal 1989", "https://doi.org/10.1007/BF01589116"),
    }
}

impl OptimizerName {
    /// Whether each step follows from a gradient; L-BFGS minimises the loss as one function.
    #[must_use]
    pub fn takes_steps(self) -> bool {
        self != Self::Lbfgs
    }

    /// Whether the script's optimiser treats weights and biases apart.
    #[must_use]
    pub fn has_groups(self, settings: &Settings) -> bool {
        self == Self::Adamw && settings.weight_decay > 0.0
    }

    /// What the script's optimiser remembers of each parameter, by `torch.optim`'s names.
    #[must_use]
    pub fn python_memory(self, settings: &Settings) -> &'static [&'static str] {
        match (self, settings.momentum > 0.0) {
            (Self::Adam | Self::Adamw, _) => &["exp_avg", "exp_avg_sq"],
            (Self::Sgd, true) => &["momentum_buffer"],
            (Self::Rmsprop, false) => &["square_avg"],
            (Self::Rmsprop, true) => &["square_avg", "momentum_buffer"],
            (Self::Sgd, false) | (Self::Lbfgs, _) => &[],
        }
    }

    /// The lines of the script that make `optimizer`; `weights` lists the weights, without biases.
    #[must_use]
    pub fn python(self, settings: &Settings, weights: &str) -> String {
        let Settings { momentum, nesterov, weight_decay, .. } = *settings;
        let arguments = match self {
            Self::Adam => "Adam(model.parameters(), lr=lr(1))".to_owned(),
            Self::Adamw if self.has_groups(settings) => {
                return format!(
                    "weights = {weights}\n\
                     biases = [parameter for parameter in model.parameters() if parameter.dim() < 2]\n\
                     groups = [{{\"params\": weights, \"weight_decay\": {weight_decay}}}, {{\"params\": biases}}]\n\
                     optimizer = torch.optim.AdamW(groups, lr=lr(1), weight_decay=0)"
                );
            }
            Self::Adamw => "AdamW(model.parameters(), lr=lr(1), weight_decay=0)".to_owned(),
            Self::Sgd => {
                let nesterov = if nesterov { ", nesterov=True" } else { "" };
                format!("SGD(model.parameters(), lr=lr(1), momentum={momentum}{nesterov})")
            }
            Self::Rmsprop => format!("RMSprop(model.parameters(), lr=lr(1), momentum={momentum})"),
            Self::Lbfgs => unreachable!("SciPy's takes no steps of its own"),
        };
        format!("optimizer = torch.optim.{arguments}")
    }
}

/// An optimiser and what it remembers.
#[derive(Debug, Clone)]
pub enum Optimizer<T> {
    /// Adam, and `AdamW`, whose decay comes before the step.
    Adam(Adam<T>),
    /// Stochastic gradient descent.
    Sgd(Sgd<T>),
    /// `RMSprop`.
    Rmsprop(Rmsprop<T>),
}

impl<T: Real> Optimizer<T> {
    /// Before the first step, for `parameters` parameters.
    #[must_use]
    pub fn new(settings: &Settings, parameters: usize) -> Self {
        match settings.optimizer {
            OptimizerName::Adam | OptimizerName::Adamw => Self::Adam(Adam::new(parameters)),
            OptimizerName::Sgd => Self::Sgd(Sgd::new(parameters, settings.momentum, settings.nesterov)),
            OptimizerName::Rmsprop => Self::Rmsprop(Rmsprop::new(parameters, settings.momentum)),
            OptimizerName::Lbfgs => unreachable!("L-BFGS takes no steps of its own"),
        }
    }

    /// Forgets what it remembers of one parameter.
    pub fn forget(&mut self, parameter: usize) {
        match self {
            Self::Adam(adam) => adam.forget(parameter),
            Self::Sgd(sgd) => sgd.forget(parameter),
            Self::Rmsprop(rmsprop) => rmsprop.forget(parameter),
        }
    }

    /// One step against `gradient`.
    pub fn step(&mut self, parameters: &mut [T], gradient: &[T], lr: f64) {
        match self {
            Self::Adam(adam) => adam.step(parameters, gradient, lr),
            Self::Sgd(sgd) => sgd.step(parameters, gradient, lr),
            Self::Rmsprop(rmsprop) => rmsprop.step(parameters, gradient, lr),
        }
    }
}
