//! Units that were 0 on every sample, and their reinitialisation.

use crate::experiment::Settings;
use crate::model::{Autoencoder, Dictionary};
use crate::optimizer::Optimizer;
use crate::ranking;
use crate::tensor::Matrix;

/// The activity of the units during training.
#[derive(Debug)]
pub struct Units {
    /// True for units that were not 0 on some sample of the current epoch.
    fired: Vec<bool>,
    /// Like `fired`, since the last reinitialisation.
    fired_since: Vec<bool>,
    /// True for units that were 0 on every sample of the last epoch.
    dead: Vec<bool>,
}

impl Units {
    /// Before training none is dead.
    #[must_use]
    pub fn new(code: usize) -> Self {
        Self { fired: vec![false; code], fired_since: vec![false; code], dead: vec![false; code] }
    }

    /// Returns true for units that were 0 on every sample of the last epoch.
    #[must_use]
    pub fn dead(&self) -> &[bool] {
        &self.dead
    }

    /// Counts a step, given the fraction of samples on which each unit was not 0.
    pub fn count(&mut self, active: &[f64]) {
        let units = self.fired.iter_mut().zip(&mut self.fired_since);
        for ((fired, since), &active) in units.zip(active) {
            *fired |= active > 0.0;
            *since |= active > 0.0;
        }
    }

    pub fn end_epoch(&mut self) {
        for (dead, fired) in self.dead.iter_mut().zip(&mut self.fired) {
            *dead = !std::mem::take(fired);
        }
    }

    /// Returns whether some units would be reinitialised.
    #[must_use]
    pub fn any_to_resample(&self) -> bool {
        self.fired_since.contains(&false)
    }

    /// Restarts counting.
    pub fn forget(&mut self) {
        self.fired_since.fill(false);
    }

    /// Reinitialises units that stayed 0 from the samples with the largest reconstruction errors, the largest
    /// first. The sample's direction becomes their decoder column and, scaled to a fifth of the other units'
    /// mean norm, their encoder row. The bias and the optimiser's state are set to 0 (after Bricken et al.
    /// 2023, who draw samples by their loss; nothing is drawn here).
    pub fn resample(
        &self,
        settings: &Settings,
        errors: &[f64],
        train: &Matrix<f32>,
        model: &mut Autoencoder<f32>,
        optimizer: &mut Optimizer<f32>,
    ) {
        let worst = ranking::descending(errors);
        let architecture = model.architecture().clone();
        model.update(|parameters, plan| {
            let (encoder, decoder) = (&plan.layers[0], &plan.layers[1]);
            let mut dictionary = Dictionary::new(plan);
            let length = self.mean_row_length(&parameters[encoder.weight.clone()], encoder.inputs);
            let dead = self.fired_since.iter().enumerate().filter(|(_, fired)| !**fired);
            for ((unit, _), &sample) in dead.zip(&worst) {
                let mut direction: Vec<f64> = train.row(sample).iter().copied().map(f64::from).collect();
                if settings.pre_bias {
                    let bias = &parameters[decoder.bias.clone()];
                    direction.iter_mut().zip(bias).for_each(|(x, &bias)| *x -= f64::from(bias));
                }
                let norm = libm::sqrt(direction.iter().map(|x| x * x).sum::<f64>()).max(1e-12);
                for (index, x) in direction.iter().enumerate() {
                    let column = dictionary.position(unit, index);
                    let row = encoder.weight.start + unit * encoder.inputs + index;
                    parameters[column] = (x / norm) as f32;
                    parameters[row] = (x / norm * length) as f32;
                    optimizer.forget(column);
                    optimizer.forget(row);
                }
                parameters[encoder.bias.start + unit] = 0.0;
                optimizer.forget(encoder.bias.start + unit);
                let own = architecture.method_tensors(plan.own.start);
                for (tensor, range) in own.filter(|(tensor, _)| tensor.is_per_unit()) {
                    let position = range.start + unit;
                    parameters[position] = (tensor.initial)(settings) as f32;
                    optimizer.forget(position);
                }
            }
            if settings.decoder_norm {
                dictionary.normalise(parameters);
            }
        });
    }

    /// A fifth of the mean length of the encoder's rows of units that fired; where none did, a
    /// fifth.
    fn mean_row_length(&self, weight: &[f32], inputs: usize) -> f64 {
        let length = |row: &[f32]| libm::sqrt(row.iter().map(|&w| f64::from(w) * f64::from(w)).sum::<f64>());
        let rows = weight.chunks_exact(inputs).zip(&self.fired_since);
        let lengths = rows.filter(|(_, fired)| **fired).map(|(row, _)| length(row));
        let (count, sum) = lengths.fold((0, 0.0), |(count, sum), length| (count + 1, sum + length));
        if count == 0 { 0.2 } else { 0.2 * sum / f64::from(count) }
    }

