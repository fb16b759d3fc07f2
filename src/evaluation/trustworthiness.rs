//! Trustworthiness of maps.

use ndarray::{ArrayView1, ArrayView2};

/// The number of neighbours considered (scikit-learn's `n_neighbors`).
pub const NEIGHBOURS: usize = 5;

/// Returns the trustworthiness of a map, at most 1: the fraction of neighbours on the map that are neighbours
/// of the samples, where the others are weighted by their rank (Venna & Kaski 2001). Arguments are samples ×
/// features, and samples × coordinates.
///
/// Source: scikit-learn 1.9, `trustworthiness(samples, map, n_neighbors=5)` (`sklearn/manifold/_t_sne.py`).
/// Of equally distant samples the first counts as nearer, in both spaces; scikit-learn leaves their order to
/// its sort, so that equal codes may disagree with themselves. Returns `None` if five is half of the samples
/// or more.
///
/// # Panics
/// If the map has a different number of samples.
#[must_use]
pub fn trustworthiness(samples: ArrayView2<f64>, map: ArrayView2<f64>) -> Option<f64> {
    assert_eq!(samples.nrows(), map.nrows(), "each sample has a place on the map");
    let count = samples.nrows();
    if 2 * NEIGHBOURS >= count {
        return None;
    }
    let intruders = (0..count).map(|sample| {
        let near = nearest(&distances(map, sample), sample);
        let distances = distances(samples, sample);
        let beyond = near.into_iter().map(|other| rank(&distances, sample, other).saturating_sub(NEIGHBOURS));
        beyond.sum::<usize>()
    });
    let (n, k) = (count as f64, NEIGHBOURS as f64);
    Some(1.0 - intruders.sum::<usize>() as f64 * (2.0 / (n * k * (2.0 * n - 3.0 * k - 1.0))))
}

/// The squared distances of all samples from one.
fn distances(samples: ArrayView2<f64>, from: usize) -> Vec<f64> {
    let own = samples.row(from);
    let distance = |other: ArrayView1<f64>| own.iter().zip(other).map(|(a, b)| (a - b) * (a - b)).sum();
    samples.rows().into_iter().map(distance).collect()
}

/// Returns the nearest other samples.
fn nearest(distances: &[f64], from: usize) -> Vec<usize> {
    let mut others: Vec<_> = (0..distances.len()).filter(|&other| other != from).collect();
    let nearer = |a: &usize, b: &usize| distances[*a].total_cmp(&distances[*b]).then(a.cmp(b));
    others.select_nth_unstable_by(NEIGHBOURS, nearer);
    others.truncate(NEIGHBOURS);
    others
}

/// A sample's place among the neighbours, from 1.
fn rank(distances: &[f64], from: usize, of: usize) -> usize {
    let own = distances[of];
    let nearer = |&(other, &distance): &(usize, &f64)| {
        other != from && (distance < own || (distance == own && other < of))
    };
    1 + distances.iter().enumerate().filter(nearer).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::Array2;

    #[test]
    fn trustworthiness_of_identity_is_one_and_needs_enough_samples() {
        let line = Array2::from_shape_fn((12, 2), |(i, j)| (i * i) as f64 * (j + 1) as f64);
        assert_eq!(trustworthiness(line.view(), line.view()), Some(1.0));
        let few = line.slice(ndarray::s![..10, ..]);
        assert_eq!(trustworthiness(few, few), None);
    }

    #[test]
    fn trustworthiness_of_equal_samples_is_one() {
        let heaps = Array2::from_shape_fn((40, 2), |(i, _)| (i % 3) as f64);
        assert_eq!(trustworthiness(heaps.view(), heaps.view()), Some(1.0));
    }

    #[test]
    fn trustworthiness_of_a_wrong_map_is_low() {
        let line = Array2::from_shape_fn((30, 1), |(i, _)| i as f64);
        let folded = Array2::from_shape_fn((30, 1), |(i, _)| (i * 11 % 30) as f64);
        let trust = trustworthiness(line.view(), folded.view()).expect("there are enough");
        assert!((0.2..0.7).contains(&trust), "{trust}");
    }
}
