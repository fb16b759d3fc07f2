//! Files that data are read from: fetched when an experiment needs one, and given to the workers.

use js_sys::{Array, Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    Blob, HtmlProgressElement, ReadableStream, ReadableStreamDefaultReader, ReadableWritablePair, Response,
    WritableStream,
};

use super::app::App;
use super::dom::{Built, Dom};
use super::mailbox::Mailbox;
use super::message::{Letter, Message};
use super::save;
use super::state::State;
use super::worker::Worker;
use crate::app::Place;
use crate::data::{DataFile, from_text};
use crate::experiment::Experiment;

#[wasm_bindgen]
extern "C" {
    /// The browser's own unpacking, which web-sys does not have yet.
    type DecompressionStream;

    #[wasm_bindgen(constructor, catch)]
    fn new(format: &str) -> Built<DecompressionStream>;

    #[wasm_bindgen(method, getter)]
    fn readable(this: &DecompressionStream) -> ReadableStream;

    #[wasm_bindgen(method, getter)]
    fn writable(this: &DecompressionStream) -> WritableStream;
}

/// How a file of gzip begins.
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// The contents of data files stay outside of the page's own memory, from where workers copy them.
#[derive(Debug)]
pub struct Contents {
    held: Vec<(u64, Uint8Array)>,
    /// The share of the file on its way that is there, where that is known.
    share: Option<f64>,
    bar: HtmlProgressElement,
}

impl Contents {
    pub fn new(dom: &Dom) -> Built<Self> {
        Ok(Self { held: Vec::new(), share: None, bar: dom.get("loading")? })
    }

    /// Keeps the content of the file with this hash.
    pub fn hold(&mut self, hash: u64, content: Uint8Array) {
        self.forget(hash);
        self.held.push((hash, content));
    }

    pub fn forget(&mut self, hash: u64) {
        self.held.retain(|(held, _)| *held != hash);
    }

    /// The content of an experiment's file, if it is there.
    pub fn held(&self, experiment: &Experiment) -> Option<&Uint8Array> {
        let file = experiment.data.file(experiment)?;
        self.held.iter().find(|(hash, _)| *hash == file.hash).map(|(_, content)| content)
    }

    /// Gives a worker the file of an experiment, if it needs one and does not have it.
    pub fn supply(&self, experiment: &Experiment, worker: &Worker) {
        if let (Some(file), Some(content)) = (experiment.data.file(experiment), self.held(experiment)) {
            worker.supply(file.hash, &experiment.link(), content);
        }
    }

    pub fn show(&self, state: &State) {
        self.bar.set_hidden(state.library.coming().is_none());
        match self.share {
            Some(share) => self.bar.set_value(share),
            // Without a value it moves to and fro.
            None => drop(self.bar.remove_attribute("value")),
        }
    }
}

impl App {
    /// Loads the file that an experiment's data are read from.
    pub(super) fn load_file(&mut self, experiment: &Experiment) {
        let Some(file) = experiment.data.file(experiment) else { return };
        self.contents.share = None;
        let packed = experiment.content.0.clone();
        let (dom, mailbox) = (self.dom.clone(), self.mailbox.clone());
        spawn_local(async move {
            let content =
                if file.is_own { unpack(&packed).await } else { fetch(&dom, &mailbox, &file).await };
            mailbox.send(Letter::Fetched(file, content));
        });
    }

    /// More of a file has come.
    pub(super) fn fetching(&mut self, file: &DataFile, share: f64) {
        if self.state.library.coming() == Some(file) {
            self.contents.share = Some(share);
        }
    }

    /// Keeps a file that has arrived, if it is the right one.
    pub(super) fn fetched(&mut self, file: DataFile, content: Result<Uint8Array, String>) {
        let checked = content.and_then(|content| {
            file.check(&content.to_vec()).map(|()| content).map_err(|error| error.to_string())
        });
        let loaded = checked.map(|content| {
            let bytes = f64::from(content.length());
            self.contents.hold(file.hash, content);
            bytes
        });
        self.apply(Message::FileLoaded(file, loaded));
    }

