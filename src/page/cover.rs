//! The text over results that do not belong to the experiment in the controls.

use web_sys::{Element, HtmlElement};

use super::dom::{self, Built, Dom, TextElement};
use super::state::State;
use crate::app::Cover as Words;

/// The words over old results, which are greyed out.
#[derive(Debug)]
pub struct CoverView {
    main: Element,
    place: HtmlElement,
    text: TextElement,
}

impl CoverView {
    pub fn new(dom: &Dom) -> Built<Self> {
        let place: HtmlElement = dom.get("cover")?;
        Ok(Self { main: dom.get("main")?, text: TextElement::new(place.clone()), place })
    }

    pub fn show(&mut self, state: &State) {
        let cover = state.cover();
        dom::set_flag(&self.main, "data-covered", cover.is_some());
        self.place.set_hidden(cover.is_none());
        match cover {
            Some(Words::Loading(words) | Words::Label(words)) => self.text.show(&words),
            None => self.text.show(""),
        }
    }
}
