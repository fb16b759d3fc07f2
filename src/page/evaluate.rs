//! "Evaluate": in a worker of its own, which stays as long as the data, so that nothing is computed
//! twice.

use super::app::App;
use super::message::{MIXED, Message, Signal};
use super::save;
use super::worker::{Program, Worker};
use crate::app::Place;
use crate::evaluation::{BadPerplexity, Names, Projection, Stage, Table};
use crate::protocol::{BUILD, Command, Event, Purpose};

/// The worker that evaluates, a stage at a time.
pub struct Evaluating {
    worker: Worker,
    standing: Standing,
}

#[derive(Clone, Copy, PartialEq)]
enum Standing {
    /// It has not said `Ready`.
    Loading,
    Idle,
    /// It completes the first stage that is awaited.
    Busy,
}

impl App {
    /// Asks the training worker for the weights as they are now.
    pub(super) fn evaluate(&mut self) {
        if self.state.judgement.is_waiting() {
            return;
        }
        if self.state.run.current().is_some() {
            self.evaluation.reveal();
        }
        match self.state.run.present() {
            Some(run) if self.state.run.current().is_some() => {
                // While it trains, the weights that come are others.
                let still = self.state.run.current().filter(|_| !self.state.run.is_running());
                let stages = self.state.judgement.stages(still.map(|shown| shown.frame.fingerprint));
                if stages.is_empty() {
                    let words = "Nothing has changed since the last evaluation.";
                    return self.state.answer(Place::Evaluate, words);
                }
                if !self.state.may_evaluate() {
                    return;
                }
                self.state.judgement.ask(&stages);
                self.state.judgement.weights_of = Some(run);
                self.tell(Command::SaveWeights { run, purpose: Purpose::Evaluation });
            }
            _ => self.state.answer(Place::Evaluate, "There is no model to evaluate yet."),
        }
    }

    /// Has the first stage that is awaited completed, as soon as there is a worker that has nothing
    /// else to do, and the weights.
    pub(super) fn next_stage(&mut self) {
        let judgement = &mut self.state.judgement;
        let (Some(&stage), Some(asked), None) =
            (judgement.awaited.first(), &judgement.asked, judgement.weights_of)
        else {
            return;
        };
        let Some(Evaluating { worker, standing }) = &mut self.evaluator else {
            let mailbox = self.mailbox.clone();
            match Worker::start(Program::Evaluation, &self.programs, move |signal| {
                mailbox.send(Message::Evaluator(signal));
            }) {
                Ok(worker) => self.evaluator = Some(Evaluating { worker, standing: Standing::Loading }),
                Err(error) => judgement.fail(format!("The browser cannot start a worker: {error:?}")),
            }
            return;
        };
        if *standing == Standing::Idle {
            *standing = Standing::Busy;
            self.contents.supply(&asked.experiment, worker);
            let (link, weights) = (asked.link.clone(), asked.weights.to_vec());
            worker.tell(Command::Evaluate { link, stage, perplexity: judgement.perplexity, weights });
        }
    }

    /// Shows maps of a kind, and has them made if they are not there.
    pub(super) fn project(&mut self, projection: Projection) {
        let judgement = &mut self.state.judgement;
        judgement.projection = projection;
        judgement.version += 1;
        let stage = if projection == Projection::Tsne { Stage::Tsne } else { Stage::Pca };
        if judgement.asked.is_some() && judgement.lacks(stage) && !judgement.awaited.contains(&stage) {
            judgement.ask(&[stage]);
            self.next_stage();
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

    /// Goes on with the stages that are awaited, in another worker.
    pub(super) fn evaluate_again(&mut self) {
        self.evaluator = None;
        self.state.hear_evaluator();
        self.next_stage();
    }

    /// Nothing more is measured; what was found stays.
    pub(super) fn cancel_evaluation(&mut self) {
        self.end_work();
        self.state.hear_evaluator();
        self.state.judgement.stop();
        self.say("The evaluation was cancelled.");
    }

    /// All stages but one go on; in another worker, if this one was at it.
    pub(super) fn cancel_stage(&mut self, stage: Stage) {
        if self.state.judgement.awaited.first() == Some(&stage) {
            self.end_work();
        }
        self.state.judgement.end(stage);
        self.say(format!("No {}.", stage.name()));
        self.next_stage();
    }

    /// Nothing but its end stops a worker that is at work.
    fn end_work(&mut self) {
        self.evaluator.take_if(|evaluator| evaluator.standing == Standing::Busy);
    }

    pub(super) fn evaluator_signal(&mut self, signal: Signal) {
        self.state.hear_evaluator();
        match signal {
            Signal::Said(event) => match *event {
                Event::Ready { build } if build == BUILD => self.evaluator_is_idle(),
                Event::Evaluating { stage, share } => self.state.judgement.progress(stage, share),
                Event::Evaluated(evaluated) => {
                    self.state.judgement.take(*evaluated);
                    if !self.state.judgement.is_waiting() {
                        self.say("The evaluation is complete.");
                    }
                    self.evaluator_is_idle();
                }
                Event::Refused { message, .. } | Event::Crashed { message } => self.fail_evaluation(message),
                _ => self.fail_evaluation(MIXED.to_owned()),
            },
            Signal::Failed(reason) => self.fail_evaluation(reason),
            Signal::Mixed(_) => self.fail_evaluation(MIXED.to_owned()),
        }
    }

    fn evaluator_is_idle(&mut self) {
        if let Some(evaluator) = &mut self.evaluator {
            evaluator.standing = Standing::Idle;
        }
        self.next_stage();
    }

    fn fail_evaluation(&mut self, reason: String) {
        self.evaluator = None;
        self.state.judgement.fail(reason);
    }

    pub(super) fn save_table(&mut self, table: Table) {
        let judgement = &self.state.judgement;
        let features = self.state.run.shown().map_or(&[][..], |shown| &shown.start.features);
        let names =
            Names { rows: &judgement.rows, labels: &judgement.labels, classes: &judgement.classes, features };
        let text = table.csv(&judgement.evaluation, names, judgement.threshold());
        let name = format!("sparse-autoencoder-{}.csv", table.name());
        if let Err(error) = save::text(&self.dom, &name, "text/csv", &text) {
            self.say(format!("The file could not be saved: {error:?}"));
        }
    }
}
