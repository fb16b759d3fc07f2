//! What the viewer does.

use rand::TryRng;
use rand::rngs::SysRng;

use super::app::App;
use super::clipboard;
use super::message::{Deed, Pick};
use super::notices::About;
use crate::data::Source;
use crate::experiment::{Effect, Experiment, Kind, Parameter, Problem, Value};
use crate::export::pytorch;
use crate::model::Side;
use crate::protocol::{Command, Pace};
use crate::training::Ending;

/// New seeds are below this: short in a link, and enough for a class.
const SEEDS: u32 = 10_000;

/// How the status line begins when a run does.
pub const RESTARTED: &str = "Restarted";

impl App {
    pub(super) fn run_or_pause(&mut self) {
        if self.state.is_training() {
            let pause = self.state.run.set_wanted(false);
            self.tell(pause);
            self.say(format!("Paused at epoch {}.", self.state.run.reached()));
            return;
        }
        if self.is_stalled() || self.is_waiting() {
            return;
        }
        if self.state.run.ending().is_some() || self.state.run.is_refused() || self.library.is_missing() {
            self.state.run.want(true);
            return self.restart(".");
        }
        if self.state.is_finished() && !self.extend_to(self.state.run.reached().saturating_mul(2)) {
            return;
        }
        let go = self.state.run.set_wanted(true);
        self.tell(go);
        self.say(format!("Training to epoch {}.", self.state.experiment.epochs));
    }

    /// Whether the experiment's file is asked for, so that nothing can train; then says so.
    fn is_waiting(&mut self) -> bool {
        let is_asking = self.library.is_asking();
        if is_asking {
            self.say(format!("First choose {}, or drop it on the page.", self.state.experiment.file.name));
        }
        is_asking
    }

    pub(super) fn step(&mut self) {
        if self.is_waiting() {
            return;
        }
        if self.state.run.is_refused() {
            return self.restart(".");
        }
        if self.is_stalled() {
            return;
        }
        let fixed = |row: &Parameter| row.effect_in(&self.state.experiment) == Effect::Restart;
        if self.state.is_finished() && Parameter::named("epochs").is_some_and(fixed) {
            return self.say(
                "The learning rate falls to the end, which is reached. Run begins anew with twice the epochs.",
            );
        }
        if self.state.is_finished() && !self.extend_to(self.state.run.reached() + 1) {
            return;
        }
        let step = self.state.run.step();
        self.tell(step);
        self.say("One epoch at a time.");
    }

    /// Whether the run has stopped early, so that it cannot go on; then says so.
    fn is_stalled(&mut self) -> bool {
        let Some(Ending::Stalled(stall)) = self.state.run.ending() else { return false };
        self.say(format!("{stall} With more patience, or stop none, it trains longer."));
        true
    }

    /// Moves the end of a finished run, at most to the largest there may be; false when it is there
    /// already, or when another end has begun another run.
    fn extend_to(&mut self, epochs: u32) -> bool {
        let Some(parameter) = Parameter::named("epochs") else { return false };
        let largest = match parameter.kind {
            Kind::Integer { max, .. } => u32::try_from(max).unwrap_or(u32::MAX),
            _ => u32::MAX,
        };
        if self.state.run.reached() >= largest {
            self.say(format!("A run has at most {largest} epochs."));
            return false;
        }
        let epochs = epochs.min(largest).to_string();
        if parameter.effect_in(&self.state.experiment) == Effect::Restart {
            self.state.run.want(true);
            self.replace(parameter, &epochs);
            return false;
        }
        self.change(parameter, &epochs);
        true
    }

    /// Begins anew and says so.
    pub(super) fn restart(&mut self, why: &str) {
        self.say(format!("{RESTARTED}{why}"));
        self.restarted_at = self.dom.now();
        self.begin();
    }

    pub(super) fn new_seed(&mut self) {
        let Some(parameter) = Parameter::named("seed") else { return };
        let Ok(random) = SysRng.try_next_u32() else {
            self.say("The browser gives no random number; choose a seed by hand.");
            return;
        };
        // The one before would look as if nothing happened.
        let seed = match random % SEEDS {
            seed if seed == self.state.experiment.seed => (seed + 1) % SEEDS,
            seed => seed,
        };
        self.move_control(parameter, &seed.to_string());
    }

