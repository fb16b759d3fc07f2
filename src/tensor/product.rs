//! The two dense products that training needs. They work on tiles of four rows by eight (or four) columns
//! kept in registers, and each sum follows the order of the inner index: the bits are the same on every
//! machine. The products that skip zeros are in [`Active`](super::Active).

use std::array;

use super::{LANES, Lanes, PANEL, Panels, Real, stride};

/// Rows of a tile. Its eight sums and what is multiplied fit into the sixteen registers; in double
/// precision, where four numbers take two, a tile has four columns.
const TILE: usize = 4;
/// Rows of a tile of four columns in single precision, where a product's width ends with them.
const TALL: usize = 2 * TILE;
/// Rows of most tiles of a transposed product, whose factors take fewer registers.
const FIVE: usize = 5;

/// `N` times four columns of one row.
pub type Strip<T, const N: usize> = [[T; LANES]; N];

/// Whole rows one after the other, with their padding.
#[derive(Clone, Copy)]
struct PaddedRows<'a, T> {
    numbers: &'a [T],
    stride: usize,
}

/// out = finish(bias + a · b), for a block of rows of `a` and `out`.
pub fn product<T: Real>(
    out: &mut [T],
    bias: &[T],
    a: &[T],
    b: &Panels<T>,
    finish: impl Fn(T::Lanes) -> T::Lanes + Copy,
) {
    let (width, padded) = (stride(b.columns()), stride(b.rows()));
    let a = PaddedRows { numbers: a, stride: padded };
    // A panel at a time: it stays in the first cache for all rows of the block.
    for (column, panel) in b.panels() {
        let out = &mut out[column..];
        match (panel.len() < padded * PANEL, T::FOURS) {
            (true, 2) => multiply::<T, TALL, 1, 1, 0>(out, width, bias, (a, top(panel, b)), column, finish),
            (true, _) => multiply::<T, TILE, 1, 1, 0>(out, width, bias, (a, top(panel, b)), column, finish),
            (false, 2) => multiply::<T, TILE, 2, 2, 0>(out, width, bias, (a, top(panel, b)), column, finish),
            (false, _) => {
                let (next, ahead) = (top(panel, b), column + LANES);
                multiply::<T, TILE, 2, 1, 0>(out, width, bias, (a, next), column, finish);
                multiply::<T, TILE, 2, 1, 1>(&mut out[LANES..], width, bias, (a, next), ahead, finish);
            }
        }
    }
}

/// The strips of a panel without its padding, which adds nothing.
fn top<'a, T: Real, const N: usize>(panel: &'a [T], of: &Panels<T>) -> &'a [Strip<T, N>] {
    &strips(panel)[..of.rows()]
}

/// `M` times four of the columns of one panel, which has `N` times four, from `FIRST` on; `out` begins
/// at `column`.
#[inline]
fn multiply<T: Real, const ROWS: usize, const N: usize, const M: usize, const FIRST: usize>(
    out: &mut [T],
    width: usize,
    bias: &[T],
    (a, b): (PaddedRows<T>, &[Strip<T, N>]),
    column: usize,
    finish: impl Fn(T::Lanes) -> T::Lanes + Copy,
) {
    let PaddedRows { numbers, stride } = a;
    let bias = load(&bias[column..].as_chunks().0[..M]);
    for (out, numbers) in out.chunks_mut(ROWS * width).zip(numbers.chunks(ROWS * stride)) {
        if numbers.len() == ROWS * stride {
            let a = PaddedRows { numbers, stride };
            multiply_tile::<T, ROWS, N, M, FIRST>(out, width, bias, (a, b), finish);
        } else {
            for (out, numbers) in out.chunks_mut(width).zip(numbers.chunks_exact(stride)) {
                let a = PaddedRows { numbers, stride };
                multiply_tile::<T, 1, N, M, FIRST>(out, width, bias, (a, b), finish);
            }
        }
    }
}

