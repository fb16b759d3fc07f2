//! Files that data are read from: fetched when an experiment needs one, and given to the workers.

use js_sys::{Array, Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, HtmlProgressElement, ReadableStream, ReadableWritablePair, Response, WritableStream};

use super::app::App;
use super::dom::{Built, Dom};
use super::download::{Downloads, joined};
use super::mailbox::Mailbox;
use super::message::{Letter, Message};
use super::save;
use super::state::State;
use super::worker::Worker;
use crate::app::{FeedbackPlace, Item, Loading};
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

/// The first bytes of a gzip file.
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// The contents of data files stay outside of the page's own memory, from where workers copy them.
#[derive(Debug)]
pub struct DataFileBlobs {
    held: Vec<(u64, Blob)>,
    downloads: Downloads,
    /// The hash of a file that came with another content, so that the browser's copy is not used again.
    damaged: Option<u64>,
    bar: HtmlProgressElement,
}

impl DataFileBlobs {
    pub fn new(dom: &Dom, downloads: Downloads) -> Built<Self> {
        Ok(Self { held: Vec::new(), downloads, damaged: None, bar: dom.get("loading")? })
    }

    /// Keeps the content of the file with this hash.
    pub fn hold(&mut self, hash: u64, content: Blob) {
        self.forget(hash);
        self.held.push((hash, content));
    }

    pub fn forget(&mut self, hash: u64) {
        self.held.retain(|(held, _)| *held != hash);
    }

    /// Returns the content of an experiment's file, if it is available.
    pub fn held(&self, experiment: &Experiment) -> Option<&Blob> {
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
        let loading = state.loading.newest();
        self.bar.set_hidden(loading.is_none());
        match loading.and_then(Loading::share) {
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
        let packed = experiment.content.0.clone();
        let is_afresh = self.contents.damaged.take() == Some(file.hash);
        let (downloads, mailbox) = (self.contents.downloads.clone(), self.mailbox.clone());
        spawn_local(async move {
            let content = if file.is_own {
                unpack(&packed).await
            } else {
                fetch(&downloads, &mailbox, &file, is_afresh).await
            };
            mailbox.send(Letter::Fetched(file, content));
        });
    }

    /// Keeps a file that has arrived, if it is the right one.
    pub(super) fn fetched(&mut self, file: DataFile, content: Result<Uint8Array, String>) {
        let checked = content.and_then(|content| {
            file.check(&content.to_vec()).map(|()| content).map_err(|error| {
                self.contents.damaged = Some(file.hash);
                error.to_string()
            })
        });
        let loaded = checked.and_then(|content| {
            let content = Blob::new_with_u8_array_sequence(&Array::of1(&content));
            let content = content.map_err(|_| "The browser has no more memory for it.".to_owned())?;
            let bytes = content.size();
            self.contents.hold(file.hash, content);
            Ok(bytes)
        });
        self.apply(Message::FileLoaded(file, loaded));
    }

    /// Saves own data as the PyTorch script loads them.
    pub(super) fn save_data(&mut self) {
        let Some(content) = self.contents.held(&self.state.experiment) else {
            return self.state.answer(FeedbackPlace::SaveData, "There are no data to save yet.");
        };
        let name = self.state.experiment.file.array_name();
        match save::blob(&self.dom, &name, content) {
            Ok(()) => {
                let words = format!("The data are saved as {name}, which the PyTorch script loads.");
                self.state.answer(FeedbackPlace::SaveData, words);
            }
            Err(error) => {
                self.state.answer(FeedbackPlace::SaveData, format!("The file could not be saved: {error:?}"));
            }
        }
    }
}

/// Fetches the content of a file that comes with the page, and decompresses it if the browser has not done
/// so.
async fn fetch(
    downloads: &Downloads,
    mailbox: &Mailbox,
    file: &DataFile,
    is_afresh: bool,
) -> Result<Uint8Array, String> {
    // The hash lets browsers keep the file for as long as it is this one.
    let address = format!("./data/{}.gz?{:x}", file.name, file.hash);
    let item = || Item::Data(file.name.to_string());
    let tell = {
        let (mailbox, item) = (mailbox.clone(), item());
        move |received, total| mailbox.send(Message::Loading(Loading { item: item.clone(), received, total }))
    };
    tell(0, None);
    let chunks = downloads.fetch(&address, is_afresh, tell).await;
    mailbox.send(Message::LoadingEnded(item()));
    let chunks = chunks?;
    let damaged = |_| format!("{address} is damaged. Try again.");
    let first: Option<Uint8Array> = chunks.get(0).dyn_into().ok();
    let is_packed = first.is_some_and(|first| (first.get_index(0), first.get_index(1)) == GZIP.into());
    if !is_packed {
        return joined(&chunks).await.map_err(damaged);
    }
    can_unpack()?;
    let content = async {
        let blob = Blob::new_with_u8_array_sequence(&chunks)?;
        JsFuture::from(inflate(&blob, "gzip")?).await
    };
    Ok(Uint8Array::new(&content.await.map_err(damaged)?))
}

/// Returns whether the browser can decompress; if not, names browsers that can.
fn can_unpack() -> Result<(), String> {
    let is_there = Reflect::has(&js_sys::global(), &"DecompressionStream".into()).unwrap_or(false);
    let why = "This browser cannot unpack the data. Please use Firefox 113, Chrome or Edge 103, Safari 16.4, or a later \
               version.";
    is_there.then_some(()).ok_or_else(|| why.to_owned())
}

fn inflate(blob: &Blob, format: &str) -> Built<Promise> {
    let unpacker = DecompressionStream::new(format)?;
    let pair = ReadableWritablePair::new(&unpacker.readable(), &unpacker.writable());
    let unpacked = blob.stream().pipe_through(&pair);
    Response::new_with_opt_readable_stream(Some(&unpacked))?.array_buffer()
}

/// The data that a link carries; they are too few to unpack to much.
async fn unpack(packed: &str) -> Result<Uint8Array, String> {
    can_unpack()?;
    let packed = from_text(packed).ok_or("the link holds no data")?;
    let content = async {
        let blob = Blob::new_with_u8_array_sequence(&Array::of1(&Uint8Array::from(packed.as_slice())))?;
        JsFuture::from(inflate(&blob, "deflate-raw")?).await
    };
    let content = content.await.map_err(|_| "the link's data are damaged")?;
    Ok(Uint8Array::new(&content))
}
