//! "Evaluate": in a worker of its own, which stays as long as the data, so that nothing is computed
//! twice.

use super::app::App;
use super::judgement::Asked;
use super::message::{Message, Signal};
use super::save;
use super::worker::{Program, Worker};
use crate::evaluation::{BadPerplexity, Names, Projection, Stage, Table};
use crate::protocol::{Command, Event, Purpose, VERSION};

/// The worker that evaluates.
pub struct Evaluating {
    worker: Worker,
    /// Whether it has said so.
    is_ready: bool,
}

impl App {
    /// Asks the training worker for the weights as they are now.
    pub(super) fn evaluate(&mut self) {
        if self.state.judgement.is_waiting() {
            return;
        }
        match self.state.run.present() {
            Some(run) if self.state.run.current().is_some() => {
                let stages = self.state.judgement.stages();
                self.state.judgement.ask(&stages);
                self.state.judgement.weights_of = Some(run);
                self.tell(Some(Command::SaveWeights { run, purpose: Purpose::Evaluation }));
            }
            _ => self.say("There is no model to evaluate yet."),
        }
    }

    /// A run's weights have come.
    pub(super) fn evaluate_weights(&mut self, run: u32, epoch: u32, file: Vec<u8>) {
        // If it was cancelled, or another run has begun, nobody waits for them.
        if self.state.judgement.weights_of == Some(run) {
            self.state.judgement.weights_of = None;
            self.judge(epoch, file);
        }
    }

    /// Evaluates weights of the experiment.
    fn judge(&mut self, epoch: u32, file: Vec<u8>) {
        let experiment = self.state.experiment.as_of(epoch.max(1));
        let (link, data) = (experiment.link(), experiment.data_link());
        self.state.judgement.asked = Some(Asked { link, data, epoch, weights: file.into() });
        if self.evaluator.as_ref().is_some_and(|evaluator| evaluator.is_ready) {
            return self.ask_evaluator();
        }
        let mailbox = self.mailbox.clone();
        match Worker::start(Program::Full, move |signal| mailbox.send(Message::Evaluator(signal))) {
            Ok(worker) => self.evaluator = Some(Evaluating { worker, is_ready: false }),
            Err(error) => self.state.judgement.fail(format!("The browser starts no worker: {error:?}")),
        }
    }

    /// Gives the worker what is awaited to do.
    fn ask_evaluator(&mut self) {
        let stages = self.state.judgement.awaited.clone();
        self.tell_evaluator(stages);
    }

    fn tell_evaluator(&self, stages: Vec<Stage>) {
        if let (Some(Evaluating { worker, .. }), Some(asked)) = (&self.evaluator, &self.state.judgement.asked)
        {
            self.library.supply(&self.state.experiment, worker);
            let (link, weights) = (asked.link.clone(), asked.weights.to_vec());
            let perplexity = self.state.judgement.perplexity;
            worker.tell(Command::Evaluate { link, stages, perplexity, weights });
        }
    }

    /// Shows maps of a kind, and has them made if they are not there.
    pub(super) fn project(&mut self, projection: Projection) {
        let judgement = &mut self.state.judgement;
        judgement.projection = projection;
        judgement.version += 1;
        let stage = if projection == Projection::Tsne { Stage::Tsne } else { Stage::Pca };
        let missing = judgement.lacks(stage) && !judgement.awaited.contains(&stage);
        let Some(asked) = judgement.asked.clone().filter(|_| missing) else { return };
        judgement.ask(&[stage]);
        match &self.evaluator {
            // It asks for all that is awaited when it is ready, or when the weights have come.
            Some(evaluator) if !evaluator.is_ready || judgement.weights_of.is_some() => {}
            Some(_) => self.tell_evaluator(vec![stage]),
            None => self.judge(asked.epoch, asked.weights.to_vec()),
        }
    }

    /// Has maps made of another perplexity.
    pub(super) fn choose_perplexity(&mut self, text: &str) {
        if let Ok(perplexity) = text.parse() {
            self.state.judgement.perplexity = perplexity;
            return self.project(Projection::Tsne);
        }
        // What was typed is written over.
        self.state.judgement.version += 1;
        self.say(format!("“{text}” is not taken: {BadPerplexity}."));
    }

    /// Ends the worker; what it has found stays.
    pub(super) fn cancel_evaluation(&mut self) {
        self.evaluator = None;
        self.state.judgement.stop();
        self.say("The evaluation is cancelled.");
    }

    /// The run whose weights were to be judged is gone.
    pub(super) fn give_up_weights(&mut self) {
        if self.state.judgement.weights_of.is_some() {
            self.state.judgement.stop();
        }
    }

    /// A run has begun: what was found stays only where it is of the same data.
    pub(super) fn keep_judgement(&mut self) {
        self.give_up_weights();
        let data = self.state.experiment.data_link();
        if self.state.judgement.asked.as_ref().is_some_and(|asked| asked.data != data) {
            self.state.judgement.forget();
            self.evaluator = None;
        }
    }

    pub(super) fn evaluator_signal(&mut self, signal: Signal) {
        match signal {
            Signal::Said(event) => match *event {
                Event::Ready { version } if version == VERSION => {
                    if let Some(evaluator) = &mut self.evaluator {
                        evaluator.is_ready = true;
                    }
                    self.ask_evaluator();
                }
                Event::Evaluating { stage, share } => self.state.judgement.progress(stage, share),
                Event::Evaluated(evaluated) => {
                    self.state.judgement.take(*evaluated);
                    if !self.state.judgement.is_waiting() {
                        self.say("The evaluation is complete.");
                    }
                }
                Event::Refused { message, .. } | Event::Crashed { message } => self.fail_evaluation(message),
                _ => self.fail_evaluation("the worker is of another version; reload the page".to_owned()),
            },
            Signal::Failed(reason) => self.fail_evaluation(reason),
        }
    }

    fn fail_evaluation(&mut self, reason: String) {
        self.evaluator = None;
        self.state.judgement.fail(reason);
    }

    pub(super) fn save_table(&mut self, table: Table) {
        let judgement = &self.state.judgement;
        let features = self.state.run.shown().map_or(&[][..], |shown| &shown.start.features);
        let names = Names { labels: &judgement.labels, classes: &judgement.classes, features };
        let text = table.csv(&judgement.evaluation, names);
        let name = format!("sparse-autoencoder-{}.csv", table.name());
        if let Err(error) = save::text(&self.dom, &name, "text/csv", &text) {
            self.say(format!("The file could not be saved: {error:?}"));
        }
    }
}