#[inline]
fn multiply_tile<T: Real, const ROWS: usize, const N: usize, const M: usize, const FIRST: usize>(
    out: &mut [T],
    width: usize,
    bias: [T::Lanes; M],
    (a, b): (PaddedRows<T>, &[Strip<T, N>]),
    finish: impl Fn(T::Lanes) -> T::Lanes + Copy,
) {
    let a: [&[T]; ROWS] = array::from_fn(|row| &a.numbers[row * a.stride..][..b.len()]);
    let mut sums = [bias; ROWS];
    for (inner, b) in b.iter().enumerate() {
        let b = load(&b[FIRST..]);
        for (sums, a) in sums.iter_mut().zip(&a) {
            add_multiple(sums, a[inner], b);
        }
    }
    for (row, sums) in sums.into_iter().enumerate() {
        for (lanes, sum) in sums.into_iter().enumerate() {
            finish(sum).store(&mut out[row * width + lanes * LANES..]);
        }
    }
}

/// out += aᵀ · b over a block of rows. The block's sum is made first, then added: the error grows
/// with the number of blocks, not of samples.
pub fn add_transposed_product<T: Real>(out: &mut Panels<T>, a: &[T], b: &[T]) {
    let (rows, padded) = (out.rows(), stride(out.rows()));
    let (a, b) =
        (PaddedRows { numbers: a, stride: padded }, PaddedRows { numbers: b, stride: stride(out.columns()) });
    let fives = fives(rows, padded);
    for (column, panel) in out.panels_mut() {
        if panel.len() < padded * PANEL {
            add_transposed::<T, 1, 1>(panel, fives, a, b, column);
        } else if T::FOURS == 2 {
            add_transposed::<T, 2, 2>(panel, fives, a, b, column);
        } else {
            for column in [column, column + LANES] {
                add_transposed::<T, 2, 1>(panel, fives, a, b, column);
            }
        }
    }
}

/// Returns how many tiles of five rows to use before those of four, so that all rows are covered and no more
/// than the padded ones.
fn fives(rows: usize, padded: usize) -> usize {
    let covered = |fives: usize| FIVE * fives + (rows - FIVE * fives).next_multiple_of(TILE);
    (0..=rows / FIVE).rev().find(|&fives| covered(fives) <= padded).unwrap_or_default()
}

#[inline]
fn add_transposed<T: Real, const N: usize, const M: usize>(
    out: &mut [T],
    fives: usize,
    a: PaddedRows<T>,
    b: PaddedRows<T>,
    column: usize,
) {
    let strips: &mut [Strip<T, N>] = out.as_chunks_mut().0.as_chunks_mut().0;
    let (by_five, by_four) = strips.split_at_mut(FIVE * fives);
    for (tile, out) in by_five.as_chunks_mut().0.iter_mut().enumerate() {
        add_transposed_tile::<T, FIVE, N, M>(out, a, tile * FIVE, b, column);
    }
    for (tile, out) in by_four.as_chunks_mut().0.iter_mut().enumerate() {
        add_transposed_tile::<T, TILE, N, M>(out, a, FIVE * fives + tile * TILE, b, column);
    }
}

#[inline]
fn add_transposed_tile<T: Real, const ROWS: usize, const N: usize, const M: usize>(
    out: &mut [Strip<T, N>; ROWS],
    a: PaddedRows<T>,
    first: usize,
    b: PaddedRows<T>,
    column: usize,
) {
    // Asserting this once removes the bounds check from every row.
    assert!(first + ROWS <= a.stride && column + M * LANES <= b.stride, "tiles lie within the rows");
    let mut sums = [[T::Lanes::splat(T::default()); M]; ROWS];
    for (a, b) in a.numbers.chunks_exact(a.stride).zip(b.numbers.chunks_exact(b.stride)) {
        let a: &[T; ROWS] = a[first..].first_chunk().expect("the tile lies within the row");
        let b = load(b[column..].as_chunks().0);
        for (sums, &a) in sums.iter_mut().zip(a) {
            add_multiple(sums, a, b);
        }
    }
    for (out, sums) in out.iter_mut().zip(sums) {
        for (out, sum) in out[column % PANEL / LANES..].iter_mut().zip(sums) {
            (T::Lanes::load(out) + sum).store(out);
        }
    }
}

