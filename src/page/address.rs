//! The address: its fragment is the experiment.

use wasm_bindgen::JsValue;
use web_sys::Window;

use crate::app::{HistoryEntry, Reached};
use crate::experiment::address;

/// Browsers refuse more than a hundred changes in thirty seconds.
const APART_MS: f64 = 320.0;

/// Milliseconds between two notes of how far a run has come that trains.
const NOTES_MS: f64 = 1000.0;

/// The address bar and its intended content.
#[derive(Debug)]
pub struct Address {
    window: Window,
    /// The whole address as it was last read, or as it was after the last change.
    known: String,
    /// The fragment that was written since then.
    written: Option<String>,
    /// The progress of the run when it was last stored in the browser's history.
    noted: Option<Reached>,
    written_at: f64,
}

impl Address {
    pub fn new(window: Window) -> Self {
        Self { window, known: String::new(), written: None, noted: None, written_at: f64::NEG_INFINITY }
    }

    /// Returns the whole address without its experiment.
    pub fn base(&self) -> String {
        address::base(&self.href())
    }

    /// Returns the whole address if the page does not know it yet, and the progress of its run.
    pub fn read(&mut self) -> Option<(String, Option<Reached>)> {
        let href = self.href();
        if href == self.known {
            return None;
        }
        self.known.clone_from(&href);
        self.written = None;
        self.noted = self.note();
        Some((href, self.noted))
    }

    /// Returns the stored progress of the entry's run.
    pub fn note(&self) -> Option<Reached> {
        let state = self.window.history().and_then(|history| history.state()).ok()?;
        Reached::parse(&state.as_string()?)
    }

    /// Writes a fragment into the address, without a new entry in the history; none leaves the address
    /// as it is. False when it is too soon for that.
    pub fn write(&mut self, fragment: Option<&str>, reached: Reached, now: f64) -> bool {
        let is_known = fragment.is_none_or(|fragment| self.has(fragment));
        let is_noted = self.noted == Some(reached);
        if is_known && is_noted {
            return true;
        }
        // A pause is noted at once: the page may be left right after it, and then it is too late.
        let apart = match (is_known, reached.running) {
            (false, _) => APART_MS,
            (true, true) => NOTES_MS,
            (true, false) => 0.0,
        };
        if now - self.written_at < apart {
            return false;
        }
        self.written_at = now;
        self.replace(fragment, reached)
    }

    /// Writes a fragment at once: the page may be left.
    pub fn replace(&mut self, fragment: Option<&str>, reached: Reached) -> bool {
        let url = fragment.map_or_else(|| self.href(), |fragment| self.url(fragment));
        let state = JsValue::from_str(&reached.text());
        let history = self.window.history();
        let written = history.and_then(|history| history.replace_state_with_url(&state, "", Some(&url)));
        self.knows(fragment, reached, written.is_ok())
    }

    /// Adds an entry to the history, and stores the progress of the previous one.
    pub fn add(&mut self, HistoryEntry { left, reached, fragment }: &HistoryEntry) {
        self.replace(Some(left), *reached);
        let reached = Reached::default();
        let (state, url) = (JsValue::from_str(&reached.text()), self.url(fragment));
        let history = self.window.history();
        let written = history.and_then(|history| history.push_state_with_url(&state, "", Some(&url)));
        self.knows(Some(fragment), reached, written.is_ok());
    }

    fn has(&self, fragment: &str) -> bool {
        self.written.as_deref() == Some(fragment) || self.url(fragment) == self.known
    }

    fn href(&self) -> String {
        self.window.location().href().unwrap_or_default()
    }

    fn url(&self, fragment: &str) -> String {
        let mark = if fragment.is_empty() { "" } else { "#" };
        format!("{}{mark}{fragment}", self.base())
    }

    fn knows(&mut self, fragment: Option<&str>, reached: Reached, written: bool) -> bool {
        if written {
            self.known = self.href();
            self.written = fragment.map(str::to_owned);
            self.noted = Some(reached);
        }
        written
    }
}
