//! Row-major matrices with rows padded to whole lanes, and the two products training needs.
//!
//! The products work on tiles of four rows by eight columns (or four), kept in registers, each
//! sum in the order of the inner index: the same bits on every machine.

use ndarray::{Array2, ArrayView2, ShapeBuilder};

use super::real::{LANES, Lanes, Real};

/// Rows of a tile.
const TILE: usize = 4;

/// A matrix whose rows start `stride` numbers apart, `stride` a multiple of the lanes; the padding
/// is zero.
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

impl<T: Real> Matrix<T> {
    /// All zero.
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

    /// Numbers from one row to the next.
    #[must_use]
    pub fn stride(&self) -> usize {
        self.stride
    }

    /// One row, without the padding.
    #[must_use]
    pub fn row(&self, row: usize) -> &[T] {
        &self.data[row * self.stride..][..self.columns]
    }

    /// One row, without the padding.
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

    /// Sets all to zero.
    pub fn clear(&mut self) {
        self.data.fill(T::default());
    }

    /// Copies a row-major matrix without padding into this one.
    pub fn copy_rows(&mut self, from: &[T]) {
        let columns = self.columns;
        for (to, from) in self.data.chunks_exact_mut(self.stride).zip(from.chunks_exact(columns)) {
            to[..columns].copy_from_slice(from);
        }
    }

    /// Copies the transpose of a row-major matrix without padding into this one.
    pub fn copy_transposed(&mut self, from: &[T]) {
        for (column, from) in from.chunks_exact(self.rows).enumerate() {
            for (row, &value) in from.iter().enumerate() {
                self.data[row * self.stride + column] = value;
            }
        }
    }
}

/// out = bias + a · b, a block of rows at a time: `a` has the rows of `out` and `inner` columns
/// that count, `b` has `inner` rows.
pub fn product<T: Real>(out: &mut [T], bias: &[T], a: &[T], a_stride: usize, b: &Matrix<T>) {
    let groups = out.chunks_mut(TILE * b.stride).zip(a.chunks(TILE * a_stride));
    for (out, a) in groups {
        let at = |row: usize| &a[row * a_stride..][..b.rows];
        match out.len() / b.stride {
            TILE => product_rows(out, bias, [at(0), at(1), at(2), at(3)], b),
            rows => {
                for row in 0..rows {
                    product_rows(&mut out[row * b.stride..][..b.stride], bias, [at(row)], b);
                }
            }
        }
    }
}

fn product_rows<T: Real, const ROWS: usize>(out: &mut [T], bias: &[T], a: [&[T]; ROWS], b: &Matrix<T>) {
    let mut column = 0;
    while column + 2 * LANES <= b.stride {
        product_tile::<T, ROWS, 2>(out, bias, a, b, column);
        column += 2 * LANES;
    }
    if column < b.stride {
        product_tile::<T, ROWS, 1>(out, bias, a, b, column);
    }
}

#[inline]
fn product_tile<T: Real, const ROWS: usize, const PANELS: usize>(
    out: &mut [T],
    bias: &[T],
    a: [&[T]; ROWS],
    b: &Matrix<T>,
    column: usize,
) {
    let bias: [T::Lanes; PANELS] = panels(&bias[column..]);
    let mut sums = [bias; ROWS];
    for (inner, b) in b.data.chunks_exact(b.stride).enumerate() {
        let b: [T::Lanes; PANELS] = panels(&b[column..]);
        for (sums, a) in sums.iter_mut().zip(&a) {
            let a = T::Lanes::splat(a[inner]);
            for (sum, b) in sums.iter_mut().zip(b) {
                *sum += a * b;
            }
        }
    }
    for (row, sums) in sums.into_iter().enumerate() {
        for (panel, sum) in sums.into_iter().enumerate() {
            sum.store(&mut out[row * b.stride + column + panel * LANES..]);
        }
    }
}

