//! Data whose truth is known: each sample is a sum of a few directions.

mod origin;
mod params;
mod python;

pub use origin::SparseFeatures;
pub use params::{Directions, Magnitudes, SparseFeaturesParams};

use linfa_linalg::qr::QR;
use ndarray::{Array2, ArrayView1, Axis};

use super::{DataError, DatasetNames, Labelled};
use crate::random::RandomState;

/// More labels could not be distinguished in a heatmap, which also draws a line between the samples of two
/// labels.
const MOST_LABELS: usize = 32;

/// The ground truth of samples that are sums of directions.
#[derive(Clone, Debug, PartialEq)]
pub struct Truth {
    /// A unit vector a true feature: shape (true features, features).
    pub directions: Array2<f64>,
    /// The strength of each true feature in each sample, 0 if it is inactive: shape (samples, true features).
    pub activations: Array2<f64>,
}

/// Makes samples x = Σ aᵢ dᵢ + noise over true features i, and their ground truth. A sample's label is its
/// strongest feature, or `n_true` if none is active; with more than 32 features all labels are 0.
///
/// Source: Sharkey, Braun & Millidge 2022, “Taking features out of superposition with sparse autoencoders”,
/// whose probabilities decrease by a constant factor from feature to feature. Features are correlated as in a
/// Fréchet copula (Nelsen 2006, “An Introduction to Copulas”, 2.2): with probability √c a feature uses a draw
/// that the whole sample shares instead of its own, so any two features share a draw with probability c and
/// are independent otherwise. The random stream is NumPy's, in the order of [`SparseFeaturesParams::python`].
///
/// # Errors
/// If [`SparseFeaturesParams::check`] rejects the parameters.
pub fn make_sparse_features(params: &SparseFeaturesParams) -> Result<(Labelled, Truth), DataError> {
    params.check()?;
    let mut random = RandomState::new(params.random_state);
    let directions = directions(params, &mut random);
    let activations = activations(params, &mut random);
    let x = samples(params, &mut random, &directions, &activations);
    let y = activations.rows().into_iter().map(label).collect();
    let names = DatasetNames { classes: classes(params.n_true), ..DatasetNames::default() };
    Ok((Labelled { x, y, names }, Truth { directions, activations }))
}

fn directions(params: &SparseFeaturesParams, random: &mut RandomState) -> Array2<f64> {
    let (n_true, n_features) = (params.n_true, params.n_features);
    let mut normals = |shape| Array2::from_shape_simple_fn(shape, || random.standard_normal());
    match params.directions {
        Directions::Random => {
            let mut directions = normals((n_true, n_features));
            for mut direction in directions.rows_mut() {
                direction /= libm::sqrt(direction.iter().map(|x| x * x).sum());
            }
            directions
        }
        Directions::Orthogonal => {
            // With a non-negative diagonal of R the decomposition is unique, whichever library computes it.
            let decomposition =
                normals((n_features, n_true)).qr().expect("checked: no more columns than rows");
            decomposition.generate_q().reversed_axes().as_standard_layout().into_owned()
        }
        Directions::Polygon => Array2::from_shape_fn((n_true, 2), |(corner, axis)| {
            let angle = 2.0 * std::f64::consts::PI * corner as f64 / n_true as f64;
            if axis == 0 { libm::cos(angle) } else { libm::sin(angle) }
        }),
    }
}

fn activations(params: &SparseFeaturesParams, random: &mut RandomState) -> Array2<f64> {
    let mut draws =
        Array2::from_shape_simple_fn((params.n_samples, params.n_true), || random.random_sample());
    if params.correlation > 0.0 {
        let shared: Vec<_> = (0..params.n_samples).map(|_| random.random_sample()).collect();
        let share = libm::sqrt(params.correlation);
        for (mut draws, shared) in draws.rows_mut().into_iter().zip(shared) {
            draws.iter_mut().filter(|_| random.random_sample() < share).for_each(|draw| *draw = shared);
        }
    }
    let probability = |feature| params.activity * libm::pow(params.activity_decay, feature as f64);
    let probabilities: Vec<_> = (0..params.n_true).map(probability).collect();
    for mut sample in draws.rows_mut() {
        let mut parent_is_active = true;
        for (feature, (value, &probability)) in sample.iter_mut().zip(&probabilities).enumerate() {
            let is_child = params.hierarchy && feature % 2 == 1;
            let is_active = *value < probability && (parent_is_active || !is_child);
            parent_is_active = is_active;
            let magnitude = match params.magnitudes {
                Magnitudes::Uniform => random.random_sample(),
                Magnitudes::HalfNormal => random.standard_normal().abs(),
            };
            *value = if is_active { magnitude } else { 0.0 };
        }
    }
    draws
}

fn samples(
    params: &SparseFeaturesParams,
    random: &mut RandomState,
    directions: &Array2<f64>,
    activations: &Array2<f64>,
) -> Array2<f64> {
    let mut x = Array2::zeros((params.n_samples, params.n_features));
    for (mut sample, activations) in x.rows_mut().into_iter().zip(activations.rows()) {
        for (&activation, direction) in activations.iter().zip(directions.rows()) {
            if activation > 0.0 {
                sample.scaled_add(activation, &direction);
            }
        }
    }
    if params.feature_noise > 0.0 {
        x.mapv_inplace(|value| value + params.feature_noise * random.standard_normal());
    }
    x
}

/// Returns the names of the labels: the strongest true feature.
fn classes(n_true: usize) -> Vec<String> {
    if n_true > MOST_LABELS {
        return Vec::new();
    }
    (0..n_true).map(|feature| format!("true {feature}")).chain(["none".to_owned()]).collect()
}

