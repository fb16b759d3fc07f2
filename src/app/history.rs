//! The browser's history: one entry for each change of the experiment, and how far each run has come.
//!
//! Moves of live sliders during a run belong to that run, so they rewrite its entry.

use super::effect::Effect;
use super::state::State;
use crate::experiment::{Experiment, Link, Parameter, SharedResult};

/// Milliseconds from a slider's release within which another step of it is the same change: a key
/// that is held down releases the slider at every step.
const ONE_CHANGE_MS: f64 = 600.0;

/// A new entry of the browser's history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryEntry {
    /// The fragment of the entry that is left.
    pub left: String,
    /// The progress of the run of the entry that is left.
    pub reached: Reached,
    /// The fragment of the new entry.
    pub fragment: String,
}

/// The progress of a run, so that it can be continued: runs replay bit for bit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reached {
    /// Number of complete epochs.
    pub epoch: u32,
    /// True if it continues from there.
    pub running: bool,
}

impl Reached {
    /// The text that [`Reached::parse`] reads back.
    pub fn text(self) -> String {
        format!("{} {}", self.epoch, if self.running { "running" } else { "paused" })
    }

    /// Reads what the browser has kept of an entry.
    pub fn parse(text: &str) -> Option<Self> {
        let (epoch, how) = text.split_once(' ')?;
        let running = match how {
            "running" => true,
            "paused" => false,
            _ => return None,
        };
        Some(Self { epoch: epoch.parse().ok()?, running })
    }
}

/// The state that decides whether a change gets its own entry.
#[derive(Debug, Default)]
pub struct Trail {
    /// True if the experiment has changed.
    enters: bool,
    /// The slider that is being moved.
    drag: Option<Drag>,
    /// Links of the entries of this run that differ from the newest one only in the view. Slider moves belong to
    /// the run, so going back to such an entry keeps them.
    views: Vec<String>,
}

#[derive(Debug, Clone, Copy)]
struct Drag {
    parameter: &'static Parameter,
    released_at: Option<f64>,
}

impl State {
    /// Returns the progress of the run that the address describes.
    pub fn reached_so_far(&self) -> Reached {
        let waiting = self.resume.filter(|_| self.run.is_superseded() || self.run.is_absent());
        waiting.unwrap_or_else(|| Reached {
            epoch: if self.run.is_superseded() { 0 } else { self.run.reached().max(self.run.catch_up()) },
            running: self.run.is_wanted(),
        })
    }

    /// Opens another entry or a typed address. Another experiment's run continues where it was; the run of the
    /// same experiment is not touched.
    pub(super) fn navigate(&mut self, fragment: &str, reached: Option<Reached>) {
        if self.is_of_this_run(&Link::parse(fragment)) {
            return self.turn_to(fragment);
        }
        self.trail.views.clear();
        self.open_address(fragment);
        self.resume_at(reached);
        self.begin();
    }

    /// The next run continues where an earlier run of the experiment was.
    pub fn resume_at(&mut self, reached: Option<Reached>) {
        self.resume = reached.filter(|reached| reached.epoch > 0);
        if let Some(reached) = self.resume {
            self.run.want(reached.running);
        }
    }

    /// Adds an entry, because the experiment has changed.
    pub(super) fn enter(&mut self) {
        self.trail.enters = true;
        self.trail.views.clear();
    }

    /// Adds an entry, because the view has changed.
    pub(super) fn enter_view(&mut self) {
        self.trail.enters = true;
        self.trail.views.push(full_link(&self.experiment, self.shared_result));
    }

    /// Returns whether a link belongs to an entry of the open run, so that it differs only in the view.
    fn is_of_this_run(&self, link: &Link) -> bool {
        let text = full_link(&link.experiment, link.shared_result);
        let is_open = text == full_link(&self.experiment, self.shared_result);
        link.problems.is_empty() && self.unread.is_none() && (is_open || self.trail.views.contains(&text))
    }

    /// Adds the entry of the change that a message has made.
    pub(super) fn add_entry(&mut self, left: String, reached: Reached) {
        let fragment = self.fragment();
        if std::mem::take(&mut self.trail.enters) && fragment != left {
            self.effects.push(Effect::AddEntry(HistoryEntry { left, reached, fragment }));
        }
    }

    /// A slider has moved: the first move of a drag adds an entry, the others rewrite it.
    pub(super) fn slide(&mut self, parameter: &'static Parameter, stop: &str) {
        let text = parameter.slid(&self.experiment, stop);
        let is_same = self.trail.drag.is_some_and(|drag| {
            drag.parameter == parameter
                && drag.released_at.is_none_or(|released| self.now - released < ONE_CHANGE_MS)
        });
        self.trail.drag = None;
        self.move_control(parameter, &text);
        self.trail.enters &= !is_same;
        self.trail.drag = Some(Drag { parameter, released_at: None });
    }

    /// A slider was let go.
    pub(super) fn release(&mut self, parameter: &'static Parameter) {
        self.trail.drag = self.trail.drag.filter(|drag| drag.parameter == parameter);
        if let Some(drag) = &mut self.trail.drag {
            drag.released_at = Some(self.now);
        }
    }
}

/// Returns the link of an experiment with a shared result, if there is one.
pub(super) fn full_link(experiment: &Experiment, result: Option<SharedResult>) -> String {
    result.map_or_else(|| experiment.link(), |result| experiment.link_with(result))
}
