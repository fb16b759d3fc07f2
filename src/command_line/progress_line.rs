//! How far a long command is, where somebody watches a terminal.

use std::io::{IsTerminal, stderr};

/// One line of a terminal's error output that is written over and over, and gone in the end. What is
/// no terminal gets nothing.
#[derive(Debug)]
pub struct ProgressLine {
    is_watched: bool,
    shown: Option<(&'static str, u32)>,
}

impl ProgressLine {
    /// Nothing yet.
    pub fn new() -> Self {
        Self { is_watched: stderr().is_terminal(), shown: None }
    }

    /// So much of something is done.
    pub fn show(&mut self, what: &'static str, share: f64) {
        let percent = (100.0 * share) as u32;
        let now = Some((what, percent));
        if self.is_watched && self.shown != now {
            self.shown = now;
            eprint!("\r\x1b[K{what} {percent} %");
        }
    }

    /// Makes room for another line.
    pub fn clear(&mut self) {
        if self.shown.take().is_some() {
            eprint!("\r\x1b[K");
        }
    }
}

impl Drop for ProgressLine {
    fn drop(&mut self) {
        self.clear();
    }
}
