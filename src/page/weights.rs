//! Weights as files: saved, or chosen to begin with.

use js_sys::Uint8Array;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Element, Event, FileList, HtmlInputElement};

use super::app::App;
use super::dom::{self, Built, Dom};
use super::mailbox::Mailbox;
use super::message::Message;
use super::save;
use crate::app::FeedbackPlace;
use crate::parameter::excerpt;

/// The largest model that fits the page's memory is far smaller.
const MOST_MEGABYTES: f64 = 100.0;

/// Connects the buttons.
pub fn listen(dom: &Dom, mailbox: &Mailbox) -> Built<()> {
    mailbox.send_on(&dom.get::<Element>("save-weights")?, "click", Message::SaveWeights);
    let field: HtmlInputElement = dom.get("weights-file")?;
    let (opener, button) = (field.clone(), dom.get::<Element>("load-weights")?);
    dom::on(&button, "click", move |_: Event| opener.click());
    let (chosen, chooser) = (mailbox.clone(), field.clone());
    dom::on(&field, "change", move |_: Event| {
        read(&chosen, chooser.files());
        // This allows choosing the same file again.
        chooser.set_value("");
    });
    Ok(())
}

/// Reads the first of some files.
fn read(mailbox: &Mailbox, files: Option<FileList>) {
    let Some(file) = files.and_then(|files| files.get(0)) else { return };
    let (mailbox, name) = (mailbox.clone(), excerpt(&file.name()));
    let megabytes = file.size() / 1e6;
    if megabytes > MOST_MEGABYTES {
        let reason =
            format!("It has {megabytes:.0} MB; a model of this page has less than {MOST_MEGABYTES}.");
        return mailbox.send(Message::Opened(name, Err(reason)));
    }
    let bytes = file.array_buffer();
    spawn_local(async move {
        let bytes = JsFuture::from(bytes).await;
        let file = bytes
            .map(|bytes| Uint8Array::new(&bytes).to_vec())
            .map_err(|_| "The browser cannot read it. Choose it again.".to_owned());
        mailbox.send(Message::Opened(name, file));
    });
}

impl App {
    /// Saves the weights after an epoch as a file.
    pub(super) fn save_weights(&mut self, epoch: u32, file: &[u8]) {
        let name = format!("sparse-autoencoder-epoch-{epoch}.safetensors");
        match save::bytes(&self.dom, &name, "application/octet-stream", file) {
            Ok(()) => {
                self.state.answer(
                    FeedbackPlace::SaveWeights,
                    format!("The weights after epoch {epoch} are saved."),
                );
            }
            Err(error) => {
                self.state
                    .answer(FeedbackPlace::SaveWeights, format!("The file could not be saved: {error:?}"));
            }
        }
    }
}
