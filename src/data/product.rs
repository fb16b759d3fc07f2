//! The matrix product that makes features of features.

use ndarray::{ArrayView2, ArrayViewMut2};

/// Replaces each row of `x` by its product with the square matrix `matrix`.
pub(super) fn multiply_in_place(mut x: ArrayViewMut2<f64>, matrix: ArrayView2<f64>) {
    let mut product = vec![0.0; matrix.ncols()];
    for mut row in x.rows_mut() {
        let values: Vec<f64> = row.to_vec();
        multiply_row(&values, matrix, &mut product);
        for (value, &new) in row.iter_mut().zip(&product) {
            *value = new;
        }
    }
}

/// `out = row · matrix`: each element a chain of fused multiply-adds.
pub(super) fn multiply_row(row: &[f64], matrix: ArrayView2<f64>, out: &mut [f64]) {
    out.fill(0.0);
    for (&value, factors) in row.iter().zip(matrix.rows()) {
        for (sum, &factor) in out.iter_mut().zip(factors) {
            *sum = value.mul_add(factor, *sum);
        }
    }
}
