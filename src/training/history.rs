//! The numbers of each epoch so far.

use std::ops::Index;

use serde::{Serialize, Serializer};

use super::{Curve, TestResult};
use crate::model::Losses;

/// One number per epoch for each curve, in single precision as PyTorch prints them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct History {
    columns: [Vec<f32>; Curve::COUNT],
}

impl Index<Curve> for History {
    type Output = [f32];

    fn index(&self, curve: Curve) -> &[f32] {
        &self.columns[curve as usize]
    }
}

impl From<[Vec<f32>; Curve::COUNT]> for History {
    /// From columns of one length, in the order of [`Curve::ALL`].
    fn from(columns: [Vec<f32>; Curve::COUNT]) -> Self {
        Self { columns }
    }
}

/// A map from each curve's key to its numbers.
impl Serialize for History {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(Curve::ALL.map(|curve| (curve.key(), &self[curve])))
    }
}

impl History {
    /// Allocates memory for some epochs.
    #[must_use]
    pub fn with_capacity(epochs: usize) -> Self {
        Self { columns: Curve::ALL.map(|_| Vec::with_capacity(epochs)) }
    }

    /// Returns the number of epochs so far.
    #[must_use]
    pub fn epochs(&self) -> usize {
        self.columns.iter().map(Vec::len).min().unwrap_or(0)
    }

    /// Adds an epoch: the losses before its step, and the test after it.
    pub fn push(&mut self, losses: Losses, test: &TestResult) {
        for (curve, column) in Curve::ALL.into_iter().zip(&mut self.columns) {
            column.push(curve.value(losses, test) as f32);
        }
    }

    /// The columns, in the order of [`Curve::ALL`].
    #[must_use]
    pub fn columns(&self) -> [&[f32]; Curve::COUNT] {
        self.columns.each_ref().map(Vec::as_slice)
    }

    /// Adds whole columns of later epochs, in the order of [`Curve::ALL`], all of one length.
    pub fn extend(&mut self, columns: [&[f32]; Curve::COUNT]) {
        for (column, more) in self.columns.iter_mut().zip(columns) {
            column.extend_from_slice(more);
        }
    }

    /// Returns the lines that the exported script prints: every tenth epoch's loss.
    pub fn lines(&self, epochs: u32) -> impl Iterator<Item = String> + '_ {
        let tenth = self[Curve::Total].iter().enumerate().skip(9).step_by(10);
        tenth.map(move |(index, &loss)| epoch_line(index as u32 + 1, epochs, loss))
    }
}

/// `Epoch [10/50], Loss: 1.3312`, as the exported script prints it.
#[must_use]
pub fn epoch_line(epoch: u32, epochs: u32, loss: f32) -> String {
    format!("Epoch [{epoch}/{epochs}], Loss: {loss:.4}")
}

/// `Test MSE: 1.2248`, as the exported script prints it.
#[must_use]
pub fn test_line(test_mse: f32) -> String {
    format!("Test MSE: {test_mse:.4}")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A history in which every curve counts the epochs.
    fn counting(epochs: u32) -> History {
        History::from(Curve::ALL.map(|_| (1..=epochs).map(|epoch| epoch as f32).collect()))
    }

    #[test]
    fn lines_print_the_total_loss_of_every_tenth_epoch() {
        let lines: Vec<_> = counting(25).lines(30).collect();
        assert_eq!(lines, ["Epoch [10/30], Loss: 10.0000", "Epoch [20/30], Loss: 20.0000"]);
        assert_eq!(counting(9).lines(9).count(), 0);
        assert_eq!(test_line(1.224_849), "Test MSE: 1.2248");
    }

    #[test]
    fn extending_adds_later_epochs_to_every_column() {
        let (whole, mut history) = (counting(5), counting(2));
        history.extend(whole.columns().map(|column| &column[2..]));
        assert_eq!((history.epochs(), &history), (5, &whole));
        assert_eq!(History::with_capacity(100).epochs(), 0);
    }

    #[test]
    fn a_history_is_serialised_as_a_map_from_curves_to_numbers() {
        let json = serde_json::to_value(counting(2)).expect("numbers can be serialised");
        assert_eq!(json.as_object().map(serde_json::Map::len), Some(Curve::COUNT));
        assert_eq!(json[Curve::TestMse.key()], serde_json::json!([1.0, 2.0]));
    }
}
