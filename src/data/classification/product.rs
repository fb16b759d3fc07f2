//! Matrix products with the same bits as NumPy's.
//!
//! A mixture of features that nearly cancels keeps few correct digits, so agreeing with scikit-learn in all
//! digits requires its order of rounding. NumPy 2.4's packages multiply with OpenBLAS 0.3.31. This module
//! adds terms in the order of its kernels for processors with AVX2 (sources:
//! `kernel/x86_64/dgemm_kernel_4x8_haswell.S`, `dgemv_t_4.c` and `dgemv_n_4.c` with their `haswell` parts;
//! `driver/level3/level3_thread.c`; NumPy's `cblasfuncs.c` chooses among them by shape). Two threads divide a
//! large product; with more threads, the last bits of a few rows would differ.

use std::ops::Range;

use ndarray::ArrayView2;

use crate::random::exact::fused_multiply_add;

/// Inner terms that the matrix kernel sums at a time (`DGEMM_DEFAULT_Q`).
const BLOCK: usize = 256;

/// A product of a matrix, whose rows are given one at a time, and another.
pub(super) struct RowProduct<'a> {
    rows: usize,
    matrix: ArrayView2<'a, f64>,
    /// The inner terms that the matrix kernel sums at a time.
    blocks: Vec<Range<usize>>,
    /// The rows that the matrix kernel processes last when their number is odd.
    odd_rows: Vec<usize>,
}

impl<'a> RowProduct<'a> {
    /// The product of a matrix with `rows` rows and `matrix`.
    pub(super) fn new(rows: usize, matrix: ArrayView2<'a, f64>) -> Self {
        let shares = shares_of_rows(rows, &matrix);
        Self {
            rows,
            matrix,
            blocks: blocks(matrix.nrows(), shares.is_none()),
            odd_rows: odd_rows(rows, shares),
        }
    }

    /// Writes row `index` of the product, given the same row of the left matrix in `values`.
    pub(super) fn row(&self, index: usize, values: &[f64], out: &mut [f64]) {
        let columns = self.matrix.ncols();
        if columns == 1 {
            out[0] = self.by_vector(index, values);
        } else if self.rows == 1 {
            self.of_vector(values, out);
        } else {
            self.of_matrix(values, out);
            if self.odd_rows.contains(&index) {
                self.of_odd_row(values, &mut out[..whole_fours(columns)]);
            }
        }
    }

    /// A row of a matrix by a matrix: each element one chain of fused multiply-adds a block.
    fn of_matrix(&self, values: &[f64], out: &mut [f64]) {
        out.fill(0.0);
        let mut sums = vec![0.0; out.len()];
        for block in &self.blocks {
            sums.fill(0.0);
            for term in block.clone() {
                for (sum, &factor) in sums.iter_mut().zip(self.matrix.row(term)) {
                    *sum = fused_multiply_add(values[term], factor, *sum);
                }
            }
            for (out, sum) in out.iter_mut().zip(&sums) {
                *out += sum;
            }
        }
    }

    /// Computes an odd row in whole groups of four columns: four sums in turn, with the terms after the last
    /// complete group of eight all in the first sum.
    fn of_odd_row(&self, values: &[f64], out: &mut [f64]) {
        for (column, out) in out.iter_mut().enumerate() {
            *out = 0.0;
            for block in &self.blocks {
                let (start, in_turn) = (block.start, block.len() / 8 * 8);
                let mut chains = [0.0_f64; 4];
                for term in block.clone() {
                    let place = term - start;
                    let chain = if place < in_turn { place % 4 } else { 0 };
                    chains[chain] =
                        fused_multiply_add(values[term], self.matrix[[term, column]], chains[chain]);
                }
                *out += (chains[0] + chains[1]) + (chains[2] + chains[3]);
            }
        }
    }

    /// A row of a matrix by a column: whole groups of four terms as the row's place demands, then the
    /// one to three left over.
    fn by_vector(&self, index: usize, values: &[f64]) -> f64 {
        let factors = self.matrix.column(0);
        let term = |place: usize| (values[place], factors[place]);
        let whole = whole_fours(values.len());
        let left_over = self.rows - whole_fours(self.rows);
        let place_left_over = index.checked_sub(whole_fours(self.rows));
        let sum = match place_left_over {
            None => fused_in_fours(whole, term),
            Some(0 | 1) if left_over >= 2 => added_in_twos(whole, term),
            Some(_) => added_in_fours(whole, term),
        };
        match (whole..values.len()).map(term).collect::<Vec<_>>()[..] {
            [] => sum,
            [(a, b)] => fused_multiply_add(a, b, sum),
            [(a, b), (c, d)] => sum + fused_multiply_add(a, b, c * d),
            [(a, b), (c, d), (e, f)] => sum + fused_multiply_add(e, f, fused_multiply_add(a, b, c * d)),
            _ => unreachable!("fewer than four terms are left over"),
        }
    }

    /// Multiplies one row by a matrix: four terms at a time in whole groups of four columns, and term by term
    /// in the remaining columns.
    fn of_vector(&self, values: &[f64], out: &mut [f64]) {
        let whole_columns = whole_fours(out.len());
        for (column, out) in out.iter_mut().enumerate() {
            let factors = self.matrix.column(column);
            let product = |place: usize| values[place] * factors[place];
            let fused = |place: usize, sum: f64| fused_multiply_add(values[place], factors[place], sum);
            *out = 0.0;
            if column >= whole_columns {
                for place in 0..values.len() {
                    *out += product(place);
                }
                continue;
            }
            let whole = whole_fours(values.len());
            for place in (0..whole).step_by(4) {
                *out += fused(place + 2, product(place)) + fused(place + 3, product(place + 1));
            }
            let mut rest = whole;
            if values.len() - rest >= 2 {
                *out += product(rest) + product(rest + 1);
                rest += 2;
            }
            if rest < values.len() {
                *out += product(rest);
            }
        }
    }
}