    /// A control was moved or typed into.
    pub(super) fn move_control(&mut self, parameter: &'static Parameter, text: &str) {
        self.controls.settle(parameter);
        if parameter.name == "data" && text == Source::Own.text() && self.state.experiment.data != Source::Own
        {
            return self.own_data(Deed::Choose);
        }
        // Typed as a whole schedule it says what was from the first epoch on; and a run that has
        // diverged or stalled has no next epoch.
        let anew = match parameter.effect_in(&self.state.experiment) {
            Effect::Restart => true,
            Effect::Live => text.contains('@') || self.state.run.ending().is_some(),
            Effect::Extend => false,
        };
        // Until a file has come, the run is another experiment's.
        if anew || self.library.is_fetching() {
            self.replace(parameter, text);
        } else {
            self.change(parameter, text);
        }
    }

    /// Back to the default, as if it had never been another.
    pub(super) fn reset(&mut self, parameter: &'static Parameter) {
        let default = parameter.default_in(&self.state.experiment);
        let moved = self.state.experiment.moved(parameter, &default, self.state.run.reached());
        let leaves_no_trace = moved.is_ok_and(|moved| parameter.is_default(&moved));
        if leaves_no_trace && self.state.run.ending().is_none() {
            self.move_control(parameter, &default);
        } else {
            self.controls.settle(parameter);
            self.replace(parameter, &default);
        }
    }

    /// Begins anew with another value.
    fn replace(&mut self, parameter: &'static Parameter, text: &str) {
        let left = if parameter.name == "data" { self.left_with_pictures() } else { None };
        let left = left.iter().map(|(row, default)| (*row, default.as_str()));
        let changed = self.state.experiment.with_all(left.chain([(parameter, text)]));
        let before = parameter.text(&self.state.experiment);
        if self.adopt(parameter, changed) && parameter.text(&self.state.experiment) != before {
            self.state.claim = None;
            if parameter.name == "seed" {
                // It asks for other initial weights.
                self.state.weights = None;
            }
            let (label, value) = (parameter.label, parameter.text(&self.state.experiment));
            self.restart(&format!(": {label} is {value}."));
        }
    }

    /// The scaling that the page has chosen for own pictures goes with them, back to the default.
    fn left_with_pictures(&self) -> Option<(&'static Parameter, String)> {
        let experiment = &self.state.experiment;
        let (name, text) = experiment.view().scaling().filter(|_| experiment.data == Source::Own)?;
        let row = Parameter::named(name)?;
        (row.text(experiment) == text).then(|| (row, row.default_in(experiment)))
    }

    /// Changes the run under way. The page guesses what the worker will make of it: it alone knows
    /// which epoch is next.
    fn change(&mut self, parameter: &'static Parameter, text: &str) {
        let experiment = &self.state.experiment;
        let epoch = self.state.run.reached();
        let changed = match parameter.effect {
            Effect::Live => experiment.moved(parameter, text, epoch),
            Effect::Extend | Effect::Restart => experiment.with(parameter, text),
        };
        let before = experiment.clone();
        if !self.adopt(parameter, changed) || self.state.experiment == before {
            return;
        }
        let past_the_claim = self.state.claim.is_some_and(|claim| epoch >= claim.epoch);
        if parameter.effect == Effect::Live && !past_the_claim {
            self.state.claim = None;
        }
        if parameter.effect == Effect::Live && !self.state.moved.contains(&parameter) {
            self.state.moved.push(parameter);
        }
        let change = self.state.run.change(parameter, text);
        self.tell(change);
        let label = parameter.label;
        self.state.status = match parameter.effect {
            Effect::Live if epoch == 0 => format!("{label} is {text}."),
            Effect::Live if self.state.is_finished() => {
                format!("{label} is {text} from epoch {} on. Run goes on.", epoch + 1)
            }
            Effect::Live => format!("{label} is {text} from the next epoch on."),
            _ => format!("The run ends at epoch {}.", self.state.experiment.epochs),
        };
    }

