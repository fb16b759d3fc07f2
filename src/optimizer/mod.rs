//! Optimisers. Each one that takes a step per gradient is a file and a line of the list, and equals the
//! optimiser of the same name in `torch.optim`. L-BFGS equals SciPy's.

mod first_order;
mod lbfgs;
mod learning_rate;
mod line_search;

use crate::experiment::{Key, Settings};
use crate::parameter::{Paper, choice, listed};
use crate::tensor::Real;
pub use first_order::FirstOrder;
pub use lbfgs::{Lbfgs, LbfgsRequest, MEMORY as LBFGS_MEMORY};
pub use learning_rate::{LrSchedule, learning_rate, python as learning_rate_python};

/// The list of optimisers that take a step for each gradient: name, type and usual name.
macro_rules! optimizers {
    ($( $(#[doc = $doc:literal])+ $name:ident::$type:ident $title:literal; )+) => {
        $( mod $name; )+

        choice! {
            /// Optimisation algorithm.
            OptimizerName {
                $( $(#[doc = $doc])+ $type = (stringify!($name)) as $title, )+
                /// L-BFGS: a quasi-Newton method. Each epoch is one line search on the loss of all samples, in double precision, along a direction estimated from the last ten steps; the run ends when the loss no longer falls.
                Lbfgs = "lbfgs" as "L-BFGS"
                    in Paper::new("Liu & Nocedal 1989", "https://doi.org/10.1007/BF01589116"),
            }
        }

        /// An optimiser that takes a step for each gradient, and its state.
        #[derive(Debug, Clone)]
        pub enum Optimizer<T> {
            $( $type($name::$type<T>), )+
        }

        impl<T: Real> Optimizer<T> {
            /// Returns the optimiser before the first step, for `count` parameters, or `None` if the
            /// settings ask for L-BFGS, which takes no such steps.
            #[must_use]
            pub fn new(settings: &Settings, count: usize) -> Option<Self> {
                match settings.optimizer {
                    $( OptimizerName::$type => Some(Self::$type(FirstOrder::new(settings, count))), )+
                    OptimizerName::Lbfgs => None,
                }
            }

            /// See [`FirstOrder::step`].
            pub fn step(&mut self, parameters: &mut [T], gradient: &[T], lr: f64) {
                match self {
                    $( Self::$type(optimizer) => optimizer.step(parameters, gradient, lr), )+
                }
            }

            /// See [`FirstOrder::forget`].
            pub fn forget(&mut self, parameter: usize) {
                match self {
                    $( Self::$type(optimizer) => optimizer.forget(parameter), )+
                }
            }
        }

        impl OptimizerName {
            /// Returns whether the optimiser uses the parameter of the table.
            #[must_use]
            pub fn uses(self, parameter: Key) -> bool {
                match self {
                    $( Self::$type => $name::$type::<f32>::USES.contains(&parameter), )+
                    Self::Lbfgs => false,
                }
            }

            /// See [`FirstOrder::DECAY_IS_DECOUPLED`].
            #[must_use]
            pub fn decay_is_decoupled(self) -> bool {
                match self {
                    $( Self::$type => $name::$type::<f32>::DECAY_IS_DECOUPLED, )+
                    Self::Lbfgs => false,
                }
            }

            /// See [`FirstOrder::python_memory`]. Returns an empty text for L-BFGS.
            #[must_use]
            pub fn python_memory(self, settings: &Settings) -> &'static [&'static str] {
                match self {
                    $( Self::$type => $name::$type::<f32>::python_memory(settings), )+
                    Self::Lbfgs => &[],
                }
            }

            /// See [`FirstOrder::python`]. Returns an empty text for L-BFGS.
            #[must_use]
            pub fn python(self, settings: &Settings, weights: &str) -> String {
                match self {
                    $( Self::$type => $name::$type::<f32>::python(settings, weights), )+
                    Self::Lbfgs => String::new(),
                }
            }
        }
    };
}

optimizers! {
    /// torch.optim.Adam.
    adam::Adam "Adam";
    /// torch.optim.AdamW: Adam with decoupled weight decay.
    adamw::Adamw "AdamW";
    /// torch.optim.SGD.
    sgd::Sgd "SGD";
    /// torch.optim.RMSprop.
    rmsprop::Rmsprop "RMSprop";
}

impl OptimizerName {
    /// Returns whether the optimiser takes a step for each gradient. L-BFGS instead minimises the loss as one
    /// function.
    #[must_use]
    pub fn takes_steps(self) -> bool {
        self != Self::Lbfgs
    }

    /// Returns whether the script's optimiser has separate groups for weights and biases.
    #[must_use]
    pub fn has_groups(self, settings: &Settings) -> bool {
        self.decay_is_decoupled() && settings.weight_decay > 0.0
    }

    /// Returns the optimisers that use the parameter of the table, as a sentence has them.
    #[must_use]
    pub fn that_use(parameter: Key) -> String {
        let all = Self::ALL.iter().zip(Self::NAMES);
        listed("optimizer", all.filter(|(optimizer, _)| optimizer.uses(parameter)).map(|(_, name)| name.text))
    }
}