    /// The script's function that does the same.
    #[must_use]
    pub fn python(settings: &Settings) -> String {
        let bias = match (settings.pre_bias, settings.tied) {
            (false, _) => "",
            (true, false) => " - model.decoder.bias",
            (true, true) => " - model.decoder_bias",
        };
        let worst = "X_train[error.argsort(descending=True, stable=True)[: len(units)]]";
        let directions = if bias.is_empty() {
            format!("    directions = nn.functional.normalize({worst})\n")
        } else {
            format!("    worst = {worst}\n    directions = nn.functional.normalize(worst{bias})\n")
        };
        // Only the decoder has its units in columns.
        let place = if settings.tied { "" } else { "units, " };
        let mut changes = Vec::new();
        if !settings.tied {
            changes.push("(model.decoder.weight, (slice(None), units), directions.T)".to_owned());
        }
        changes.push(format!("(model.encoder.weight, {place}directions * length)"));
        changes.push(format!("(model.encoder.bias, {place}0)"));
        for tensor in settings.sparsity.tensors().iter().filter(|tensor| tensor.is_per_unit()) {
            changes.push(format!("(model.{}, {place}{})", tensor.name, (tensor.initial)(settings)));
        }
        let changes = if changes.len() < 3 {
            format!("[{}]", changes.join(", "))
        } else {
            format!("[\n        {},\n    ]", changes.join(",\n        "))
        };
        let (what, place) =
            if settings.tied { ("parameter, value", "units") } else { ("parameter, place, value", "place") };
        // Only where the model works differently during training.
        let differs = settings.variational || settings.sparsity.at(settings, 1).selects_batch();
        let (eval, train) = if differs { ("    model.eval()\n", "    model.train()\n") } else { ("", "") };
        let forget = match settings.optimizer.python_memory(settings) {
            [] => String::new(),
            [one] => format!("        optimizer.state[parameter][\"{one}\"][{place}] = 0\n"),
            several => format!(
                "        for memory in {several:?}:\n            optimizer.state[parameter][memory][{place}] = 0\n"
            ),
        };
        let norm = if settings.decoder_norm { "    normalise_decoder()\n" } else { "" };
        let reconstructed = settings.loss.python_reconstruction("model(X_train)[0]");
        format!(
            r"

@torch.no_grad()
def resample(alive):
    # Dead units are reinitialised from the samples with the largest errors (after Bricken et al. 2023).
{eval}    error = (({reconstructed} - X_train) ** 2).sum(dim=1)
{train}    units = (~alive).nonzero().flatten()[: len(X_train)]
{directions}    length = 0.2 * model.encoder.weight[alive].norm(dim=1).mean() if alive.any() else 0.2
    for {what} in {changes}:
        parameter[{place}] = value
{forget}{norm}

"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::{Experiment, Link};
    use crate::random::TorchGenerator;

    #[test]
    fn a_unit_is_dead_after_an_epoch_in_which_it_was_never_active() {
        let mut units = Units::new(3);
        assert_eq!(units.dead(), [false; 3]);
        units.count(&[0.5, 0.0, 0.0]);
        units.count(&[0.0, 0.1, 0.0]);
        assert_eq!(units.dead(), [false; 3], "the epoch is not over");
        units.end_epoch();
        assert_eq!(units.dead(), [false, false, true]);
        units.count(&[0.0, 0.0, 1.0]);
        units.end_epoch();
        assert_eq!(units.dead(), [true, true, false]);
    }

    #[test]
    fn resampling_concerns_units_that_were_inactive_since_the_last_one() {
        let mut units = Units::new(2);
        units.count(&[1.0, 1.0]);
        assert!(!units.any_to_resample());
        units.end_epoch();
        assert!(!units.any_to_resample(), "an epoch's end does not matter");
        units.forget();
        units.count(&[1.0, 0.0]);
        assert!(units.any_to_resample());
    }

    /// Resamples the second of two units, on samples of which the last is reconstructed worst.
    fn resampled(link: &str) -> (Experiment, Autoencoder<f32>, Autoencoder<f32>) {
        let link = Link::parse(&format!("n_features=2&n_redundant=0&hidden_dim=2&{link}"));
        assert_eq!(link.problems, []);
        let experiment = link.experiment;
        let train = Matrix::from_array(ndarray::array![[1.0_f32, 0.0], [0.0, 1.0], [3.0, 4.0]]);
        let before = Autoencoder::beginning(&experiment, &mut TorchGenerator::new(0), &train);
        let optimizer = Optimizer::new(&experiment, before.parameters().len());
        let mut optimizer = optimizer.expect("the optimiser takes steps");
        let mut units = Units::new(2);
        units.count(&[1.0, 0.0]);
        let mut model = before.clone();
        units.resample(&experiment, &[0.1, 0.2, 0.9], &train, &mut model, &mut optimizer);
        (experiment, before, model)
    }

    #[test]
    fn a_resampled_unit_points_at_the_worst_sample() {
        let (_, before, after) = resampled("sparsity=l1");
        // encoder.weight 2 × 2, encoder.bias 2, decoder.weight 2 × 2, decoder.bias 2.
        let (old, new) = (before.parameters(), after.parameters());
        let length = 0.2 * libm::hypotf(old[0], old[1]);
        for (index, direction) in [0.6, 0.8].into_iter().enumerate() {
            assert!((new[2 + index] - direction * length).abs() < 1e-6, "encoder row: {new:?}");
            assert!((new[6 + 2 * index + 1] - direction).abs() < 1e-6, "decoder column: {new:?}");
            assert_eq!(new[index], old[index], "the other unit's encoder row");
            assert_eq!(new[6 + 2 * index], old[6 + 2 * index], "the other unit's decoder column");
        }
        assert_eq!((new[4], new[5]), (old[4], 0.0), "biases of the encoder");
        assert_eq!(new[10..], old[10..], "the bias of the decoder");
    }

    #[test]
    fn a_resampled_unit_has_the_initial_value_of_the_methods_own_parameters() {
        let (experiment, _, after) = resampled("sparsity=jumprelu&bandwidth=0.5&output=linear");
        let own = after.plan().own.clone();
        let initial = experiment.sparsity.tensors().iter().map(|tensor| (tensor.initial)(&experiment) as f32);
        assert_eq!(after.parameters()[own][1], initial.into_iter().next().expect("it has thresholds"));
    }
}
