//! The page's side of a run: its requests to the worker and the answers. It returns commands and does not use
//! the browser.

use std::collections::VecDeque;

use crate::experiment::{Experiment, Parameter};
use crate::model::Side;
use crate::protocol::{Command, Frame, Start};
use crate::training::{EarlyStop, History, StopReason};

/// Milliseconds between two looks at the weights while training.
const WEIGHTS_MS: f64 = 200.0;

/// The newest run, and the one that the figures show.
#[derive(Debug)]
pub struct Run {
    id: u32,
    /// The link that the worker was asked to start.
    asked: String,
    phase: Phase,
    /// True if the user wants it to train; reaching the end does not change this.
    wanted: bool,
    /// True if it trains, as far as the page knows.
    running: bool,
    frame_request: FrameRequest,
    /// Changes without an answer, oldest first.
    changes: VecDeque<&'static Parameter>,
    /// Steps to request when the current one is done.
    steps: u32,
    /// Complete epochs, as far as the page knows.
    reached: u32,
    /// The epoch up to which the run is trained again, where an earlier one had come so far.
    catch_up: u32,
    /// True if another run is wanted of which the worker does not know yet.
    superseded: bool,
    stop_reason: Option<StopReason>,
    /// The `Started` event of a run that has not sent a frame yet.
    started: Option<Start>,
    shown: Option<ShownRun>,
    /// The newest weights that were sent: of which run and side.
    weights: (Option<(u32, Side)>, Vec<f32>),
    /// The time of the last request for weights.
    weights_requested_at: f64,
    /// Number of times that weights have arrived.
    weights_version: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// The worker has no run.
    Absent,
    /// A start was requested and not answered; `again` if it is out of date already.
    Starting { again: bool },
    /// The worker has the run.
    Present,
    /// The worker could not make its data.
    Refused,
}

/// The last frame in comparison with the worker's state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum FrameRequest {
    /// Nothing can have changed since.
    UpToDate,
    /// Something may have changed.
    Stale,
    /// The next frame was requested; `stale` if something may have changed since then.
    InFlight { stale: bool },
}

/// The parts of a run that the page shows, which have to be computed and sent. At rest the worker has nothing else to do and
/// sends all of it, once, so that it can be printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted {
    /// Test sample whose reconstruction is shown.
    pub sample: u32,
    /// Side of the model whose weights are shown, if any are.
    pub side: Side,
    /// True if weights are shown.
    pub weights: bool,
    /// True if the comparison with the true features is shown.
    pub marks: bool,
}

/// The content of the figures. It stays visible until the next run has something to show.
#[derive(Debug)]
pub struct ShownRun {
    pub start: Start,
    pub history: History,
    pub frame: Frame,
}

impl Run {
    pub fn new(wanted: bool) -> Self {
        Self {
            id: 0,
            asked: String::new(),
            phase: Phase::Absent,
            wanted,
            running: false,
            frame_request: FrameRequest::UpToDate,
            changes: VecDeque::new(),
            steps: 0,
            reached: 0,
            catch_up: 0,
            superseded: false,
            stop_reason: None,
            started: None,
            shown: None,
            weights: (None, Vec::new()),
            weights_requested_at: f64::NEG_INFINITY,
            weights_version: 0,
        }
    }

    /// Restarts. While a start is unanswered no other is sent: the last request starts when the answer
    /// arrives.
    pub fn begin(
        &mut self,
        experiment: &Experiment,
        reached: u32,
        watch: Option<u32>,
        weights: Vec<u8>,
    ) -> Option<Command> {
        if let Phase::Starting { again } = &mut self.phase {
            *again = true;
            return None;
        }
        if self.phase != Phase::Absent {
            // Steps that were requested before the worker was ready are still wanted.
            self.steps = 0;
        }
        self.id += 1;
        self.phase = Phase::Starting { again: false };
        self.running = self.wanted || reached > 0;
        (self.frame_request, self.reached, self.catch_up) = (FrameRequest::UpToDate, 0, reached);
        self.superseded = false;
        self.changes.clear();
        (self.stop_reason, self.started) = (None, None);
        self.asked = experiment.link();
        Some(Command::Start {
            run: self.id,
            link: self.asked.clone(),
            running: self.wanted,
            reached,
            watch,
            weights,
        })
    }

