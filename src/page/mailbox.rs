//! Messages to the app, handled one after the other.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use web_sys::{Element, Event, HtmlInputElement};

use super::app::App;
use super::dom::{self, Dom};
use super::message::{Letter, Message};

/// Takes messages to the app. The app is at work on one at a time: what comes in the meantime, from
/// an event that its own work set off, waits.
#[derive(Debug, Clone, Default)]
pub struct Mailbox(Rc<MailboxInner>);

#[derive(Debug, Default)]
struct MailboxInner {
    waiting: RefCell<VecDeque<Letter>>,
    app: RefCell<Option<App>>,
}

impl Mailbox {
    /// Lets the app begin with what waits.
    pub fn open(&self, app: App) {
        self.0.app.replace(Some(app));
        self.deliver();
    }

    pub fn send(&self, letter: impl Into<Letter>) {
        self.0.waiting.borrow_mut().push_back(letter.into());
        self.deliver();
    }

    /// Sends `message` at every such event.
    pub fn send_on(&self, element: &Element, event: &str, message: Message) {
        let mailbox = self.clone();
        dom::on(element, event, move |_: Event| mailbox.send(message.clone()));
    }

    /// Sends a message for events that only the window receives.
    pub fn send_on_window(&self, dom: &Dom, event: &str, message: Message) {
        let mailbox = self.clone();
        dom::on(&dom.window, event, move |_: Event| mailbox.send(message.clone()));
    }

    /// Sends `message` when one of a few is chosen, and at once where it was chosen while the page was
    /// loading.
    pub fn send_when_chosen(&self, choice: &HtmlInputElement, message: Message) {
        if choice.checked() {
            self.send(message.clone());
        }
        self.send_on(choice, "change", message);
    }

    fn deliver(&self) {
        let Ok(mut app) = self.0.app.try_borrow_mut() else { return };
        let Some(app) = app.as_mut() else { return };
        loop {
            let next = self.0.waiting.borrow_mut().pop_front();
            let Some(message) = next else { return };
            app.receive(message);
        }
    }
}
