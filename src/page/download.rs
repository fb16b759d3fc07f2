//! Files that the page fetches later, in chunks. Chunks that have arrived are never lost: a download in
//! progress is shared, and an interrupted one continues where it stopped.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Array, Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, future_to_promise};
use web_sys::{
    AbortController, Blob, Headers, ReadableStreamDefaultReader, RequestCache, RequestInit, Response, Window,
};

use super::dom::Built;

/// Seconds without a byte after which a download is given up.
const PATIENCE: u32 = 20;

/// Current and interrupted downloads.
#[derive(Debug, Clone)]
pub struct Downloads {
    window: Window,
    list: Rc<RefCell<Vec<Rc<Download>>>>,
}

/// A file that has not arrived completely.
#[derive(Debug)]
struct Download {
    address: String,
    /// The chunks that have arrived.
    chunks: RefCell<Array>,
    received: Cell<u64>,
    /// True if the browser's cache is bypassed.
    is_afresh: bool,
    /// Resolves to all chunks; absent where the download broke off.
    running: RefCell<Option<Promise>>,
}

impl Downloads {
    pub fn new(window: &Window) -> Self {
        Self { window: window.clone(), list: Rc::default() }
    }

    /// Returns a file's bytes in chunks, or an error with a remedy. `progress` receives the number of bytes
    /// that have arrived, and the total if the server states it. `is_afresh` bypasses the browser's cache.
    pub async fn fetch(
        &self,
        address: &str,
        is_afresh: bool,
        progress: impl Fn(u64, Option<u64>) + 'static,
    ) -> Result<Array, String> {
        let running = self.join(address, is_afresh, progress);
        match JsFuture::from(running).await {
            Ok(chunks) => Ok(chunks.unchecked_into()),
            Err(reason) => Err(reason.as_string().unwrap_or_default()),
        }
    }

    fn join(&self, address: &str, is_afresh: bool, progress: impl Fn(u64, Option<u64>) + 'static) -> Promise {
        let known = self.list.borrow().iter().find(|download| download.address == address).cloned();
        let download = known.unwrap_or_else(|| {
            let download = Rc::new(Download {
                address: address.to_owned(),
                chunks: RefCell::default(),
                received: Cell::new(0),
                is_afresh,
                running: RefCell::default(),
            });
            self.list.borrow_mut().push(Rc::clone(&download));
            download
        });
        let begin = || {
            let (this, download) = (self.clone(), Rc::clone(&download));
            future_to_promise(async move {
                let result = download.run(&this.window, progress).await;
                download.running.replace(None);
                if result.is_ok() {
                    this.list.borrow_mut().retain(|other| !Rc::ptr_eq(other, &download));
                }
                let chunks = download.chunks.borrow().clone();
                result.map(|()| chunks.into()).map_err(Into::into)
            })
        };
        download.running.borrow_mut().get_or_insert_with(begin).clone()
    }
}

impl Download {
    async fn run(&self, window: &Window, progress: impl Fn(u64, Option<u64>)) -> Result<(), String> {
        let address = &self.address;
        let watch = Watch::begin(window).map_err(|error| format!("{error:?}"))?;
        let broken = |what: &str| {
            let why = if watch.has_ended() { "sent nothing for 20 seconds" } else { what };
            format!("{address} {why}. Check the connection and try again.")
        };
        let response = self.request(window, &watch).await.map_err(|_| broken("could not be fetched"))?;
        if response.status() != 206 {
            // The server sends all of it.
            self.chunks.replace(Array::new());
            self.received.set(0);
        }
        if !response.ok() {
            let status = response.status();
            return Err(format!("{address}: the server answered {status}. Reload the page, or try again."));
        }
        let total = rest(&response).map(|rest| self.received.get() + rest);
        self.receive(&response, &watch, |received| progress(received, total))
            .await
            .map_err(|_| broken("broke off"))
    }

    async fn request(&self, window: &Window, watch: &Watch) -> Built<Response> {
        let init = RequestInit::new();
        init.set_signal(Some(&watch.control.signal()));
        if self.is_afresh {
            init.set_cache(RequestCache::Reload);
        }
        if self.received.get() > 0 {
            let headers = Headers::new()?;
            headers.set("Range", &format!("bytes={}-", self.received.get()))?;
            init.set_headers(&headers);
        }
        let response = JsFuture::from(window.fetch_with_str_and_init(&self.address, &init)).await?;
        watch.silent.set(0);
        Ok(response.unchecked_into())
    }

    async fn receive(&self, response: &Response, watch: &Watch, progress: impl Fn(u64)) -> Built<()> {
        let body = response.body().ok_or("an empty answer")?;
        let reader: ReadableStreamDefaultReader = body.get_reader().unchecked_into();
        loop {
            let chunk = JsFuture::from(reader.read()).await?;
            if Reflect::get(&chunk, &"done".into())?.is_truthy() {
                return Ok(());
            }
            let chunk: Uint8Array = Reflect::get(&chunk, &"value".into())?.unchecked_into();
            watch.silent.set(0);
            self.received.set(self.received.get() + u64::from(chunk.length()));
            self.chunks.borrow().push(&chunk);
            progress(self.received.get());
        }
    }
}

/// Joins a file's chunks.
pub async fn joined(chunks: &Array) -> Built<Uint8Array> {
    let whole = Blob::new_with_u8_array_sequence(chunks)?.array_buffer();
    Ok(Uint8Array::new(&JsFuture::from(whole).await?))
}

/// Returns the number of bytes to come, if known: a file that the server compresses has another length.
fn rest(response: &Response) -> Option<u64> {
    let headers = response.headers();
    let is_packed = headers.get("content-encoding").ok()?.is_some();
    headers.get("content-length").ok()?.filter(|_| !is_packed)?.parse().ok()
}

/// Aborts a download without progress. Seconds are counted by the browser's timer, so that a computer that
/// slept does not look like a lost connection.
struct Watch {
    window: Window,
    control: AbortController,
    silent: Rc<Cell<u32>>,
    interval: i32,
    _every_second: Closure<dyn FnMut()>,
}

impl Watch {
    fn begin(window: &Window) -> Built<Self> {
        let control = AbortController::new()?;
        let silent = Rc::new(Cell::new(0));
        let (ended, seconds) = (control.clone(), Rc::clone(&silent));
        let every_second = Closure::<dyn FnMut()>::new(move || {
            seconds.set(seconds.get() + 1);
            if seconds.get() >= PATIENCE {
                ended.abort();
            }
        });
        let function = every_second.as_ref().unchecked_ref();
        let interval = window.set_interval_with_callback_and_timeout_and_arguments_0(function, 1000)?;
        Ok(Self { window: window.clone(), control, silent, interval, _every_second: every_second })
    }

    fn has_ended(&self) -> bool {
        self.silent.get() >= PATIENCE
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.window.clear_interval_with_handle(self.interval);
    }
}
