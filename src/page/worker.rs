//! A worker as the page holds it. Dropping it ends it.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Blob, ErrorEvent, MessageEvent, WorkerOptions, WorkerType};

use super::message::Signal;
use super::programs::Programs;
pub use crate::app::Program;
use crate::protocol::{Command, Event};
use crate::wire;

/// A running worker.
pub struct Worker {
    worker: web_sys::Worker,
    signal: Rc<dyn Fn(Signal)>,
    /// Goes with the worker: what comes for it later is dropped.
    _alive: Rc<()>,
    /// The data that it sent last.
    data: Rc<RefCell<Option<Blob>>>,
    /// The hash of the data file that it has.
    supplied: Cell<Option<u64>>,
    // The browser calls these as long as the worker lives.
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(ErrorEvent)>,
}

impl Worker {
    /// Starts a worker, which will send `Ready` when its program has arrived.
    ///
    /// # Errors
    /// If the browser does not even try.
    pub fn start(
        program: Program,
        programs: &Programs,
        signal: impl Fn(Signal) + 'static,
    ) -> Result<Self, JsValue> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = web_sys::Worker::new_with_options(programs.worker(), &options)?;
        let signal: Rc<dyn Fn(Signal)> = Rc::new(signal);
        let data = Rc::new(RefCell::new(None));
        let on_message = {
            let (signal, data) = (Rc::clone(&signal), Rc::clone(&data));
            Closure::<dyn FnMut(MessageEvent)>::new(move |message: MessageEvent| {
                if let Some(blob) = wire::blob(&message.data()) {
                    data.replace(Some(blob));
                }
                signal(match Event::decode(wire::from_js(&message.data())) {
                    Ok(event) => Signal::Said(Box::new(event)),
                    // A text is why its program does not run (www/worker.js).
                    Err(unreadable) => failure(message.data().as_string().unwrap_or(unreadable.to_string())),
                });
            })
        };
        let on_error = {
            let signal = Rc::clone(&signal);
            Closure::<dyn FnMut(ErrorEvent)>::new(move |error: ErrorEvent| {
                error.prevent_default();
                signal(reason(&error));
            })
        };
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onmessageerror(Some(on_error.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        let alive = Rc::new(());
        let (programs, place, told) = (programs.clone(), worker.clone(), Rc::clone(&signal));
        let waiting = Rc::downgrade(&alive);
        spawn_local(async move {
            let result = programs.get(program).await;
            if waiting.strong_count() == 0 {
                return;
            }
            match result {
                Ok(program) if place.post_message(&program).is_ok() => {}
                Ok(_) => told(Signal::Failed("its program could not be sent to it".to_owned())),
                Err(reason) => told(Signal::Failed(reason)),
            }
        });
        Ok(Self {
            worker,
            signal,
            _alive: alive,
            data,
            supplied: Cell::new(None),
            _on_message: on_message,
            _on_error: on_error,
        })
    }

    /// Takes the data that it sent last.
    pub fn take_data(&self) -> Option<Blob> {
        self.data.take()
    }

    /// Gives it the file that an experiment's data are read from, if it does not have it.
    pub fn supply(&self, hash: u64, link: &str, content: &Blob) {
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

/// Returns the message of an error event. A script that cannot be loaded gives an event without a message.
fn reason(error: &ErrorEvent) -> Signal {
    let message = js_sys::Reflect::get(error, &"message".into()).ok().and_then(|message| message.as_string());
    match message.filter(|message| !message.is_empty()) {
        Some(message) => failure(message),
        None => Signal::Failed("its program could not be loaded".to_owned()),
    }
}

/// Explains why a program cannot run or has ended. One that ends without a panic got no memory.
fn failure(message: String) -> Signal {
    if message.contains("unreachable") || message.contains("memory") {
        let words = "The browser has no more memory for it. Choose fewer samples or a smaller model.";
        return Signal::Failed(format!("{words} ({message})"));
    }
    if message.contains("LinkError") || message.contains("import") || !message.contains("Error") {
        return Signal::Mixed(message);
    }
    Signal::Failed(message)
}
