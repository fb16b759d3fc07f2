//! The gallery: a dialog with one card per example.

use web_sys::{Element, Event, HtmlDialogElement, HtmlElement};

use super::dom::{self, Built, Dom};
use super::mailbox::Mailbox;
use super::message::Message;
use crate::experiment::{EXAMPLES, Example};

/// Makes the buttons that open and close the gallery work. The cards are built when it is first opened, so
/// that their pictures are fetched only then.
pub fn listen(dom: &Dom, mailbox: &Mailbox) -> Built<()> {
    let dialog: HtmlDialogElement = dom.get("gallery")?;
    let list: Element = dom.get("gallery-cards")?;
    let (open, close): (Element, Element) = (dom.get("examples")?, dom.get("gallery-close")?);
    let closing = dialog.clone();
    dom::on(&close, "click", move |_: Event| closing.close());
    let (dom, mailbox) = (dom.clone(), mailbox.clone());
    dom::on(&open, "click", move |_: Event| {
        if list.child_element_count() == 0 {
            for example in EXAMPLES {
                // A card that the browser cannot build is left out; links still lead to its example.
                if let Ok(card) = card(&dom, &mailbox, &dialog, example) {
                    dom::append(&list, &[&card]);
                }
            }
        }
        // It fails only if the dialog is open already.
        dialog.show_modal().ok();
    });
    Ok(())
}

fn card(
    dom: &Dom,
    mailbox: &Mailbox,
    dialog: &HtmlDialogElement,
    example: &'static Example,
) -> Built<Element> {
    let card: Element = dom.make("li", "")?;
    let button: HtmlElement = dom.make("button", "example")?;
    dom::set(&button, "type", "button");
    let picture: Element = dom.make("img", "")?;
    for (name, value) in [
        ("src", format!("gallery/{}.webp", example.picture)),
        ("alt", String::new()),
        ("width", "320".to_owned()),
        ("height", "200".to_owned()),
    ] {
        dom::set(&picture, name, &value);
    }
    let name = dom.make_text("b", "", example.name)?;
    let look = dom.make_text("span", "", example.look)?;
    let attempt = dom.make_text("span", "attempt", &format!("Try: {}", example.attempt))?;
    dom::append(&button, &[&picture, &name, &look, &attempt]);
    let (mailbox, dialog) = (mailbox.clone(), dialog.clone());
    dom::on(&button, "click", move |_: Event| {
        dialog.close();
        mailbox.send(Message::Example(example.link));
    });
    dom::append(&card, &[&button]);
    Ok(card)
}