    /// Returns whether the worker has started the requested link. A worker that reads a link differently
    /// would train another experiment under this one's name.
    pub fn is_as_asked(&self, start: &Start) -> bool {
        start.run != self.id || start.link == self.asked
    }

    /// The worker no longer exists.
    pub fn lose(&mut self) {
        self.phase = Phase::Absent;
        (self.running, self.frame_request) = (false, FrameRequest::UpToDate);
    }

    /// The worker has made the data, or refused to. True when another start is due.
    pub fn answered(&mut self, run: u32, start: Option<Start>) -> bool {
        let Phase::Starting { again } = self.phase else { return false };
        if run != self.id {
            return false;
        }
        self.phase = if start.is_some() { Phase::Present } else { Phase::Refused };
        self.running &= start.is_some();
        self.started = start;
        self.refresh();
        again
    }

    /// Sets whether the next run trains at once.
    pub fn want(&mut self, wanted: bool) {
        self.wanted = wanted;
    }

    /// Trains, or pauses; this run and the next.
    pub fn set_wanted(&mut self, wanted: bool) -> Option<Command> {
        self.wanted = wanted;
        if !self.takes_commands() {
            return None;
        }
        (self.running, self.steps, self.catch_up) = (wanted, 0, 0);
        self.refresh();
        Some(Command::Running { run: self.id, running: wanted })
    }

    /// Requests one epoch, followed by a stop.
    pub fn step(&mut self) -> Option<Command> {
        const MOST: u32 = 100;
        self.wanted = false;
        let busy = !self.running && self.frame_request != FrameRequest::UpToDate;
        if !self.takes_commands() || busy {
            // The worker would treat two simultaneous requests as one step.
            self.steps = (self.steps + 1).min(MOST);
            return None;
        }
        (self.running, self.catch_up) = (false, 0);
        self.refresh();
        Some(Command::Step { run: self.id })
    }

    /// Changes a parameter of the run, if it is the newest experiment's.
    pub fn change(&mut self, parameter: &'static Parameter, value: &str) -> Option<Command> {
        if !self.takes_commands() {
            return None;
        }
        self.changes.push_back(parameter);
        self.refresh();
        Some(Command::Change { run: self.id, parameter: parameter.key, value: value.to_owned() })
    }

    /// Handles the worker's answer to a change. Returns the parameter, and whether no other change is
    /// unanswered, so that its link is the newest.
    pub fn changed(&mut self, run: u32) -> Option<(&'static Parameter, bool)> {
        if run != self.id {
            return None;
        }
        let parameter = self.changes.pop_front()?;
        Some((parameter, self.changes.is_empty() && self.takes_commands()))
    }

    /// A frame, if there may be something new and the last one has come.
    pub fn ask(&mut self, wanted: Wanted, now: f64) -> Option<Command> {
        if self.phase != Phase::Present || self.frame_request != FrameRequest::Stale {
            return None;
        }
        self.frame_request = FrameRequest::InFlight { stale: false };
        let shown = self.shown.as_ref().filter(|shown| shown.start.run == self.id);
        let known = shown.map_or(0, |shown| shown.history.epochs() as u32);
        let Wanted { sample, side, .. } = wanted;
        let is_old =
            || now - self.weights_requested_at >= WEIGHTS_MS || self.weights.0 != Some((self.id, side));
        let due = !self.running || (wanted.weights && is_old());
        let weights = due.then_some(side);
        if due {
            self.weights_requested_at = now;
        }
        let marks = !self.running || wanted.marks;
        Some(Command::Frame { run: self.id, known, sample, weights, marks })
    }

    /// Stores a frame. `sample` is the wanted one. Returns the next step, if one was requested.
    pub fn take(&mut self, mut frame: Frame, sample: u32) -> Option<Command> {
        if frame.run != self.id || self.phase != Phase::Present {
            return None;
        }
        let sent_since = self.frame_request == FrameRequest::InFlight { stale: true };
        self.frame_request = FrameRequest::Stale;
        if !frame.tested {
            return None;
        }
        if let Some(side) = frame.weights {
            self.weights = (Some((frame.run, side)), std::mem::take(&mut frame.numbers.weights));
            self.weights_version += 1;
        }
        self.reached = self.reached.max(frame.epoch);
        self.stop_reason = frame.stop_reason;
        if let Some(start) = self.started.take() {
            self.shown = Some(ShownRun { start, history: History::default(), frame: frame.clone() });
        }
        let shown = self.shown.as_mut()?;
        if frame.known as usize == shown.history.epochs() {
            shown.history.extend(frame.numbers.history.each_ref().map(Vec::as_slice));
        }
        let complete = shown.history.epochs() as u32 == frame.epoch;
        let is_whole = complete && frame.weights.is_some();
        if frame.settled && is_whole && frame.sample == sample && !sent_since {
            self.frame_request = FrameRequest::UpToDate;
        }
        shown.frame = frame;
        if self.frame_request != FrameRequest::UpToDate || self.steps == 0 {
            return None;
        }
        self.steps -= 1;
        self.step()
    }

