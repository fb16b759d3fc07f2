//! The model on the test samples: error, sparsity, and the codes that the heatmap shows.

use super::activity::ActivitySums;
use super::{Activity, explained_variance};
use crate::model::{Architecture, Autoencoder, Loss, Workspace, block_rows};
use crate::ranking;
use crate::sparsity::AtEpoch;
use crate::tensor::{Matrix, stride};

/// The results of the model on the test samples.
#[derive(Debug, Clone, PartialEq)]
pub struct TestResult {
    /// The number of test samples.
    pub samples: usize,
    /// Mean squared error over all elements.
    pub mse: f64,
    /// The error of their reconstruction in the terms of the training's loss.
    pub loss: f64,
    /// The [variance](super::variance()) of the test samples.
    pub variance: f64,
    /// Mean activation of each unit.
    pub mean_activation: Vec<f32>,
    /// When a unit counts as active.
    pub rule: Activity,
    /// On how many samples each unit is active.
    pub active: Vec<u32>,
    /// Codes of the samples in the heatmap, one row per sample.
    pub codes: Matrix<f32>,
}

impl TestResult {
    /// L0: how many units are active on a sample, on average.
    #[must_use]
    pub fn l0(&self) -> f64 {
        self.active.iter().map(|&count| f64::from(count)).sum::<f64>() / self.divisor()
    }

    /// The samples, or 1 before the first result: a message carries no NaN.
    fn divisor(&self) -> f64 {
        self.samples.max(1) as f64
    }

    /// Returns the number of units that are active on no sample.
    #[must_use]
    pub fn dead(&self) -> usize {
        self.active.iter().filter(|&&count| count == 0).count()
    }

    /// Returns the fraction of test samples on which each unit is active.
    #[must_use]
    pub fn active_share(&self) -> Vec<f32> {
        self.active.iter().map(|&count| (f64::from(count) / self.divisor()) as f32).collect()
    }

    /// See [`explained_variance`].
    #[must_use]
    pub fn explained_variance(&self) -> Option<f64> {
        explained_variance(self.mse, self.variance)
    }

    fn zeros(architecture: &Architecture, columns: usize, variance: f64) -> Self {
        let units = architecture.code();
        Self {
            rule: Activity::of(architecture),
            samples: 0,
            mse: 0.0,
            loss: 0.0,
            variance,
            mean_activation: vec![0.0; units],
            active: vec![0; units],
            codes: Matrix::zeros(columns, units),
        }
    }
}

/// A pass over the test samples in small pieces, without allocations. The last complete result remains
/// available while the next one is computed.
#[derive(Debug)]
pub struct TestPass {
    /// The test samples in the heatmap, in its order.
    columns: Vec<usize>,
    /// (test sample, its column), by test sample.
    wanted: Vec<(usize, usize)>,
    next: usize,
    loss: Loss,
    squared_error: f64,
    /// The sum that [`Loss::value`] takes.
    loss_sum: f64,
    code_sums: Vec<f64>,
    activity: ActivitySums,
    /// True once all samples were encoded, when the pass counts the samples on which units exceed their
    /// threshold.
    counts: bool,
    codes: Vec<f32>,
    workspace: Workspace<f32>,
    block: usize,
    making: TestResult,
    done: TestResult,
}

impl TestPass {
    /// Prepares a pass over samples of this variance that measures `loss` and keeps the codes of the
    /// samples in `columns`.
    #[must_use]
    pub fn new(architecture: &Architecture, columns: Vec<usize>, loss: Loss, variance: f64) -> Self {
        let (block, code) = (block_rows(architecture), architecture.code());
        let places = ranking::ascending(columns.iter().map(|&sample| sample as f64));
        let wanted = places.into_iter().map(|column| (columns[column], column)).collect();
        let empty = TestResult::zeros(architecture, columns.len(), variance);
        Self {
            columns,
            wanted,
            next: 0,
            loss,
            squared_error: 0.0,
            loss_sum: 0.0,
            code_sums: vec![0.0; code],
            activity: ActivitySums::new(architecture),
            counts: false,
            codes: vec![0.0; block * stride(code)],
            workspace: Workspace::new(architecture, block),
            block,
            making: empty.clone(),
            done: empty,
        }
    }

