//! A matrix in the order in which a product reads its right factor.

use std::array;

use super::{LANES, Real, stride};

/// The number of columns of a panel.
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
    #[must_use]
    pub fn zeros(rows: usize, columns: usize) -> Self {
        Self { data: vec![T::default(); stride(rows) * stride(columns)], rows, columns }
    }

    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Number of columns, without the padding.
    #[must_use]
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// All numbers, panel after panel.
    #[must_use]
    pub fn numbers(&self) -> &[T] {
        &self.data
    }

    /// All numbers, panel after panel; who writes there leaves the padding zero.
    pub fn numbers_mut(&mut self) -> &mut [T] {
        &mut self.data
    }

    /// Each panel's first column and its numbers.
    pub fn panels(&self) -> impl Iterator<Item = (usize, &[T])> {
        (0..).step_by(PANEL).zip(self.data.chunks(stride(self.rows) * PANEL))
    }

    /// Each panel's first column and its numbers.
    pub fn panels_mut(&mut self) -> impl Iterator<Item = (usize, &mut [T])> {
        (0..).step_by(PANEL).zip(self.data.chunks_mut(stride(self.rows) * PANEL))
    }

    pub fn clear(&mut self) {
        self.data.fill(T::default());
    }

    /// Copies a row-major matrix whose rows start `distance` apart into this one.
    pub fn copy_rows(&mut self, from: &[T], distance: usize) {
        let (rows, columns) = (self.rows, self.columns);
        for (first, panel) in self.panels_mut() {
            let from = from.chunks(distance).take(rows).map(|row| &row[first..columns.min(first + PANEL)]);
            if columns - first >= PANEL {
                let to = panel.as_chunks_mut::<PANEL>().0;
                to.iter_mut().zip(from).for_each(|(to, from)| to.copy_from_slice(from));
            } else {
                let to = panel.chunks_exact_mut(panel.len() / stride(rows));
                to.zip(from).for_each(|(to, from)| to[..from.len()].copy_from_slice(from));
            }
        }
    }

    /// Copies the transpose of a row-major matrix whose rows start `distance` apart into this one.
    pub fn copy_transposed(&mut self, from: &[T], distance: usize) {
        let (rows, columns) = (self.rows, self.columns);
        for (first, panel) in self.panels_mut() {
            let mut done = 0;
            if columns - first >= PANEL {
                let from: [&[T]; PANEL] =
                    array::from_fn(|column| &from[(first + column) * distance..][..rows]);
                let to = panel.as_chunks_mut::<PANEL>().0.as_chunks_mut::<LANES>().0;
                for (index, to) in to[..rows / LANES].iter_mut().enumerate() {
                    let fours: [&[T; LANES]; PANEL] = from.map(|column| &column.as_chunks().0[index]);
                    *to = array::from_fn(|row| fours.map(|four| four[row]));
                }
                done = rows / LANES * LANES;
            }
            let width = panel.len() / stride(rows);
            for column in first..columns.min(first + PANEL) {
                let to = panel[done * width..].iter_mut().skip(column - first).step_by(width);
                to.zip(&from[column * distance..][done..rows]).for_each(|(to, &value)| *to = value);
            }
        }
    }

    /// Adds this matrix to a row-major matrix whose rows start `distance` apart.
    pub fn add_to_rows(&self, to: &mut [T], distance: usize) {
        let (rows, columns) = (self.rows, self.columns);
        for (first, panel) in self.panels() {
            let (width, end) = (panel.len() / stride(rows), columns.min(first + PANEL));
            for (to, from) in to.chunks_mut(distance).zip(panel.chunks_exact(width)).take(rows) {
                to[first..end].iter_mut().zip(from).for_each(|(to, &value)| *to = *to + value);
            }
        }
    }

    /// Adds the transpose of this matrix to a row-major matrix whose rows start `distance` apart.
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns a row-major matrix of distinct numbers whose rows start `distance` apart, with ones between
    /// the rows.
    fn spaced(rows: usize, columns: usize, distance: usize) -> Vec<f64> {
        let mut numbers = vec![1.0; rows * distance];
        for row in 0..rows {
            (0..columns).for_each(|column| numbers[row * distance + column] = (100 * row + column) as f64);
        }
        numbers
    }

    fn sizes() -> impl Iterator<Item = (usize, usize)> {
        (1..=10).flat_map(|rows| (1..=18).map(move |columns| (rows, columns)))
    }

    #[test]
    fn copied_rows_are_added_back_in_place() {
        for (rows, columns) in sizes() {
            let from = spaced(rows, columns, columns + 3);
            let mut panels = Panels::zeros(rows, columns);
            panels.copy_rows(&from, columns + 3);
            let mut to = vec![0.0; rows * columns];
            panels.add_to_rows(&mut to, columns);
            panels.add_to_rows(&mut to, columns);
            let twice: Vec<_> = spaced(rows, columns, columns).iter().map(|number| 2.0 * number).collect();
            assert_eq!(to, twice, "{rows} × {columns}");
        }
    }

    #[test]
    fn copying_the_transpose_is_copying_rows_of_the_transposed_matrix() {
        for (rows, columns) in sizes() {
            let from = spaced(columns, rows, rows + 2);
            let transposed: Vec<_> = (0..rows * columns)
                .map(|index| from[index % columns * (rows + 2) + index / columns])
                .collect();
            let (mut one, mut other) = (Panels::zeros(rows, columns), Panels::zeros(rows, columns));
            one.copy_transposed(&from, rows + 2);
            other.copy_rows(&transposed, columns);
            assert_eq!(one, other, "{rows} × {columns}");
            let mut to = vec![0.0; columns * rows];
            one.add_to_transposed(&mut to, rows);
            assert_eq!(to, spaced(columns, rows, rows), "{rows} × {columns}");
        }
    }

    #[test]
    fn padding_stays_zero() {
        let mut panels = Panels::zeros(3, 5);
        panels.copy_rows(&spaced(3, 5, 9), 9);
        let sum: f64 = panels.numbers().iter().sum();
        assert_eq!(
            sum,
            (0..3).flat_map(|row| (0..5).map(move |column| f64::from(100 * row + column))).sum::<f64>()
        );
        panels.clear();
        assert_eq!(panels, Panels::zeros(3, 5));
    }
}
