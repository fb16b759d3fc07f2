//! Memory for the forward and backward pass of one block.

use super::architecture::Architecture;
use super::nested::NestedWorkspace;
use crate::tensor::{Active, Real, stride};

/// Memory for one block, with one entry per layer, the encoder's first.
#[derive(Debug, Clone)]
pub struct Workspace<T> {
    pub(super) values: Vec<Vec<T>>,
    /// Inputs of each activation if its derivative needs them, else empty.
    pub(super) inputs: Vec<Vec<T>>,
    /// Derivatives with respect to the outputs of each layer except the last, which uses the outputs' memory.
    pub(super) activation_grads: Vec<Vec<T>>,
    /// Logarithms of a variational code's variances.
    pub(super) log_variance: Vec<T>,
    /// Derivatives with respect to the log-variances.
    pub(super) log_variance_errors: Vec<T>,
    /// Codes of a second reconstruction.
    pub(super) auxiliary: Vec<T>,
    /// Derivatives with respect to the auxiliary codes.
    pub(super) auxiliary_errors: Vec<T>,
    /// The residual of the reconstruction, and a second layer's contribution to a block's derivatives.
    pub(super) rest: Vec<T>,
    /// Memory for the prefixes.
    pub(super) nested: Option<NestedWorkspace<T>>,
    /// The codes decoded last, or derivatives with respect to them, if many are 0.
    pub(super) active: Active<T>,
    /// One number per unit of the code.
    pub(super) unit: Vec<T>,
    pub(super) zeros: Vec<T>,
}

impl<T: Real> Workspace<T> {
    #[must_use]
    pub fn new(architecture: &Architecture, rows: usize) -> Self {
        let plan = architecture.plan();
        let block = |width: usize| vec![T::default(); rows * stride(width)];
        let block_if = |wanted: bool, width: usize| if wanted { block(width) } else { Vec::new() };
        let needs = architecture.activation.needs_input();
        let widest = plan.layers.iter().map(|place| place.inputs).max().unwrap_or(0);
        let (code, variational) = (architecture.code(), architecture.variational);
        let auxiliary = architecture.has_auxiliary;
        let listed = if architecture.lists_codes() { rows } else { 0 };
        let outputs = || plan.layers.iter().map(|place| place.outputs);
        Self {
            values: outputs().map(block).collect(),
            inputs: outputs().map(|width| block_if(needs, width)).collect(),
            activation_grads: outputs().take(plan.layers.len() - 1).map(block).collect(),
            log_variance: block_if(variational, code),
            log_variance_errors: block_if(variational, code),
            auxiliary: block_if(auxiliary, code),
            auxiliary_errors: block_if(auxiliary, code),
            rest: block_if(auxiliary || variational, widest),
            nested: NestedWorkspace::new(architecture, rows),
            active: Active::new(listed, code),
            unit: vec![T::default(); code],
            zeros: vec![T::default(); stride(widest)],
        }
    }

    /// Returns the last block's reconstructions.
    #[must_use]
    pub fn reconstruction(&self) -> &[T] {
        self.values.last().expect("there is a decoder")
    }

    /// The logarithms of the variances of the last block's codes; empty where they have none.
    #[must_use]
    pub fn log_variances(&self) -> &[T] {
        &self.log_variance
    }

    /// Returns the values before the selection of the last block's codes: after the activation, or before it
    /// if the code is linear.
    #[must_use]
    pub fn codes(&self) -> &[T] {
        &self.values[self.values.len() / 2 - 1]
    }
}
