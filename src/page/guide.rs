//! The guide above the figures: what the page is, what to look at, and what to try. First-time visitors also
//! get an introduction.

use web_sys::{Element, Event, HtmlElement, ScrollLogicalPosition};

use super::dom::{self, Built, Dom, TextElement};
use super::mailbox::Mailbox;
use super::message::{ImportMessage, Message};
use super::state::State;
use super::viewport;
use crate::app::GuideTopic;
use crate::experiment::{EXAMPLES, Example, ShownIn};

/// Key under which this browser remembers that the introduction was dismissed.
const DISMISSED: &str = "introduction";

/// The guide and the introduction.
#[derive(Debug)]
pub struct Guide {
    dom: Dom,
    topic: GuideTopic,
    name: TextElement,
    look: TextElement,
    attempt: TextElement,
    /// The part of the page to bring into view as soon as it exists.
    reveals: Option<ShownIn>,
}

impl Guide {
    pub fn new(dom: &Dom, mailbox: &Mailbox) -> Built<Self> {
        let introduction: HtmlElement = dom.get("introduction")?;
        let dismissed = dom.storage().and_then(|storage| storage.get_item(DISMISSED).ok().flatten());
        introduction.set_hidden(dismissed.is_some());
        let example =
            |stem| EXAMPLES.iter().find(|example| example.picture == stem).map(|example| example.link);
        let doors = [
            ("door-digits", example("digits").map(Message::Example)),
            ("door-edges", example("edges").map(Message::Example)),
            ("door-data", Some(Message::FileImport(ImportMessage::Choose))),
            ("dismiss-introduction", None),
        ];
        for (id, message) in doors {
            let door: Element = dom.get(id)?;
            let (dom, mailbox, introduction) = (dom.clone(), mailbox.clone(), introduction.clone());
            dom::on(&door, "click", move |_: Event| {
                introduction.set_hidden(true);
                if let Some(storage) = dom.storage() {
                    // A browser that stores nothing shows the introduction again.
                    storage.set_item(DISMISSED, "dismissed").ok();
                }
                if let Some(message) = message.clone() {
                    mailbox.send(message);
                }
            });
        }
        Ok(Self {
            dom: dom.clone(),
            topic: GuideTopic::default(),
            name: TextElement::new(dom.get::<Element>("guide-name")?),
            look: TextElement::new(dom.get::<Element>("guide-look")?),
            attempt: TextElement::new(dom.get::<Element>("guide-attempt")?),
            reveals: None,
        })
    }

    /// Brings the part that shows the point of an example into view as soon as it exists.
    pub fn reveal(&mut self, link: &str) {
        self.reveals = Example::with_link(link).map(|example| example.shown_in);
    }

    pub fn show(&mut self, state: &State) {
        let (name, look, attempt) = match self.topic.follow(&state.experiment) {
            Some(Example { name, look, attempt, .. }) => (*name, *look, *attempt),
            None => ("Sparse autoencoder.", GuideTopic::LOOK, GuideTopic::ATTEMPT),
        };
        self.name.show(name);
        self.look.show(look);
        self.attempt.show(attempt);
        if let Some(part) = self.reveals.take_if(|_| state.cover().is_none()) {
            self.scroll_to(part);
        }
    }

    fn scroll_to(&self, part: ShownIn) {
        let id = match part {
            ShownIn::Reconstruction => "reconstruction",
            ShownIn::Activations => "activations",
            ShownIn::Units => "units",
            ShownIn::GroundTruth => "ground-truth",
            ShownIn::Evaluation => "evaluation",
        };
        if let Ok(element) = self.dom.get::<Element>(id) {
            viewport::scroll_to(&self.dom, &element, ScrollLogicalPosition::Nearest);
        }
    }
}
