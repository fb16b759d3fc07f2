//! Training by steps against the gradient of one batch after the other.

use super::batches::Batches;
use super::decay;
use super::noise::Draws;
use super::training_loop::{StepOutcome, TrainingInit, TrainingLoop};
use super::units::Units;
use crate::experiment::{Experiment, Settings};
use crate::model::{Autoencoder, Batch, Dictionary, Gradient, LossWeights, Losses, Workspace, block_rows};
use crate::optimizer::{Optimizer, learning_rate};
use crate::random::TorchGenerator;
use crate::sparsity::AtEpoch;
use crate::tensor::{Matrix, stride};

/// The memory of a step, which allocates nothing itself.
#[derive(Debug)]
pub struct Steps {
    /// The script's one stream: weights, shuffling, noise.
    generator: TorchGenerator,
    batches: Batches,
    draws: Draws,
    units: Units,
    /// The decoder's columns where they keep their length.
    columns: Option<Dictionary>,
    optimizer: Optimizer<f32>,
    gradient: Gradient<f32>,
    /// The losses of the current epoch so far.
    losses: Losses,
    /// The sum of the method's observations in the current epoch, and their number.
    observed: (f64, u32),
}

impl Steps {
    /// Returns the state before the first step, or `None` if the optimiser takes no steps.
    #[must_use]
    pub fn new(TrainingInit { experiment, model, train, generator }: TrainingInit) -> Option<Self> {
        let optimizer = Optimizer::new(experiment, model.parameters().len())?;
        let architecture = model.architecture();
        let batches = Batches::new(experiment.batch_size, train.dim());
        let code = experiment.variational.then_some(architecture.code());
        Some(Self {
            generator,
            draws: Draws::new(experiment.noise, code, batches.largest(), train),
            units: Units::new(architecture.code()),
            columns: experiment.decoder_norm.then(|| Dictionary::new(model.plan())),
            optimizer,
            gradient: Gradient::new(model, batches.largest()),
            batches,
            losses: Losses::default(),
            observed: (0.0, 0),
        })
    }

    /// Before an epoch's steps: reinitialises units that stayed 0. This happens early, so that no run ends
    /// with units that have not learned anything yet.
    fn begin_epoch(
        &mut self,
        model: &mut Autoencoder<f32>,
        train: &Matrix<f32>,
        settings: &Settings,
        epoch: u32,
        method: &AtEpoch,
    ) {
        if settings.resample_every > 0 && epoch > 1 && (epoch - 1).is_multiple_of(settings.resample_every) {
            if self.units.any_to_resample() {
                let errors = errors(model, train, method);
                self.units.resample(settings, &errors, train, model, &mut self.optimizer);
            }
            self.units.forget();
        }
        self.batches.shuffle(&mut self.generator);
    }

    /// After an epoch's steps: what changes once an epoch.
    fn end_epoch(&mut self, model: &mut Autoencoder<f32>, method: &AtEpoch) {
        let (sum, count) = std::mem::take(&mut self.observed);
        if count > 0 {
            model.update_method(|own| method.after_epoch(own, sum / f64::from(count)));
        }
        self.units.end_epoch();
    }
}

impl TrainingLoop for Steps {
    fn advance(
        &mut self,
        model: &mut Autoencoder<f32>,
        train: &Matrix<f32>,
        experiment: &Experiment,
        epoch: u32,
    ) -> StepOutcome {
        let method = experiment.sparsity.at(experiment, epoch);
        if !self.has_begun() {
            self.begin_epoch(model, train, experiment, epoch, &method);
        }
        let clean = self.batches.current(train);
        if !self.draws.advance(clean, experiment.noise_level.at(epoch), &mut self.generator) {
            return StepOutcome::Working;
        }
        let batch = Batch {
            input: self.draws.noisy().unwrap_or(clean),
            target: clean,
            epsilon: self.draws.epsilon(),
            dead: self.units.dead(),
        };
        let weighing = LossWeights { method: &method, beta: experiment.beta.at(epoch) };
        let Some((losses, gradient)) = self.gradient.advance(model, batch, weighing) else {
            return StepOutcome::Working;
        };
        let share = clean.rows() as f64 / train.rows() as f64;
        let losses = decay::add(model, gradient, losses, experiment);
        if !(losses.total() as f32).is_finite() {
            return StepOutcome::Lost;
        }
        let rate = learning_rate(experiment, epoch);
        step(model, gradient, &mut self.optimizer, (experiment, rate), self.columns.as_mut());
        // All are looked at, several at a time.
        if model.parameters().iter().fold(false, |lost, parameter| lost | !parameter.is_finite()) {
            return StepOutcome::Lost;
        }
        self.draws.renew();
        self.units.count(&self.gradient.means().active);
        if let Some(observed) = self.gradient.observed() {
            self.observed = (self.observed.0 + observed, self.observed.1 + 1);
        }
        self.losses = self.losses.plus(losses, share);
        if self.batches.next() {
            return StepOutcome::Working;
        }
        self.end_epoch(model, &method);
        StepOutcome::Epoch(std::mem::take(&mut self.losses))
    }