fn label(activations: ArrayView1<f64>) -> usize {
    let features = activations.len_of(Axis(0));
    if features > MOST_LABELS {
        return 0;
    }
    let strongest = activations.iter().enumerate().fold((features, 0.0), |best, (feature, &activation)| {
        if activation > best.1 { (feature, activation) } else { best }
    });
    strongest.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(params: &SparseFeaturesParams) -> (Labelled, Truth) {
        make_sparse_features(params).expect("the parameters are in range")
    }

    fn many() -> SparseFeaturesParams {
        SparseFeaturesParams {
            n_samples: 20_000,
            n_features: 4,
            n_true: 5,
            ..SparseFeaturesParams::default()
        }
    }

    /// Returns how often each pair of features is active at once.
    fn together(params: &SparseFeaturesParams) -> Array2<f64> {
        let active = made(params).1.activations.mapv(|activation| f64::from(activation > 0.0));
        active.t().dot(&active) / params.n_samples as f64
    }

    fn correlation(together: &Array2<f64>, i: usize, j: usize) -> f64 {
        let (p, q) = (together[(i, i)], together[(j, j)]);
        (together[(i, j)] - p * q) / libm::sqrt(p * (1.0 - p) * q * (1.0 - q))
    }

    #[test]
    fn sparse_features_have_the_requested_activity_and_correlation() {
        let together = together(&SparseFeaturesParams { activity_decay: 0.5, ..many() });
        for feature in 0..5 {
            let probability = 0.25 * libm::pow(0.5, feature as f64);
            assert!((together[(feature, feature)] - probability).abs() < 0.01);
        }
        for asked in [0.0, 0.3, 1.0] {
            let together = super::tests::together(&SparseFeaturesParams { correlation: asked, ..many() });
            for (i, j) in [(0, 1), (0, 4), (2, 3)] {
                let correlation = correlation(&together, i, j);
                assert!((correlation - asked).abs() < 0.03, "{correlation} for {asked}");
            }
        }
    }

    #[test]
    fn children_are_active_only_with_their_parents() {
        let together = together(&SparseFeaturesParams { hierarchy: true, ..many() });
        for (parent, child) in [(0, 1), (2, 3)] {
            assert_eq!(together[(parent, child)], together[(child, child)]);
            assert!((together[(child, child)] - 0.0625).abs() < 0.01);
        }
        assert!((together[(4, 4)] - 0.25).abs() < 0.01, "the last one has no child");
    }

    #[test]
    fn directions_are_unit_vectors_and_orthogonal_on_request() {
        for (kind, n_true, n_features) in
            [(Directions::Random, 7, 3), (Directions::Orthogonal, 6, 6), (Directions::Polygon, 5, 2)]
        {
            let params = SparseFeaturesParams { directions: kind, n_true, n_features, ..many() };
            let directions = made(&params).1.directions;
            let products = directions.dot(&directions.t());
            for ((i, j), &product) in products.indexed_iter() {
                if i == j || kind == Directions::Orthogonal {
                    assert!((product - f64::from(i == j)).abs() < 1e-14, "{kind:?}: {product}");
                }
            }
        }
    }

    #[test]
    fn labels_are_the_strongest_features() {
        let (data, truth) = made(&many());
        for (label, activations) in data.y.iter().zip(truth.activations.rows()) {
            let strongest = activations.iter().fold(0.0, |most: f64, &it| most.max(it));
            assert_eq!(activations.get(*label).copied().unwrap_or(0.0), strongest);
        }
        assert!(data.y.contains(&5), "in some samples nothing is active");
        let (data, _) = made(&SparseFeaturesParams { n_true: 33, ..many() });
        assert!(data.y.iter().all(|&label| label == 0));
    }

    #[test]
    fn sparse_features_reject_invalid_parameters_with_a_remedy() {
        let refused = |params: SparseFeaturesParams| {
            make_sparse_features(&params).expect_err("it is out of range").to_string()
        };
        let orthogonal =
            SparseFeaturesParams { directions: Directions::Orthogonal, n_true: 33, ..Default::default() };
        assert_eq!(refused(orthogonal), "directions=orthogonal needs n_true=33 to be at most n_features=32");
        let polygon = SparseFeaturesParams { directions: Directions::Polygon, ..Default::default() };
        assert!(refused(polygon).contains("n_features=32 must be 2"));
        let default = SparseFeaturesParams::default;
        assert_eq!(
            refused(SparseFeaturesParams { activity: 0.0, ..default() }),
            "activity=0 must be above 0 and at most 1."
        );
        for params in [
            SparseFeaturesParams { n_true: 0, ..default() },
            SparseFeaturesParams { n_samples: 0, ..default() },
            SparseFeaturesParams { n_features: 0, ..default() },
            SparseFeaturesParams { activity_decay: 1.1, ..default() },
            SparseFeaturesParams { correlation: -0.1, ..default() },
            SparseFeaturesParams { correlation: f64::NAN, ..default() },
            SparseFeaturesParams { feature_noise: f64::INFINITY, ..default() },
        ] {
            refused(params);
        }
    }

    #[test]
    fn estimated_bytes_cover_the_samples_and_their_truth() {
        let params = SparseFeaturesParams::default();
        let (data, truth) = made(&params);
        let kept = (data.x.len() + data.y.len() + truth.directions.len() + truth.activations.len()) * 8;
        assert!((kept as u64..2 * kept as u64).contains(&params.estimated_bytes()));
        let huge = SparseFeaturesParams { n_samples: usize::MAX, n_true: usize::MAX, ..params };
        assert_eq!(huge.estimated_bytes(), u64::MAX);
    }
}
