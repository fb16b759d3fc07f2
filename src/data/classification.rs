//! The dataset `classification`: clusters around the corners of a hypercube.

use ndarray::{Array2, ArrayViewMut2, s};

use super::DataError;
use super::hypercube;
use super::product::Product;
use crate::random::RandomState;

/// What `make_classification` takes, by scikit-learn's names; the defaults are scikit-learn's, but
/// for `n_samples` and `random_state`.
#[derive(Clone, Debug, PartialEq)]
pub struct ClassificationParams {
    /// Samples, at least 1; default 1000.
    pub n_samples: usize,
    /// Features of all kinds, at least 1; default 20.
    pub n_features: usize,
    /// Features that tell the classes apart, at least 1; default 2.
    pub n_informative: usize,
    /// Random linear combinations of the informative features; default 2.
    pub n_redundant: usize,
    /// Copies of informative and redundant features; default 0.
    pub n_repeated: usize,
    /// Classes, at least 1; default 2.
    pub n_classes: usize,
    /// Clusters of each class, at least 1; default 2.
    pub n_clusters_per_class: usize,
    /// The classes' shares of the samples: one for each class, or for all but the last; `None`, the
    /// default, is equal shares.
    pub weights: Option<Vec<f64>>,
    /// Fraction of the labels drawn anew at random, from 0 to 1; default 0.01.
    pub flip_y: f64,
    /// Half the side of the hypercube, above 0; default 1.
    pub class_sep: f64,
    /// Whether the clusters' centres are the hypercube's corners; else corners of a random polytope.
    /// Default true.
    pub hypercube: bool,
    /// Added to every value; `None` adds a random number in ±`class_sep` to each feature. Default 0.
    pub shift: Option<f64>,
    /// Multiplies every value, above 0; `None` multiplies each feature by a random number from 1 to
    /// 101. Default 1.
    pub scale: Option<f64>,
    /// Whether samples and features come in random order; default true.
    pub shuffle: bool,
    /// Seed of the random stream; default 42.
    pub random_state: u32,
}

impl Default for ClassificationParams {
    fn default() -> Self {
        Self {
            n_samples: 1000,
            n_features: 20,
            n_informative: 2,
            n_redundant: 2,
            n_repeated: 0,
            n_classes: 2,
            n_clusters_per_class: 2,
            weights: None,
            flip_y: 0.01,
            class_sep: 1.0,
            hypercube: true,
            shift: Some(0.0),
            scale: Some(1.0),
            shuffle: true,
            random_state: 42,
        }
    }
}

/// Samples with their labels.
#[derive(Clone, Debug, PartialEq)]
pub struct Labelled {
    /// Shape (samples, features).
    pub x: Array2<f64>,
    /// Each sample's class, from 0.
    pub y: Vec<usize>,
}

/// Generates a classification problem.
///
/// Source: scikit-learn 1.9, `make_classification` (`sklearn/datasets/_samples_generator.py`), in its
/// order of draws.
///
/// ```
/// use sparse_autoencoder::data::{ClassificationParams, make_classification};
///
/// let data = make_classification(&ClassificationParams::default())?;
/// assert_eq!(data.x.dim(), (1000, 20));
/// assert_eq!(data.y[..5], [1, 0, 1, 1, 0]);
/// # Ok::<(), sparse_autoencoder::data::DataError>(())
/// ```
///
/// # Errors
/// When [`ClassificationParams::check`] finds one.
pub fn make_classification(params: &ClassificationParams) -> Result<Labelled, DataError> {
    params.check()?;
    let mut random = RandomState::new(params.random_state);
    let centroids = draw_centroids(params, &mut random);
    let mut x = Array2::zeros((params.n_samples, params.n_features));
    let mut y = vec![0; params.n_samples];

    fill_with_normals(x.slice_mut(s![.., ..params.n_informative]), &mut random);
    place_clusters(params, &centroids, &mut x, &mut y, &mut random);
    combine_redundant(params, &mut x, &mut random);
    copy_repeated(params, &mut x, &mut random);
    fill_with_normals(x.slice_mut(s![.., params.made_features()..]), &mut random);
    flip_labels(params, &mut y, &mut random);
    shift_and_scale(params, &mut x, &mut random);
    if params.shuffle {
        shuffle_samples_and_features(&mut x, &mut y, &mut random);
    }
    Ok(Labelled { x, y })
}

impl ClassificationParams {
    /// Whether scikit-learn's `make_classification` would take these.
    ///
    /// # Errors
    /// For the first parameter out of range, or parameters that do not go together.
    pub fn check(&self) -> Result<(), DataError> {
        self.check_ranges()?;
        let made = self.n_informative.saturating_add(self.n_redundant).saturating_add(self.n_repeated);
        if made > self.n_features {
            return Err(DataError::TooFewFeatures {
                n_features: self.n_features,
                n_informative: self.n_informative,
                n_redundant: self.n_redundant,
                n_repeated: self.n_repeated,
            });
        }
        if !self.clusters_have_corners() {
            return Err(DataError::TooManyClusters {
                n_classes: self.n_classes,
                n_clusters_per_class: self.n_clusters_per_class,
                n_informative: self.n_informative,
            });
        }
        self.check_weights()
    }

