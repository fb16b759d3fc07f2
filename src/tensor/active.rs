//! Lists the nonzero codes of a block, so that products can skip the others.
//!
//! A sum that skips products with 0 has the same bits as the full sum. Only the product back to the codes
//! adds in a different order from the dense one: it sums every fourth number separately.

use std::array;

use super::{LANES, Lanes, PANEL, Panels, Real, Strip, stride, strips};

/// Skipping zeros is faster for layers with at least `LEAST_COLUMNS` columns and at most this fraction of
/// nonzero codes.
pub const LEAST_COLUMNS: usize = 64;
const LARGEST_SHARE: f64 = 0.75;

/// A number that is not 0, and its place in the list of all.
#[derive(Debug, Clone, Copy, Default)]
struct ActiveValue<T> {
    place: u32,
    value: T,
}

/// Lists of numbers that are not 0, one after the other.
#[derive(Debug, Clone)]
struct Lists<T> {
    entries: Vec<ActiveValue<T>>,
    ends: Vec<usize>,
    count: usize,
}

/// The nonzero codes of a block, or derivatives with respect to them, listed by sample and by unit.
#[derive(Debug, Clone)]
pub struct Active<T> {
    of_samples: Lists<T>,
    of_units: Lists<T>,
    /// Sums of the product back to the codes, four for each.
    partial: Vec<[T; LANES]>,
    width: usize,
    /// True if the last block had enough zeros to be listed.
    listed: bool,
}

impl<T: Real> Lists<T> {
    fn with_room(lists: usize, numbers: usize) -> Self {
        // One spare entry: `fill` writes zeros too and then overwrites them.
        Self { entries: vec![ActiveValue::default(); numbers + 1], ends: vec![0; lists], count: 0 }
    }

    fn fill<'a>(&mut self, lists: impl ExactSizeIterator<Item = impl Iterator<Item = &'a T>>)
    where
        T: 'a,
    {
        self.count = lists.len();
        let mut end = 0;
        for (to, list) in self.ends.iter_mut().zip(lists) {
            for (place, &value) in (0..).zip(list) {
                // Without a branch: a zero is written over by the next.
                self.entries[end] = ActiveValue { place, value };
                end += usize::from(value != T::default());
            }
            *to = end;
        }
    }

    fn lists(&self) -> impl Iterator<Item = &[ActiveValue<T>]> {
        let starts = std::iter::once(&0).chain(&self.ends);
        starts.zip(&self.ends[..self.count]).map(|(&start, &end)| &self.entries[start..end])
    }
}

impl<T: Real> Active<T> {
    /// Allocates space for blocks of at most `rows` samples and `units` units. With 0 rows nothing is ever
    /// listed.
    #[must_use]
    pub fn new(rows: usize, units: usize) -> Self {
        let width = stride(units);
        Self {
            of_samples: Lists::with_room(rows, rows * width),
            of_units: Lists::with_room(width, rows * width),
            partial: vec![[T::default(); LANES]; rows * width],
            width,
            listed: false,
        }
    }

    /// Lists a block's codes, whole rows with their padding; none if too few of them are 0.
    pub fn list(&mut self, codes: &[T]) -> Option<&mut Self> {
        let Self { of_samples, of_units, width, .. } = self;
        let count = || codes.iter().filter(|&&code| code != T::default()).count();
        self.listed = !self.partial.is_empty() && count() as f64 <= LARGEST_SHARE * codes.len() as f64;
        if self.listed {
            of_samples.fill(codes.chunks_exact(*width).map(<[T]>::iter));
            of_units.fill((0..*width).map(|unit| codes[unit..].iter().step_by(*width)));
        }
        self.listed()
    }

    /// Returns the entries of the last block if it was listed.
    pub fn listed(&mut self) -> Option<&mut Self> {
        self.listed.then_some(self)
    }

    /// out = finish(bias + codes · b), as [`product`](super::product()).
    pub fn product(
        &self,
        out: &mut [T],
        bias: &[T],
        b: &Panels<T>,
        finish: impl Fn(T::Lanes) -> T::Lanes + Copy,
    ) {
        each_wide::<T>(b.columns(), &mut Forward { codes: &self.of_samples, out, bias, b, finish });
    }

    /// out += codesᵀ · b over a block of rows, as
    /// [`add_transposed_product`](super::add_transposed_product).
    pub fn add_transposed_product(&self, out: &mut Panels<T>, b: &[T]) {
        each_wide::<T>(out.columns(), &mut Transposed { codes: &self.of_units, out, b });
    }

