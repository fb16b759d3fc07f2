//! Row-major matrices with rows padded to whole lanes.

use ndarray::{Array2, ArrayView2, ShapeBuilder};

use super::{LANES, Real};

/// A matrix whose rows start `stride` numbers apart. `stride` is a multiple of the number of lanes, and the
/// padding is zero.
#[derive(Debug, Clone, PartialEq)]
pub struct Matrix<T> {
    data: Vec<T>,
    rows: usize,
    columns: usize,
    stride: usize,
}

/// Numbers from one row to the next.
#[must_use]
pub const fn stride(columns: usize) -> usize {
    columns.next_multiple_of(LANES)
}

impl Matrix<f32> {
    /// Returns the same numbers in double precision.
    #[must_use]
    pub fn widened(&self) -> Matrix<f64> {
        Matrix::from_array(self.view().mapv(f64::from))
    }
}

impl<T: Real> Matrix<T> {
    #[must_use]
    pub fn zeros(rows: usize, columns: usize) -> Self {
        let stride = stride(columns);
        Self { data: vec![T::default(); rows * stride], rows, columns, stride }
    }

    /// Takes over an array, without copying where its rows are whole lanes and it is in standard
    /// layout.
    #[must_use]
    pub fn from_array(array: Array2<T>) -> Self {
        let (rows, columns) = array.dim();
        if columns % LANES == 0 && array.is_standard_layout() {
            let (data, _) = array.into_raw_vec_and_offset();
            return Self { data, rows, columns, stride: columns };
        }
        let mut matrix = Self::zeros(rows, columns);
        for (row, values) in array.rows().into_iter().enumerate() {
            matrix.row_mut(row).iter_mut().zip(values).for_each(|(to, &value)| *to = value);
        }
        matrix
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

    /// Returns (rows, columns).
    #[must_use]
    pub fn dim(&self) -> (usize, usize) {
        (self.rows, self.columns)
    }

    /// Numbers from one row to the next.
    #[must_use]
    pub fn stride(&self) -> usize {
        self.stride
    }

    /// Returns one row without the padding.
    #[must_use]
    pub fn row(&self, row: usize) -> &[T] {
        &self.data[row * self.stride..][..self.columns]
    }

    /// Returns one row without the padding.
    pub fn row_mut(&mut self, row: usize) -> &mut [T] {
        &mut self.data[row * self.stride..][..self.columns]
    }

    /// `count` whole rows from `first` on, with their padding.
    #[must_use]
    pub fn block(&self, first: usize, count: usize) -> &[T] {
        &self.data[first * self.stride..][..count * self.stride]
    }

    /// `count` whole rows from `first` on, with their padding; who writes there leaves it zero.
    pub fn block_mut(&mut self, first: usize, count: usize) -> &mut [T] {
        &mut self.data[first * self.stride..][..count * self.stride]
    }

    /// All as an array, without the padding.
    #[must_use]
    pub fn view(&self) -> ArrayView2<'_, T> {
        ArrayView2::from_shape((self.rows, self.columns).strides((self.stride, 1)), &self.data)
            .expect("rows · stride numbers are there")
    }

    pub fn clear(&mut self) {
        self.data.fill(T::default());
    }

    /// Copies another matrix with the same number of columns. The number of rows must fit.
    pub fn copy_from(&mut self, from: &Self) {
        self.rows = from.rows;
        self.block_mut(0, from.rows).copy_from_slice(from.block(0, from.rows));
    }

    /// Copies contiguous rows without padding. The number of rows must fit.
    pub fn take_rows(&mut self, from: &[T]) {
        let columns = self.columns;
        self.rows = from.len() / columns;
        for (to, from) in self.data.chunks_exact_mut(self.stride).zip(from.chunks_exact(columns)) {
            to[..columns].copy_from_slice(from);
        }
    }

    /// Copies some rows of another matrix with the same number of columns. The number of rows must fit.
    pub fn gather(&mut self, from: &Self, rows: &[usize]) {
        self.rows = rows.len();
        for (to, &row) in self.data.chunks_exact_mut(self.stride).zip(rows) {
            to.copy_from_slice(from.block(row, 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example(rows: usize, columns: usize) -> Array2<f64> {
        Array2::from_shape_fn((rows, columns), |(i, j)| (i * 7 + j * 3) as f64 % 5.0 - 2.0)
    }

    #[test]
    fn matrix_rows_exclude_the_padding() {
        let matrix = Matrix::from_array(example(3, 5));
        assert_eq!(matrix.view(), example(3, 5));
        assert_eq!(matrix.block(0, 1)[5..], [0.0; 3]);
    }
}