    fn has_begun(&self) -> bool {
        !self.gradient.is_fresh() || !self.batches.is_first() || !self.draws.is_fresh()
    }

    fn share(&self) -> f64 {
        self.batches.share(self.gradient.share())
    }
}

/// Takes one step against the gradient. Decoder columns with fixed norms only rotate.
fn step(
    model: &mut Autoencoder<f32>,
    gradient: &mut [f32],
    optimizer: &mut Optimizer<f32>,
    (settings, lr): (&Settings, f64),
    mut columns: Option<&mut Dictionary>,
) {
    if let Some(columns) = &mut columns {
        columns.remove_parallel(model.parameters(), gradient);
    }
    let shrink = decay::decoupled(settings, lr);
    model.update(|parameters, plan| {
        if let Some(shrink) = shrink {
            for range in plan.weights() {
                parameters[range].iter_mut().for_each(|weight| *weight *= shrink);
            }
        }
        optimizer.step(parameters, gradient, lr);
        if let Some(columns) = columns {
            columns.normalise(parameters);
        }
    });
}

/// The squared error of each sample.
fn errors(model: &Autoencoder<f32>, samples: &Matrix<f32>, method: &AtEpoch) -> Vec<f64> {
    let architecture = model.architecture();
    let block = block_rows(architecture);
    let mut workspace = Workspace::new(architecture, block);
    let mut codes = vec![0.0; block * stride(architecture.code())];
    let mut errors = Vec::with_capacity(samples.rows());
    for first in (0..samples.rows()).step_by(block) {
        let count = block.min(samples.rows() - first);
        let (x, codes) = (samples.block(first, count), &mut codes[..count * stride(architecture.code())]);
        model.evaluate(x, method, &mut workspace, count, codes);
        model.decode(codes, &mut workspace, count);
        let rows = x.chunks_exact(samples.stride()).zip(workspace.reconstruction().chunks(samples.stride()));
        errors.extend(
            rows.map(|(x, y)| x.iter().zip(y).map(|(x, y)| f64::from((x - y) * (x - y))).sum::<f64>()),
        );
    }
    errors
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{DataFileCache, Dataset};
    use crate::experiment::Link;

    /// Trains an epoch and returns its losses and the number of weight changes, or `None` if the loss is not
    /// finite.
    fn epoch(link: &str, spoil: impl FnOnce(&mut [f32])) -> Option<(Losses, usize)> {
        let link = Link::parse(&format!("n_samples=50&{link}"));
        assert_eq!(link.problems, []);
        let experiment = link.experiment;
        let data = Dataset::of(&experiment, &DataFileCache::default()).expect("the data can be made");
        let train = Matrix::from_array(data.train);
        let mut generator = TorchGenerator::new(0);
        let mut model = Autoencoder::beginning(&experiment, &mut generator, &train);
        let beginning = TrainingInit { experiment: &experiment, model: &model, train: &train, generator };
        let mut steps = Steps::new(beginning).expect("the optimiser takes steps");
        model.update(|parameters, _| spoil(parameters));
        let mut changes = 0;
        loop {
            let before = model.parameters().to_vec();
            let piece = steps.advance(&mut model, &train, &experiment, 1);
            changes += usize::from(model.parameters() != before);
            match piece {
                StepOutcome::Working => assert!(steps.has_begun()),
                StepOutcome::Epoch(losses) => {
                    assert!(!steps.has_begun());
                    return Some((losses, changes));
                }
                StepOutcome::Lost => return None,
            }
        }
    }

    #[test]
    fn an_epoch_has_one_step_per_batch() {
        for (link, expected) in [("batch_size=0", 1), ("batch_size=40", 1), ("batch_size=7", 6)] {
            assert_eq!(epoch(link, |_| ()).map(|(_, steps)| steps), Some(expected), "{link}");
        }
    }

    #[test]
    fn losses_of_an_epoch_are_the_mean_over_all_samples() {
        // The model hardly moves, so the mean over batches of 7, 7, 7, 7, 7 and 5 is that over all 40.
        let losses = |batch| epoch(&format!("lr=0.000001&{batch}"), |_| ()).expect("nothing diverges").0;
        let (whole, batches) = (losses("batch_size=0"), losses("batch_size=7"));
        assert!((whole.reconstruction - batches.reconstruction).abs() < 1e-4, "{whole:?} {batches:?}");
    }

    #[test]
    fn weights_that_are_nan_end_the_epoch() {
        assert_eq!(epoch("", |parameters| parameters[0] = f32::NAN), None);
    }
}
