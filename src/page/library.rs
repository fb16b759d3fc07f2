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
use super::notices::About;
use super::save;
use super::state::Steady;
use super::worker::Worker;
use crate::data::{DataFile, from_text};
use crate::experiment::{Experiment, excerpt};

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

/// The file at hand, and the one on its way.
#[derive(Debug)]
pub struct Library {
    held: Option<Held>,
    /// What is fetched, and the share of it that is there, where that is known.
    coming: Option<(DataFile, Option<f64>)>,
    /// Whether the experiment's file is the viewer's, who is asked for it.
    asking: bool,
    /// Whether it could not be fetched, and there are no data before to go back to.
    missing: bool,
    bar: HtmlProgressElement,
}

/// A file's content stays outside of the page's own memory, from where workers copy it.
#[derive(Debug)]
struct Held {
    hash: u64,
    content: Uint8Array,
}

impl Library {
    pub fn new(dom: &Dom) -> Built<Self> {
        Ok(Self { held: None, coming: None, asking: false, missing: false, bar: dom.get("loading")? })
    }

    /// Whether a file is on its way, asked for or missing, so that the run that is seen is not the
    /// experiment's.
    pub fn is_fetching(&self) -> bool {
        self.coming.is_some() || self.asking || self.missing
    }

    /// Whether the experiment's file could not be fetched, and may be tried again.
    pub fn is_missing(&self) -> bool {
        self.missing
    }

    /// Whether the viewer is asked for the experiment's file.
    pub fn is_asking(&self) -> bool {
        self.asking
    }

    /// Keeps a file in place of the one before.
    pub fn hold(&mut self, hash: u64, content: Uint8Array) {
        self.held = Some(Held { hash, content });
    }

    /// The content of an experiment's file, if it is there.
    pub fn held(&self, experiment: &Experiment) -> Option<&Uint8Array> {
        let file = experiment.data.file(experiment)?;
        self.held.as_ref().filter(|held| held.hash == file.hash).map(|held| &held.content)
    }

    /// Gives a worker the file of an experiment, if it needs one and does not have it. False where
    /// it is not there.
    pub fn supply(&self, experiment: &Experiment, worker: &Worker) -> bool {
        let Some(file) = experiment.data.file(experiment) else { return true };
        let Some(content) = self.held(experiment) else { return false };
        worker.supply(file.hash, &experiment.link(), content);
        true
    }

    pub fn show(&self) {
        self.bar.set_hidden(self.coming.is_none());
        match &self.coming {
            Some((_, Some(share))) => self.bar.set_value(*share),
            // Without a value it moves to and fro.
            _ => drop(self.bar.remove_attribute("value")),
        }
    }
}

impl App {
    /// Whether the experiment's file is there. If not, it is fetched, and the run begins then.
    pub(super) fn has_file(&mut self) -> bool {
        (self.library.asking, self.library.missing) = (false, false);
        self.state.notices.clear(About::Asking);
        let Some(file) = self.state.experiment.data.file(&self.state.experiment) else {
            self.library.coming = None;
            return true;
        };
        if self.library.held(&self.state.experiment).is_some() {
            self.library.coming = None;
            return true;
        }
        let packed = self.state.experiment.content.0.clone();
        if file.is_own && packed.is_empty() {
            self.ask_for_file(None);
            return false;
        }
        if self.library.coming.as_ref().is_none_or(|(coming, _)| *coming != file) {
            self.say(format!("Loading {}.", file.name));
            self.state.notices.clear(About::File);
            self.library.coming = Some((file.clone(), None));
            let (dom, mailbox) = (self.dom.clone(), self.mailbox.clone());
            spawn_local(async move {
                let content =
                    if file.is_own { unpack(&packed).await } else { fetch(&dom, &mailbox, &file).await };
                mailbox.send(Letter::Fetched(file, content));
            });
        }
        false
    }

    /// Asks the viewer for the experiment's file, and says why it is not in the link, where it should be.
    fn ask_for_file(&mut self, why: Option<String>) {
        (self.library.coming, self.library.asking) = (None, true);
        let file = &self.state.experiment.file;
        let (name, words) = (excerpt(&file.name), file.extent.words());
        self.say(format!("Waiting for {name}: choose it, or drop it on the page."));
        let title = format!("This experiment uses {name} ({words}). Choose it, or drop it on the page.");
        let why = why.map(|why| format!("The link’s own data cannot be taken: {why}"));
        let lines =
            why.into_iter().chain(["It is read in this browser and goes nowhere else.".to_owned()]).collect();
        self.state.notices.say(About::Asking, title, lines);
    }

    /// More of a file has come.
    pub(super) fn fetching(&mut self, file: &DataFile, share: f64) {
        if let Some((coming, known)) = &mut self.library.coming
            && coming == file
        {
            *known = Some(share);
        }
    }

    /// A file has come, or not; then everything stays with the data before.
    pub(super) fn fetched(&mut self, file: &DataFile, content: Result<Uint8Array, String>) {
        if self.library.coming.as_ref().is_none_or(|(coming, _)| coming != file) {
            // Other data were chosen since.
            return;
        }
        self.library.coming = None;
        let checked = content.and_then(|content| {
            file.check(&content.to_vec()).map(|()| content).map_err(|error| error.to_string())
        });
        match checked {
            Ok(content) => {
                self.library.hold(file.hash, content);
                self.state.status.clear();
                self.begin();
            }
            Err(reason) if file.is_own => self.ask_for_file(Some(reason)),
            Err(reason) => {
                let name = &file.name;
                let title = if let Some(steady) = self.state.steady.clone() {
                    let Steady { experiment, claim, weights } = steady;
                    (self.state.experiment, self.state.claim, self.state.weights) =
                        (experiment, claim, weights);
                    self.say(format!("{name} could not be loaded."));
                    format!("{name} could not be loaded; the data before stay.")
                } else {
                    // Nothing of the link is lost.
                    self.library.missing = true;
                    self.say(format!("{name} could not be loaded: press Run to try again."));
                    format!("{name} could not be loaded. Press Run to try again.")
                };
                self.state.notices.say(About::File, title, vec![reason]);
            }
        }
    }

    /// Saves own data as the `PyTorch` script loads them.
    pub(super) fn save_data(&mut self) {
        let Some(content) = self.library.held(&self.state.experiment) else {
            return self.say("There are no data to save yet.");
        };
        let name = self.state.experiment.file.array_name();
        match save::bytes(&self.dom, &name, "application/octet-stream", &content.to_vec()) {
            Ok(()) => self.say(format!("The data are saved as {name}, which the PyTorch script loads.")),
            Err(error) => self.say(format!("The file could not be saved: {error:?}")),
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
