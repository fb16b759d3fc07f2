//! A linear layer in the layouts that its products need.

use std::convert::identity;

use crate::tensor::{Active, LANES, Lanes, Panels, Real, add_transposed_product, product, stride};

/// z = W x + b for a block of rows at a time.
#[derive(Debug, Clone)]
pub struct Layer<T> {
    /// Wᵀ, inputs × outputs, for the forward pass.
    there: Panels<T>,
    /// W, outputs × inputs, for the backward pass. The first layer does not need it.
    back: Panels<T>,
    bias: Vec<T>,
}

/// A weight as stored among the parameters.
#[derive(Debug, Clone, Copy)]
pub struct WeightView<'a, T> {
    /// From its first number on.
    pub numbers: &'a [T],
    /// Numbers from one row to the next.
    pub distance: usize,
    /// True if rows are inputs, as in a tied layer; otherwise they are outputs.
    pub transposed: bool,
}

/// Sums over samples of the derivatives with respect to a layer's parameters.
#[derive(Debug, Clone)]
pub struct LayerDerivatives<T> {
    /// Derivatives with respect to W, or Wᵀ if rows are inputs.
    weight: Panels<T>,
    rows: ActiveSide,
    bias: Vec<T>,
}

/// The rows of a weight's derivatives: the side of the code, so that units that are 0 can be skipped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActiveSide {
    /// The rows are inputs, as in a decoder's layer.
    Inputs,
    /// The rows are outputs, as in an encoder's layer.
    Outputs,
}

impl<T: Real> Layer<T> {
    #[must_use]
    pub fn zeros(inputs: usize, outputs: usize) -> Self {
        Self {
            there: Panels::zeros(inputs, outputs),
            back: Panels::zeros(outputs, inputs),
            bias: vec![T::default(); stride(outputs)],
        }
    }

    /// Copies parameters. A missing bias is 0. A layer without a backward pass needs no layout for it.
    pub fn arrange(&mut self, weight: WeightView<T>, bias: Option<&[T]>, flows_back: bool) {
        let WeightView { numbers, distance, transposed } = weight;
        if transposed {
            self.there.copy_rows(numbers, distance);
        } else {
            self.there.copy_transposed(numbers, distance);
        }
        if flows_back && transposed {
            self.back.copy_transposed(numbers, distance);
        } else if flows_back {
            self.back.copy_rows(numbers, distance);
        }
        if let Some(bias) = bias {
            self.bias[..bias.len()].copy_from_slice(bias);
        }
    }

    /// Returns the bias with padding.
    pub fn bias_mut(&mut self) -> &mut [T] {
        &mut self.bias
    }

    /// finish(W x + b); whole rows with their padding. `active` lists x where much of it is 0.
    pub fn apply(
        &self,
        x: &[T],
        active: Option<&Active<T>>,
        z: &mut [T],
        finish: impl Fn(T::Lanes) -> T::Lanes + Copy,
    ) {
        match active {
            Some(active) => active.product(z, &self.bias, &self.there, finish),
            None => product(z, &self.bias, x, &self.there, finish),
        }
    }

    /// Computes W x without the bias. `zeros` has at least as many elements as there are outputs. See
    /// [`Layer::apply`].
    pub fn apply_without_bias(&self, x: &[T], active: Option<&Active<T>>, zeros: &[T], z: &mut [T]) {
        let zeros = &zeros[..self.bias.len()];
        match active {
            Some(active) => active.product(z, zeros, &self.there, identity),
            None => product(z, zeros, x, &self.there, identity),
        }
    }

    /// Computes the derivatives with respect to x, plus `offset` in every row, from those with respect to z.
    /// If `active` lists x, they are 0 where x is 0.
    pub fn backward(&self, error: &[T], offset: &[T], active: Option<&mut Active<T>>, into: &mut [T]) {
        match active {
            Some(active) => active.product_back(into, offset, error, &self.there),
            None => product(into, offset, error, &self.back, identity),
        }
    }
}

