//! The selected view, unit and sample. They are part of the address, but change nothing about the experiment
//! or its run.

use super::effect::Effect;
use super::message::Pick;
use super::notices::About;
use super::run::Wanted;
use super::state::State;
use crate::experiment::{Adjustment, Example, Link, Looking, Problem, ShownIn, Tab};
use crate::parameter::Value;

/// Title of the notice about a link that could not be read as a whole.
const PARTLY_READ: &str = "Not all of this link can be read. What is named here is at its default, everything else is used. The address keeps the link until you change something.";

/// Title of the notice about defaults that a link's values changed.
const GAVE_WAY: &str = "Some defaults gave way to what this link sets.";

impl State {
    /// Opens an address: its experiment, and the view that its sender had selected. The run is started
    /// separately.
    pub fn open_address(&mut self, text: &str) {
        let (looking, problems) = Looking::parse(text);
        self.open(Link::parse(text), looking, problems);
    }

    /// Opens an experiment and a view of it.
    pub(super) fn open(&mut self, link: Link, looking: Looking, mut wrong: Vec<Problem>) {
        (self.experiment, self.shared_result, self.rejected) = (link.experiment, link.shared_result, None);
        (self.weights, self.resume) = (None, None);
        self.pending.clear();
        self.look_at(looking, &mut wrong);
        let lines: Vec<_> = link.problems.iter().chain(&wrong).map(ToString::to_string).collect();
        let is_read = lines.is_empty();
        self.report_link(lines);
        self.report_adjustments(link.adjustments);
        self.unread = (!is_read).then(|| self.fragment());
        self.run.want(!self.is_still);
    }

    /// Selects what another address of the open experiment describes.
    pub(super) fn turn_to(&mut self, fragment: &str) {
        let (looking, mut wrong) = Looking::parse(fragment);
        self.look_at(looking, &mut wrong);
        if let Some(shown) = self.run.current() {
            let (first, samples) = (shown.start.first, shown.start.test_samples);
            let is_known = shown.start.known.is_some();
            self.check_looking(first, samples, is_known);
        }
        self.effects.push(Effect::ResetSample);
        self.run.refresh();
        if !wrong.is_empty() {
            self.report_link(wrong.iter().map(ToString::to_string).collect());
        }
    }

    /// Opens an example at the view in which it makes its point.
    pub(super) fn open_example(&mut self, link: &str) {
        self.enter();
        let tab = Example::with_link(link).map_or(self.tab, |example| tab_of(example.shown_in));
        self.open(Link::parse(link), Looking { show: Some(tab), ..Looking::default() }, Vec::new());
        self.is_linked = false;
        self.begin();
    }

    fn look_at(&mut self, looking: Looking, wrong: &mut Vec<Problem>) {
        self.tab = looking.show.unwrap_or(Tab::Training);
        self.unit = looking.unit.filter(|&unit| unit < self.units());
        if let Some(unit) = looking.unit.filter(|_| self.unit.is_none()) {
            let reason = format!("the units are numbered from 0 to {}", self.units() - 1);
            wrong.push(Problem::BadViewValue { key: "unit", value: unit.to_string(), reason });
        }
        self.picked = looking.sample;
        self.sample = self.picked.unwrap_or(0);
        self.is_linked = true;
    }

    /// Checks what is looked at against the data of a run.
    pub(super) fn check_looking(&mut self, first: u32, samples: u32, is_known: bool) {
        let last = samples.saturating_sub(1);
        let mut wrong = Vec::new();
        if let Some(sample) = self.picked.filter(|&sample| sample > last) {
            let reason = format!("the test samples are numbered from 0 to {last}");
            wrong.push(Problem::BadViewValue { key: "sample", value: sample.to_string(), reason });
        }
        if self.tab == Tab::GroundTruth && !is_known {
            self.tab = Tab::Training;
            let reason = "the true features of these data are not known".to_owned();
            wrong.push(Problem::BadViewValue { key: "show", value: Tab::GroundTruth.text(), reason });
        }
        self.sample = self.picked.unwrap_or(first).min(last);
        self.picked = Some(self.sample).filter(|&sample| sample != first);
        if std::mem::take(&mut self.is_linked) && !wrong.is_empty() {
            let said = self.notices.list.iter().find(|notice| notice.about == About::Link);
            let mut lines = said.map_or_else(Vec::new, |notice| notice.lines.clone());
            lines.extend(wrong.iter().map(ToString::to_string));
            self.report_link(lines);
            self.unread = Some(self.fragment());
        }
    }

