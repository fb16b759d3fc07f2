//! "Check gradients" runs in a separate worker, which ends afterwards.

use super::app::App;
use super::message::{MIXED, Message, Signal};
use super::notices::About;
use super::worker::Worker;
use crate::app::Program;
use crate::protocol::{BUILD, Command, Event};

impl App {
    /// Starts to check the current experiment. A previous check is dropped.
    pub(super) fn check_gradients(&mut self) {
        let mailbox = self.mailbox.clone();
        self.state.notices.clear(About::Gradients);
        match Worker::start(Program::Training, &self.programs, move |signal| {
            mailbox.send(Message::Checker(signal));
        }) {
            Ok(worker) => {
                self.checker = Some(worker);
                self.set_status("Checking the gradients …");
            }
            Err(error) => self.checked(format!("{error:?}"), Vec::new()),
        }
    }

    pub(super) fn checker_signal(&mut self, signal: Signal) {
        match signal {
            Signal::Said(event) => match *event {
                Event::Ready { build } if build == BUILD => {
                    if let Some(checker) = &self.checker {
                        // With the live parameters as they are now.
                        let now = self.state.experiment.as_of(self.state.run.reached().max(1));
                        self.contents.supply(&now, checker);
                        checker.tell(Command::CheckGradients { link: now.link() });
                    }
                }
                Event::Gradients { verdict, formula } => {
                    self.set_status("The gradients have been checked.");
                    self.checked(format!("Gradients: {verdict}"), vec![format!("Loss: {formula}")]);
                }
                Event::Refused { message, .. } | Event::Crashed { message } => self.failed(message),
                _ => self.failed(MIXED.to_owned()),
            },
            Signal::Failed(reason) => self.failed(reason),
            Signal::Mixed(_) => self.failed(MIXED.to_owned()),
        }
    }

    fn failed(&mut self, reason: String) {
        self.set_status("The gradients could not be checked.");
        self.checked("The gradients could not be checked.".to_owned(), vec![reason]);
    }

    fn checked(&mut self, title: String, lines: Vec<String>) {
        self.checker = None;
        self.state.notices.notify(About::Gradients, title, lines);
    }
}
