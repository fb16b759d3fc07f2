//! The interface of an optimiser that takes one step for each gradient.

use crate::experiment::{Key, Settings};

/// An optimiser and its state. `T` is the precision of the parameters.
pub trait FirstOrder<T>: Sized {
    /// The parameters of the table that the optimiser has besides `lr` and `weight_decay`.
    const USES: &'static [Key] = &[];
    /// True if weight decay is applied to the weights before the step instead of through the loss.
    const DECAY_IS_DECOUPLED: bool = false;

    /// Returns the optimiser before the first step, for `count` parameters.
    fn new(settings: &Settings, count: usize) -> Self;

    /// Takes a step against the gradient.
    fn step(&mut self, parameters: &mut [T], gradient: &[T], lr: f64);

    /// Resets the state of one parameter.
    fn forget(&mut self, parameter: usize);

    /// Returns the names that `torch.optim` gives to the state of a parameter.
    fn python_memory(settings: &Settings) -> &'static [&'static str];

    /// Returns the exported script's lines that make `optimizer`; `weights` is a Python expression for
    /// the list of weights without biases.
    fn python(settings: &Settings, weights: &str) -> String;
}
