//! The lines that the exported script prints.

use web_sys::{Element, HtmlElement};

use super::dom::{self, Built, Dom, TextElement};
use super::mailbox::Mailbox;
use super::message::Message;
use super::state::State;
use crate::figure::fixed;
use crate::training::{Curve, EarlyStop, StopReason, epoch_line, test_line};

/// The most lines shown, so that the page of a long run does not grow without end.
const MOST: usize = 200;
/// Milliseconds between two looks for new lines.
const APART_MS: f64 = 200.0;

/// The log on the page.
#[derive(Debug)]
pub struct Log {
    dom: Dom,
    place: HtmlElement,
    earlier: TextElement,
    /// The lines on the page.
    shown: Lines,
    shown_at: f64,
}

/// Everything the log's text depends on; compared to skip updates of the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Lines {
    run: u32,
    epochs: u32,
    tenths: usize,
    stall: Option<EarlyStop>,
    finished: bool,
}

impl Lines {
    fn of(state: &State) -> Self {
        let Some(shown) = state.run.shown() else { return Self::default() };
        let trained = shown.history.epochs();
        let epochs = state.seen().epochs;
        let stall = match shown.frame.stop_reason {
            Some(StopReason::Stalled(stall)) if trained as u32 == stall.epoch => Some(stall),
            _ => None,
        };
        let ended = stall.is_some() || trained as u32 >= epochs;
        let finished = state.run.current().is_some() && ended;
        Self {
            run: shown.start.run,
            epochs,
            tenths: trained / 10,
            stall: stall.filter(|_| finished),
            finished,
        }
    }

    fn count(self) -> usize {
        self.tenths + usize::from(self.stall.is_some()) + usize::from(self.finished)
    }

    fn line(self, state: &State, index: usize) -> Option<String> {
        let history = &state.run.shown()?.history;
        if index < self.tenths {
            let epoch = (index + 1) * 10;
            return history[Curve::Total]
                .get(epoch - 1)
                .map(|&loss| epoch_line(epoch as u32, self.epochs, loss));
        }
        if let Some(stall) = self.stall.filter(|_| index == self.tenths) {
            return Some(stall.to_string());
        }
        history[Curve::TestMse].last().map(|&test_mse| test_line(test_mse))
    }
}

impl Log {
    pub fn new(dom: &Dom, mailbox: &Mailbox) -> Built<Self> {
        mailbox.send_on(&dom.get::<Element>("copy-log")?, "click", Message::CopyLog);
        mailbox.send_on(&dom.get::<Element>("copy-pytorch")?, "click", Message::CopyPytorch);
        Ok(Self {
            dom: dom.clone(),
            place: dom.get("log")?,
            earlier: TextElement::new(dom.get::<Element>("log-earlier")?),
            shown: Lines::default(),
            shown_at: f64::NEG_INFINITY,
        })
    }

    /// Shows new lines, if it is time for them; false when it will be.
    pub fn show(&mut self, state: &State, now: f64) -> bool {
        let lines = Lines::of(state);
        if lines == self.shown {
            return true;
        }
        if now - self.shown_at < APART_MS {
            return false;
        }
        self.shown_at = now;
        // While it is busy, screen readers wait instead of reading every line of a fast run.
        dom::set(&self.place, "aria-busy", if state.run.is_running() { "true" } else { "false" });
        let at_end = self.place.scroll_top() + self.place.client_height() + 8 >= self.place.scroll_height();
        let goes_on = Lines { tenths: 0, ..lines } == Lines { tenths: 0, ..self.shown } && !lines.finished;
        let first = lines.count().saturating_sub(MOST);
        let known = if goes_on { self.shown.count() } else { 0 };
        if known <= first {
            self.place.set_text_content(None);
        }
        for index in known.max(first)..lines.count() {
            self.add(lines.line(state, index));
        }
        while self.place.child_element_count() as usize > MOST {
            self.place.first_element_child().into_iter().for_each(|line| line.remove());
        }
        self.earlier.show(&match first {
            0 => String::new(),
            first => format!("{} earlier lines not shown; Copy includes them", fixed(first as f64, 0)),
        });
        if at_end {
            self.place.set_scroll_top(self.place.scroll_height());
        }
        self.shown = lines;
        true
    }

    fn add(&self, line: Option<String>) {
        if let Some(line) = line.and_then(|line| self.dom.make_text("div", "", &line).ok()) {
            dom::append(&self.place, &[&line]);
        }
    }
}

/// Returns all lines.
pub fn text(state: &State) -> String {
    let lines = Lines::of(state);
    (0..lines.count()).filter_map(|index| lines.line(state, index)).map(|line| line + "\n").collect()
}