    /// Saves own data as the `PyTorch` script loads them.
    pub(super) fn save_data(&mut self) {
        let Some(content) = self.contents.held(&self.state.experiment) else {
            return self.state.answer(Place::SaveData, "There are no data to save yet.");
        };
        let name = self.state.experiment.file.array_name();
        match save::bytes(&self.dom, &name, "application/octet-stream", &content.to_vec()) {
            Ok(()) => {
                let words = format!("The data are saved as {name}, which the PyTorch script loads.");
                self.state.answer(Place::SaveData, words);
            }
            Err(error) => {
                self.state.answer(Place::SaveData, format!("The file could not be saved: {error:?}"));
            }
        }
    }
}

/// The content of a file that comes with the page, unpacked.
async fn fetch(dom: &Dom, mailbox: &Mailbox, file: &DataFile) -> Result<Uint8Array, String> {
    let address = format!("./data/{}.gz", file.name);
    let response = JsFuture::from(dom.window.fetch_with_str(&address)).await;
    let response: Response = response
        .map_err(|_| format!("{address} could not be fetched. Check the connection and try again."))?
        .unchecked_into();
    if !response.ok() {
        let status = response.status();
        return Err(format!("{address}: the server answered {status}. Try again, or choose other data."));
    }
    read(&response, |share| mailbox.send(Message::Fetching(file.clone(), share)))
        .await
        .map_err(|_| format!("{address} broke off or is damaged. Try again."))
}

/// A response's body, chunk by chunk, then unpacked, where the browser has not done so by itself.
async fn read(response: &Response, progress: impl Fn(f64)) -> Built<Uint8Array> {
    let total = response.headers().get("content-length")?.and_then(|length| length.parse::<u64>().ok());
    let body = response.body().ok_or("an empty answer")?;
    let reader: ReadableStreamDefaultReader = body.get_reader().unchecked_into();
    let (chunks, mut received) = (Array::new(), 0.0);
    loop {
        let chunk = JsFuture::from(reader.read()).await?;
        if Reflect::get(&chunk, &"done".into())?.is_truthy() {
            break;
        }
        let chunk: Uint8Array = Reflect::get(&chunk, &"value".into())?.unchecked_into();
        received += f64::from(chunk.length());
        chunks.push(&chunk);
        if let Some(total) = total.filter(|&total| total > 0) {
            progress((received / total as f64).min(1.0));
        }
    }
    let first: Option<Uint8Array> = chunks.get(0).dyn_into().ok();
    let is_packed = first.is_some_and(|first| (first.get_index(0), first.get_index(1)) == GZIP.into());
    let blob = Blob::new_with_u8_array_sequence(&chunks)?;
    let content = if is_packed { inflate(&blob, "gzip")? } else { blob.array_buffer() };
    Ok(Uint8Array::new(&JsFuture::from(content).await?))
}

fn inflate(blob: &Blob, format: &str) -> Built<Promise> {
    let unpacker = DecompressionStream::new(format)?;
    let pair = ReadableWritablePair::new(&unpacker.readable(), &unpacker.writable());
    let unpacked = blob.stream().pipe_through(&pair);
    Response::new_with_opt_readable_stream(Some(&unpacked))?.array_buffer()
}

/// The data that a link carries; they are too few to unpack to much.
async fn unpack(packed: &str) -> Result<Uint8Array, String> {
    let packed = from_text(packed).ok_or("the link holds no data")?;
    let content = async {
        let blob = Blob::new_with_u8_array_sequence(&Array::of1(&Uint8Array::from(packed.as_slice())))?;
        JsFuture::from(inflate(&blob, "deflate-raw")?).await
    };
    let content = content.await.map_err(|_| "the link's data are damaged")?;
    Ok(Uint8Array::new(&content))
}
