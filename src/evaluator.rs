//! The worker that is loaded when it is first needed: what is asked of an experiment once in a while.

use wasm_bindgen::prelude::*;
use web_sys::MessageEvent;

use crate::evaluation::{GradientCheck, formula};
use crate::experiment::Link;
use crate::protocol::{Command, Event, VERSION};
use crate::wire;
use crate::worker::{post, scope};

/// Says `Ready`, then answers the page until it terminates the worker.
///
/// # Panics
/// Outside a dedicated worker.
pub fn start() {
    std::panic::set_hook(Box::new(|panic| post(Event::Crashed { message: panic.to_string() })));
    let on_message = Closure::<dyn Fn(MessageEvent)>::new(|message: MessageEvent| {
        if let Ok(Command::CheckGradients { link }) = Command::decode(wire::from_js(&message.data())) {
            post(check_gradients(&link));
        }
    });
    scope().set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    on_message.forget();
    post(Event::Ready { version: VERSION });
}

fn check_gradients(link: &str) -> Event {
    let experiment = Link::parse(link).experiment;
    match GradientCheck::new(&experiment) {
        Ok(check) => {
            Event::Gradients { verdict: check.to_string(), formula: formula(&experiment, 1, check.losses) }
        }
        Err(error) => Event::Refused { run: 0, message: error.to_string() },
    }
}
