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

    /// Copies a row-major matrix without padding into this one.
    pub fn copy_rows(&mut self, from: &[T]) {
        let (rows, columns) = (self.rows, self.columns);
        for (first, panel) in self.panels_mut() {
            let (width, count) = (panel.len() / stride(rows), PANEL.min(columns - first));
            for (to, from) in panel.chunks_exact_mut(width).zip(from.chunks_exact(columns)) {
                to[..count].copy_from_slice(&from[first..first + count]);
            }
        }
    }

    /// Copies the transpose of a row-major matrix without padding into this one.
    pub fn copy_transposed(&mut self, from: &[T]) {
        let (rows, columns) = (self.rows, self.columns);
        for (first, panel) in self.panels_mut() {
            let width = panel.len() / stride(rows);
            for column in first..columns.min(first + PANEL) {
                let to = panel.iter_mut().skip(column - first).step_by(width);
                to.zip(&from[column * rows..][..rows]).for_each(|(to, &value)| *to = value);
            }
        }
    }

    /// Writes it row by row without the padding.
    pub fn write_rows(&self, to: &mut [T]) {
        let (rows, columns) = (self.rows, self.columns);
        for (first, panel) in self.panels() {
            let (width, count) = (panel.len() / stride(rows), PANEL.min(columns - first));
            for (to, from) in to.chunks_exact_mut(columns).zip(panel.chunks_exact(width)) {
                to[first..first + count].copy_from_slice(&from[..count]);
            }
        }
    }
}