impl<T: Real> LayerDerivatives<T> {
    #[must_use]
    pub fn zeros(inputs: usize, outputs: usize, rows: ActiveSide) -> Self {
        let weight = match rows {
            ActiveSide::Inputs => Panels::zeros(inputs, outputs),
            ActiveSide::Outputs => Panels::zeros(outputs, inputs),
        };
        Self { weight, rows, bias: vec![T::default(); stride(outputs)] }
    }

    pub fn clear(&mut self) {
        self.weight.clear();
        self.bias.fill(T::default());
    }

    /// Accumulates a block's derivatives from the inputs x and the derivatives with respect to z. The side of
    /// the rows may be listed.
    pub fn add(&mut self, x: &[T], error: &[T], active: Option<&Active<T>>) {
        add_columns::<T>(&mut self.bias, error);
        self.add_weight(x, error, active);
    }

    /// Accumulates the derivatives with respect to the weight only. See [`LayerDerivatives::add`].
    pub fn add_weight(&mut self, x: &[T], error: &[T], active: Option<&Active<T>>) {
        let (by_row, other) = match self.rows {
            ActiveSide::Inputs => (x, error),
            ActiveSide::Outputs => (error, x),
        };
        match active {
            Some(active) => active.add_transposed_product(&mut self.weight, other),
            None => add_transposed_product(&mut self.weight, by_row, other),
        }
    }

    /// Adds the weight's derivatives to numbers laid out as in [`WeightView`].
    pub fn add_weight_to(&self, numbers: &mut [T], distance: usize, transposed: bool) {
        if transposed == (self.rows == ActiveSide::Inputs) {
            self.weight.add_to_rows(numbers, distance);
        } else {
            self.weight.add_to_transposed(numbers, distance);
        }
    }

    /// Returns the bias's derivatives with padding.
    #[must_use]
    pub fn bias(&self) -> &[T] {
        &self.bias
    }
}

/// sums += the block's column sums; the block's own sum is made first.
fn add_columns<T: Real>(sums: &mut [T], block: &[T]) {
    let width = sums.len();
    let (sixteens, fours) = sums.as_chunks_mut::<{ 4 * LANES }>();
    for (index, sums) in sixteens.iter_mut().enumerate() {
        add_strip::<T, 4>(sums, block, width, index * 4 * LANES);
    }
    let first = width - fours.len();
    for (index, sums) in fours.chunks_exact_mut(LANES).enumerate() {
        add_strip::<T, 1>(sums, block, width, first + index * LANES);
    }
}