    /// The worker has stopped by itself.
    pub fn stopped(&mut self, run: u32, epoch: u32, stop_reason: Option<StopReason>) -> bool {
        if run != self.id || self.phase != Phase::Present {
            return false;
        }
        (self.running, self.steps, self.catch_up) = (false, 0, 0);
        self.refresh();
        (self.reached, self.stop_reason) = (epoch, stop_reason);
        true
    }

    /// Requests the next frame, because something may have changed.
    pub fn refresh(&mut self) {
        self.frame_request = match self.frame_request {
            FrameRequest::UpToDate | FrameRequest::Stale => FrameRequest::Stale,
            FrameRequest::InFlight { .. } => FrameRequest::InFlight { stale: true },
        };
    }

    /// Returns whether the worker has the run, or will have it before the next command.
    fn takes_commands(&self) -> bool {
        matches!(self.phase, Phase::Present | Phase::Starting { again: false })
    }

    /// The worker's run, if it has the newest.
    pub fn present(&self) -> Option<u32> {
        (self.phase == Phase::Present).then_some(self.id)
    }

    pub fn is_newest(&self, run: u32) -> bool {
        run == self.id
    }

    pub fn is_wanted(&self) -> bool {
        self.wanted
    }

    pub fn is_refused(&self) -> bool {
        self.phase == Phase::Refused
    }

    pub fn is_running(&self) -> bool {
        self.running
    }

    pub fn is_starting(&self) -> bool {
        matches!(self.phase, Phase::Starting { .. })
    }

    pub fn is_waited_for(&self) -> bool {
        matches!(self.frame_request, FrameRequest::InFlight { .. })
    }

    /// Returns whether frames should be requested.
    pub fn is_moving(&self) -> bool {
        self.phase == Phase::Present && (self.running || self.frame_request != FrameRequest::UpToDate)
    }

    /// Returns the newest weights of the displayed run, or nothing before they were requested.
    pub fn weights(&self) -> &[f32] {
        let seen = self.shown.as_ref().map(|shown| shown.start.run);
        if self.weights.0.map(|(run, _)| run) == seen { &self.weights.1 } else { &[] }
    }

    /// Returns how many times weights have arrived: while the number stays, so do they.
    pub fn weights_version(&self) -> u64 {
        self.weights_version
    }

    /// Records that another run is wanted.
    pub fn supersede(&mut self) {
        self.superseded = true;
    }

    /// The newest run is wanted again.
    pub fn restore(&mut self) {
        self.superseded = false;
    }

    /// Returns whether another run is wanted of which the worker does not know yet.
    pub fn is_superseded(&self) -> bool {
        self.superseded
    }

    /// Returns whether the worker has no run.
    pub fn is_absent(&self) -> bool {
        self.phase == Phase::Absent
    }

    /// The epoch up to which the run is trained again.
    pub fn catch_up(&self) -> u32 {
        self.catch_up
    }

    /// Complete epochs of the newest run.
    pub fn reached(&self) -> u32 {
        self.reached
    }

    /// Returns why it cannot continue, if so.
    pub fn stop_reason(&self) -> Option<StopReason> {
        self.stop_reason
    }

    /// Returns the stop of a run that stopped early.
    pub fn early_stop(&self) -> Option<EarlyStop> {
        match self.stop_reason {
            Some(StopReason::Stalled(stop)) => Some(stop),
            _ => None,
        }
    }

    /// Returns the displayed run.
    pub fn shown(&self) -> Option<&ShownRun> {
        self.shown.as_ref()
    }

    /// Returns the displayed run if it is the newest.
    pub fn current(&self) -> Option<&ShownRun> {
        self.shown
            .as_ref()
            .filter(|shown| shown.start.run == self.id && !self.is_starting() && !self.superseded)
    }
}
