//! Which model an evaluation belongs to.

use super::effect::Effect;
use super::judgement::Asked;
use super::state::State;
use crate::experiment::Experiment;

impl State {
    /// A run's weights have come.
    pub(super) fn evaluate_weights(&mut self, run: u32, epoch: u32, file: Vec<u8>) {
        // If it was cancelled, or another run has begun, nobody waits for them.
        if self.judgement.weights_of == Some(run) {
            self.judgement.weights_of = None;
            let experiment = self.seen.as_of(epoch.max(1));
            let (link, data) = (experiment.link(), experiment.data_link());
            self.judgement.asked = Some(Asked { link, data, epoch, experiment, weights: file.into() });
            self.effects.push(Effect::EvaluateNext);
        }
    }

    /// The run whose weights were to be judged is gone.
    pub(super) fn give_up_weights(&mut self) {
        if self.judgement.weights_of.is_some() {
            self.judgement.stop();
        }
    }

    /// A run has begun: what was found stays only where it is of the same data.
    pub(super) fn keep_judgement(&mut self, experiment: &Experiment) {
        self.give_up_weights();
        let data = experiment.data_link();
        if self.judgement.asked.as_ref().is_some_and(|asked| asked.data != data) {
            self.judgement.forget();
            self.effects.push(Effect::EndEvaluator);
        }
    }
}
