//! A worker's shell: a [`Conversation`] between the browser's messages and timers.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::prelude::*;
use web_sys::{DedicatedWorkerGlobalScope, MessageChannel, MessageEvent};

use crate::protocol::{BUILD, Command, Event};
use crate::session::{Conversation, Next};
use crate::wire;

/// Sends `Ready`, then answers the page until it terminates the worker.
///
/// # Panics
/// Outside a dedicated worker.
pub fn start(session: impl Conversation + 'static) {
    std::panic::set_hook(Box::new(|panic| emit(Event::Crashed { message: panic.to_string() })));
    let shell = Rc::new(Shell {
        session: RefCell::new(session),
        yielded: MessageChannel::new().expect("workers have message channels"),
        scheduled: RefCell::new(None),
        wake: RefCell::new(None),
    });
    let work = {
        let shell = Rc::clone(&shell);
        Closure::<dyn Fn()>::new(move || shell.work())
    };
    // A message to itself ends a slice: other messages come in between, and no timer delays it.
    shell.yielded.port1().set_onmessage(Some(work.as_ref().unchecked_ref()));
    shell.wake.replace(Some(work));
    let on_message =
        Closure::<dyn Fn(MessageEvent)>::new(move |message: MessageEvent| shell.receive(&message));
    scope().set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    on_message.forget();
    emit(Event::Ready { build: BUILD });
}

struct Shell<S> {
    session: RefCell<S>,
    yielded: MessageChannel,
    /// The event that will call `work` next.
    scheduled: RefCell<Option<Scheduled>>,
    /// Calls `work`.
    wake: RefCell<Option<Closure<dyn Fn()>>>,
}

#[derive(Clone, Copy, PartialEq)]
enum Scheduled {
    Message,
    Timer(i32),
}

impl<S: Conversation> Shell<S> {
    fn receive(&self, message: &MessageEvent) {
        // A message that cannot be read comes from a page of another version, which offers a reload itself.
        if let Ok(command) = Command::decode(wire::from_js(&message.data())) {
            let event = self.session.borrow_mut().handle(command, now());
            event.into_iter().for_each(emit);
            self.schedule();
        }
    }

    fn work(&self) {
        self.scheduled.replace(None);
        let events = self.session.borrow_mut().work(&now);
        events.into_iter().for_each(emit);
        self.schedule();
    }

    fn schedule(&self) {
        let next = self.session.borrow().next(now());
        let scheduled = *self.scheduled.borrow();
        match (next, scheduled) {
            // A message that arrives when there is nothing to do causes no harm.
            (_, Some(Scheduled::Message)) | (Next::Wait, None) => {}
            (_, Some(Scheduled::Timer(timer))) => {
                scope().clear_timeout_with_handle(timer);
                self.scheduled.replace(None);
                self.schedule();
            }
            (Next::Now, None) => {
                self.yielded.port2().post_message(&JsValue::NULL).expect("null can be posted");
                self.scheduled.replace(Some(Scheduled::Message));
            }
            (Next::After(ms), None) => {
                let wake = self.wake.borrow();
                let wake = wake.as_ref().expect("set at the start").as_ref().unchecked_ref();
                let timer = scope()
                    .set_timeout_with_callback_and_timeout_and_arguments_0(wake, ms.ceil() as i32)
                    .expect("workers have timers");
                self.scheduled.replace(Some(Scheduled::Timer(timer)));
            }
        }
    }
}

fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}

/// Sends an event to the page.
///
/// # Panics
/// Outside a dedicated worker.
pub fn emit(event: Event) {
    let (message, buffers) = if matches!(event, Event::Read { .. }) {
        wire::to_js_with_blob(event.encode()).expect("the browser has room for a copy of the data")
    } else {
        wire::to_js(&event.encode())
    };
    scope()
        .post_message_with_transfer(&message, &buffers)
        .expect("a text and buffers of its own can be posted");
}

fn now() -> f64 {
    scope().performance().expect("workers have a clock").now()
}
