//! The clipboard, which may refuse or not be there.

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::Navigator;

use super::mailbox::Mailbox;
use super::message::Message;
use crate::app::FeedbackPlace;

/// Copies a text for a button and reports the result; `what` describes it.
pub fn copy(
    navigator: &Navigator,
    mailbox: &Mailbox,
    (place, what): (FeedbackPlace, &'static str),
    text: String,
) {
    let mailbox = mailbox.clone();
    // A page loaded over plain http from another machine has no clipboard, and one that a browser or an
    // extension has replaced may throw.
    let written = write(navigator, &text);
    spawn_local(async move {
        let result = match written {
            Ok(written) => JsFuture::from(written).await.map(drop),
            Err(error) => Err(error),
        };
        mailbox.send(Message::Copied(place, what, result.map_err(|_| text)));
    });
}

fn write(navigator: &Navigator, text: &str) -> Result<Promise, JsValue> {
    let clipboard = Reflect::get(navigator, &"clipboard".into())?;
    let write: Function = Reflect::get(&clipboard, &"writeText".into())?.dyn_into()?;
    Ok(Promise::resolve(&write.call1(&clipboard, &text.into())?))
}
