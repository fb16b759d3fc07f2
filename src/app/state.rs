//! The page's whole state, which every part displays.

use super::data_loader::DataLoader;
use super::effect::Effect;
use super::evaluation_state::EvaluationState;
use super::feedback::Feedback;
use super::history::{Reached, Trail, full_link};
use super::inspecting::Inspection;
use super::loading::Loadings;
use super::notices::Notices;
use super::pending::Again;
use super::program::Program;
use super::remaining::Rate;
use super::run::Run;
use super::weights::Loaded;
use crate::evaluation::Baselines;
use crate::experiment::{Adjustment, Experiment, Parameter, SharedResult, Tab};
use crate::figure::AxisScale;
use crate::model::{Architecture, Side};
use crate::protocol::Pace;
use crate::training::Activity;
use crate::view::View;

/// The page's whole state.
#[derive(Debug)]
#[allow(clippy::struct_excessive_bools, reason = "each is independent of the others")]
pub struct State {
    /// The experiment as the controls and the address have it.
    pub experiment: Experiment,
    pub run: Run,
    pub standing: WorkerStatus,
    /// The program of the training worker.
    pub program: Option<Program>,
    pub data_loader: DataLoader,
    /// Items being loaded.
    pub loading: Loadings,
    /// The result that a link came with.
    pub shared_result: Option<SharedResult>,
    /// True if this run has the same result.
    pub reproduced: Option<bool>,
    /// The file that the run begins with, where it does not begin with the seed's weights.
    pub weights: Option<Loaded>,
    /// The experiment of the run that is shown.
    pub(super) seen: Experiment,
    /// Values to apply when the run continues or another starts, the newest last.
    pub pending: Vec<(&'static Parameter, String)>,
    /// The kind of run about which the user is asked.
    pub question: Option<Again>,
    /// The epoch at which the next run continues.
    pub(super) resume: Option<Reached>,
    pub(super) trail: Trail,
    pub(super) rate: Rate,
    /// The result of a button.
    pub feedback: Option<Feedback>,
    /// Live parameters that the user has changed in this run.
    pub moved: Vec<&'static Parameter>,
    pub baselines: Measured,
    pub evaluation_state: EvaluationState,
    /// The speed set by the user.
    pub pace: Pace,
    /// Selected view.
    pub(super) tab: Tab,
    /// Selected unit; ignored while the model has fewer units.
    pub(super) unit: Option<u32>,
    /// The test sample that is chosen.
    pub sample: u32,
    /// The description of the selected unit.
    pub(super) inspection: Inspection,
    /// Selected test sample, unless it is the one that the data begin with.
    pub(super) picked: Option<u32>,
    /// True if a link chose the view, unit and sample, and they have not been checked against its data.
    pub(super) is_linked: bool,
    /// The test sample under the pointer, which is shown in place of the selected one.
    pub hovered_sample: Option<u32>,
    /// The scale of the loss figure.
    pub spread: AxisScale,
    /// True if a random decoder is compared with the true features in place of the learned one.
    pub shows_control: bool,
    /// The layer whose weights are shown.
    pub side: Side,
    /// The last experiment that started, restored when new data fail to load.
    pub last_good: Option<LastGoodState>,
    /// The fragment of what could be read of a link, while the link itself stays in the address.
    pub(super) unread: Option<String>,
    /// The text of the status line.
    pub status: String,
    pub notices: Notices,
    /// The control whose text was refused, and why.
    pub rejected: Option<(&'static Parameter, String)>,
    /// The defaults that gave way to what the user set.
    pub adjustments: Vec<Adjustment>,
    /// Rises with everything that may look different.
    pub revision: u64,
    /// True if the user prefers reduced motion.
    pub is_still: bool,
    /// True if the page is not visible.
    pub(super) hidden: bool,
    /// The time of the last message in milliseconds.
    pub(super) now: f64,
    /// The time of the last restart.
    pub(super) restarted_at: f64,
    /// Seconds in which an answer has been missing.
    pub(super) waited: u32,
    /// Actions for the page.
    pub(super) effects: Vec<Effect>,
}

/// An experiment that began, as it is now.
#[derive(Debug, Clone, Default)]
pub struct LastGoodState {
    pub experiment: Experiment,
    pub shared_result: Option<SharedResult>,
    pub weights: Option<Loaded>,
}

/// The state of the training worker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WorkerStatus {
    /// It has not sent `Ready` yet.
    Loading,
    Ready,
    /// It no longer exists, and the user is asked what to do.
    Gone,
}

/// The baselines of some data.
#[derive(Debug, Default)]
pub struct Measured {
    /// The part of a link that the data depend on.
    pub data: Option<String>,
    /// `None` while they are being measured; an error if they cannot be.
    pub result: Option<Result<Baselines, String>>,
}

impl State {
    /// Creates the state before a link is opened and a worker is ready.
    pub fn new() -> Self {
        Self {
            experiment: Experiment::default(),
            run: Run::new(true),
            standing: WorkerStatus::Loading,
            program: None,
            data_loader: DataLoader::default(),
            loading: Loadings::default(),
            shared_result: None,
            weights: None,
            reproduced: None,
            seen: Experiment::default(),
            pending: Vec::new(),
            question: None,
            resume: None,
            trail: Trail::default(),
            rate: Rate::default(),
            feedback: None,
            moved: Vec::new(),
            baselines: Measured::default(),
            evaluation_state: EvaluationState::new(),
            pace: Pace::Normal,
            tab: Tab::Training,
            unit: None,
            inspection: Inspection::default(),
            sample: 0,
            picked: None,
            is_linked: false,
            hovered_sample: None,
            spread: AxisScale::Linear,
            shows_control: false,
            side: Side::Decoder,
            last_good: None,
            unread: None,
            status: String::new(),
            notices: Notices::default(),
            rejected: None,
            adjustments: Vec::new(),
            revision: 0,
            is_still: false,
            hidden: false,
            now: 0.0,
            restarted_at: f64::NEG_INFINITY,
            waited: 0,
            effects: Vec::new(),
        }
    }

