//! Encoding of messages for the browser: an array of the message's bytes and of its file's bytes, if any,
//! which are transferred without copying. Data are sent as blobs, which only the workers read, so that they
//! never block the page.

use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, FileReaderSync};

use crate::protocol::Envelope;

/// The message, and the buffers to transfer with it.
#[must_use]
pub fn to_js(envelope: &Envelope) -> (Array, Array) {
    let parts = [&envelope.message, &envelope.file].into_iter().filter(|bytes| !bytes.is_empty());
    let parts: Vec<_> = parts.map(|bytes| Uint8Array::from(bytes.as_slice())).collect();
    (parts.iter().collect(), parts.iter().map(Uint8Array::buffer).collect())
}

/// Encodes a message with its file as a blob.
///
/// # Errors
/// If the browser lacks the memory.
pub fn to_js_with_blob(envelope: Envelope) -> Result<(Array, Array), JsValue> {
    let Envelope { message, file } = envelope;
    let (parts, buffers) = to_js(&Envelope { message, file: Vec::new() });
    let file = Blob::new_with_u8_array_sequence(&Array::of1(&Uint8Array::from(file.as_slice())))?;
    parts.push(&file);
    Ok((parts, buffers))
}

/// The file of a message, where it is a blob.
#[must_use]
pub fn blob(message: &JsValue) -> Option<Blob> {
    message.dyn_ref::<Array>()?.get(1).dyn_into().ok()
}

/// Returns the bytes of a part of a message. Only workers can wait for the bytes of a blob; elsewhere the
/// result is empty.
fn bytes(part: JsValue) -> Vec<u8> {
    match part.dyn_into::<Uint8Array>() {
        Ok(bytes) => bytes.to_vec(),
        Err(part) => part.dyn_ref().and_then(read).unwrap_or_default(),
    }
}

fn read(blob: &Blob) -> Option<Vec<u8>> {
    let content = FileReaderSync::new().ok()?.read_as_array_buffer(blob).ok()?;
    Some(Uint8Array::new(&content).to_vec())
}

/// Decodes a message. An unknown one becomes empty, which no valid message is.
#[must_use]
pub fn from_js(message: &JsValue) -> Envelope {
    let parts = message.dyn_ref::<Array>().map(Array::to_vec).unwrap_or_default().into_iter();
    let mut parts = parts.map(bytes);
    let message = parts.next().unwrap_or_default();
    // Several files follow each other.
    let file = parts.reduce(|mut file, next| {
        file.extend(next);
        file
    });
    Envelope { message, file: file.unwrap_or_default() }
}