    fn check_ranges(&self) -> Result<(), DataError> {
        for (name, value) in [
            ("n_samples", self.n_samples),
            ("n_features", self.n_features),
            ("n_informative", self.n_informative),
            ("n_classes", self.n_classes),
            ("n_clusters_per_class", self.n_clusters_per_class),
        ] {
            if value < 1 {
                return Err(DataError::TooSmall { name, value, minimum: 1 });
            }
        }
        let positive = "a finite number above 0";
        for (name, value, holds, range) in [
            ("flip_y", self.flip_y, (0.0..=1.0).contains(&self.flip_y), "from 0 to 1"),
            ("class_sep", self.class_sep, self.class_sep > 0.0 && self.class_sep.is_finite(), positive),
            ("shift", self.shift.unwrap_or(0.0), self.shift.is_none_or(f64::is_finite), "a finite number"),
            (
                "scale",
                self.scale.unwrap_or(1.0),
                self.scale.is_none_or(|scale| scale > 0.0 && scale.is_finite()),
                positive,
            ),
        ] {
            if !holds {
                return Err(DataError::OutOfRange { name, value, range });
            }
        }
        Ok(())
    }

    fn clusters_have_corners(&self) -> bool {
        let corners =
            u32::try_from(self.n_informative).ok().and_then(|dimensions| 1_usize.checked_shl(dimensions));
        let clusters = self.n_classes.checked_mul(self.n_clusters_per_class);
        match (clusters, corners) {
            (Some(clusters), Some(corners)) => clusters <= corners,
            (Some(_), None) => true,
            (None, _) => false,
        }
    }

    fn check_weights(&self) -> Result<(), DataError> {
        let Some(weights) = &self.weights else {
            return Ok(());
        };
        if weights.len() != self.n_classes && weights.len() + 1 != self.n_classes {
            return Err(DataError::WrongNumberOfWeights {
                weights: weights.len(),
                n_classes: self.n_classes,
            });
        }
        match weights.iter().find(|weight| !weight.is_finite()) {
            Some(&value) => Err(DataError::OutOfRange { name: "weights", value, range: "finite numbers" }),
            None => Ok(()),
        }
    }

    fn n_clusters(&self) -> usize {
        self.n_classes * self.n_clusters_per_class
    }

    /// Features that are not plain noise.
    fn made_features(&self) -> usize {
        self.n_informative + self.n_redundant + self.n_repeated
    }

    /// Each class's share of the samples.
    fn shares(&self) -> Vec<f64> {
        let Some(weights) = &self.weights else {
            return vec![1.0 / self.n_classes as f64; self.n_classes];
        };
        let mut shares = weights.clone();
        if shares.len() < self.n_classes {
            shares.push(1.0 - weights.iter().sum::<f64>());
        }
        shares
    }

    /// How many samples each cluster is given: its class's share rounded down, then one more for each
    /// cluster in turn until all samples are given. Weights may sum to more than 1 or be negative, and
    /// so may these.
    fn cluster_sizes(&self) -> Vec<i64> {
        let shares = self.shares();
        let mut sizes: Vec<i64> = (0..self.n_clusters())
            .map(|cluster| {
                let share = shares[cluster % self.n_classes];
                (self.n_samples as f64 * share / self.n_clusters_per_class as f64) as i64
            })
            .collect();
        let missing = signed(self.n_samples) - sizes.iter().sum::<i64>();
        let clusters = sizes.len();
        for given in 0..usize::try_from(missing).unwrap_or(0) {
            sizes[given % clusters] += 1;
        }
        sizes
    }
}

/// The clusters' centres: shape (clusters, informative features).
fn draw_centroids(params: &ClassificationParams, random: &mut RandomState) -> Array2<f64> {
    let clusters = params.n_clusters();
    let mut centroids = hypercube::vertices(clusters, params.n_informative, random);
    centroids.mapv_inplace(|corner| corner * (2.0 * params.class_sep) - params.class_sep);
    if !params.hypercube {
        for mut centroid in centroids.rows_mut() {
            centroid *= random.random_sample();
        }
        for mut coordinate in centroids.columns_mut() {
            coordinate *= random.random_sample();
        }
    }
    centroids
}

fn fill_with_normals(mut values: ArrayViewMut2<f64>, random: &mut RandomState) {
    values.map_inplace(|value| *value = random.standard_normal());
}

/// Uniform in [−1, 1), shape (rows, columns).
fn draw_mixing(rows: usize, columns: usize, random: &mut RandomState) -> Array2<f64> {
    Array2::from_shape_simple_fn((rows, columns), || 2.0 * random.random_sample() - 1.0)
}

