//! The description of the selected unit: when the page requests it, and the newest one.

use super::state::State;
use crate::evaluation::UnitReport;
use crate::experiment::Tab;
use crate::protocol::Command;

/// Least milliseconds between two requests while training.
const PAUSE_MS: f64 = 250.0;
/// While training, descriptions may use this fraction of the time: 1 in 20.
const SHARE: f64 = 20.0;

/// The description of the selected unit.
#[derive(Debug, Default)]
pub struct Inspection {
    /// The newest description, and the run that it belongs to.
    newest: Option<(u32, UnitReport)>,
    /// Number of descriptions that have arrived.
    version: u64,
    /// The run, unit and epoch of the last request.
    requested: Option<(u32, u32, u32)>,
    /// True while the last request has no answer.
    is_waiting: bool,
    requested_at: f64,
    /// The time from the last request to its answer, which is at least the time that the worker needed.
    needed_ms: f64,
}

impl Inspection {
    /// Returns whether another request may be sent while the worker trains.
    fn is_time(&self, now: f64) -> bool {
        now - self.requested_at >= PAUSE_MS.max(SHARE * self.needed_ms)
    }
}

impl State {
    /// Requests the description of the selected unit if it is shown and may have changed.
    pub fn ask_unit(&mut self, now: f64) -> Option<Command> {
        let run = self.run.present().filter(|_| self.tab() == Tab::Units)?;
        let (shown, unit) = (self.run.current()?, self.selected_unit()?);
        let key = (run, unit, shown.frame.epoch);
        let last = self.inspection.requested.filter(|&(of, ..)| of == run);
        let is_same_unit = last.is_some_and(|(_, last, _)| last == unit);
        let waits = (self.inspection.is_waiting && last.is_some())
            || last == Some(key)
            || (self.run.is_running() && is_same_unit && !self.inspection.is_time(now));
        if waits {
            return None;
        }
        self.inspection.requested = Some(key);
        (self.inspection.is_waiting, self.inspection.requested_at) = (true, now);
        Some(Command::Unit { run, unit })
    }

    /// Takes the description of a unit. One that belongs to another run is out of date.
    pub(super) fn unit_described(&mut self, run: u32, report: Option<UnitReport>) {
        if self.run.present() != Some(run) {
            return;
        }
        self.inspection.is_waiting = false;
        self.inspection.needed_ms = self.now - self.inspection.requested_at;
        match report {
            Some(report) => {
                self.inspection.newest = Some((run, report));
                self.inspection.version += 1;
            }
            None => self.inspection.requested = None,
        }
    }

    /// Returns the newest description of the selected unit.
    pub fn unit_report(&self) -> Option<&UnitReport> {
        let (run, report) = self.inspection.newest.as_ref()?;
        let shown = self.run.shown()?;
        (shown.start.run == *run && self.selected_unit() == Some(report.unit)).then_some(report)
    }

    /// Returns how many descriptions have arrived: while the number stays, so does the newest one.
    pub fn unit_reports(&self) -> u64 {
        self.inspection.version
    }

    /// Selects a unit and shows it in the Units view.
    pub(super) fn open_unit(&mut self, unit: u32) {
        self.show_tab(Tab::Units);
        self.unit = Some(unit.min(self.units() - 1));
    }

    /// Selects the unit this many numbers further on, or the first one if none is selected.
    pub(super) fn step_unit(&mut self, by: i32) {
        let last = self.units() - 1;
        self.unit = Some(self.selected_unit().map_or(0, |unit| unit.saturating_add_signed(by).min(last)));
    }

    /// Returns the caption of a test sample, or its number if it has none.
    pub fn sample_title(&self, sample: u32) -> String {
        match self.sample_name(sample) {
            "" => format!("sample {sample}"),
            name => name.to_owned(),
        }
    }
}