    /// Takes an experiment over, or shows beside the control why not.
    fn adopt(&mut self, parameter: &'static Parameter, changed: Result<Experiment, Problem>) -> bool {
        match changed {
            Ok(experiment) => {
                self.state.experiment = experiment;
                self.state.rejected = None;
                self.state.notices.clear(About::Control);
                self.state.notices.clear(About::Data);
                true
            }
            Err(problem) => {
                self.reject(parameter, &problem.to_string());
                false
            }
        }
    }

    /// Shows a problem with a control's value, which goes back to the one in force.
    pub(super) fn reject(&mut self, parameter: &'static Parameter, problem: &str) {
        self.say(format!("{}: {problem}", parameter.label));
        self.state.rejected = Some((parameter, problem.to_owned()));
        let title = format!("{} stays at {}.", parameter.label, parameter.text(&self.state.experiment));
        self.state.notices.say(About::Control, title, vec![problem.to_owned()]);
    }

    pub(super) fn set_pace(&mut self, pace: Pace) {
        self.state.pace = pace;
        self.tell_pace();
    }

    /// Nobody watches a hidden page: it trains as fast as it can.
    pub(super) fn tell_pace(&mut self) {
        let pace = if self.dom.document.hidden() { Pace::Fast } else { self.state.pace };
        self.tell(Some(Command::Pace(pace)));
        self.state.run.refresh();
    }

    pub(super) fn pick(&mut self, pick: Pick) {
        let sample = self.state.sample;
        self.show_sample(match pick {
            Pick::Previous => sample.saturating_sub(1),
            Pick::Next => sample + 1,
            Pick::Number(number) => number,
        });
    }

    pub(super) fn show_sample(&mut self, sample: u32) {
        let samples = self.state.run.shown().map_or(1, |shown| shown.start.test_samples);
        self.state.sample = sample.min(samples.saturating_sub(1));
        self.figures.settle();
        self.state.run.refresh();
    }

    /// The sample that is pointed at is to be seen.
    pub(super) fn glimpse(&mut self) {
        let pointed = self.figures.pointed(&self.state);
        if self.state.glimpse != pointed {
            self.state.glimpse = pointed;
            self.figures.settle();
            self.state.run.refresh();
        }
    }

    pub(super) fn choose_side(&mut self, side: Side) {
        self.state.side = side;
        self.state.run.refresh();
    }

    pub(super) fn copy_link(&mut self) {
        let experiment = &self.state.experiment;
        // What is seen may be another experiment's result.
        let result = self.state.result().filter(|_| !self.library.is_fetching());
        let fragment = result.map_or_else(|| experiment.link(), |result| experiment.link_with(result));
        let mark = if fragment.is_empty() { "" } else { "#" };
        let link = format!("{}{mark}{fragment}", self.address.base());
        let what =
            if self.state.weights.is_some() { "The link, without the loaded weights," } else { "The link" };
        clipboard::copy(&self.dom.window.navigator(), &self.mailbox, what, link);
    }

    pub(super) fn copy_log(&mut self) {
        clipboard::copy(
            &self.dom.window.navigator(),
            &self.mailbox,
            "The log",
            super::log::text(&self.state),
        );
    }

    pub(super) fn copy_pytorch(&mut self) {
        let script = pytorch(&self.state.experiment);
        let what = if self.state.weights.is_some() {
            "The PyTorch script, without the loaded weights,"
        } else {
            "The PyTorch script"
        };
        clipboard::copy(&self.dom.window.navigator(), &self.mailbox, what, script);
    }

    pub(super) fn copied(&mut self, what: &str, result: Result<(), String>) {
        match result {
            Ok(()) => {
                self.state.notices.clear(About::Copy);
                self.say(format!("{what} is copied."));
            }
            Err(text) => {
                self.say(format!("{what} is ready to be copied by hand."));
                let title = format!("The browser does not let the page copy. {what}, to be copied by hand:");
                self.state.notices.say(About::Copy, title, vec![text]);
            }
        }
    }

    pub(super) fn dismiss(&mut self, about: About) {
        if about == About::Control {
            self.state.rejected = None;
        }
        self.state.notices.clear(about);
    }
}