    /// Remembers the current state as the one to return to.
    pub fn remember_good_state(&mut self) {
        let (experiment, shared_result, weights) =
            (self.experiment.clone(), self.shared_result, self.weights.clone());
        self.last_good = Some(LastGoodState { experiment, shared_result, weights });
    }

    /// When a unit counts as active.
    pub fn activity(&self) -> Activity {
        Activity::of(&Architecture::from(&**self.seen()))
    }

    /// Returns the classes of the data being trained on, or nothing before they are known.
    pub fn classes(&self) -> &[String] {
        self.run.current().map_or(&[], |shown| &shown.start.classes)
    }

    /// The test sample to show.
    pub fn shown_sample(&self) -> u32 {
        self.hovered_sample.unwrap_or(self.sample)
    }

    /// Returns whether it trains, or will as soon as the worker is ready.
    pub fn is_training(&self) -> bool {
        self.run.is_running() || (self.standing == WorkerStatus::Loading && self.run.is_wanted())
    }

    /// Returns whether the run of the experiment has reached its end.
    pub fn is_finished(&self) -> bool {
        !self.run.is_superseded() && self.run.reached() >= self.experiment.epochs
    }

    /// Returns whether the displayed run belongs to the experiment in the controls.
    pub fn is_current(&self) -> bool {
        self.run.current().is_some()
    }

    /// The fragment that the address should have; none while it shows a link that could not be read,
    /// so that the user can mend it.
    pub fn address(&mut self) -> Option<String> {
        let fragment = self.fragment();
        if self.unread.as_ref() != Some(&fragment) {
            self.unread = None;
        }
        self.unread.is_none().then_some(fragment)
    }

    /// The fragment of the experiment and its claimed result, and of what is looked at.
    pub fn fragment(&self) -> String {
        let link = full_link(&self.experiment, self.shared_result);
        self.with_looking(link)
    }

    /// Returns the result to share: the current weights, if the link can reproduce them.
    pub fn result(&self) -> Option<SharedResult> {
        if self.weights.is_some() {
            return None;
        }
        let frame = &self.run.current()?.frame;
        (frame.epoch > 0).then_some(SharedResult { epoch: frame.epoch, fingerprint: frame.fingerprint })
    }

    /// Returns how the displayed samples are shown.
    pub fn view(&self) -> View {
        self.run.shown().map(|shown| shown.start.view).unwrap_or_default()
    }

    /// Returns a test sample's name, or an empty text if it is only numbered.
    pub fn sample_name(&self, sample: u32) -> &str {
        let names = self.run.shown().map_or(&[][..], |shown| &shown.start.names);
        names.get(sample as usize).map_or("", String::as_str)
    }

    /// Returns a feature's name.
    pub fn title(&self, feature: u32) -> String {
        let names = self.run.shown().map_or(&[][..], |shown| &shown.start.features);
        self.view().feature(names, feature as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Link;

    #[test]
    fn a_link_that_cannot_be_read_stays_in_the_address_until_something_changes() {
        let mut state = State::new();
        state.open_address("hidden_dim=0&seed=7");
        assert_eq!((state.fragment().as_str(), state.address()), ("seed=7", None));
        state.experiment = Link::parse("seed=8").experiment;
        assert_eq!(state.address().as_deref(), Some("seed=8"));
        state.experiment = Link::parse("seed=7").experiment;
        assert_eq!(state.address().as_deref(), Some("seed=7"));
        state.open_address("hidden_dim=0");
        state.open_address("hidden_dim=9");
        assert_eq!(state.address().as_deref(), Some("hidden_dim=9"));
    }
}
