//! Messages as the browser carries them: an array of the text, the numbers' `Float32Array`s and a
//! file's `Uint8Array`; all but the text are transferred, not copied.

use js_sys::{Array, Float32Array, JsString, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};

use crate::protocol::Envelope;

/// The message, and the buffers to transfer with it.
#[must_use]
pub fn to_js(envelope: &Envelope) -> (Array, Array) {
    let (message, buffers) = (Array::of1(&JsValue::from_str(&envelope.text)), Array::new());
    for array in &envelope.arrays {
        let array = Float32Array::from(array.as_slice());
        buffers.push(&array.buffer());
        message.push(&array);
    }
    if !envelope.file.is_empty() {
        let file = Uint8Array::from(envelope.file.as_slice());
        buffers.push(&file.buffer());
        message.push(&file);
    }
    (message, buffers)
}

/// Reads a message; whatever is none of ours has an empty text, which no message has.
#[must_use]
pub fn from_js(message: &JsValue) -> Envelope {
    let mut parts = message.dyn_ref::<Array>().map(Array::to_vec).unwrap_or_default().into_iter();
    let text = parts.next().and_then(|part| part.dyn_into::<JsString>().ok()).map(String::from);
    let mut envelope = Envelope { text: text.unwrap_or_default(), ..Envelope::default() };
    for part in parts {
        match part.dyn_into::<Float32Array>() {
            Ok(array) => envelope.arrays.push(array.to_vec()),
            Err(part) => {
                // Several files follow each other.
                let file = part.dyn_into::<Uint8Array>().map_or(Vec::new(), |file| file.to_vec());
                if envelope.file.is_empty() {
                    envelope.file = file;
                } else {
                    envelope.file.extend(file);
                }
            }
        }
    }
    envelope
}
