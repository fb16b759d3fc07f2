//! Logistic regression.

use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Axis, s};

use crate::optimizer::{Lbfgs, LbfgsRequest};

/// The largest derivative of the mean loss at which the minimum counts as found; scikit-learn's
/// `tol`, whose default is 1e-4.
const TOLERANCE: f64 = 1e-7;
const MOST_ITERATIONS: usize = 1000;

/// Multinomial logistic regression; with two classes binomial, with one row for the second.
///
/// Minimises Σ −log p(label) + ½ Σ w², the intercepts free: scikit-learn 1.9's
/// `LogisticRegression(C=1)`. As there, L-BFGS begins at 0 and sees the mean over the samples.
/// (linfa-logistic's objective is the same, but takes each sample's `logsumexp` from the largest
/// number of all samples, which underflows, and its executor reads a clock.)
#[derive(Debug, Clone, PartialEq)]
pub struct LogisticRegression {
    /// Labels that were trained on, ascending.
    classes: Vec<usize>,
    /// Shape (classes, features), or (1, features) with two classes.
    pub coef: Array2<f64>,
    /// One per row of coefficients.
    pub intercept: Array1<f64>,
}

impl LogisticRegression {
    /// Fits samples × features. Returns `None` if all samples have the same label.
    ///
    /// # Panics
    /// If the number of labels differs from the number of samples.
    #[must_use]
    pub fn fit(samples: ArrayView2<f64>, labels: &[usize]) -> Option<Self> {
        assert_eq!(samples.nrows(), labels.len(), "each sample has a label");
        let mut classes = labels.to_vec();
        classes.sort_unstable();
        classes.dedup();
        if classes.len() < 2 {
            return None;
        }
        let place = |label| classes.binary_search(label).expect("each label is among its classes");
        let problem = Fit { samples, targets: labels.iter().map(place).collect(), free: free(&classes) };
        let (coef, intercept) = problem.parts(&problem.minimise());
        Some(Self { classes, coef, intercept })
    }

    /// Returns each sample's most likely class.
    #[must_use]
    pub fn predict(&self, samples: ArrayView2<f64>) -> Vec<usize> {
        let scores = samples.dot(&self.coef.t()) + &self.intercept;
        let likeliest = |scores: ArrayView1<f64>| {
            let best = with_first(scores, self.classes.len())
                .enumerate()
                .reduce(|best, other| if other.1 > best.1 { other } else { best });
            self.classes[best.map_or(0, |(place, _)| place)]
        };
        scores.rows().into_iter().map(likeliest).collect()
    }
}

/// Returns the number of classes with their own scores: with two classes, the first one's score is 0.
fn free(classes: &[usize]) -> usize {
    if classes.len() == 2 { 1 } else { classes.len() }
}

/// The scores of all classes.
fn with_first(scores: ArrayView1<'_, f64>, classes: usize) -> impl Iterator<Item = f64> + use<'_> {
    std::iter::repeat_n(0.0, classes - scores.len()).chain(scores.into_iter().copied())
}

/// A fit under way. Its parameters are one row per class with its own scores: the coefficients, then the
/// intercept.
struct Fit<'a> {
    samples: ArrayView2<'a, f64>,
    /// Each sample's place among the classes.
    targets: Vec<usize>,
    free: usize,
}

impl Fit<'_> {
    fn minimise(&self) -> Vec<f64> {
        let mut lbfgs = Lbfgs::<()>::new(vec![0.0; self.free * (self.samples.ncols() + 1)]);
        let (mut steepest, mut iterations) = (f64::INFINITY, 0);
        while iterations < MOST_ITERATIONS && steepest > TOLERANCE {
            match lbfgs.advance() {
                LbfgsRequest::Evaluate(point) => {
                    let (loss, gradient) = self.loss(point);
                    // A line search ends at the point that it requested last.
                    steepest = gradient.iter().fold(0.0, |most, derivative| derivative.abs().max(most));
                    lbfgs.supply(loss, &gradient, ());
                }
                LbfgsRequest::IterationDone => iterations += 1,
                LbfgsRequest::Converged => break,
            }
        }
        // The last supplied point may not have been accepted yet.
        while let LbfgsRequest::Evaluate(point) = lbfgs.advance() {
            let (loss, gradient) = self.loss(point);
            lbfgs.supply(loss, &gradient, ());
        }
        lbfgs.point().to_vec()
    }

    fn parts(&self, point: &[f64]) -> (Array2<f64>, Array1<f64>) {
        let rows = ArrayView2::from_shape((self.free, self.samples.ncols() + 1), point)
            .expect("a row for each class that is free");
        let features = self.samples.ncols();
        (rows.slice(s![.., ..features]).to_owned(), rows.column(features).to_owned())
    }

    /// The mean over the samples, and its derivatives.
    fn loss(&self, point: &[f64]) -> (f64, Vec<f64>) {
        let (coef, intercept) = self.parts(point);
        let classes = self.free.max(2);
        let mut scores = self.samples.dot(&coef.t()) + &intercept;
        let mut loss = 0.5 * coef.iter().map(|w| w * w).sum::<f64>();
        for (mut row, &target) in scores.rows_mut().into_iter().zip(&self.targets) {
            let largest = with_first(row.view(), classes).fold(f64::NEG_INFINITY, f64::max);
            let sum: f64 = with_first(row.view(), classes).map(|score| libm::exp(score - largest)).sum();
            let own = with_first(row.view(), classes).nth(target).expect("a target is a class");
            loss += libm::log(sum) + largest - own;
            // The derivative with respect to the score: the probability, minus 1 for the sample's own class.
            row.mapv_inplace(|score| libm::exp(score - largest) / sum);
            if let Some(place) = target.checked_sub(classes - self.free) {
                row[place] -= 1.0;
            }
        }
        let count = self.samples.nrows() as f64;
        let by_coef = (scores.t().dot(&self.samples) + &coef) / count;
        let by_intercept = scores.sum_axis(Axis(0)) / count;
        let rows = by_coef.rows().into_iter().zip(&by_intercept);
        let gradient = rows.flat_map(|(row, &last)| row.to_vec().into_iter().chain([last])).collect();
        (loss / count, gradient)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    fn samples() -> Array2<f64> {
        array![[0.0, 1.0], [0.3, -0.4], [2.0, 0.5], [1.7, -1.0], [-3.0, 0.2], [40.0, 1.5]]
    }

    #[test]
    fn logistic_gradient_matches_finite_differences() {
        for (targets, free) in [(vec![0, 1, 1, 0, 0, 1], 1), (vec![0, 2, 1, 0, 2, 1], 3)] {
            let samples = samples();
            let fit = Fit { samples: samples.view(), targets, free };
            let point: Vec<f64> = (0..3 * free).map(|i| 0.7 - 0.3 * i as f64).collect();
            let (_, gradient) = fit.loss(&point);
            for (place, derivative) in gradient.iter().enumerate() {
                let at = |step: f64| {
                    let mut point = point.clone();
                    point[place] += step;
                    fit.loss(&point).0
                };
                let numeric = (at(1e-5) - at(-1e-5)) / 2e-5;
                assert!((derivative - numeric).abs() < 1e-8, "{place}: {derivative} {numeric}");
            }
        }
    }

    #[test]
    fn logistic_regression_separates_classes_and_needs_two() {
        let model = LogisticRegression::fit(samples().view(), &[4, 4, 7, 7, 4, 7]).expect("two classes");
        assert_eq!(model.predict(samples().view()), [4, 4, 7, 7, 4, 7]);
        assert!(LogisticRegression::fit(samples().view(), &[3; 6]).is_none());
    }
}
