//! "Evaluate" runs in a separate worker, which is kept as long as the data, so that nothing is computed
//! twice.

use super::app::App;
use super::message::{MIXED, Message, Signal};
use super::save;
use super::worker::{Program, Worker};
use crate::app::FeedbackPlace;
use crate::evaluation::{BadPerplexity, CsvTable, Projection, Stage, TableNames};
use crate::protocol::{BUILD, Command, Event, Purpose};

/// The worker that evaluates, a stage at a time.
pub struct Evaluating {
    worker: Worker,
    standing: EvaluatorStatus,
}

#[derive(Clone, Copy, PartialEq)]
enum EvaluatorStatus {
    /// It has not sent `Ready` yet.
    Loading,
    Idle,
    /// It is completing the first awaited stage.
    Busy,
}

impl App {
    /// Requests the current weights from the training worker.
    pub(super) fn evaluate(&mut self) {
        if self.state.evaluation_state.is_waiting() {
            return;
        }
        if self.state.run.current().is_some() {
            self.evaluation.reveal();
        }
        match self.state.run.present() {
            Some(run) if self.state.run.current().is_some() => {
                // While it trains, the weights that come are others.
                let still = self.state.run.current().filter(|_| !self.state.run.is_running());
                let stages = self.state.evaluation_state.stages(still.map(|shown| shown.frame.fingerprint));
                if stages.is_empty() {
                    let words = "Nothing has changed since the last evaluation.";
                    return self.state.answer(FeedbackPlace::Evaluate, words);
                }
                if !self.state.may_evaluate() {
                    return;
                }
                self.state.evaluation_state.ask(&stages);
                self.state.evaluation_state.weights_of = Some(run);
                self.tell(Command::SaveWeights { run, purpose: Purpose::Evaluation });
            }
            _ => self.state.answer(FeedbackPlace::Evaluate, "There is no model to evaluate yet."),
        }
    }

    /// Starts the first awaited stage once the weights have arrived and a worker is idle.
    pub(super) fn next_stage(&mut self) {
        let evaluation_state = &mut self.state.evaluation_state;
        let (Some(&stage), Some(asked), None) =
            (evaluation_state.awaited.first(), &evaluation_state.asked, evaluation_state.weights_of)
        else {
            return;
        };
        let Some(Evaluating { worker, standing }) = &mut self.evaluator else {
            let mailbox = self.mailbox.clone();
            match Worker::start(Program::Evaluation, &self.programs, move |signal| {
                mailbox.send(Message::Evaluator(signal));
            }) {
                Ok(worker) => {
                    self.evaluator = Some(Evaluating { worker, standing: EvaluatorStatus::Loading });
                }
                Err(error) => evaluation_state.fail(format!("The browser cannot start a worker: {error:?}")),
            }
            return;
        };
        if *standing == EvaluatorStatus::Idle {
            *standing = EvaluatorStatus::Busy;
            self.contents.supply(&asked.experiment, worker);
            let (link, weights) = (asked.link.clone(), asked.weights.to_vec());
            worker.tell(Command::Evaluate { link, stage, perplexity: evaluation_state.perplexity, weights });
        }
    }

    /// Shows maps of a kind, and requests them if they are missing.
    pub(super) fn project(&mut self, projection: Projection) {
        let evaluation_state = &mut self.state.evaluation_state;
        evaluation_state.projection = projection;
        evaluation_state.version += 1;
        let stage = if projection == Projection::Tsne { Stage::Tsne } else { Stage::Pca };
        if evaluation_state.asked.is_some()
            && evaluation_state.lacks(stage)
            && !evaluation_state.awaited.contains(&stage)
        {
            evaluation_state.ask(&[stage]);
            self.next_stage();
        }
    }

    /// Has maps made of another perplexity.
    pub(super) fn choose_perplexity(&mut self, text: &str) {
        if let Ok(perplexity) = text.parse() {
            self.state.evaluation_state.perplexity = perplexity;
            return self.project(Projection::Tsne);
        }
        // This replaces the typed text.
        self.state.evaluation_state.version += 1;
        self.set_status(format!("“{text}” is not taken: {BadPerplexity}."));
    }

    /// Continues with the awaited stages in another worker.
    pub(super) fn evaluate_again(&mut self) {
        self.evaluator = None;
        self.state.hear_evaluator();
        self.next_stage();
    }

    /// Nothing more is measured; what was found stays.
    pub(super) fn cancel_evaluation(&mut self) {
        self.end_work();
        self.state.hear_evaluator();
        self.state.evaluation_state.stop();
        self.set_status("The evaluation was cancelled.");
    }

    /// Cancels one stage. The others continue, in another worker if this one was busy with it.
    pub(super) fn cancel_stage(&mut self, stage: Stage) {
        if self.state.evaluation_state.awaited.first() == Some(&stage) {
            self.end_work();
        }
        self.state.evaluation_state.end(stage);
        self.set_status(format!("No {}.", stage.name()));
        self.next_stage();
    }

    /// Nothing but its end stops a worker that is at work.
    fn end_work(&mut self) {
        self.evaluator.take_if(|evaluator| evaluator.standing == EvaluatorStatus::Busy);
    }

    pub(super) fn evaluator_signal(&mut self, signal: Signal) {
        self.state.hear_evaluator();
        match signal {
            Signal::Said(event) => match *event {
                Event::Ready { build } if build == BUILD => self.evaluator_is_idle(),
                Event::Evaluating { stage, share } => self.state.evaluation_state.progress(stage, share),
                Event::Evaluated(evaluated) => {
                    self.state.evaluation_state.take(*evaluated);
                    if !self.state.evaluation_state.is_waiting() {
                        self.set_status("The evaluation is complete.");
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
            evaluator.standing = EvaluatorStatus::Idle;
        }
        self.next_stage();
    }

    fn fail_evaluation(&mut self, reason: String) {
        self.evaluator = None;
        self.state.evaluation_state.fail(reason);
    }

    pub(super) fn save_table(&mut self, table: CsvTable) {
        let evaluation_state = &self.state.evaluation_state;
        let features = self.state.run.shown().map_or(&[][..], |shown| &shown.start.features);
        let names = TableNames {
            rows: &evaluation_state.rows,
            labels: &evaluation_state.labels,
            classes: &evaluation_state.classes,
            features,
        };
        let text = table.csv(&evaluation_state.evaluation, names, evaluation_state.threshold());
        let name = format!("sparse-autoencoder-{}.csv", table.name());
        if let Err(error) = save::text(&self.dom, &name, "text/csv", &text) {
            self.set_status(format!("The file could not be saved: {error:?}"));
        }
    }
}
