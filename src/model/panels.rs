//! A matrix in the order in which a product reads its right factor.

use super::matrix::stride;
use super::real::{LANES, Real};

/// Columns of a panel.
pub const PANEL: usize = 2 * LANES;

/// A matrix cut into panels of eight columns, one after the other, each row by row. Rows and columns
/// are padded with zeros to whole lanes; where four columns are left over, the last panel has four.
#[derive(Debug, Clone, PartialEq)]
pub struct Panels<T> {
    data: Vec<T>,
    rows: usize,
    columns: usize,
}

impl<T: Real> Panels<T> {
    /// All zero.
    #[must_use]
    pub fn zeros(rows: usize, columns: usize) -> Self {
        Self { data: vec![T::default(); stride(rows) * stride(columns)], rows, columns }
    }

    /// Number of rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Number of columns, without the padding.
    #[must_use]
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// Each panel's first column and its numbers.
    pub fn panels(&self) -> impl Iterator<Item = (usize, &[T])> {
        (0..).step_by(PANEL).zip(self.data.chunks(stride(self.rows) * PANEL))
    }

    /// Each panel's first column and its numbers.
    pub fn panels_mut(&mut self) -> impl Iterator<Item = (usize, &mut [T])> {
        (0..).step_by(PANEL).zip(self.data.chunks_mut(stride(self.rows) * PANEL))
    }

    /// Sets all to zero.
    pub fn clear(&mut self) {
        self.data.fill(T::default());
    }

    /// Copies a row-major matrix whose rows lie `distance` apart into this one.
    pub fn copy_rows(&mut self, from: &[T], distance: usize) {
        let (rows, columns) = (self.rows, self.columns);
        for (first, panel) in self.panels_mut() {
            let (width, count) = (panel.len() / stride(rows), PANEL.min(columns - first));
            for (to, from) in panel.chunks_exact_mut(width).zip(from.chunks(distance)).take(rows) {
                to[..count].copy_from_slice(&from[first..first + count]);
            }
        }
    }

    /// Copies the transpose of a row-major matrix whose rows lie `distance` apart into this one.
    pub fn copy_transposed(&mut self, from: &[T], distance: usize) {
        let (rows, columns) = (self.rows, self.columns);
        for (first, panel) in self.panels_mut() {
            let width = panel.len() / stride(rows);
            for column in first..columns.min(first + PANEL) {
                let to = panel.iter_mut().skip(column - first).step_by(width);
                to.zip(&from[column * distance..][..rows]).for_each(|(to, &value)| *to = value);
            }
        }
    }

    /// Adds it to a row-major matrix whose rows lie `distance` apart.
    pub fn add_to_rows(&self, to: &mut [T], distance: usize) {
        let (rows, columns) = (self.rows, self.columns);
        for (first, panel) in self.panels() {
            let (width, count) = (panel.len() / stride(rows), PANEL.min(columns - first));
            for (to, from) in to.chunks_mut(distance).zip(panel.chunks_exact(width)).take(rows) {
                to[first..first + count].iter_mut().zip(from).for_each(|(to, &value)| *to = *to + value);
            }
        }
    }

    /// Adds its transpose to a row-major matrix whose rows lie `distance` apart.
    pub fn add_to_transposed(&self, to: &mut [T], distance: usize) {
        let (rows, columns) = (self.rows, self.columns);
        for (first, panel) in self.panels() {
            let width = panel.len() / stride(rows);
            for column in first..columns.min(first + PANEL) {
                let from = panel.iter().skip(column - first).step_by(width);
                let to = to[column * distance..][..rows].iter_mut();
                to.zip(from).for_each(|(to, &value)| *to = *to + value);
            }
        }
    }
}