/// Processes `N` lane groups of columns; this many sums at a time keep the processor busy.
fn add_strip<T: Real, const N: usize>(sums: &mut [T], block: &[T], width: usize, column: usize) {
    let mut own = [T::Lanes::splat(T::default()); N];
    for row in block.chunks_exact(width) {
        for (sum, four) in own.iter_mut().zip(row[column..].as_chunks::<LANES>().0) {
            *sum += T::Lanes::load(four);
        }
    }
    for (sum, four) in own.into_iter().zip(sums.chunks_exact_mut(LANES)) {
        (T::Lanes::load(four) + sum).store(four);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const INPUTS: usize = 5;
    const OUTPUTS: usize = 3;
    const ROWS: usize = 4;

    fn number(index: usize) -> f64 {
        ((index * 37 + 11) % 19) as f64 - 9.0
    }

    fn weight(output: usize, input: usize) -> f64 {
        number(output * INPUTS + input)
    }

    /// Rows of numbers with their padding.
    fn block(rows: usize, columns: usize, seed: usize) -> Vec<f64> {
        let mut block = vec![0.0; rows * stride(columns)];
        for (row, numbers) in block.chunks_exact_mut(stride(columns)).enumerate() {
            (0..columns).for_each(|column| numbers[column] = number(seed + row * columns + column));
        }
        block
    }

    /// Layers with the same parameters: one as in an encoder, one as in a tied decoder.
    fn layers() -> [Layer<f64>; 2] {
        let bias: Vec<_> = (0..OUTPUTS).map(|output| number(100 + output)).collect();
        let by_output: Vec<_> = (0..OUTPUTS * INPUTS).map(number).collect();
        let by_input: Vec<_> =
            (0..INPUTS * OUTPUTS).map(|index| weight(index % OUTPUTS, index / OUTPUTS)).collect();
        [(by_output, INPUTS, false), (by_input, OUTPUTS, true)].map(|(numbers, distance, transposed)| {
            let mut layer = Layer::zeros(INPUTS, OUTPUTS);
            layer.arrange(WeightView { numbers: &numbers, distance, transposed }, Some(&bias), true);
            layer
        })
    }

    #[test]
    fn a_layer_applies_its_weight_and_bias_in_either_arrangement() {
        let x = block(ROWS, INPUTS, 50);
        for layer in layers() {
            let (mut with, mut without) = (block(ROWS, OUTPUTS, 0), block(ROWS, OUTPUTS, 0));
            layer.apply(&x, None, &mut with, identity);
            layer.apply_without_bias(&x, None, &[0.0; 8], &mut without);
            for row in 0..ROWS {
                for output in 0..OUTPUTS {
                    let x = &x[row * stride(INPUTS)..];
                    let sum: f64 = (0..INPUTS).map(|input| weight(output, input) * x[input]).sum();
                    let at = row * stride(OUTPUTS) + output;
                    assert_eq!((without[at], with[at]), (sum, sum + number(100 + output)));
                }
            }
        }
    }

    #[test]
    fn errors_flow_back_through_the_transposed_weight() {
        let error = block(ROWS, OUTPUTS, 70);
        let offset = block(1, INPUTS, 90);
        for layer in layers() {
            let mut into = vec![0.0; ROWS * stride(INPUTS)];
            layer.backward(&error, &offset, None, &mut into);
            for row in 0..ROWS {
                for input in 0..INPUTS {
                    let error = &error[row * stride(OUTPUTS)..];
                    let sum: f64 = (0..OUTPUTS).map(|output| weight(output, input) * error[output]).sum();
                    assert_eq!(into[row * stride(INPUTS) + input], sum + offset[input]);
                }
            }
        }
    }

    #[test]
    fn derivatives_add_up_over_blocks_in_either_arrangement() {
        let (x, error) = (block(ROWS, INPUTS, 50), block(ROWS, OUTPUTS, 70));
        for rows in [ActiveSide::Inputs, ActiveSide::Outputs] {
            let mut derivatives = LayerDerivatives::zeros(INPUTS, OUTPUTS, rows);
            derivatives.add(&x, &error, None);
            derivatives.add(&x, &error, None);
            let (mut by_output, mut by_input) = (vec![0.0; OUTPUTS * INPUTS], vec![1.0; INPUTS * OUTPUTS]);
            derivatives.add_weight_to(&mut by_output, INPUTS, false);
            derivatives.add_weight_to(&mut by_input, OUTPUTS, true);
            for output in 0..OUTPUTS {
                let error = |row: usize| error[row * stride(OUTPUTS) + output];
                for input in 0..INPUTS {
                    let sum: f64 =
                        (0..ROWS).map(|row| 2.0 * error(row) * x[row * stride(INPUTS) + input]).sum();
                    assert_eq!(by_output[output * INPUTS + input], sum);
                    assert_eq!(by_input[input * OUTPUTS + output], 1.0 + sum, "it is added to what is there");
                }
                assert_eq!(derivatives.bias()[output], (0..ROWS).map(|row| 2.0 * error(row)).sum::<f64>());
            }
            derivatives.clear();
            assert!(derivatives.bias().iter().all(|&sum| sum == 0.0));
        }
    }
}
