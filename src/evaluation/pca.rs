//! Principal component analysis.

use linfa_linalg::LinalgError;
use linfa_linalg::eigh::EighInto;
use ndarray::iter::AxisChunksIter;
use ndarray::linalg::general_mat_mul;
use ndarray::{Array1, Array2, ArrayView2, Axis, Ix2, s};

use super::reconstruction::mean_squares;
use crate::ranking;

/// The directions in which samples vary most.
///
/// They are the eigenvectors of the samples' covariance (linfa-linalg's `eigh`), as in scikit-learn's
/// `PCA(svd_solver="covariance_eigh")`, with its signs: the largest loading of each is positive. Of fewer samples
/// than features they follow from the samples' products with each other, a smaller matrix with the same
/// eigenvalues.
#[derive(Debug, Clone, PartialEq)]
pub struct Pca {
    /// The samples' mean, shape (features).
    pub mean: Array1<f64>,
    /// The samples' variance along each component, descending: a mean over samples.
    pub variances: Array1<f64>,
    /// Orthonormal columns, shape (features, rank).
    pub components: Array2<f64>,
}

impl Pca {
    /// Fits all components: as many as there are directions in which the samples vary. One decomposition
    /// serves every number of components.
    ///
    /// # Errors
    /// If the decomposition does not converge.
    ///
    /// # Panics
    /// Without samples.
    pub fn fit(samples: ArrayView2<f32>) -> Result<Self, LinalgError> {
        assert!(samples.nrows() > 0, "there are samples");
        let mean = mean_of(samples);
        let centred = |block: ArrayView2<f32>| block.mapv(f64::from) - &mean;
        let is_wide = samples.nrows() < samples.ncols();
        let products = if is_wide {
            // There are fewer samples than features, so a copy is smaller than the components.
            let centred = centred(samples);
            centred.dot(&centred.t())
        } else {
            let mut products = Array2::zeros((samples.ncols(), samples.ncols()));
            for block in blocks(&samples) {
                let centred = centred(block);
                general_mat_mul(1.0, &centred.t(), &centred, 1.0, &mut products);
            }
            products
        };
        let (variances, vectors) = (products / samples.nrows() as f64).eigh_into()?;
        let order = ranking::descending(&variances.to_vec());
        // Directions in which the samples do not vary are not components.
        let least = variances[order[0]] * 1e-12;
        let rank = order.iter().take_while(|&&component| variances[component] > least).count();
        let variances = variances.select(Axis(0), &order[..rank]);
        let vectors = vectors.select(Axis(1), &order[..rank]);
        let mut components = if is_wide { orthonormal(centred(samples).t().dot(&vectors)) } else { vectors };
        for mut component in components.columns_mut() {
            let largest =
                component.iter().copied().fold(0.0_f64, |a, b| if b.abs() > a.abs() { b } else { a });
            if largest < 0.0 {
                component.mapv_inplace(|loading| -loading);
            }
        }
        Ok(Self { mean, variances, components })
    }

    /// Returns the number of components.
    #[must_use]
    pub fn rank(&self) -> usize {
        self.variances.len()
    }

    /// The samples' places along the first `components` components, or along all there are.
    #[must_use]
    pub fn transform(&self, samples: ArrayView2<f32>, components: usize) -> Array2<f64> {
        let components = components.min(self.rank());
        self.centred(samples).dot(&self.components.slice(s![.., ..components]))
    }

    /// Reconstructs samples from the first `components` components; 0 components give the mean.
    #[must_use]
    pub fn reconstruct(&self, samples: ArrayView2<f32>, components: usize) -> Array2<f64> {
        let components = self.components.slice(s![.., ..components.min(self.rank())]);
        self.centred(samples).dot(&components).dot(&components.t()) + &self.mean
    }

    /// Returns each sample's mean squared reconstruction error.
    #[must_use]
    pub fn errors(&self, samples: ArrayView2<f32>, components: usize) -> Vec<f64> {
        let of =
            |block: ArrayView2<f32>| mean_squares(block, self.reconstruct(block, components).view(), Axis(0));
        blocks(&samples).flat_map(of).collect()
    }