/// sums += a · b
#[inline]
fn add_multiple<T: Real, const N: usize>(sums: &mut [T::Lanes; N], a: T, b: [T::Lanes; N]) {
    let a = T::Lanes::splat(a);
    for (sum, b) in sums.iter_mut().zip(b) {
        *sum += a * b;
    }
}

/// Returns the complete strips of `N` numbers.
#[inline]
pub fn strips<T: Real, const N: usize>(numbers: &[T]) -> &[Strip<T, N>] {
    numbers.as_chunks().0.as_chunks().0
}

/// The first `M` of some fours.
#[inline]
fn load<T: Real, const M: usize>(from: &[[T; LANES]]) -> [T::Lanes; M] {
    let from: &[_; M] = from.first_chunk().expect("buffers are padded to whole lanes");
    array::from_fn(|lanes| T::Lanes::load(&from[lanes]))
}

#[cfg(test)]
mod tests {
    use ndarray::Array2;

    use super::super::Matrix;
    use super::*;

    fn example(rows: usize, columns: usize) -> Array2<f64> {
        Array2::from_shape_fn((rows, columns), |(i, j)| (i * 7 + j * 3) as f64 % 5.0 - 2.0)
    }

    fn in_rows(panels: &Panels<f64>) -> Array2<f64> {
        let mut array = Array2::zeros((panels.rows(), panels.columns()));
        let distance = array.ncols();
        panels.add_to_rows(array.as_slice_mut().expect("it is in standard layout"), distance);
        array
    }

    #[test]
    fn products_agree_with_ndarray_at_every_remainder() {
        for (rows, inner, columns) in [(1, 1, 1), (5, 3, 9), (8, 20, 25), (67, 6, 13), (4, 4, 8)] {
            let (a, b) = (example(rows, inner), example(inner, columns));
            let left = Matrix::from_array(a.clone());
            let mut right = Panels::zeros(inner, columns);
            right.copy_rows(b.as_slice().expect("it is in standard layout"), columns);
            let mut out = Matrix::zeros(rows, columns);
            let bias = vec![1.0; stride(columns)];
            product(out.block_mut(0, rows), &bias, left.block(0, rows), &right, |sum| sum + sum);
            assert_eq!(out.view(), (a.dot(&b) + 1.0) * 2.0);

            let c = example(rows, columns);
            let mut gram = Panels::zeros(inner, columns);
            let third = Matrix::from_array(c.clone());
            for _ in 0..2 {
                add_transposed_product(&mut gram, left.block(0, rows), third.block(0, rows));
            }
            assert_eq!(in_rows(&gram), a.t().dot(&c) * 2.0);
        }
    }

    #[test]
    fn panels_take_rows_and_columns() {
        for (rows, columns) in [(1, 1), (3, 5), (4, 8), (9, 25)] {
            let array = example(rows, columns);
            let mut panels = Panels::zeros(rows, columns);
            panels.copy_rows(array.as_slice().expect("it is in standard layout"), columns);
            assert_eq!(in_rows(&panels), array);
            let mut transposed = Panels::zeros(columns, rows);
            transposed.copy_transposed(array.as_slice().expect("it is in standard layout"), columns);
            assert_eq!(in_rows(&transposed), array.t());
            let mut back = Array2::zeros((rows, columns));
            transposed.add_to_transposed(back.as_slice_mut().expect("it is in standard layout"), columns);
            assert_eq!(back, array);
        }
    }
}
