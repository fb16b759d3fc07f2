//! The remaining time of a run.

use super::state::State;
use crate::protocol::Pace;

/// Remaining times up to this many milliseconds are not worth showing.
const SHORT_MS: f64 = 5_000.0;
/// Above this many milliseconds the fastest speed is offered.
const LONG_MS: f64 = 60_000.0;
/// An epoch that takes longer than this many milliseconds shows its own progress.
const LONG_EPOCH_MS: f64 = 200.0;
/// Milliseconds of training that a rate is taken from: at least, and about at most.
const WINDOW_MS: (f64, f64) = (400.0, 6_000.0);

/// A time in milliseconds, and the epochs so far including the fraction of the next one.
type Point = (f64, f64);

/// The recent speed of a run.
#[derive(Debug, Clone, Copy, Default)]
pub struct Rate {
    /// The run, its speed, and whether the page is visible.
    of: Option<(u32, Pace, bool)>,
    /// The start of the measurement, the start of the next one, and the newest point.
    points: [Point; 3],
}

impl Rate {
    /// Records the progress of a run. Anything that changes its speed restarts the measurement.
    fn note(&mut self, of: (u32, Pace, bool), point: Point) {
        if self.of != Some(of) || point.1 < self.points[2].1 {
            *self = Self { of: Some(of), points: [point; 3] };
        }
        self.points[2] = point;
        if point.0 - self.points[1].0 > WINDOW_MS.1 / 2.0 {
            self.points = [self.points[1], point, point];
        }
    }

    /// Returns the milliseconds per epoch, or `None` until the measurement is long enough.
    fn epoch_ms(&self) -> Option<f64> {
        let [first, _, last] = self.points;
        let (ms, epochs) = (last.0 - first.0, last.1 - first.1);
        (ms >= WINDOW_MS.0 && epochs > 0.0).then(|| ms / epochs)
    }
}

impl State {
    /// Records the progress of the run from a frame.
    pub(super) fn note_rate(&mut self) {
        let Some(frame) = self.run.current().map(|shown| &shown.frame).filter(|frame| frame.running) else {
            self.rate = Rate::default();
            return;
        };
        let of = (frame.run, self.pace, self.hidden);
        self.rate.note(of, (self.now, f64::from(frame.epoch) + frame.share));
    }

    /// Returns the milliseconds until the run's last epoch, if they are worth showing.
    pub fn remaining_ms(&self) -> Option<f64> {
        let frame = &self.run.current()?.frame;
        let left = f64::from(self.experiment.epochs) - f64::from(frame.epoch) - frame.share;
        let ms = self.rate.epoch_ms()? * left;
        (frame.running && ms > SHORT_MS).then_some(ms)
    }

    /// Returns whether the fastest speed would save the user much time.
    pub fn offers_fast(&self) -> bool {
        let (Some(remaining), Some(shown)) = (self.remaining_ms(), self.run.current()) else { return false };
        let left = f64::from(self.experiment.epochs.saturating_sub(shown.frame.epoch));
        let fastest = shown.frame.epoch_ms.map(|ms| ms * left);
        self.pace == Pace::Normal && remaining > LONG_MS && fastest.is_some_and(|ms| ms < remaining / 2.0)
    }

    /// Returns the completed fraction of the current epoch, if epochs take long.
    pub fn epoch_share(&self) -> Option<f64> {
        let frame = &self.run.current()?.frame;
        let is_long = frame.epoch_ms.map_or(frame.share > 0.0, |ms| ms > LONG_EPOCH_MS);
        (frame.running && is_long).then_some(frame.share)
    }
}

/// Formats a duration: `12 s`, `80 min`, `2 h 5 min`.
pub fn remaining_time(ms: f64) -> String {
    let seconds = (ms / 1000.0).ceil();
    let minutes = (seconds / 60.0).round();
    match minutes {
        _ if seconds < 100.0 => format!("{seconds} s"),
        minutes if minutes < 100.0 => format!("{minutes} min"),
        minutes => format!("{} h {} min", (minutes / 60.0).floor(), minutes % 60.0),
    }
}
