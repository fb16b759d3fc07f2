//! The workers that train and that measure baselines.

use super::app::App;
use super::mailbox::Mailbox;
use super::message::{MIXED, Message, Signal};
use super::programs::Programs;
use super::worker::{Program, Worker};
use crate::experiment::Experiment;
use crate::protocol::{BUILD, Command, Event};

impl App {
    /// Starts a worker that trains, or returns the reason why there is none.
    pub(super) fn training_worker(
        mailbox: &Mailbox,
        programs: &Programs,
        program: Program,
    ) -> Result<Worker, String> {
        let mailbox = mailbox.clone();
        Worker::start(program, programs, move |signal| mailbox.send(Message::Worker(signal)))
            .map_err(|error| format!("the browser does not start it: {error:?}"))
    }

    pub(super) fn take_worker(&mut self, worker: Result<Worker, String>) {
        match worker {
            Ok(worker) => self.worker = Some(worker),
            Err(reason) => self.mailbox.send(Message::Worker(Signal::Failed(reason))),
        }
    }

    /// Gives the training worker the file of an experiment.
    pub(super) fn supply(&self, experiment: &Experiment) {
        if let Some(worker) = &self.worker {
            self.contents.supply(experiment, worker);
        }
    }

    /// Measures the baselines in a separate worker, which ends afterwards: its memory is as large as the
    /// data.
    pub(super) fn measure_baselines(&mut self) {
        let mailbox = self.mailbox.clone();
        match Worker::start(Program::of(&self.state.experiment), &self.programs, move |signal| {
            mailbox.send(Message::Measurer(signal));
        }) {
            Ok(worker) => self.measurer = Some(worker),
            Err(error) => self.measured(Err(format!("{error:?}"))),
        }
    }

    pub(super) fn measurer_signal(&mut self, signal: Signal) {
        match signal {
            Signal::Said(event) => match *event {
                Event::Ready { build } if build == BUILD => {
                    let link = self.state.baselines.data.clone().unwrap_or_default();
                    if let Some(measurer) = &self.measurer {
                        self.contents.supply(&self.state.experiment, measurer);
                        measurer.tell(Command::Baselines { link });
                    }
                }
                Event::Baselines(baselines) => self.measured(Ok(baselines)),
                Event::Refused { message, .. } | Event::Crashed { message } => self.measured(Err(message)),
                _ => self.measured(Err(MIXED.to_owned())),
            },
            Signal::Failed(reason) => self.measured(Err(reason)),
            Signal::Mixed(_) => self.measured(Err(MIXED.to_owned())),
        }
    }

    fn measured(&mut self, result: Result<crate::evaluation::Baselines, String>) {
        self.state.baselines.result = Some(result);
        self.measurer = None;
    }
}
