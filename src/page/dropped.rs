//! Files dropped anywhere on the page. Their reader distinguishes weights from data.

use web_sys::DragEvent;

use super::dom::{self, Dom};
use super::file_import;
use super::mailbox::Mailbox;

/// Lets dropped files in, for which the browser would leave the page, and lights the page up while they are
/// over it.
pub fn listen(dom: &Dom, mailbox: &Mailbox) {
    let root = dom.document.document_element();
    let light = move |on| {
        if let Some(root) = &root {
            dom::set_flag(root, "data-dropping", on);
        }
    };
    let lit = light.clone();
    dom::on(&dom.document, "dragover", move |event: DragEvent| {
        if has_files(&event) {
            event.prevent_default();
            lit(true);
        }
    });
    let left = light.clone();
    dom::on(&dom.document, "dragleave", move |event: DragEvent| {
        // Between two elements of the page there is always another one.
        if event.related_target().is_none() {
            left(false);
        }
    });
    let mailbox = mailbox.clone();
    dom::on(&dom.document, "drop", move |event: DragEvent| {
        light(false);
        if has_files(&event) {
            event.prevent_default();
            let files = event.data_transfer().and_then(|data| data.files());
            file_import::take(&mailbox, files);
        }
    });
}

fn has_files(event: &DragEvent) -> bool {
    event.data_transfer().is_some_and(|data| data.types().includes(&"Files".into(), 0))
}
