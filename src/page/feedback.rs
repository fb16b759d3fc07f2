//! The result of a button, shown next to it.

use web_sys::{Element, HtmlElement};

use super::dom::{self, Built, Dom};
use super::state::State;
use crate::app::Feedback as Words;

/// Pixels between a button and the words, and between these and the window's edge.
const GAP: f64 = 4.0;

/// The text next to a button. The toolbar and the rest of the page have separate places, so that the text
/// scrolls with its button.
#[derive(Debug)]
pub struct FeedbackView {
    dom: Dom,
    places: [HtmlElement; 2],
    shown: Option<Words>,
}

impl FeedbackView {
    pub fn new(dom: &Dom) -> Built<Self> {
        let places = [dom.get("header-feedback")?, dom.get("main-feedback")?];
        Ok(Self { dom: dom.clone(), places, shown: None })
    }

    pub fn show(&mut self, state: &State) {
        if self.shown == state.feedback {
            return;
        }
        self.shown.clone_from(&state.feedback);
        self.places.iter().for_each(|place| place.set_text_content(None));
        let Some(words) = &self.shown else { return };
        let Ok(button) = self.dom.get::<Element>(words.place.id()) else { return };
        let is_in = |place: &&HtmlElement| {
            place.parent_element().is_some_and(|parent| parent.contains(Some(&button)))
        };
        let Some(place) = self.places.iter().find(is_in) else { return };
        place.set_text_content(Some(&words.text));
        let Some(parent) = place.parent_element() else { return };
        let (room, button) = (parent.get_bounding_client_rect(), button.get_bounding_client_rect());
        let widest = room.right() - GAP - f64::from(place.offset_width());
        dom::style(place, "left", &format!("{}px", button.left().min(widest).max(GAP) - room.left()));
        dom::style(place, "top", &format!("{}px", button.bottom() + GAP - room.top()));
    }
}