    /// Computes out = offset + error · bᵀ where a code is not 0, and 0 elsewhere.
    pub fn product_back(&mut self, out: &mut [T], offset: &[T], error: &[T], b: &Panels<T>) {
        let Self { of_samples: codes, partial, width, .. } = self;
        partial.fill([T::default(); LANES]);
        each_wide::<T>(b.columns(), &mut Back { codes, partial, error, b });
        out.fill(T::default());
        let mut partial = partial.iter();
        for (out, list) in out.chunks_exact_mut(*width).zip(codes.lists()) {
            for (entry, sums) in list.iter().zip(&mut partial) {
                let unit = entry.place as usize;
                out[unit] = offset[unit] + T::of(T::Lanes::load(sums).sum());
            }
        }
    }
}

/// A product, some columns at a time.
trait ColumnProduct {
    /// The columns of `G` panels, of `N` times four each, from `column` on.
    fn columns<const G: usize, const N: usize>(&mut self, column: usize);
}

/// Processes as many columns at a time as fill half of the sixteen registers with sums.
fn each_wide<T: Real>(columns: usize, product: &mut impl ColumnProduct) {
    let mut column = 0;
    while column < stride(columns) {
        let rest = stride(columns) - column;
        column += if rest >= 4 * PANEL && T::FOURS == 2 {
            product.columns::<4, 2>(column);
            4 * PANEL
        } else if rest >= 2 * PANEL {
            product.columns::<2, 2>(column);
            2 * PANEL
        } else if rest >= PANEL {
            product.columns::<1, 2>(column);
            PANEL
        } else {
            product.columns::<1, 1>(column);
            LANES
        };
    }
}

struct Forward<'a, T, F> {
    codes: &'a Lists<T>,
    out: &'a mut [T],
    bias: &'a [T],
    b: &'a Panels<T>,
    finish: F,
}

struct Transposed<'a, T> {
    codes: &'a Lists<T>,
    out: &'a mut Panels<T>,
    b: &'a [T],
}

struct Back<'a, T> {
    codes: &'a Lists<T>,
    partial: &'a mut [[T; LANES]],
    error: &'a [T],
    b: &'a Panels<T>,
}

impl<T: Real, F: Fn(T::Lanes) -> T::Lanes + Copy> ColumnProduct for Forward<'_, T, F> {
    fn columns<const G: usize, const N: usize>(&mut self, column: usize) {
        let width = stride(self.b.columns());
        let bias = wide::<T, G, N>(&self.bias[column..]);
        let panels = panels::<T, G, N>(self.b, column);
        for (out, list) in self.out.chunks_exact_mut(width).zip(self.codes.lists()) {
            let mut sums = bias;
            for entry in list {
                let (code, unit) = (T::Lanes::splat(entry.value), entry.place as usize);
                for (sums, panel) in sums.iter_mut().zip(panels) {
                    for (sum, b) in sums.iter_mut().zip(&panel[unit]) {
                        *sum += code * T::Lanes::load(b);
                    }
                }
            }
            let out = out[column..].as_chunks_mut::<LANES>().0;
            for (out, &sum) in out.iter_mut().zip(sums.as_flattened()) {
                (self.finish)(sum).store(out);
            }
        }
    }
}

impl<T: Real> ColumnProduct for Transposed<'_, T> {
    fn columns<const G: usize, const N: usize>(&mut self, column: usize) {
        let (width, rows) = (stride(self.out.columns()), stride(self.out.rows()));
        let panels = self.out.numbers_mut()[column * rows..].chunks_exact_mut(rows * N * LANES);
        let mut panels: [&mut [Strip<T, N>]; G] =
            each(panels.map(|panel| panel.as_chunks_mut().0.as_chunks_mut().0));
        let b = &self.b[column..];
        for (unit, list) in self.codes.lists().enumerate() {
            let mut sums = [[T::Lanes::splat(T::default()); N]; G];
            for entry in list {
                let code = T::Lanes::splat(entry.value);
                let b = wide_strips::<T, G, N>(&b[entry.place as usize * width..]);
                for (sum, b) in sums.as_flattened_mut().iter_mut().zip(b.as_flattened()) {
                    *sum += code * T::Lanes::load(b);
                }
            }
            for (panel, sums) in panels.iter_mut().zip(sums) {
                for (out, sum) in panel[unit].iter_mut().zip(sums) {
                    (T::Lanes::load(out) + sum).store(out);
                }
            }
        }
    }
}

impl<T: Real> ColumnProduct for Back<'_, T> {
    fn columns<const G: usize, const N: usize>(&mut self, column: usize) {
        let width = stride(self.b.columns());
        let panels = panels::<T, G, N>(self.b, column);
        let mut partial = self.partial.iter_mut();
        for (error, list) in self.error.chunks_exact(width).zip(self.codes.lists()) {
            let error = wide::<T, G, N>(&error[column..]);
            for (entry, partial) in list.iter().zip(&mut partial) {
                let unit = entry.place as usize;
                let mut sums = [T::Lanes::splat(T::default()); N];
                for (error, panel) in error.into_iter().zip(panels) {
                    for ((sum, error), b) in sums.iter_mut().zip(error).zip(&panel[unit]) {
                        *sum += error * T::Lanes::load(b);
                    }
                }
                let sum = sums.into_iter().fold(T::Lanes::load(partial), |sum, more| sum + more);
                sum.store(partial);
            }
        }
    }
}

