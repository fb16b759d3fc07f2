//! Files dropped on the page, wherever: weights, or data.

use web_sys::DragEvent;

use super::dom::{self, Dom};
use super::mailbox::Mailbox;
use super::{own, weights};

/// Lets dropped files in. The browser would leave the page for them.
pub fn listen(dom: &Dom, mailbox: &Mailbox) {
    dom::on(&dom.document, "dragover", |event: DragEvent| {
        if has_files(&event) {
            event.prevent_default();
        }
    });
    let mailbox = mailbox.clone();
    dom::on(&dom.document, "drop", move |event: DragEvent| {
        if has_files(&event) {
            event.prevent_default();
            let files = event.data_transfer().and_then(|data| data.files());
            let first = files.as_ref().and_then(|files| files.get(0));
            if first.is_some_and(|file| file.name().to_ascii_lowercase().ends_with(".safetensors")) {
                weights::read(&mailbox, files);
            } else {
                own::take(&mailbox, files);
            }
        }
    });
}

fn has_files(event: &DragEvent) -> bool {
    event.data_transfer().is_some_and(|data| data.types().includes(&"Files".into(), 0))
}
