//! t-SNE.

use bhtsne::{SparseAffinities, tSNE};
use ndarray::Array2;
use rayon::ThreadPoolBuilder;

/// The accuracy of the Barnes-Hut approximation (scikit-learn's `angle`).
const ANGLE: f64 = 0.5;
/// Twice scikit-learn's `max_iter`: bhtsne lets its gains grow to 2 only, scikit-learn without bound, so
/// that it needs more steps to come as far, most of all with few neighbours.
const ITERATIONS: usize = 2000;
/// By how much neighbours attract each other more at first; scikit-learn's `early_exaggeration`.
const EXAGGERATION: f64 = 12.0;
/// The map's first spread; scikit-learn's with `init="pca"`.
const FIRST_SPREAD: f64 = 1e-4;
/// The fewest samples that make a map.
pub const FEWEST: usize = 11;

/// A map by t-SNE (van der Maaten & Hinton 2008; Barnes-Hut, van der Maaten 2014) with bhtsne and the
/// parameters of scikit-learn 1.9's `TSNE()`, except for the iterations. bhtsne's derivatives lack a factor
/// of 4, so its learning rate is four times scikit-learn's (bhtsne's own default is not).
#[derive(Debug, Clone, PartialEq)]
pub struct Tsne {
    /// Coordinates, shape (samples, 2).
    pub places: Array2<f64>,
    /// The minimised Kullback–Leibler divergence between the neighbourhoods on the map and in the data.
    pub divergence: f64,
}

impl Tsne {
    /// Maps samples × features, starting from the first two principal components, `pca`, so that nothing is
    /// random. Reports the completed fraction after each iteration.
    ///
    /// On one thread the order of every sum is fixed, so each run gives the same bits. They depend on the
    /// platform's `exp`: all browsers agree, but a native program may differ from them.
    ///
    /// # Panics
    /// If there are fewer than 11 samples, the perplexity is above a third of the number of the others, or
    /// the first component does not vary.
    pub fn new(
        samples: &Array2<f64>,
        pca: &Array2<f64>,
        perplexity: f64,
        progress: &mut (dyn FnMut(f64) + Send),
    ) -> Self {
        assert!(samples.nrows() >= FEWEST, "a map needs samples");
        let first = first_places(pca);
        let rows: Vec<Vec<f64>> = samples.rows().into_iter().map(|row| row.to_vec()).collect();
        let run = || {
            let mut tsne = tSNE::<f64, Vec<f64>, 2>::new(&rows);
            tsne.learning_rate((rows.len() as f64 / EXAGGERATION).max(200.0))
                .early_exaggeration(EXAGGERATION)
                .perplexity(perplexity)
                .epochs(ITERATIONS)
                .initial_embedding(first)
                .epoch_callback(|epoch, _| progress((epoch + 1) as f64 / ITERATIONS as f64))
                .barnes_hut(ANGLE, |a, b| distance(a, b));
            (tsne.embedding(), tsne.affinities().expect("it was fitted"))
        };
        // Without threads, as in a browser, there is no pool and the work is done here.
        let (places, affinities) = match ThreadPoolBuilder::new().num_threads(1).build() {
            Ok(pool) => pool.install(run),
            Err(_) => run(),
        };
        let places = Array2::from_shape_vec((rows.len(), 2), places).expect("two coordinates a sample");
        let divergence = divergence(&affinities, &places);
        Self { places, divergence }
    }
}

/// Σ p · ln(p / q) over the pairs that have a p, as scikit-learn's Barnes-Hut gradient has it, but q
/// is exact. (bhtsne 0.7.13's own `kl_divergence` takes another pair's p.)
fn divergence(affinities: &SparseAffinities<f64>, places: &Array2<f64>) -> f64 {
    let closeness = |a: usize, b: usize| {
        let [x, y] = [0, 1].map(|axis| places[[a, axis]] - places[[b, axis]]);
        1.0 / (1.0 + x * x + y * y)
    };
    let count = places.nrows();
    let of_one = |a: usize| (0..count).filter(|&b| b != a).map(|b| closeness(a, b)).sum::<f64>();
    let all: f64 = (0..count).map(of_one).sum();
    let rows = affinities.rows().windows(2).enumerate();
    let pairs = rows.flat_map(|(a, row)| (row[0]..row[1]).map(move |pair| (a, pair)));
    let term = |(a, pair): (usize, usize)| {
        let (b, p) = (affinities.columns()[pair] as usize, affinities.values()[pair]);
        if p > 0.0 { p * libm::log(p * all / closeness(a, b)) } else { 0.0 }
    };
    pairs.map(term).sum()
}

/// The components' scores, so small that no sample is far from another.
fn first_places(pca: &Array2<f64>) -> Vec<f64> {
    let spread = libm::sqrt(pca.column(0).var(0.0));
    assert!(spread > 0.0, "samples that differ have a component");
    let scaled = |row: ndarray::ArrayView1<f64>| {
        let place = |axis: usize| row.get(axis).copied().unwrap_or_default() / spread * FIRST_SPREAD;
        [place(0), place(1)]
    };
    pca.rows().into_iter().flat_map(scaled).collect()
}

fn distance(a: &[f64], b: &[f64]) -> f64 {
    libm::sqrt(a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum())
}
