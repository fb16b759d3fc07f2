//! The address: its fragment is the experiment.

use web_sys::Window;

/// Browsers refuse more than a hundred changes in thirty seconds.
const APART_MS: f64 = 320.0;

/// The address, and what it should say.
#[derive(Debug)]
pub struct Address {
    window: Window,
    /// The fragment without `#`, as it was last read or written.
    known: String,
    written_at: f64,
}

impl Address {
    pub fn new(window: Window) -> Self {
        Self { window, known: String::new(), written_at: f64::NEG_INFINITY }
    }

    /// The whole address without its fragment.
    pub fn base(&self) -> String {
        let href = self.window.location().href().unwrap_or_default();
        href.split('#').next().unwrap_or_default().to_owned()
    }

    /// The fragment, where it is not the one that the page knows.
    pub fn read(&mut self) -> Option<String> {
        let hash = self.window.location().hash().unwrap_or_default();
        let fragment = hash.strip_prefix('#').unwrap_or(&hash).to_owned();
        if fragment == self.known {
            return None;
        }
        self.known.clone_from(&fragment);
        Some(fragment)
    }

    /// Writes a fragment into the address, without a new entry in the history. False when it is too
    /// soon for that.
    pub fn write(&mut self, fragment: &str, now: f64) -> bool {
        if fragment == self.known {
            return true;
        }
        if now - self.written_at < APART_MS {
            return false;
        }
        let mark = if fragment.is_empty() { "" } else { "#" };
        let url = format!("{}{mark}{fragment}", self.base());
        self.written_at = now;
        let history = self.window.history();
        let written = history
            .and_then(|history| history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(&url)));
        if written.is_ok() {
            fragment.clone_into(&mut self.known);
        }
        written.is_ok()
    }
}
