//! The window: its width, and its frames.

use wasm_bindgen::prelude::*;
use web_sys::Window;

use super::dom::Dom;
use super::mailbox::Mailbox;
use super::message::Message;

/// One column; the style sheet says the same.
pub const NARROW: &str = "(max-width: 860px)";

pub fn is_narrow(dom: &Dom) -> bool {
    dom.matches(NARROW)
}

/// Animation frames, asked for one at a time.
#[derive(Debug)]
pub struct Frames {
    window: Window,
    callback: JsValue,
    asked: bool,
}

impl Frames {
    pub fn new(dom: &Dom, mailbox: &Mailbox) -> Self {
        let mailbox = mailbox.clone();
        let callback = Closure::<dyn FnMut(f64)>::new(move |_| mailbox.send(Message::Draw)).into_js_value();
        Self { window: dom.window.clone(), callback, asked: false }
    }

    /// Sends [`Message::Draw`] on the next frame.
    pub fn request(&mut self) {
        if !self.asked {
            self.asked = self.window.request_animation_frame(self.callback.unchecked_ref()).is_ok();
        }
    }

    /// It has come.
    pub fn came(&mut self) {
        self.asked = false;
    }
}
