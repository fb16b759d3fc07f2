//! Two-dimensional maps of samples.

use linfa_linalg::LinalgError;
use ndarray::{Array2, ArrayView2, Axis, s};

use super::tsne::{FEWEST, Tsne};
use super::{Pca, Perplexity, Representation, trustworthiness};
use crate::data::thinned;

/// The most samples on a map.
const MOST_SAMPLES: usize = 2000;
/// The most principal components given to t-SNE, as its authors advise.
const MOST_COMPONENTS: usize = 50;

/// Methods of mapping samples.
#[derive(Debug, Clone, Copy, PartialEq, Eq, nanoserde::SerBin, nanoserde::DeBin, nanoserde::SerJson)]
pub enum Projection {
    /// The first two principal components.
    Pca,
    /// t-SNE, of the samples or, where they are wider, of their first 50 principal components.
    Tsne,
}

impl Projection {
    /// Returns the name used in tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Pca => "pca",
            Self::Tsne => "tsne",
        }
    }
}

impl Projection {
    /// Returns the name used in sentences.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Pca => "PCA",
            Self::Tsne => "t-SNE",
        }
    }
}

/// Test samples on a plane.
#[derive(Debug, Clone, PartialEq, nanoserde::SerBin, nanoserde::DeBin, nanoserde::SerJson)]
pub struct Map {
    pub of: Representation,
    pub by: Projection,
    /// The fraction of neighbours on the map that are neighbours in the data: scikit-learn's
    /// `trustworthiness` with five neighbours.
    pub trustworthiness: f64,
    /// The perplexity of t-SNE: the requested one, or the largest possible.
    pub perplexity: Option<f64>,
    /// The Kullback–Leibler divergence that t-SNE minimised.
    pub divergence: Option<f64>,
    /// The test samples on the map: all, or 2000 evenly spread.
    pub samples: Vec<usize>,
    pub x: Vec<f64>,
    pub y: Vec<f64>,
}

impl Map {
    /// Maps test samples × features; none where there are fewer than eleven, or they are all equal.
    ///
    /// # Errors
    /// Where the principal components do not converge.
    pub fn new(
        of: Representation,
        by: Projection,
        perplexity: Perplexity,
        test: ArrayView2<f32>,
        progress: &mut (dyn FnMut(f64) + Send),
    ) -> Result<Option<Self>, LinalgError> {
        let samples = thinned(test.nrows(), MOST_SAMPLES);
        let shown = test.select(Axis(0), &samples);
        if samples.len() < FEWEST {
            return Ok(None);
        }
        let pca = Pca::fit(shown.view())?;
        if pca.rank() == 0 {
            return Ok(None);
        }
        let own = shown.mapv(f64::from);
        let (places, tsne) = match by {
            Projection::Pca => (pca.transform(shown.view(), 2), None),
            Projection::Tsne => {
                let components = pca.transform(shown.view(), MOST_COMPONENTS);
                let seen = if own.ncols() > MOST_COMPONENTS { &components } else { &own };
                let perplexity = perplexity.among(samples.len());
                let tsne = Tsne::new(seen, &components, perplexity, progress);
                (tsne.places, Some((perplexity, tsne.divergence)))
            }
        };
        let places = plane(&places);
        let trustworthiness = trustworthiness(own.view(), places.view()).expect("eleven are enough");
        let [x, y] = [0, 1].map(|axis| places.column(axis).to_vec());
        let (perplexity, divergence) = tsne.unzip();
        Ok(Some(Self { of, by, trustworthiness, perplexity, divergence, samples, x, y }))
    }
}

/// Two coordinates, where there may be one component only.
fn plane(places: &Array2<f64>) -> Array2<f64> {
    let mut plane = Array2::zeros((places.nrows(), 2));
    plane.slice_mut(s![.., ..places.ncols()]).assign(places);
    plane
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Three heaps, the last of equal samples.
    fn heaps() -> Array2<f32> {
        Array2::from_shape_fn((60, 4), |(i, j)| {
            let within = ((i * 7 + j * 13) % 11) as f32 * 0.1;
            if i % 3 == 2 { 5.0 } else { (i % 3) as f32 * 20.0 + within }
        })
    }

    #[test]
    fn tsne_is_deterministic_and_reports_progress() {
        let mut shares = Vec::new();
        let map = |progress: &mut (dyn FnMut(f64) + Send)| {
            let (of, by) = (Representation::Codes, Projection::Tsne);
            let map = Map::new(of, by, Perplexity::default(), heaps().view(), progress);
            map.expect("it converges").expect("there are enough samples")
        };
        let first = map(&mut |share| shares.push(share));
        assert_eq!(first, map(&mut |_| {}));
        assert!(first.x.iter().chain(&first.y).all(|place| place.is_finite()));
        assert_eq!(first.perplexity, Some(59.0 / 3.0));
        assert!(first.trustworthiness > 0.8, "{}", first.trustworthiness);
        assert!(shares.len() == 2000 && shares.is_sorted() && shares.ends_with(&[1.0]));
    }

    #[test]
    fn constant_or_few_samples_have_no_map() {
        for samples in [Array2::from_elem((20, 3), 1.0_f32), heaps().select(Axis(0), &[0, 1, 2])] {
            for by in [Projection::Pca, Projection::Tsne] {
                let of = Representation::Codes;
                let map = Map::new(of, by, Perplexity::default(), samples.view(), &mut |_| {});
                assert_eq!(map.expect("it converges"), None);
            }
        }
    }

    #[test]
    fn samples_on_a_line_have_a_map() {
        let line = Array2::from_shape_fn((20, 3), |(i, _)| (i * i) as f32);
        let (of, by) = (Representation::Inputs, Projection::Pca);
        let map = Map::new(of, by, Perplexity::default(), line.view(), &mut |_| {});
        let map = map.expect("it converges").expect("they differ");
        assert!(map.y.iter().all(|&y| y == 0.0));
        assert_eq!((map.samples.len(), map.trustworthiness), (20, 1.0));
    }
}