    /// Returns the test samples in the heatmap, in its order.
    #[must_use]
    pub fn columns(&self) -> &[usize] {
        &self.columns
    }

    /// Returns the last complete result.
    #[must_use]
    pub fn result(&self) -> &TestResult {
        &self.done
    }

    /// Returns the number of samples processed in the current pass.
    #[must_use]
    pub fn passed(&self) -> usize {
        self.next
    }

    /// Restarts the current pass.
    pub fn restart(&mut self) {
        (self.next, self.counts) = (0, false);
    }

    /// Takes the last result back: the one before it is the last again, until the next pass begins.
    pub fn take_back(&mut self) {
        std::mem::swap(&mut self.making, &mut self.done);
    }

    /// Computes one piece. Returns true when a result is complete and the next pass would begin.
    pub fn advance(&mut self, model: &Autoencoder<f32>, x: &Matrix<f32>, method: &AtEpoch) -> bool {
        if self.next == 0 && !self.counts {
            (self.squared_error, self.loss_sum) = (0.0, 0.0);
            self.code_sums.fill(0.0);
            self.activity.clear();
            self.making.active.fill(0);
        }
        let first = self.next;
        let count = self.block.min(x.rows() - first);
        let width = stride(model.architecture().code());
        let codes = &mut self.codes[..count * width];
        model.evaluate(x.block(first, count), method, &mut self.workspace, count, codes);
        if self.counts {
            codes.chunks(width).for_each(|code| self.activity.count_above(code, &mut self.making.active));
        } else {
            let (samples, loss) = (x.block(first, count), self.loss);
            let cross_entropy = model.decode_measuring(codes, &mut self.workspace, count, |z| {
                loss.cross_entropy(z, samples, x.columns())
            });
            let squared_error = squared_distance(&self.workspace.reconstruction()[..samples.len()], samples);
            self.squared_error += squared_error;
            self.loss_sum += cross_entropy.unwrap_or(squared_error);
            for row in 0..count {
                self.take(first + row, row, width);
            }
        }
        self.next += count;
        if self.next < x.rows() {
            return false;
        }
        self.next = 0;
        self.counts = !self.counts && self.activity.rule == Activity::AboveShare;
        if self.counts {
            return false;
        }
        self.finish(x);
        true
    }

    /// Makes the result of a complete pass the last one.
    fn finish(&mut self, x: &Matrix<f32>) {
        if self.activity.rule == Activity::Informative {
            self.activity.count_informative(x.rows(), &mut self.making.active);
        }
        self.making.samples = x.rows();
        self.making.mse = self.squared_error / (x.rows() * x.columns()) as f64;
        self.making.loss = self.loss.value(self.loss_sum, x.rows(), x.columns());
        for (mean, sum) in self.making.mean_activation.iter_mut().zip(&self.code_sums) {
            *mean = (sum / x.rows() as f64) as f32;
        }
        std::mem::swap(&mut self.making, &mut self.done);
    }

    /// Takes a sample's code in.
    fn take(&mut self, sample: usize, row: usize, width: usize) {
        let codes = &self.codes[row * width..][..width];
        for (&code, sum) in codes.iter().zip(&mut self.code_sums) {
            *sum += f64::from(code);
        }
        if self.activity.rule == Activity::NotZero {
            for (&code, active) in codes.iter().zip(&mut self.making.active) {
                *active += u32::from(code != 0.0);
            }
        } else {
            self.activity.add(codes, self.workspace.log_variances().get(row * width..).unwrap_or_default());
        }
        let shown = self.wanted.partition_point(|&(wanted, _)| wanted < sample);
        if let Some(&(wanted, column)) = self.wanted.get(shown)
            && wanted == sample
        {
            let units = self.making.codes.columns();
            self.making.codes.row_mut(column).copy_from_slice(&codes[..units]);
        }
    }
}

