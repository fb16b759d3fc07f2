//! Files that the user saves.

use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

use super::canvas::Canvas;
use super::dom::{Built, Dom};

/// Milliseconds until a file's memory is free again; the browser has begun to write it by then.
const KEPT_MS: i32 = 10_000;

/// Saves a text.
pub fn text(dom: &Dom, name: &str, kind: &str, text: &str) -> Built<()> {
    bytes(dom, name, kind, text.as_bytes())
}

pub fn bytes(dom: &Dom, name: &str, kind: &str, bytes: &[u8]) -> Built<()> {
    let options = BlobPropertyBag::new();
    options.set_type(kind);
    let bytes = Uint8Array::from(bytes);
    let blob = Blob::new_with_u8_array_sequence_and_options(&Array::of1(&bytes), &options)?;
    self::blob(dom, name, &blob)
}

/// Saves a canvas as a PNG file.
pub fn png(dom: &Dom, name: &str, canvas: &Canvas) -> Built<()> {
    let (dom, name) = (dom.clone(), name.to_owned());
    let save = Closure::once_into_js(move |blob: Option<Blob>| {
        // A browser that cannot make the image has no file to save.
        blob.and_then(|file| self::blob(&dom, &name, &file).ok());
    });
    canvas.element.to_blob(save.unchecked_ref())
}

/// Saves a blob.
pub fn blob(dom: &Dom, name: &str, blob: &Blob) -> Built<()> {
    let url = Url::create_object_url_with_blob(blob)?;
    let link: HtmlAnchorElement = dom.make("a", "")?;
    link.set_href(&url);
    link.set_download(name);
    link.click();
    let free = Closure::once_into_js(move || drop(Url::revoke_object_url(&url)));
    dom.window.set_timeout_with_callback_and_timeout_and_arguments_0(free.unchecked_ref(), KEPT_MS)?;
    Ok(())
}
