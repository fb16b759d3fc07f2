//! The notices on the page, each with a button.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlTextAreaElement};

use super::dom::{self, Built, Dom};
use super::folded;
use super::mailbox::Mailbox;
use super::message::{ImportMessage, Message};
pub use crate::app::{About, Notice, Notices};

/// The notices on the page.
#[derive(Debug)]
pub struct Board {
    dom: Dom,
    mailbox: Mailbox,
    place: HtmlElement,
    /// The element that gets the focus when a notice is removed.
    home: HtmlElement,
    shown: u32,
}

impl Board {
    pub fn new(dom: &Dom, mailbox: &Mailbox) -> Built<Self> {
        Ok(Self {
            dom: dom.clone(),
            mailbox: mailbox.clone(),
            place: dom.get("problems")?,
            home: dom.get("run")?,
            shown: 0,
        })
    }

    pub fn show(&mut self, notices: &Notices) {
        if self.shown == notices.version {
            return;
        }
        self.shown = notices.version;
        let focused = self.dom.document.active_element();
        let was_here = focused.is_some_and(|focused| self.place.contains(Some(&focused)));
        self.place.set_text_content(None);
        if was_here {
            // Its button no longer exists, so the focus would move to the top of the page.
            self.home.focus().ok();
        }
        self.place.set_hidden(notices.list.is_empty());
        for notice in &notices.list {
            if let Ok(element) = self.build(notice) {
                dom::append(&self.place, &[&element]);
                Self::select_text(&element);
            }
        }
    }

    fn build(&self, notice: &Notice) -> Built<Element> {
        let element: Element = self.dom.make("div", "notice")?;
        dom::set(&element, "data-about", &format!("{:?}", notice.about).to_ascii_lowercase());
        let words: Element = self.dom.make("div", "words")?;
        dom::append(&words, &[&self.dom.make_text("p", "", &notice.title)?]);
        match (notice.about, notice.lines.as_slice()) {
            (_, []) => {}
            (About::Copy, lines) => {
                let field: HtmlTextAreaElement = self.dom.make("textarea", "copy-field")?;
                field.set_read_only(true);
                field.set_value(&lines.join("\n"));
                dom::set(&field, "aria-label", "Text to copy");
                dom::append(&words, &[&field]);
            }
            (_, lines) => {
                let list: HtmlElement = self.dom.make("div", "")?;
                folded::fill(&self.dom, &list, lines)?;
                dom::append(&words, &[&list]);
            }
        }
        dom::append(&element, &[&words, &self.button(notice.about)?]);
        Ok(element)
    }

    fn button(&self, about: About) -> Built<HtmlElement> {
        let (label, message) = match about {
            About::Worker | About::Waiting => ("Start again", Message::StartAgain),
            About::Version => ("Reload", Message::Reload),
            About::Evaluator => ("Start again", Message::EvaluateAgain),
            About::Asking => ("Choose file…", Message::FileImport(ImportMessage::Choose)),
            _ => ("Dismiss", Message::Dismiss(about)),
        };
        let button = self.dom.make_text("button", "", label)?;
        dom::set(&button, "type", "button");
        self.mailbox.send_on(&button, "click", message);
        Ok(button)
    }

    /// A text to copy is selected at once.
    fn select_text(element: &Element) {
        let field = element.query_selector(".copy-field").ok().flatten();
        if let Some(field) = field.and_then(|field| field.dyn_into::<HtmlTextAreaElement>().ok()) {
            field.focus().ok();
            field.select();
        }
    }
}