/// `G` panels from a column on, all of the same length.
fn panels<T: Real, const G: usize, const N: usize>(b: &Panels<T>, column: usize) -> [&[Strip<T, N>]; G] {
    let rows = stride(b.rows());
    each(b.numbers()[column * rows..].chunks_exact(rows * N * LANES).map(strips))
        .map(|panel: &[_]| &panel[..rows])
}

fn each<Item, const G: usize>(mut items: impl Iterator<Item = Item>) -> [Item; G] {
    array::from_fn(|_| items.next().expect("there are as many panels"))
}

fn wide_strips<T: Real, const G: usize, const N: usize>(numbers: &[T]) -> &[Strip<T, N>; G] {
    strips(numbers).first_chunk().expect("there are as many columns")
}

fn wide<T: Real, const G: usize, const N: usize>(numbers: &[T]) -> [[T::Lanes; N]; G] {
    wide_strips::<T, G, N>(numbers).map(|strip| strip.map(|four| T::Lanes::load(&four)))
}

#[cfg(test)]
mod tests {
    use ndarray::Array2;

    use super::super::{Matrix, add_transposed_product, product};
    use super::*;

    /// Codes of which two in three are 0, and what is on the other side.
    fn example(rows: usize, units: usize, columns: usize) -> (Matrix<f32>, Panels<f32>, Matrix<f32>) {
        let number = |i: usize, j: usize| ((i * 31 + j * 17) % 23) as f32 / 7.0 - 1.5;
        let code = |(i, j)| if (i + 2 * j) % 3 == 0 { number(i, j) } else { 0.0 };
        let weight = Array2::from_shape_fn((units, columns), |(i, j)| number(i + 5, j));
        let mut panels = Panels::zeros(units, columns);
        panels.copy_rows(weight.as_slice().expect("it is in standard layout"), columns);
        let error = Array2::from_shape_fn((rows, columns), |(i, j)| number(i, j + 3));
        (Matrix::from_array(Array2::from_shape_fn((rows, units), code)), panels, Matrix::from_array(error))
    }

    #[test]
    fn skipping_zeros_changes_no_bit() {
        for (rows, units, columns) in [(1, 3, 64), (7, 9, 68), (64, 30, 100), (5, 8, 127)] {
            let (codes, weight, error) = example(rows, units, columns);
            let mut active = Active::new(rows, units);
            let active = active.list(codes.block(0, rows)).expect("enough are 0");
            let bias = vec![0.25; stride(columns)];
            let (mut ours, mut dense) = (Matrix::zeros(rows, columns), Matrix::zeros(rows, columns));
            active.product(ours.block_mut(0, rows), &bias, &weight, |sum| sum + sum);
            product(dense.block_mut(0, rows), &bias, codes.block(0, rows), &weight, |sum| sum + sum);
            assert_eq!(ours, dense);

            let (mut ours, mut dense) = (Panels::zeros(units, columns), Panels::zeros(units, columns));
            for _ in 0..2 {
                active.add_transposed_product(&mut ours, error.block(0, rows));
                add_transposed_product(&mut dense, codes.block(0, rows), error.block(0, rows));
            }
            assert_eq!(ours, dense);
        }
    }

    #[test]
    fn product_back_reaches_only_nonzero_codes() {
        let (rows, units, columns) = (7, 9, 68);
        let (codes, weight, error) = example(rows, units, columns);
        let mut active = Active::new(rows, units);
        let active = active.list(codes.block(0, rows)).expect("enough are 0");
        let offset: Vec<f32> = (0..stride(units)).map(|unit| unit as f32).collect();
        let mut out = Matrix::zeros(rows, units);
        active.product_back(out.block_mut(0, rows), &offset, error.block(0, rows), &weight);
        let mut rows_of_weight = Array2::zeros((units, columns));
        weight.add_to_rows(rows_of_weight.as_slice_mut().expect("it is in standard layout"), columns);
        let whole = error.view().dot(&rows_of_weight.t());
        for ((row, unit), &value) in out.view().indexed_iter() {
            let expected = whole[(row, unit)] + offset[unit];
            let expected = if codes.row(row)[unit] == 0.0 { 0.0 } else { expected };
            assert!((value - expected).abs() < 1e-4, "{value} at ({row}, {unit}), not {expected}");
        }
    }

    #[test]
    fn dense_codes_are_not_listed() {
        assert!(Active::new(2, 4).list(&[1.0; 8]).is_none());
        assert!(Active::new(0, 4).list(&[0.0; 8]).is_none());
        assert!(Active::new(2, 4).list(&[1.0, 0.0, 1.0, 0.0]).is_some());
    }
}
