//! Printing: the figures are drawn again, dark on white, in the space that they have on paper.

use web_sys::Event;

use super::app::App;
use super::dom::{self, Built, Dom};
use super::mailbox::Mailbox;
use super::message::Message;

const PRINT: &str = "print";

/// Listens to printing; some browsers report it in only one of two ways.
pub fn listen(dom: &Dom, mailbox: &Mailbox) -> Built<()> {
    mailbox.send_on_window(dom, "beforeprint", Message::Printing(true));
    mailbox.send_on_window(dom, "afterprint", Message::Printing(false));
    if let Some(list) = dom.window.match_media(PRINT)? {
        let (mailbox, printed) = (mailbox.clone(), list.clone());
        dom::on(&list, "change", move |_: Event| mailbox.send(Message::Printing(printed.matches())));
    }
    Ok(())
}

impl App {
    /// Draws everything for paper, or for the screen again. The browser prints the page in the state in which
    /// this function leaves it, so nothing may wait for a frame.
    pub(super) fn print(&mut self, on: bool) {
        if self.theme.prints(on) {
            self.state.revision += 1;
            self.figures.measure();
            let (palette, now) = (self.theme.palette(), self.dom.now());
            if on {
                self.show_all(now);
            } else {
                self.figures.show(self.state.tab(), &self.state, &palette, now);
            }
        }
    }
}
