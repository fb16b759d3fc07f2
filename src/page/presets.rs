//! The list of examples at the top of the controls.

use web_sys::{Event, HtmlSelectElement};

use super::dom::{self, Built, Dom};
use super::mailbox::Mailbox;
use super::message::Message;
use super::state::State;
use crate::experiment::PRESETS;

/// The choice of an example.
#[derive(Debug)]
pub struct Presets {
    choice: HtmlSelectElement,
    /// The link whose example is shown.
    shown: Option<String>,
}

impl Presets {
    pub fn new(dom: &Dom, mailbox: &Mailbox) -> Built<Self> {
        let choice: HtmlSelectElement = dom.get("preset")?;
        for preset in PRESETS {
            dom.add_option(&choice, preset.link, preset.name)?;
        }
        let (mailbox, chosen) = (mailbox.clone(), choice.clone());
        dom::on(&choice, "change", move |_: Event| {
            // The first option stands for all that are none.
            let index = usize::try_from(chosen.selected_index() - 1).ok();
            if let Some(preset) = index.and_then(|index| PRESETS.get(index)) {
                mailbox.send(Message::Example(preset.link));
            }
        });
        Ok(Self { choice, shown: None })
    }

    /// Shows which example the experiment is, if it is one.
    pub fn show(&mut self, state: &State) {
        let link = state.experiment.link();
        if self.shown.as_ref() == Some(&link) {
            return;
        }
        let preset = PRESETS.iter().position(|preset| preset.link == link);
        // The first option stands for all that are none.
        let option = preset.map_or(0, |index| index + 1);
        self.choice.set_selected_index(i32::try_from(option).unwrap_or(0));
        dom::set(&self.choice, "title", preset.map_or("", |index| PRESETS[index].help));
        self.shown = Some(link);
    }
}
