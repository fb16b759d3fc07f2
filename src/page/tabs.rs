//! The tabs, and the views that they show.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent};

use super::dom::{self, Built, Dom};
use super::mailbox::Mailbox;
use super::message::Message;
use super::state::State;
use crate::experiment::Tab;
use crate::parameter::Value;

/// The tabs, and the views that they show.
#[derive(Debug)]
pub struct Tabs {
    dom: Dom,
    pairs: Vec<Pair>,
    /// The shown view, and whether the ground truth has a tab.
    shown: Option<(Tab, bool)>,
}

/// A tab and its view.
#[derive(Debug)]
struct Pair {
    tab: Tab,
    button: HtmlElement,
    view: HtmlElement,
}

impl Tabs {
    pub fn new(dom: &Dom, mailbox: &Mailbox) -> Built<Self> {
        let mut pairs = Vec::new();
        for &tab in Tab::ALL {
            let button: HtmlElement = dom.get(&format!("tab-{}", tab.text()))?;
            mailbox.send_on(&button, "click", Message::Show(tab));
            pairs.push(Pair { tab, button, view: dom.get(&format!("view-{}", tab.text()))? });
        }
        let list: Element = dom.get("tabs")?;
        dom::on(&list, "keydown", move |event: KeyboardEvent| {
            if let Some(button) = neighbour(&event) {
                event.prevent_default();
                button.focus().ok();
                button.click();
            }
        });
        Ok(Self { dom: dom.clone(), pairs, shown: None })
    }

    /// Returns whether another view is shown now.
    pub fn show(&mut self, state: &State) -> bool {
        let now = (state.tab(), state.has_tab(Tab::GroundTruth));
        if self.shown.replace(now) == Some(now) {
            return false;
        }
        let focused = self.dom.document.active_element();
        for Pair { tab, button, view } in &self.pairs {
            let is_selected = *tab == now.0;
            dom::set(button, "aria-selected", if is_selected { "true" } else { "false" });
            button.set_tab_index(if is_selected { 0 } else { -1 });
            button.set_hidden(*tab == Tab::GroundTruth && !now.1);
            let loses_focus = !is_selected && view.contains(focused.as_deref());
            view.set_hidden(!is_selected);
            if loses_focus {
                self.focus(now.0);
            }
        }
        true
    }

    /// The keyboard would begin at the top of the page again.
    fn focus(&self, tab: Tab) {
        let pair = self.pairs.iter().find(|pair| pair.tab == tab);
        pair.and_then(|pair| pair.button.focus().ok());
    }
}

/// Returns the tab to which an arrow key, Home or End leads from the focused one.
fn neighbour(event: &KeyboardEvent) -> Option<HtmlElement> {
    let focused: Element = event.target()?.dyn_into().ok()?;
    let list = focused.parent_element()?;
    let hidden = |element: &Element| element.has_attribute("hidden");
    let ends = |mut from: Element, next: fn(&Element) -> Option<Element>| {
        while hidden(&from) {
            from = next(&from)?;
        }
        Some(from)
    };
    let (forward, backward) = (Element::next_element_sibling, Element::previous_element_sibling);
    let first = || ends(list.first_element_child()?, forward);
    let last = || ends(list.last_element_child()?, backward);
    let found = match event.key().as_str() {
        "ArrowRight" => forward(&focused).and_then(|next| ends(next, forward)).or_else(first),
        "ArrowLeft" => backward(&focused).and_then(|next| ends(next, backward)).or_else(last),
        "Home" => first(),
        "End" => last(),
        _ => None,
    };
    found?.dyn_into().ok()
}

/// Lets the keys 1 to 4 switch views, unless they are typed into something.
pub fn listen(dom: &Dom, mailbox: &Mailbox) {
    let mailbox = mailbox.clone();
    dom::on(&dom.document, "keydown", move |event: KeyboardEvent| {
        const FIELDS: &str =
            "input:not([type=radio], [type=checkbox], [type=range]), select, textarea, dialog";
        if super::app::is_plain(&event, FIELDS)
            && let Some(tab) =
                event.key().parse::<usize>().ok().and_then(|key| Tab::ALL.get(key.checked_sub(1)?))
        {
            mailbox.send(Message::Show(*tab));
        }
    });
}