fn squared_distance(a: &[f32], b: &[f32]) -> f64 {
    let mut sums = [0.0_f32; 8];
    for (a, b) in a.chunks(8).zip(b.chunks(8)) {
        for (sum, (a, b)) in sums.iter_mut().zip(a.iter().zip(b)) {
            *sum += (a - b) * (a - b);
        }
    }
    sums.into_iter().map(f64::from).sum()
}

/// Returns the test samples shown in a heatmap of at most `most` columns, ordered by label and then by
/// number. If there are more samples, every n-th is shown.
#[must_use]
pub fn columns_by_label(labels: &[usize], most: usize) -> Vec<usize> {
    let order = ranking::ascending(labels.iter().map(|&label| label as f64));
    let columns = order.len().min(most);
    (0..columns).map(|column| order[column * order.len() / columns]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Link;

    #[test]
    fn columns_are_ordered_by_label_and_thinned_evenly() {
        assert_eq!(columns_by_label(&[1, 0, 1, 0], 9), [1, 3, 0, 2]);
        assert_eq!(columns_by_label(&[1, 0, 1, 0], 2), [1, 0]);
        assert!(columns_by_label(&[], 5).is_empty());
    }

    #[test]
    fn a_pass_measures_error_and_sparsity() {
        // Unit 0 copies feature 0, unit 1 is never above 0; the output is sigmoid(0) throughout.
        let experiment = Link::parse("n_features=4&hidden_dim=2").experiment;
        let architecture = Architecture { input: 2, ..Architecture::from(&*experiment) };
        let method = experiment.sparsity.at(&experiment, 1);
        let mut parameters = vec![0.0; architecture.parameters()];
        parameters[0] = 1.0;
        parameters[5] = -1.0;
        let model = Autoencoder::new(architecture.clone(), parameters);
        let x = Matrix::from_array(ndarray::array![[2.0_f32, 0.5], [-1.0, 0.5], [4.0, 0.5]]);
        let mut pass = TestPass::new(&architecture, vec![2, 0], Loss::Mse, 4.0);
        assert!(pass.advance(&model, &x, &method));
        let result = pass.result();
        assert!((result.mse - (2.25 + 2.25 + 12.25) / 6.0).abs() < 1e-6);
        let explained = result.explained_variance().expect("the samples vary");
        assert!((explained - (1.0 - result.mse / 4.0)).abs() < 1e-12);
        assert_eq!(result.mean_activation, [2.0, 0.0]);
        assert_eq!(result.active, [2, 0]);
        assert_eq!(result.dead(), 1);
        assert!((result.l0() - 2.0 / 3.0).abs() < 1e-12);
        assert_eq!(result.codes.view(), ndarray::array![[4.0_f32, 0.0], [2.0, 0.0]]);
    }

    #[test]
    fn a_pass_measures_the_loss_in_its_own_terms() {
        // All weights are 0: the output is sigmoid(0) = 0.5 throughout.
        let experiment = Link::parse("n_features=4&hidden_dim=2").experiment;
        let architecture = Architecture { input: 2, ..Architecture::from(&*experiment) };
        let method = experiment.sparsity.at(&experiment, 1);
        let model = Autoencoder::new(architecture.clone(), vec![0.0; architecture.parameters()]);
        let x = Matrix::from_array(ndarray::array![[1.0_f32, 0.5], [0.0, 0.5], [0.25, 0.5]]);
        let measured = |loss: Loss| {
            let mut pass = TestPass::new(&architecture, Vec::new(), loss, 1.0);
            assert!(pass.advance(&model, &x, &method));
            pass.result().loss
        };
        let squares = 0.25 + 0.25 + 0.0625;
        assert!((measured(Loss::Mse) - squares / 6.0).abs() < 1e-9);
        assert!(
            (measured(Loss::HalfSse) - squares / 6.0).abs() < 1e-9,
            "half the squares of each of 3 samples"
        );
        assert!((measured(Loss::Bce) - std::f64::consts::LN_2).abs() < 1e-9, "ln 2, whatever the target");
    }

    /// The result on samples of one feature with a model of these parameters.
    fn result(link: &str, parameters: &[f32], x: &[f32]) -> TestResult {
        let link = Link::parse(link);
        assert_eq!(link.problems, []);
        let architecture = Architecture { input: 1, ..Architecture::from(&*link.experiment) };
        let method = link.experiment.sparsity.at(&link.experiment, 1);
        let model = Autoencoder::new(architecture.clone(), parameters.to_vec());
        let x = Matrix::from_array(ndarray::Array2::from_shape_fn((x.len(), 1), |(row, _)| x[row]));
        let mut pass = TestPass::new(&architecture, vec![0], Loss::Mse, 1.0);
        for _ in 0..2 {
            while !pass.advance(&model, &x, &method) {}
        }
        pass.result().clone()
    }

    #[test]
    fn a_code_that_is_never_0_is_active_above_5_percent_of_its_largest() {
        // Encoder weights, biases, decoder weights, bias. tanh(x), and tanh(−x / 100).
        let parameters = [1.0, -0.01, 0.0, 0.0, 1.0, 1.0, 0.0];
        let link = "sparsity=none&activation=tanh&hidden_dim=2";
        let result = result(link, &parameters, &[0.01, -0.02, 1.0, -2.0, 3.0]);
        // 5 % of tanh(3) is 0.0498; the second unit is all but linear, and 5 % of 0.03 is 0.0015.
        assert_eq!((result.rule, &result.active), (Activity::AboveShare, &vec![3, 3]));
        assert!((result.l0() - 6.0 / 5.0).abs() < 1e-12);
    }

    #[test]
    fn a_unit_stuck_at_a_constant_is_active_on_no_sample() {
        // The first unit varies; the others are sigmoid(3) throughout, and within 5 % of it.
        let parameters = [1.0, 0.0, 0.1, 0.0, 3.0, 3.0, 1.0, 1.0, 1.0, 0.0];
        let link = "sparsity=none&activation=sigmoid&hidden_dim=3";
        let result = result(link, &parameters, &[-3.0, 0.0, 3.0]);
        assert_eq!((result.active.as_slice(), result.dead()), (&[2, 0, 0][..], 2));
        assert!((result.l0() - 2.0 / 3.0).abs() < 1e-12);
    }

    #[test]
    fn a_single_test_sample_shows_no_unit_as_constant() {
        let parameters = [1.0, 0.0, 1.0, 0.0];
        let result = result("sparsity=none&activation=sigmoid&hidden_dim=1", &parameters, &[2.0]);
        assert_eq!(result.active, [1]);
    }

    #[test]
    fn a_sigmoid_unit_of_zeros_is_dead() {
        // The second unit is 0 in single precision.
        let parameters = [1.0, 0.0, 0.0, -200.0, 1.0, 1.0, 0.0];
        let result = result("sparsity=none&activation=sigmoid&hidden_dim=2", &parameters, &[-9.0, 2.0]);
        assert_eq!((result.active.as_slice(), result.dead()), (&[1, 0][..], 1));
    }

    #[test]
    fn a_collapsed_variational_unit_is_not_active() {
        // Encoder, log-variance, decoder. The first unit's mean is the sample, the second one's 0; the third
        // has the mean 0 and a variance that is not 1.
        let encoder = [1.0, 0.0, 0.0, 0.0, 0.0, 0.0];
        let log_variance = [0.0, 0.0, 0.0, 0.0, 0.001, -1.0];
        let parameters = [&encoder[..], &log_variance, &[1.0, 1.0, 1.0, 0.0]].concat();
        let result = result("variational=true&sparsity=none&hidden_dim=3", &parameters, &[0.5, -0.5]);
        assert_eq!((result.rule, &result.active), (Activity::Informative, &vec![2, 0, 2]));
        assert_eq!((result.dead(), result.l0()), (1, 2.0));
    }
}
