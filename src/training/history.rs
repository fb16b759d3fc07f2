//! The numbers of each epoch so far.

use crate::model::Losses;

/// A number an epoch of each curve, in single precision as `PyTorch` prints them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct History {
    /// The whole loss, before the epoch's step.
    pub total: Vec<f32>,
    /// Its mean squared error, before the epoch's step.
    pub reconstruction: Vec<f32>,
    /// Its sparsity penalty with the factor, before the epoch's step.
    pub sparsity: Vec<f32>,
    /// The mean squared error on the test samples, after the epoch's step.
    pub test_mse: Vec<f32>,
}

impl History {
    /// Room for some epochs.
    #[must_use]
    pub fn with_capacity(epochs: usize) -> Self {
        let column = || Vec::with_capacity(epochs);
        Self { total: column(), reconstruction: column(), sparsity: column(), test_mse: column() }
    }

    /// Epochs so far.
    #[must_use]
    pub fn epochs(&self) -> usize {
        self.test_mse.len()
    }

    /// Adds an epoch.
    pub fn push(&mut self, losses: Losses, test_mse: f64) {
        self.total.push(losses.total() as f32);
        self.reconstruction.push(losses.reconstruction as f32);
        self.sparsity.push(losses.sparsity as f32);
        self.test_mse.push(test_mse as f32);
    }

    /// The columns, in the order of the fields.
    #[must_use]
    pub fn columns(&self) -> [&[f32]; 4] {
        [&self.total, &self.reconstruction, &self.sparsity, &self.test_mse]
    }

    /// Adds whole columns of later epochs, in the order of the fields, all of one length.
    pub fn extend(&mut self, columns: [&[f32]; 4]) {
        self.total.extend_from_slice(columns[0]);
        self.reconstruction.extend_from_slice(columns[1]);
        self.sparsity.extend_from_slice(columns[2]);
        self.test_mse.extend_from_slice(columns[3]);
    }

    /// The lines that the starting script prints: every tenth epoch's loss.
    pub fn lines(&self, epochs: u32) -> impl Iterator<Item = String> + '_ {
        let tenth = self.total.iter().enumerate().skip(9).step_by(10);
        tenth.map(move |(index, &loss)| epoch_line(index as u32 + 1, epochs, loss))
    }
}

/// `Epoch [10/50], Loss: 1.3312`, as the starting script prints it.
#[must_use]
pub fn epoch_line(epoch: u32, epochs: u32, loss: f32) -> String {
    format!("Epoch [{epoch}/{epochs}], Loss: {loss:.4}")
}

/// `Test MSE: 1.2248`, as the starting script prints it.
#[must_use]
pub fn test_line(test_mse: f32) -> String {
    format!("Test MSE: {test_mse:.4}")
}