/// Four chains of fused multiply-adds, taken in turn.
fn fused_in_fours(terms: usize, term: impl Fn(usize) -> (f64, f64)) -> f64 {
    let mut chains = [0.0_f64; 4];
    for place in 0..terms {
        let (a, b) = term(place);
        chains[place % 4] = fused_multiply_add(a, b, chains[place % 4]);
    }
    (chains[0] + chains[2]) + (chains[1] + chains[3])
}

/// Two sums of products, taken in turn.
fn added_in_twos(terms: usize, term: impl Fn(usize) -> (f64, f64)) -> f64 {
    let mut sums = [0.0; 2];
    for place in 0..terms {
        let (a, b) = term(place);
        sums[place % 2] += a * b;
    }
    sums[0] + sums[1]
}

/// Four sums of products, taken in turn.
fn added_in_fours(terms: usize, term: impl Fn(usize) -> (f64, f64)) -> f64 {
    let mut sums = [0.0; 4];
    for place in 0..terms {
        let (a, b) = term(place);
        sums[place % 4] += a * b;
    }
    (sums[0] + sums[2]) + (sums[1] + sums[3])
}

/// The largest multiple of four up to `count`.
fn whole_fours(count: usize) -> usize {
    count / 4 * 4
}

/// Returns the ranges of inner terms that the matrix kernel sums at a time: 256 each, and the last two of
/// half of the rest. A single thread rounds that half to a multiple of four.
fn blocks(terms: usize, is_alone: bool) -> Vec<Range<usize>> {
    let mut blocks = Vec::new();
    let mut start = 0;
    while start < terms {
        let length = match terms - start {
            left @ 1..=BLOCK => left,
            left if left >= 2 * BLOCK => BLOCK,
            left if is_alone => (left / 2).next_multiple_of(4),
            left => left.div_ceil(2),
        };
        blocks.push(start..start + length);
        start += length;
    }
    blocks
}

/// Returns the number of rows of each of two threads if the product is large enough for two.
fn shares_of_rows(rows: usize, matrix: &ArrayView2<f64>) -> Option<[usize; 2]> {
    const ENOUGH_WORK: usize = 2 * 4 * 65_536;
    const ENOUGH_LINES: usize = 32; // for one thread (`SWITCH_RATIO`)
    let columns = matrix.ncols();
    let many_columns = columns >= 2 * ENOUGH_LINES;
    if rows * matrix.len() < ENOUGH_WORK || (rows <= ENOUGH_LINES && !many_columns) {
        return None;
    }
    let half = rows.div_ceil(2);
    let shares_columns = many_columns && (rows < 2 * ENOUGH_LINES || rows <= columns);
    let first = if shares_columns { half.max(ENOUGH_LINES).next_multiple_of(8).min(rows) } else { half };
    Some([first, rows - first])
}

/// The last rows of odd numbers of rows: of all, or of the halves that each thread takes at a time.
fn odd_rows(rows: usize, shares: Option<[usize; 2]>) -> Vec<usize> {
    let runs = match shares {
        None => vec![rows],
        Some(shares) => shares.into_iter().flat_map(|share| [share.div_ceil(2), share / 2]).collect(),
    };
    let mut end = 0;
    let mut odd_rows = Vec::new();
    for run in runs {
        end += run;
        if run % 2 == 1 {
            odd_rows.push(end - 1);
        }
    }
    odd_rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::arr2;

    #[test]
    fn product_sums_terms_in_blocks() {
        let lengths =
            |terms, is_alone| -> Vec<usize> { blocks(terms, is_alone).iter().map(Range::len).collect() };
        assert_eq!(lengths(256, true), [256]);
        assert_eq!(lengths(300, true), [152, 148]);
        assert_eq!(lengths(302, false), [151, 151]);
        assert_eq!(lengths(1000, false), [256, 256, 244, 244]);
    }

    #[test]
    fn product_of_two_threads_has_odd_rows_in_each() {
        let odd = |rows, terms, columns| {
            let matrix = ndarray::Array2::zeros((terms, columns));
            odd_rows(rows, shares_of_rows(rows, &matrix.view()))
        };
        assert_eq!(odd(27, 100, 100), [26]);
        assert_eq!(odd(53, 100, 100), [42]);
        assert_eq!(odd(81, 100, 100), [64]);
        assert_eq!(odd(101, 100, 100), [50, 75, 100]);
        assert_eq!(odd(333, 40, 40), [166, 249, 332]);
        assert_eq!(odd(1000, 40, 40), [0; 0]);
    }

    #[test]
    fn product_is_correct_in_every_order_of_summation() {
        let left = arr2(&[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [7.0, 8.0, 9.0]]);
        let right = arr2(&[[1.0, -1.0], [0.5, 2.0], [-2.0, 4.0]]);
        for rows in 1..=3 {
            for columns in 1..=2 {
                let matrix = right.slice(ndarray::s![.., ..columns]);
                let expected = left.dot(&matrix);
                let product = RowProduct::new(rows, matrix);
                let mut out = vec![0.0; columns];
                for index in 0..rows {
                    product.row(index, &left.row(index).to_vec(), &mut out);
                    assert_eq!(out, expected.row(index).to_vec());
                }
            }
        }
    }
}