    /// The samples without the mean.
    #[must_use]
    pub fn centred(&self, samples: ArrayView2<f32>) -> Array2<f64> {
        samples.mapv(f64::from) - &self.mean
    }
}

/// The most numbers of a block in double precision, unless a single row has more.
const BLOCK: usize = 1 << 19;

/// The samples in blocks of rows, so that no copy of all of them in double precision is made.
pub(super) fn blocks<'a>(samples: &'a ArrayView2<f32>) -> AxisChunksIter<'a, f32, Ix2> {
    samples.axis_chunks_iter(Axis(0), (BLOCK / samples.ncols().max(1)).max(1))
}

/// The mean of each feature.
fn mean_of(samples: ArrayView2<f32>) -> Array1<f64> {
    let mut sum = Array1::zeros(samples.ncols());
    for block in blocks(&samples) {
        sum += &block.mapv(f64::from).sum_axis(Axis(0));
    }
    sum / samples.nrows() as f64
}

/// Makes columns orthonormal in their order (Gram-Schmidt, twice: once would leave rounding errors in columns
/// that are short compared with the first ones).
fn orthonormal(mut columns: Array2<f64>) -> Array2<f64> {
    for index in 0..columns.ncols() {
        for _ in 0..2 {
            let (before, mut rest) = columns.view_mut().split_at(Axis(1), index);
            let mut column = rest.column_mut(0);
            let parts = before.t().dot(&column);
            column -= &before.dot(&parts);
            let length = libm::sqrt(column.dot(&column));
            column /= length;
        }
    }
    columns
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pca_of_a_line_has_one_component_and_no_error() {
        let line = Array2::from_shape_fn((9, 3), |(i, j)| (i as f32 - 4.0) * -(j as f32 + 1.0) + 2.0);
        let pca = Pca::fit(line.view()).expect("it converges");
        assert_eq!(pca.rank(), 1);
        assert!(pca.components.iter().all(|&loading| loading > 0.0), "{:?}", pca.components);
        assert!(pca.errors(line.view(), 1).iter().all(|&error| error < 1e-12));
        let errors = pca.errors(line.view(), 0);
        assert!((errors[0] - 16.0 * 14.0 / 3.0).abs() < 1e-9);
        let places = pca.transform(line.view(), 5);
        assert!((places[[0, 0]] - 4.0 * libm::sqrt(14.0)).abs() < 1e-9);
    }

    #[test]
    fn pca_of_equal_samples_has_no_component() {
        let equal = Array2::from_elem((4, 3), 2.0_f32);
        let pca = Pca::fit(equal.view()).expect("it converges");
        assert_eq!(pca.rank(), 0);
        assert_eq!(pca.transform(equal.view(), 2).dim(), (4, 0));
    }

    #[test]
    fn pca_of_few_samples_equals_that_of_the_covariance() {
        // A sample less than features takes the other way; the sample that makes the difference is their mean.
        let value = |i: usize, j: usize| ((i * 7 + j * 13 + i * i * j) % 11) as f32 + j as f32 * 0.25;
        let wide = Array2::from_shape_fn((5, 6), |(i, j)| value(i, j));
        let mean = wide.mean_axis(Axis(0)).expect("there are samples");
        let mut tall = wide.clone();
        tall.push_row(mean.view()).expect("it has as many features");
        let (few, many) = (Pca::fit(wide.view()), Pca::fit(tall.view()));
        let (few, many) = (few.expect("it converges"), many.expect("it converges"));
        assert_eq!((few.rank(), many.rank()), (4, 4));
        for component in 0..4 {
            assert!((few.variances[component] * 5.0 - many.variances[component] * 6.0).abs() < 1e-5);
            let difference = &few.components.column(component) - &many.components.column(component);
            assert!(difference.iter().all(|part| part.abs() < 1e-6), "{component}: {difference}");
        }
        let products = few.components.t().dot(&few.components);
        assert!((products - Array2::<f64>::eye(4)).iter().all(|part| part.abs() < 1e-12));
        assert!(few.errors(wide.view(), 4).iter().all(|error| error.abs() < 1e-12));
    }
}
