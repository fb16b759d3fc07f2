//! A linear layer in the layouts that its products want.

use super::matrix::stride;
use super::panels::Panels;
use super::product::{add_transposed_product, product};
use super::real::{LANES, Lanes, Real};

/// z = W x + b for a block of rows at a time.
#[derive(Debug, Clone)]
pub struct Layer<T> {
    /// Wᵀ, inputs × outputs, for the way there.
    there: Panels<T>,
    /// W, outputs × inputs, for the way back; the first layer's way ends before it.
    back: Panels<T>,
    bias: Vec<T>,
}

/// Sums over samples of the derivatives by a layer's parameters.
#[derive(Debug, Clone)]
pub struct LayerDerivatives<T> {
    weight: Panels<T>,
    bias: Vec<T>,
}

impl<T: Real> Layer<T> {
    /// All zero.
    #[must_use]
    pub fn zeros(inputs: usize, outputs: usize) -> Self {
        Self {
            there: Panels::zeros(inputs, outputs),
            back: Panels::zeros(outputs, inputs),
            bias: vec![T::default(); stride(outputs)],
        }
    }

    /// How many parameters it has: `nn.Linear`'s weight and bias.
    #[must_use]
    pub fn parameters(&self) -> usize {
        (self.there.rows() + 1) * self.there.columns()
    }

    /// Takes over parameters: the weight row by row, then the bias. A first layer needs no way back.
    pub fn arrange(&mut self, parameters: &[T], is_first: bool) {
        let (weight, bias) = parameters.split_at(self.there.rows() * self.there.columns());
        self.there.copy_transposed(weight);
        if !is_first {
            self.back.copy_rows(weight);
        }
        self.bias[..bias.len()].copy_from_slice(bias);
    }

    /// finish(W x + b); whole rows with their padding.
    pub fn apply(&self, x: &[T], z: &mut [T], finish: impl Fn(T::Lanes) -> T::Lanes + Copy) {
        product(z, &self.bias, x, &self.there, finish);
    }

    /// The derivatives by x, plus `offset` in every row, from those by z.
    pub fn pull_back(&self, error: &[T], offset: &[T], into: &mut [T]) {
        product(into, offset, error, &self.back, |sum| sum);
    }
}

impl<T: Real> LayerDerivatives<T> {
    /// All zero.
    #[must_use]
    pub fn zeros(inputs: usize, outputs: usize) -> Self {
        Self { weight: Panels::zeros(outputs, inputs), bias: vec![T::default(); stride(outputs)] }
    }

    /// Sets all to zero.
    pub fn clear(&mut self) {
        self.weight.clear();
        self.bias.fill(T::default());
    }

    /// Adds up a block's, from the inputs x and the derivatives by z.
    pub fn add(&mut self, x: &[T], error: &[T]) {
        add_columns::<T>(&mut self.bias, error);
        add_transposed_product(&mut self.weight, error, x);
    }

    /// Writes them in the order of the parameters.
    pub fn collect(&self, into: &mut [T]) {
        let (outputs, inputs) = (self.weight.rows(), self.weight.columns());
        let (weight, bias) = into.split_at_mut(outputs * inputs);
        self.weight.write_rows(weight);
        bias.copy_from_slice(&self.bias[..outputs]);
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

/// Of `N` times four columns; as many sums at a time keep the processor busy.
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
