//! The workers' programs: fetched when they are first needed, checked, compiled, and kept for every worker
//! that runs them later.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Array, Promise, Uint8Array, WebAssembly};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, future_to_promise};
use web_sys::{Element, Window};

use super::dom::{Built, Dom};
use super::download::{Downloads, joined};
use super::mailbox::Mailbox;
use super::message::Message;
use crate::app::{Item, Loading, Program};

/// All programs that index.html lists.
#[derive(Debug, Clone)]
pub struct Programs(Rc<ProgramsInner>);

#[derive(Debug)]
struct ProgramsInner {
    window: Window,
    mailbox: Mailbox,
    downloads: Downloads,
    /// The script that every worker begins with.
    worker: String,
    list: Vec<Listed>,
}

/// The entry of a program in index.html, written by the build (scripts/finish-page.mjs).
#[derive(Debug, Default)]
struct Listed {
    name: String,
    script: String,
    /// The program's address, how many bytes it has, and their SHA-256 in hexadecimal digits; empty
    /// where it is the page's own program.
    wasm: String,
    bytes: u64,
    sha256: String,
    /// Resolves to the compiled program; absent until it is needed, and after a failure.
    module: RefCell<Option<Promise>>,
    /// True if the content differs from that of the build, so that the browser's copy must not be used.
    is_damaged: Cell<bool>,
}

impl Listed {
    fn parse(words: &str) -> Self {
        let mut words = words.split_whitespace().map(str::to_owned);
        let mut next = || words.next().unwrap_or_default();
        let (name, script, wasm) = (next(), next(), next());
        Self { name, script, wasm, bytes: next().parse().unwrap_or(0), sha256: next(), ..Self::default() }
    }
}

impl Programs {
    pub fn new(dom: &Dom, mailbox: &Mailbox, downloads: &Downloads) -> Built<Self> {
        let list = dom.get::<Element>("programs")?.get_attribute("content").unwrap_or_default();
        let mut list = list.split(';').map(str::trim);
        Ok(Self(Rc::new(ProgramsInner {
            window: dom.window.clone(),
            mailbox: mailbox.clone(),
            downloads: downloads.clone(),
            worker: list.next().unwrap_or_default().to_owned(),
            list: list.map(Listed::parse).collect(),
        })))
    }

    /// Returns the script that every worker begins with.
    pub fn worker(&self) -> &str {
        &self.0.worker
    }

    /// Returns the message that lets a worker run a program: its script and the compiled program.
    ///
    /// # Errors
    /// Why the program is missing, and a remedy.
    pub async fn get(&self, program: Program) -> Result<Array, String> {
        let listed = self.listed(program);
        match JsFuture::from(self.module(program)).await {
            Ok(module) => Ok(Array::of2(&listed.script.as_str().into(), &module)),
            Err(reason) => Err(reason.as_string().unwrap_or_default()),
        }
    }

    fn listed(&self, program: Program) -> &Listed {
        let mut list = self.0.list.iter();
        list.find(|listed| listed.name == program.name()).expect("the build lists all programs")
    }

    fn module(&self, program: Program) -> Promise {
        let listed = self.listed(program);
        if listed.wasm.is_empty() {
            return Promise::resolve(&wasm_bindgen::module());
        }
        let begin = || {
            let this = self.clone();
            future_to_promise(async move {
                let listed = this.listed(program);
                let result = this.load(program, listed).await;
                if result.is_err() {
                    listed.module.replace(None);
                }
                this.0.mailbox.send(Message::LoadingEnded(Item::Program(program)));
                result.map_err(Into::into)
            })
        };
        listed.module.borrow_mut().get_or_insert_with(begin).clone()
    }

    async fn load(&self, program: Program, listed: &Listed) -> Result<JsValue, String> {
        let (mailbox, total) = (self.0.mailbox.clone(), Some(listed.bytes));
        let tell = move |received| {
            let item = Item::Program(program);
            mailbox.send(Message::Loading(Loading { item, received, total }));
        };
        tell(0);
        let is_afresh = listed.is_damaged.take();
        // Bytes are counted after decompression, whatever the server sends, so the total is known.
        let chunks =
            self.0.downloads.fetch(&listed.wasm, is_afresh, move |received, _| tell(received)).await?;
        let failed = |_| format!("{} could not be compiled. Reload the page.", listed.wasm);
        let bytes = joined(&chunks).await.map_err(failed)?;
        if !self.is_whole(listed, &bytes).await {
            listed.is_damaged.set(true);
            return Err(format!("{} is damaged, or comes from another version of this page.", listed.wasm));
        }
        JsFuture::from(WebAssembly::compile(&bytes)).await.map_err(failed)
    }

    /// Returns whether the bytes are those of the build. Browsers compute hashes on secure origins only;
    /// elsewhere, anyone who can change the program can change the page too.
    async fn is_whole(&self, listed: &Listed, bytes: &Uint8Array) -> bool {
        if u64::from(bytes.length()) != listed.bytes {
            return false;
        }
        let Ok(crypto) = self.0.window.crypto() else { return true };
        if !self.0.window.is_secure_context() {
            return true;
        }
        let digest = crypto.subtle().digest_with_str_and_buffer_source("SHA-256", bytes);
        let Ok(digest) = digest else { return false };
        let Ok(digest) = JsFuture::from(digest).await else { return false };
        let digest = Uint8Array::new(&digest).to_vec();
        let pairs = listed.sha256.as_bytes().chunks(2).map(|pair| str::from_utf8(pair).ok());
        pairs.map(|pair| u8::from_str_radix(pair?, 16).ok()).eq(digest.into_iter().map(Some))
    }
}
