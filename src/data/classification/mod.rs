//! The dataset `classification`: clusters around the corners of a hypercube.

mod hypercube;
mod origin;
mod params;
mod product;
mod room;

use ndarray::{Array2, ArrayViewMut2, s};

pub(super) use hypercube::estimated_bytes as vertices_bytes;
pub use origin::Classification;
pub use params::ClassificationParams;

use self::params::signed;
use self::product::RowProduct;
use super::{DataError, DatasetNames, Labelled};
use crate::random::RandomState;

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
    Ok(Labelled { x, y, names: DatasetNames::default() })
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
    let mut stop = 0_i64;
    for (cluster, (size, centroid)) in params.cluster_sizes().into_iter().zip(centroids.rows()).enumerate() {
        let start = stop;
        stop = stop.saturating_add(size);
        let samples = python_slice(start, stop, params.n_samples);
        y[samples.clone()].fill(cluster % params.n_classes);
        let mixing = draw_mixing(informative, informative, random);
        let mut part = x.slice_mut(s![samples, ..informative]);
        let product = RowProduct::new(part.nrows(), mixing.view());
        for (index, mut sample) in part.rows_mut().into_iter().enumerate() {
            product.row(index, &sample.to_vec(), &mut mixed);
            for ((value, mixed), centre) in sample.iter_mut().zip(&mixed).zip(centroid) {
                *value = mixed + centre;
            }
        }
    }
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
    let product = RowProduct::new(x.nrows(), mixing.view());
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

/// Moves row `order[i]` to position i for all i, by swaps along the cycles of `order`, without copying `x`.
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
