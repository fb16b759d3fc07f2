//! Copying and dismissing.

use super::effect::Effect;
use super::feedback::FeedbackPlace;
use super::history::full_link;
use super::notices::About;
use super::state::State;
use crate::model::Side;

impl State {
    pub(super) fn choose_side(&mut self, side: Side) {
        self.side = side;
        self.run.refresh();
    }

    pub(super) fn copy_link(&mut self) {
        let experiment = &self.experiment;
        let result = self.result();
        let fragment = full_link(experiment, result);
        let fragment = self.with_looking(fragment);
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
