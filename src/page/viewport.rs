//! The window: its width, and its frames.

use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, ScrollBehavior, ScrollIntoViewOptions, ScrollLogicalPosition, Window};

use super::dom::{Built, Dom};
use super::mailbox::Mailbox;
use super::message::Message;

/// One column, as in the style sheet.
pub const NARROW: &str = "(max-width: 980px)";

/// The user prefers reduced motion.
pub const STILL: &str = "(prefers-reduced-motion: reduce)";

pub fn is_narrow(dom: &Dom) -> bool {
    dom.matches(NARROW)
}

/// Scrolls an element into view, at once if the viewer prefers reduced motion.
pub fn scroll_to(dom: &Dom, element: &Element, block: ScrollLogicalPosition) {
    let options = ScrollIntoViewOptions::new();
    let is_still = dom.matches(STILL);
    options.set_behavior(if is_still { ScrollBehavior::Instant } else { ScrollBehavior::Smooth });
    options.set_block(block);
    element.scroll_into_view_with_scroll_into_view_options(&options);
}

/// Listens to scrolling and to changes of the pixel ratio.
pub fn listen(dom: &Dom, mailbox: &Mailbox) -> Built<()> {
    mailbox.send_on_window(dom, "scroll", Message::Scrolled);
    watch_pixels(dom, mailbox)
}

/// Reports a change of the pixel ratio, for example after a move to another screen. No event does so in every
/// browser, so it is checked repeatedly.
fn watch_pixels(dom: &Dom, mailbox: &Mailbox) -> Built<()> {
    const APART_MS: i32 = 250;
    let (window, mailbox, mut seen) = (dom.window.clone(), mailbox.clone(), dom.window.device_pixel_ratio());
    let look = Closure::<dyn FnMut()>::new(move || {
        let now = window.device_pixel_ratio();
        if std::mem::replace(&mut seen, now).to_bits() != now.to_bits() {
            mailbox.send(Message::Resized);
        }
    });
    let look = look.into_js_value();
    dom.window.set_interval_with_callback_and_timeout_and_arguments_0(look.unchecked_ref(), APART_MS)?;
    Ok(())
}

/// Lets the browser run other tasks.
pub async fn next_task(dom: &Dom) -> Built<()> {
    let window = dom.window.clone();
    let passed = Promise::new(&mut |resolve, reject| {
        if let Err(error) = window.set_timeout_with_callback(&resolve) {
            reject.call1(&JsValue::NULL, &error).ok();
        }
    });
    JsFuture::from(passed).await.map(drop)
}

/// Animation frames, requested one at a time.
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

    /// Records that the frame has begun.
    pub fn came(&mut self) {
        self.asked = false;
    }
}
