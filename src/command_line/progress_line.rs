//! The progress of long commands, shown on a terminal.

use std::io::{IsTerminal, stderr};

/// One line of a terminal's error output, which is overwritten repeatedly and erased at the end. Other
/// outputs get nothing.
#[derive(Debug)]
pub struct ProgressLine {
    is_watched: bool,
    shown: Option<(&'static str, u32)>,
}

impl ProgressLine {
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

    /// Erases the line so that another can be printed.
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
