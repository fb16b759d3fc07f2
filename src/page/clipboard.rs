//! The clipboard, which may refuse or not be there.

use js_sys::Reflect;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::Navigator;

use super::mailbox::Mailbox;
use super::message::Message;

/// Copies a text and says how it went; `what` names it.
pub fn copy(navigator: &Navigator, mailbox: &Mailbox, what: &'static str, text: String) {
    let mailbox = mailbox.clone();
    // A page that comes over plain http from another machine has no clipboard.
    let there =
        Reflect::get(navigator, &JsValue::from_str("clipboard")).is_ok_and(|clipboard| clipboard.is_object());
    if !there {
        mailbox.send(Message::Copied(what, Err(text)));
        return;
    }
    let written = navigator.clipboard().write_text(&text);
    spawn_local(async move {
        let result = JsFuture::from(written).await;
        mailbox.send(Message::Copied(what, result.map(|_| ()).map_err(|_| text)));
    });
}