    /// Reports the parts of a link that could not be read.
    fn report_link(&mut self, lines: Vec<String>) {
        if lines.is_empty() {
            self.status.clear();
            return self.notices.clear(About::Link);
        }
        self.set_status(format!("The link has problems: {}", lines.join("; ")));
        self.notices.notify(About::Link, PARTLY_READ, lines);
    }

    /// Reports the defaults that gave way to what a link sets.
    fn report_adjustments(&mut self, adjustments: Vec<Adjustment>) {
        let lines: Vec<_> = adjustments.iter().map(ToString::to_string).collect();
        self.adjustments = adjustments;
        if lines.is_empty() {
            return self.notices.clear(About::Defaults);
        }
        if self.status.is_empty() {
            self.set_status(format!("{} {}.", GAVE_WAY, lines.join("; ")));
        }
        self.notices.notify(About::Defaults, GAVE_WAY, lines);
    }

    /// Number of hidden units of the experiment.
    pub fn units(&self) -> u32 {
        self.experiment.hidden_dim.code() as u32
    }

    /// Returns whether a view has content. Only some data have a ground truth.
    pub fn has_tab(&self, tab: Tab) -> bool {
        let is_known = || match self.run.current() {
            Some(shown) => shown.start.known.is_some(),
            // Until the run begins, this is not known.
            None => self.tab == tab || self.run.shown().is_some_and(|shown| shown.start.known.is_some()),
        };
        tab != Tab::GroundTruth || is_known()
    }

    /// Returns the view that is shown.
    pub fn tab(&self) -> Tab {
        if self.has_tab(self.tab) { self.tab } else { Tab::Training }
    }

    /// Shows a view and adds an entry to the browser's history.
    pub(super) fn show_tab(&mut self, tab: Tab) {
        if tab != self.tab() && self.has_tab(tab) {
            self.enter_view();
            self.tab = tab;
            // It may show numbers that have not been requested.
            self.run.refresh();
        }
    }

    /// Returns the selected unit.
    pub fn selected_unit(&self) -> Option<u32> {
        self.unit.filter(|&unit| unit < self.units())
    }

    /// Selects a unit, or none if it is selected already.
    pub(super) fn select_unit(&mut self, unit: u32) {
        self.unit = (self.selected_unit() != Some(unit)).then_some(unit);
    }

    pub(super) fn pick(&mut self, pick: Pick) {
        let sample = self.sample;
        self.show_sample(match pick {
            Pick::Previous => sample.saturating_sub(1),
            Pick::Next => sample + 1,
            Pick::Number(number) => number,
        });
    }

    pub(super) fn show_sample(&mut self, sample: u32) {
        let (first, samples) =
            self.run.shown().map_or((0, 1), |shown| (shown.start.first, shown.start.test_samples));
        self.sample = sample.min(samples.saturating_sub(1));
        self.picked = Some(self.sample).filter(|&sample| sample != first);
        self.effects.push(Effect::ResetSample);
        self.run.refresh();
    }

    /// The sample that is pointed at is to be seen.
    pub fn hover(&mut self, pointed: Option<u32>) {
        if self.hovered_sample != pointed {
            self.hovered_sample = pointed;
            self.effects.push(Effect::ResetSample);
            self.run.refresh();
        }
    }

    /// Returns what the page shows of a run, and so has to be computed.
    pub fn wanted(&self) -> Wanted {
        Wanted {
            sample: self.shown_sample(),
            side: self.side,
            weights: self.tab() == Tab::Units,
            marks: self.tab() == Tab::GroundTruth,
        }
    }

    /// Returns the selection as written in the address.
    pub(super) fn looking(&self) -> Looking {
        let show = Some(self.tab()).filter(|&tab| tab != Tab::Training);
        Looking { show, unit: self.selected_unit(), sample: self.picked }
    }

    /// Adds the selection to a fragment.
    pub(super) fn with_looking(&self, fragment: String) -> String {
        let looking = self.looking().link();
        let joint = if fragment.is_empty() || looking.is_empty() { "" } else { "&" };
        fragment + joint + &looking
    }
}

/// Returns the view that has a part of the page.
fn tab_of(part: ShownIn) -> Tab {
    match part {
        ShownIn::Reconstruction | ShownIn::Activations => Tab::Training,
        ShownIn::Units => Tab::Units,
        ShownIn::GroundTruth => Tab::GroundTruth,
        ShownIn::Evaluation => Tab::Evaluation,
    }
}
