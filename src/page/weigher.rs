//! Checks a weights file in a separate worker, so that the run continues whatever the file contains.

use super::app::App;
use super::message::{MIXED, Message, Signal};
use super::worker::Worker;
use crate::app::Program;
use crate::protocol::{BUILD, Command, Event};

/// A file that is checked.
pub struct Weigher {
    worker: Worker,
    name: String,
    /// The command to send when the worker is ready.
    command: Option<Command>,
}

impl App {
    /// Starts to check a file. A previous check is dropped.
    pub(super) fn check_weights(&mut self, name: String, file: Vec<u8>) {
        let mailbox = self.mailbox.clone();
        let signal = move |signal| mailbox.send(Message::Weigher(signal));
        let command = Command::LoadWeights { name: name.clone(), link: self.state.experiment.link(), file };
        match Worker::start(Program::First, &self.programs, signal) {
            Ok(worker) => self.weigher = Some(Weigher { worker, name, command: Some(command) }),
            Err(error) => {
                let reason = format!("The browser cannot start the file reader: {error:?}");
                self.apply(Message::WeightsRead(name, Err(reason)));
            }
        }
    }

    pub(super) fn weigher_signal(&mut self, signal: Signal) {
        let Some(weigher) = &mut self.weigher else { return };
        let name = weigher.name.clone();
        let reason = match signal {
            Signal::Said(event) => match *event {
                Event::Ready { build } if build == BUILD => {
                    if let Some(command) = weigher.command.take() {
                        weigher.worker.tell(command);
                    }
                    return;
                }
                Event::Loaded { name, file, origin } => {
                    self.weigher = None;
                    return self.apply(Message::WeightsRead(name, Ok((origin, file))));
                }
                Event::NotLoaded { reason, .. } => reason,
                Event::Crashed { message } => {
                    format!("It may be too large for this browser's memory: {message}")
                }
                _ => MIXED.to_owned(),
            },
            Signal::Failed(reason) => reason,
            Signal::Mixed(_) => MIXED.to_owned(),
        };
        self.weigher = None;
        self.apply(Message::WeightsRead(name, Err(reason)));
    }
}
