//! Importance of features for the reconstruction.

use ndarray::{Array2, ArrayView2, Axis};

use super::reconstruction::{mean, mean_squares};
use crate::data::thinned;
use crate::random::RandomState;

/// The most test samples used; the model reconstructs them once per feature.
const MOST_SAMPLES: usize = 500;
/// The seed of the permutations.
const SEED: u32 = 0;

/// The increase of the reconstruction error when one feature's values are permuted among the samples (Breiman
/// 2001; Fisher, Rudin & Dominici 2019). Reconstructions are compared with the original samples.
#[derive(Debug, Clone, PartialEq, nanoserde::SerBin, nanoserde::DeBin, nanoserde::SerJson)]
pub struct Importance {
    /// The mean squared error with every feature in its place.
    pub mse: f64,
    /// For each feature, by how much the error over all elements rises.
    pub rise: Vec<f64>,
    /// For each feature, the increase of the other features' error: how much they rely on it.
    pub rise_of_others: Vec<f64>,
}

impl Importance {
    /// Permutes each feature of the test samples (samples × features) with `RandomState(0)` and reconstructs
    /// them. Of more than 500 samples, about 500 are used.
    ///
    /// # Panics
    /// If a reconstruction has another shape.
    pub fn new(
        samples: ArrayView2<f32>,
        reconstruct: &dyn Fn(ArrayView2<f32>) -> Array2<f32>,
        progress: &mut dyn FnMut(f64),
    ) -> Self {
        let samples = samples.select(Axis(0), &thinned(samples.nrows(), MOST_SAMPLES));
        let features = samples.ncols();
        let errors =
            |input: ArrayView2<f32>| mean_squares(samples.view(), reconstruct(input).view(), Axis(1));
        let before = errors(samples.view());
        let mut random = RandomState::new(SEED);
        let mut permuted = samples.clone();
        let (mut rise, mut rise_of_others) = (Vec::with_capacity(features), Vec::with_capacity(features));
        for feature in 0..features {
            let places = random.permutation(samples.nrows() as u32);
            for (value, place) in permuted.column_mut(feature).iter_mut().zip(places) {
                *value = samples[[place as usize, feature]];
            }
            let after = errors(permuted.view());
            let change: Vec<_> = after.iter().zip(&before).map(|(after, before)| after - before).collect();
            rise.push(mean(&change));
            rise_of_others
                .push((change.iter().sum::<f64>() - change[feature]) / (features - 1).max(1) as f64);
            permuted.column_mut(feature).assign(&samples.column(feature));
            progress((feature + 1) as f64 / features as f64);
        }
        Self { mse: mean(&before), rise, rise_of_others }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_feature_that_predicts_another_is_important() {
        let samples = Array2::from_shape_fn((40, 3), |(i, j)| if j < 2 { i as f32 } else { 1.0 });
        // The first feature is copied into the second; the third is constant.
        let reconstruct = |input: ArrayView2<f32>| {
            let mut output = input.to_owned();
            output.column_mut(1).assign(&input.column(0));
            output
        };
        let mut last = 0.0;
        let importance = Importance::new(samples.view(), &reconstruct, &mut |share| last = share);
        assert_eq!((importance.mse, last), (0.0, 1.0));
        let [first, second, third] = importance.rise[..] else { panic!("three features") };
        assert!(first > 10.0, "{first}");
        assert_eq!((second, third), (0.0, 0.0));
        assert!((importance.rise_of_others[0] * 4.0 - first * 3.0).abs() < 1e-9);
    }
}
