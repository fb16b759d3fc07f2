//! A worker as the page holds it. Dropping it ends it.

use std::cell::Cell;
use std::rc::Rc;

use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;
use web_sys::{ErrorEvent, MessageEvent, WorkerOptions, WorkerType};

use super::message::Signal;
pub use crate::app::Program;
use crate::protocol::{Command, Event};
use crate::wire;

/// Beside index.html, under whatever path that is served.
fn script(program: Program) -> &'static str {
    match program {
        Program::First => "./worker.js",
        Program::Full => "./full_loader.js",
    }
}

/// A worker under way.
pub struct Worker {
    worker: web_sys::Worker,
    signal: Rc<dyn Fn(Signal)>,
    /// The hash of the data file that it has.
    supplied: Cell<Option<u64>>,
    // The browser calls these as long as the worker lives.
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(ErrorEvent)>,
}

impl Worker {
    /// Starts one, which will say `Ready`.
    ///
    /// # Errors
    /// Where the browser does not even try.
    pub fn start(program: Program, signal: impl Fn(Signal) + 'static) -> Result<Self, JsValue> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = web_sys::Worker::new_with_options(script(program), &options)?;
        let signal: Rc<dyn Fn(Signal)> = Rc::new(signal);
        let on_message = {
            let signal = Rc::clone(&signal);
            Closure::<dyn FnMut(MessageEvent)>::new(move |message: MessageEvent| {
                signal(match Event::decode(wire::from_js(&message.data())) {
                    Ok(event) => Signal::Said(Box::new(event)),
                    Err(unreadable) => Signal::Failed(unreadable.to_string()),
                });
            })
        };
        let on_error = {
            let signal = Rc::clone(&signal);
            Closure::<dyn FnMut(ErrorEvent)>::new(move |error: ErrorEvent| {
                error.prevent_default();
                signal(Signal::Failed(reason(&error)));
            })
        };
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onmessageerror(Some(on_error.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        if program == Program::First {
            // It is compiled already.
            worker.post_message(&wasm_bindgen::module())?;
        }
        Ok(Self { worker, signal, supplied: Cell::new(None), _on_message: on_message, _on_error: on_error })
    }

    /// Gives it the file that an experiment's data are read from, if it does not have it. The content
    /// is copied from where it is.
    pub fn supply(&self, hash: u64, link: &str, content: &Uint8Array) {
        if self.supplied.replace(Some(hash)) == Some(hash) {
            return;
        }
        let command = Command::Supply { link: link.to_owned(), file: Vec::new() };
        let (message, _) = wire::to_js(&command.encode());
        message.push(content);
        self.post(&self.worker.post_message(&message));
    }

    /// Sends a command and files with it, which are transferred.
    pub fn tell_with(&self, command: Command, files: &[Uint8Array]) {
        let (message, buffers) = wire::to_js(&command.encode());
        for file in files {
            buffers.push(&file.buffer());
            message.push(file);
        }
        self.post(&self.worker.post_message_with_transfer(&message, &buffers));
    }

    /// Sends a command.
    pub fn tell(&self, command: Command) {
        let (message, buffers) = wire::to_js(&command.encode());
        self.post(&self.worker.post_message_with_transfer(&message, &buffers));
    }

    fn post(&self, posted: &Result<(), JsValue>) {
        if posted.is_err() {
            (self.signal)(Signal::Failed("a message could not be sent to the worker".to_owned()));
        }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onmessageerror(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}

/// What an error event says. A script that cannot be loaded gives an event without a message.
fn reason(error: &ErrorEvent) -> String {
    let message = js_sys::Reflect::get(error, &"message".into()).ok().and_then(|message| message.as_string());
    message
        .filter(|message| !message.is_empty())
        .unwrap_or_else(|| "its program could not be loaded".to_owned())
}