/// Gives the samples, in order, to the clusters: labels them, mixes their informative features and
/// moves them to the centre.
fn place_clusters(
    params: &ClassificationParams,
    centroids: &Array2<f64>,
    x: &mut Array2<f64>,
    y: &mut [usize],
    random: &mut RandomState,
) {
    let informative = params.n_informative;
    let mut mixed = vec![0.0; informative];
    let mut stop = 0;
    for (cluster, (size, centroid)) in params.cluster_sizes().into_iter().zip(centroids.rows()).enumerate() {
        let start = stop;
        stop += size;
        let samples = python_slice(start, stop, params.n_samples);
        y[samples.clone()].fill(cluster % params.n_classes);
        let mixing = draw_mixing(informative, informative, random);
        let mut part = x.slice_mut(s![samples, ..informative]);
        let product = Product { rows: part.nrows(), matrix: mixing.view() };
        for (index, mut sample) in part.rows_mut().into_iter().enumerate() {
            product.row(index, &sample.to_vec(), &mut mixed);
            for ((value, mixed), centre) in sample.iter_mut().zip(&mixed).zip(centroid) {
                *value = mixed + centre;
            }
        }
    }
}

fn signed(count: usize) -> i64 {
    i64::try_from(count).expect("counts are below 2^63")
}

/// The range that Python's slice `[start:stop]` takes of `len` items.
fn python_slice(start: i64, stop: i64, len: usize) -> std::ops::Range<usize> {
    let len = signed(len);
    let place = |index: i64| {
        let from_start = if index < 0 { index + len } else { index };
        from_start.clamp(0, len) as usize
    };
    let (start, stop) = (place(start), place(stop));
    start..stop.max(start)
}

fn combine_redundant(params: &ClassificationParams, x: &mut Array2<f64>, random: &mut RandomState) {
    if params.n_redundant == 0 {
        return;
    }
    let mixing = draw_mixing(params.n_informative, params.n_redundant, random);
    let product = Product { rows: x.nrows(), matrix: mixing.view() };
    let mut combined = vec![0.0; params.n_redundant];
    for (index, mut sample) in x.rows_mut().into_iter().enumerate() {
        let informative = sample.slice(s![..params.n_informative]).to_vec();
        product.row(index, &informative, &mut combined);
        for (value, &new) in sample.iter_mut().skip(params.n_informative).zip(&combined) {
            *value = new;
        }
    }
}

fn copy_repeated(params: &ClassificationParams, x: &mut Array2<f64>, random: &mut RandomState) {
    let sources = params.n_informative + params.n_redundant;
    let chosen: Vec<usize> = (0..params.n_repeated)
        .map(|_| ((sources - 1) as f64 * random.random_sample() + 0.5) as usize)
        .collect();
    for mut sample in x.rows_mut() {
        for (copy, &source) in chosen.iter().enumerate() {
            sample[sources + copy] = sample[source];
        }
    }
}

fn flip_labels(params: &ClassificationParams, y: &mut [usize], random: &mut RandomState) {
    let flipped: Vec<bool> = y.iter().map(|_| random.random_sample() < params.flip_y).collect();
    let classes = u32::try_from(params.n_classes).expect("clusters have corners: at most 2^30");
    for (label, flipped) in y.iter_mut().zip(flipped) {
        if flipped {
            *label = random.randint(classes) as usize;
        }
    }
}

fn shift_and_scale(params: &ClassificationParams, x: &mut Array2<f64>, random: &mut RandomState) {
    let mut for_each_feature = |fixed: Option<f64>, draw: &dyn Fn(f64) -> f64| -> Vec<f64> {
        (0..params.n_features).map(|_| fixed.unwrap_or_else(|| draw(random.random_sample()))).collect()
    };
    let shifts = for_each_feature(params.shift, &|u| (2.0 * u - 1.0) * params.class_sep);
    let scales = for_each_feature(params.scale, &|u| 1.0 + 100.0 * u);
    for mut sample in x.rows_mut() {
        for (value, (shift, scale)) in sample.iter_mut().zip(shifts.iter().zip(&scales)) {
            *value = (*value + shift) * scale;
        }
    }
}

fn shuffle_samples_and_features(x: &mut Array2<f64>, y: &mut Vec<usize>, random: &mut RandomState) {
    let mut samples: Vec<usize> = (0..x.nrows()).collect();
    random.shuffle(&mut samples);
    let mut features: Vec<usize> = (0..x.ncols()).collect();
    random.shuffle(&mut features);
    *y = samples.iter().map(|&sample| y[sample]).collect();
    reorder_rows(x, samples);
    let mut old = vec![0.0; features.len()];
    for mut sample in x.rows_mut() {
        for (old, value) in old.iter_mut().zip(&sample) {
            *old = *value;
        }
        for (value, &feature) in sample.iter_mut().zip(&features) {
            *value = old[feature];
        }
    }
}

/// Puts row `order[i]` in place i, for all i, by swaps along the cycles of `order`: without a second
/// copy of `x`.
fn reorder_rows(x: &mut Array2<f64>, mut order: Vec<usize>) {
    for start in 0..order.len() {
        let mut place = start;
        loop {
            let source = std::mem::replace(&mut order[place], place);
            if source == start {
                break;
            }
            let (mut here, there) = x.multi_slice_mut((s![place, ..], s![source, ..]));
            ndarray::Zip::from(&mut here).and(there).for_each(std::mem::swap);
            place = source;
        }
    }
}
