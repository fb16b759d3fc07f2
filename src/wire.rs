//! Messages as the browser carries them: an array of the message's bytes and of those of its files,
//! if any; all are transferred, not copied.

use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};

use crate::protocol::Envelope;

/// The message, and the buffers to transfer with it.
#[must_use]
pub fn to_js(envelope: &Envelope) -> (Array, Array) {
    let parts = [&envelope.message, &envelope.file].into_iter().filter(|bytes| !bytes.is_empty());
    let parts: Vec<_> = parts.map(|bytes| Uint8Array::from(bytes.as_slice())).collect();
    (parts.iter().collect(), parts.iter().map(Uint8Array::buffer).collect())
}

/// Reads a message; whatever is none of ours is empty, which no message is.
#[must_use]
pub fn from_js(message: &JsValue) -> Envelope {
    let parts = message.dyn_ref::<Array>().map(Array::to_vec).unwrap_or_default().into_iter();
    let mut parts =
        parts.map(|part| part.dyn_into::<Uint8Array>().map_or(Vec::new(), |bytes| bytes.to_vec()));
    let message = parts.next().unwrap_or_default();
    // Several files follow each other.
    let file = parts.reduce(|mut file, next| {
        file.extend(next);
        file
    });
    Envelope { message, file: file.unwrap_or_default() }
}
