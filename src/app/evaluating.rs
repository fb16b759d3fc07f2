//! The model that an evaluation belongs to.

use super::effect::Effect;
use super::evaluation_state::EvaluationRequest;
use super::feedback::FeedbackPlace;
use super::loading::Item;
use super::notices::About;
use super::program::Program;
use super::state::{Measured, State};
use crate::evaluation::{TOGETHER_LIMIT, bytes_with_baselines, bytes_with_evaluation, evaluated_rows};
use crate::experiment::{Experiment, mebibytes};

/// Seconds without a message from the evaluation worker after which the user is asked.
const PATIENCE: u32 = 20;

impl State {
    /// Caption of the evaluation: the epoch it belongs to, or the stage that is running.
    pub fn evaluation_caption(&self, outdated: Option<String>) -> String {
        let evaluation_state = &self.evaluation_state;
        if let Some(stage) = evaluation_state.awaited.first() {
            let loading = self.loading.get(&Item::Program(Program::Evaluation));
            return loading.map_or_else(|| format!("working on {} …", stage.name()), ToString::to_string);
        }
        if !evaluation_state.problems.is_empty() {
            return evaluation_state.problems.join("; ");
        }
        match (&evaluation_state.evaluated, outdated) {
            (None, _) => {
                "Compares the codes (the activations of the hidden units) with the inputs (the scaled features) and with PCA: reconstruction error, classes, clusters, anomalies and maps.".to_owned()
            }
            (Some(_), Some(outdated)) => outdated,
            (Some(evaluated), None) => {
                let sample = evaluated_rows(&evaluated.experiment).map_or_else(String::new, |rows| {
                    let all = evaluated.experiment.samples();
                    format!(
                        ", on {rows} of {all} samples, since all would need more memory than training may"
                    )
                });
                format!("as of epoch {}{sample}", evaluated.epoch)
            }
        }
    }

    /// A second has passed. Only ending the worker stops an evaluation, and one on many samples may be silent
    /// for long: the user is asked while it continues. Returns whether that has just happened.
    pub(super) fn watch_evaluator(&mut self) -> bool {
        let is_loading = self.loading.has(&Item::Program(Program::Evaluation));
        if !self.evaluation_state.is_waiting()
            || self.evaluation_state.weights_of.is_some()
            || is_loading
            || self.hidden
        {
            self.evaluation_state.silent = 0;
            return false;
        }
        self.evaluation_state.silent += 1;
        let is_overdue = self.evaluation_state.silent == PATIENCE;
        if is_overdue {
            let title = "The evaluation has given no sign of life for 20 seconds. It may be at work on many \
                         samples, or its worker may be gone: wait, cancel it, or start it again.";
            self.notices.notify(About::Evaluator, title, Vec::new());
        }
        is_overdue
    }

    /// Starts measuring the baselines of the data that are shown, unless they would need too much memory beside
    /// the training.
    pub(super) fn measure(&mut self) {
        let data = Some(self.experiment.data_link());
        if !self.is_current() || self.baselines.data == data {
            return;
        }
        let needed = bytes_with_baselines(&self.experiment);
        let result = (needed > TOGETHER_LIMIT).then(|| {
            Err(format!(
                "Training and the baselines together would need about {} MiB of memory, more than many devices have",
                mebibytes(needed)
            ))
        });
        if result.is_none() {
            self.effects.push(Effect::MeasureBaselines);
        }
        self.baselines = Measured { data, result };
    }

    /// Returns whether an evaluation may begin. Before one that needs much memory during training the user is
    /// asked once for these data; pressing the button again is consent.
    pub fn may_evaluate(&mut self) -> bool {
        let (needed, data) = (bytes_with_evaluation(&self.seen), self.seen.data_link());
        if needed <= TOGETHER_LIMIT || self.evaluation_state.agreed.replace(data.clone()) == Some(data) {
            return true;
        }
        let words = format!(
            "Training and evaluation together need about {} MiB of memory, more than many devices have. Press \
             Evaluate again to evaluate all the same.",
            mebibytes(needed)
        );
        self.answer(FeedbackPlace::Evaluate, words);
        false
    }

    /// The worker that evaluates has answered, or has been ended.
    pub fn hear_evaluator(&mut self) {
        self.evaluation_state.silent = 0;
        self.notices.clear(About::Evaluator);
    }

    /// A run's weights have come.
    pub(super) fn evaluate_weights(&mut self, run: u32, epoch: u32, file: Vec<u8>) {
        // If it was cancelled, or another run has begun, nobody waits for them.
        if self.evaluation_state.weights_of == Some(run) {
            self.evaluation_state.weights_of = None;
            let experiment = self.seen.as_of(epoch.max(1));
            let (link, data) = (experiment.link(), experiment.data_link());
            self.evaluation_state.asked =
                Some(EvaluationRequest { link, data, epoch, experiment, weights: file.into() });
            self.effects.push(Effect::EvaluateNext);
        }
    }

    /// The run whose weights were to be evaluated no longer exists.
    pub(super) fn give_up_weights(&mut self) {
        if self.evaluation_state.weights_of.is_some() {
            self.evaluation_state.stop();
        }
    }

    /// A run has begun: what was found stays only where it is of the same data.
    pub(super) fn keep_judgement(&mut self, experiment: &Experiment) {
        self.give_up_weights();
        let data = experiment.data_link();
        if self.evaluation_state.asked.as_ref().is_some_and(|asked| asked.data != data) {
            self.evaluation_state.forget();
            self.effects.push(Effect::EndEvaluator);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::Loading;
    use crate::evaluation::Stage;
    use crate::experiment::Link;

    #[test]
    fn no_stage_is_worked_on_before_the_program_has_arrived() {
        let mut state = State::new();
        state.evaluation_state.awaited = vec![Stage::Reconstruction];
        let item = Item::Program(Program::Evaluation);
        state.loading.note(Loading { item: item.clone(), received: 276_000, total: Some(1_022_000) });
        assert_eq!(state.evaluation_caption(None), "Loading the evaluation program … 276 of 1022 kB");
        state.loading.end(&item);
        assert_eq!(state.evaluation_caption(None), "working on reconstruction …");
    }

    /// R5 of issue 17: the tab died where trainer and evaluator did not fit into the memory together.
    #[test]
    fn a_large_evaluation_asks_once_for_its_data() {
        let mut state = State::new();
        assert!(state.may_evaluate());
        state.seen = Link::parse("n_samples=100000&n_features=800").experiment;
        assert!(!state.may_evaluate());
        assert!(state.may_evaluate());
        state.seen = Link::parse("n_samples=100000&n_features=850").experiment;
        assert!(!state.may_evaluate());
    }
}
