//! What the user looks at, copies and dismisses.

use super::effect::Effect;
use super::feedback::FeedbackPlace;
use super::message::Pick;
use super::notices::About;
use super::state::State;
use crate::model::Side;

impl State {
    pub(super) fn pick(&mut self, pick: Pick) {
        let sample = self.sample;
        self.show_sample(match pick {
            Pick::Previous => sample.saturating_sub(1),
            Pick::Next => sample + 1,
            Pick::Number(number) => number,
        });
    }

    pub(super) fn show_sample(&mut self, sample: u32) {
        let samples = self.run.shown().map_or(1, |shown| shown.start.test_samples);
        self.sample = sample.min(samples.saturating_sub(1));
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

    pub(super) fn choose_side(&mut self, side: Side) {
        self.side = side;
        self.run.refresh();
    }

    pub(super) fn copy_link(&mut self) {
        let experiment = &self.experiment;
        let result = self.result();
        let fragment = result.map_or_else(|| experiment.link(), |result| experiment.link_with(result));
        let what = if self.weights.is_some() { "The link, without the loaded weights," } else { "The link" };
        self.effects.push(Effect::CopyLink(what, fragment));
    }

    pub(super) fn copy_pytorch(&mut self) {
        let what = if self.weights.is_some() {
            "The PyTorch script, without the loaded weights,"
        } else {
            "The PyTorch script"
        };
        self.effects.push(Effect::CopyScript(what, self.experiment.link()));
    }

    pub(super) fn copied(&mut self, place: FeedbackPlace, what: &str, result: Result<(), String>) {
        match result {
            Ok(()) => {
                self.notices.clear(About::Copy);
                self.answer(place, format!("{what} is copied."));
            }
            Err(text) => {
                self.answer(place, format!("{what} is ready to be copied by hand."));
                let title = format!("The browser does not let the page copy. {what}, to be copied by hand:");
                self.notices.notify(About::Copy, title, vec![text]);
            }
        }
    }

    pub(super) fn dismiss(&mut self, about: About) {
        if about == About::Control {
            self.rejected = None;
        }
        self.notices.clear(about);
    }
}
