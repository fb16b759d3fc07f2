//! "Copy as PyTorch": a separate worker writes the script, and ends afterwards.

use super::app::App;
use super::message::{MIXED, Message, Signal};
use super::notices::About;
use super::worker::Worker;
use crate::app::{FeedbackPlace, Program};
use crate::protocol::{BUILD, Command, Event};

/// A script that is being written.
pub struct Script {
    worker: Worker,
    /// A description of it.
    what: &'static str,
    link: String,
}

impl App {
    /// Starts to write a script. A previous one is dropped.
    pub(super) fn copy_script(&mut self, what: &'static str, link: String) {
        let mailbox = self.mailbox.clone();
        let signal = move |signal| mailbox.send(Message::Script(signal));
        match Worker::start(Program::Export, &self.programs, signal) {
            Ok(worker) => self.script = Some(Script { worker, what, link }),
            Err(error) => self.not_written(format!("{error:?}")),
        }
    }

    pub(super) fn script_signal(&mut self, signal: Signal) {
        let Some(Script { worker, what, link }) = &self.script else { return };
        let reason = match signal {
            Signal::Said(event) => match *event {
                Event::Ready { build } if build == BUILD => {
                    return worker.tell(Command::Export { link: link.clone() });
                }
                Event::Exported { script } => {
                    self.copy(FeedbackPlace::CopyPytorch, what, script);
                    self.script = None;
                    return;
                }
                Event::Crashed { message } => message,
                _ => MIXED.to_owned(),
            },
            Signal::Failed(reason) => reason,
            Signal::Mixed(_) => MIXED.to_owned(),
        };
        self.not_written(reason);
    }

    fn not_written(&mut self, reason: String) {
        self.script = None;
        let title = "The PyTorch script could not be written.".to_owned();
        self.state.notices.notify(About::Copy, title, vec![reason]);
    }
}
