//! The diagnosis of the run, and buttons that apply remedies.

use web_sys::{Element, HtmlElement};

use super::dom::{self, Built, Dom, TextElement};
use super::mailbox::Mailbox;
use super::message::Message;
use super::state::State;
use crate::evaluation::{Diagnosis, Symptoms};
use crate::training::Curve;

/// Milliseconds between two diagnoses during a run. A diagnosis tries every remedy, which takes as long as a
/// figure; and nobody reads a sentence that changes with every frame.
const PAUSE_MS: f64 = 1000.0;

/// The diagnosis under the report.
#[derive(Debug)]
pub struct RemediesPanel {
    dom: Dom,
    mailbox: Mailbox,
    place: HtmlElement,
    sentence: TextElement,
    buttons: Element,
    shown: Option<Diagnosis>,
    revision: u64,
    diagnosed_at: f64,
}

impl RemediesPanel {
    pub fn new(dom: &Dom, mailbox: &Mailbox) -> Built<Self> {
        Ok(Self {
            dom: dom.clone(),
            mailbox: mailbox.clone(),
            place: dom.get("worse")?,
            sentence: TextElement::new(dom.get::<Element>("worse-why")?),
            buttons: dom.get("remedies")?,
            shown: None,
            revision: 0,
            diagnosed_at: f64::NEG_INFINITY,
        })
    }

    pub fn show(&mut self, state: &State, now: f64) {
        let must_wait = state.run.is_moving() && now - self.diagnosed_at < PAUSE_MS;
        if must_wait || self.revision == state.revision {
            return;
        }
        (self.revision, self.diagnosed_at) = (state.revision, now);
        let found = diagnosis(state);
        if found == self.shown {
            return;
        }
        self.sentence.show(found.as_ref().map_or("", |found| &found.sentence));
        self.buttons.set_text_content(None);
        for remedy in found.iter().flat_map(|found| &found.remedies) {
            let Ok(button) = self.dom.make_text("button", "", &remedy.label) else { continue };
            dom::set(&button, "type", "button");
            self.mailbox.send_on(&button, "click", Message::Apply(remedy.clone()));
            dom::append(&self.buttons, &[&button]);
        }
        // Its space is kept, so that nothing jumps.
        self.place.class_list().toggle_with_force("unsaid", found.is_none()).ok();
        self.shown = found;
    }
}

/// Returns the diagnosis of the newest run.
fn diagnosis(state: &State) -> Option<Diagnosis> {
    let shown = state.run.current()?;
    let (frame, history) = (&shown.frame, &shown.history);
    let active = &frame.numbers.active;
    let last = |curve: Curve| history[curve].last().map_or(0.0, |&value| f64::from(value));
    let symptoms = Symptoms {
        epoch: frame.epoch,
        test_mse: frame.test_mse,
        baselines: state.baselines.result.as_ref().and_then(|result| result.as_ref().ok()),
        units: active.len(),
        dead: active.iter().filter(|&&share| share == 0.0).count(),
        l0: frame.l0,
        losses: &history[Curve::Total],
        reconstruction: last(Curve::Reconstruction),
        penalties: last(Curve::Sparsity) + last(Curve::Divergence),
    };
    Diagnosis::of(state.seen(), &symptoms)
}