/// out += aᵀ · b over a block of rows: `out` has the columns of `a` that count as rows, and the
/// stride of `b`. The block's sum is made first, then added: the error grows with the number of
/// blocks, not of samples.
pub fn add_transposed_product<T: Real>(out: &mut Matrix<T>, a: &[T], a_stride: usize, b: &[T]) {
    let (rows, width) = (out.rows, out.stride);
    let mut row = 0;
    while row + TILE <= rows {
        transposed_rows::<T, TILE>(&mut out.data[row * width..], width, a, a_stride, row, b);
        row += TILE;
    }
    for row in row..rows {
        transposed_rows::<T, 1>(&mut out.data[row * width..], width, a, a_stride, row, b);
    }
}

fn transposed_rows<T: Real, const ROWS: usize>(
    out: &mut [T],
    width: usize,
    a: &[T],
    a_stride: usize,
    first: usize,
    b: &[T],
) {
    let mut column = 0;
    while column + 2 * LANES <= width {
        transposed_tile::<T, ROWS, 2>(out, width, a, a_stride, first, b, column);
        column += 2 * LANES;
    }
    if column < width {
        transposed_tile::<T, ROWS, 1>(out, width, a, a_stride, first, b, column);
    }
}

#[inline]
fn transposed_tile<T: Real, const ROWS: usize, const PANELS: usize>(
    out: &mut [T],
    width: usize,
    a: &[T],
    a_stride: usize,
    first: usize,
    b: &[T],
    column: usize,
) {
    let mut sums = [[T::Lanes::splat(T::default()); PANELS]; ROWS];
    for (a, b) in a.chunks_exact(a_stride).zip(b.chunks_exact(width)) {
        let a: &[T; ROWS] = a[first..].first_chunk().expect("the tile lies within the row");
        let b: [T::Lanes; PANELS] = panels(&b[column..]);
        for (sums, &a) in sums.iter_mut().zip(a) {
            let a = T::Lanes::splat(a);
            for (sum, b) in sums.iter_mut().zip(b) {
                *sum += a * b;
            }
        }
    }
    for (row, sums) in sums.into_iter().enumerate() {
        for (panel, sum) in sums.into_iter().enumerate() {
            let out = &mut out[row * width + column + panel * LANES..];
            (T::Lanes::load(out) + sum).store(out);
        }
    }
}

#[inline]
fn panels<T: Real, const PANELS: usize>(from: &[T]) -> [T::Lanes; PANELS] {
    std::array::from_fn(|panel| T::Lanes::load(&from[panel * LANES..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example(rows: usize, columns: usize) -> Array2<f64> {
        Array2::from_shape_fn((rows, columns), |(i, j)| (i * 7 + j * 3) as f64 % 5.0 - 2.0)
    }

    #[test]
    fn products_agree_with_ndarray_at_every_remainder() {
        for (rows, inner, columns) in [(1, 1, 1), (5, 3, 9), (8, 20, 25), (67, 6, 13), (4, 4, 8)] {
            let (a, b) = (example(rows, inner), example(inner, columns));
            let (left, right) = (Matrix::from_array(a.clone()), Matrix::from_array(b.clone()));
            let mut out = Matrix::zeros(rows, columns);
            let bias = vec![0.0; right.stride()];
            product(out.block_mut(0, rows), &bias, left.block(0, rows), left.stride(), &right);
            assert_eq!(out.view(), a.dot(&b));

            let c = example(rows, columns);
            let mut gram = Matrix::zeros(inner, columns);
            let third = Matrix::from_array(c.clone());
            add_transposed_product(&mut gram, left.block(0, rows), left.stride(), third.block(0, rows));
            assert_eq!(gram.view(), a.t().dot(&c));
        }
    }

    #[test]
    fn the_padding_stays_out_of_sight() {
        let matrix = Matrix::from_array(example(3, 5));
        assert_eq!(matrix.view(), example(3, 5));
        let mut transposed = Matrix::zeros(5, 3);
        transposed.copy_transposed(example(3, 5).as_slice().expect("standard layout"));
        assert_eq!(transposed.view(), example(3, 5).t());
        assert_eq!(matrix.block(0, 1)[5..], [0.0; 3]);
    }
}
