//! The run's buttons, its epoch, its speed.

use web_sys::{Element, HtmlElement, HtmlInputElement, HtmlProgressElement, KeyboardEvent};

use super::dom::{self, Built, Dom, TextElement};
use super::mailbox::Mailbox;
use super::message::Message;
use super::state::{State, WorkerStatus};
use crate::app::{Offer, remaining_time};
use crate::protocol::Pace;

const BUTTONS: [(&str, Message); 10] = [
    ("run", Message::Run),
    ("step", Message::Step),
    ("restart", Message::Restart),
    ("new-seed", Message::NewSeed),
    ("copy-link", Message::CopyLink),
    ("theme", Message::Theme),
    ("replay", Message::Replay),
    ("start-over", Message::StartOver),
    ("cancel-question", Message::CancelQuestion),
    ("faster", Message::Pace(Pace::Fast)),
];
const PACES: [(&str, Pace); 3] = [("slow", Pace::Slow), ("normal", Pace::Normal), ("fast", Pace::Fast)];

/// The bar at the top.
#[derive(Debug)]
pub struct Toolbar {
    run: Element,
    run_label: TextElement,
    epoch: TextElement,
    epochs: TextElement,
    progress: HtmlProgressElement,
    /// Buttons that need a worker.
    working: Vec<Element>,
    remaining: TextElement,
    faster: HtmlElement,
    /// The progress of an epoch that takes long.
    epoch_progress: HtmlProgressElement,
    question: Question,
    paces: Vec<(HtmlInputElement, Pace)>,
    shown: Option<(bool, u32, u32, bool)>,
}

/// The question before a run with recorded changes restarts.
#[derive(Debug)]
struct Question {
    place: HtmlElement,
    replay: HtmlElement,
    start_over: HtmlElement,
    /// The element that gets the focus afterwards.
    restart: HtmlElement,
    shown: Option<Offer>,
}

impl Question {
    fn show(&mut self, offer: Option<Offer>) {
        if self.shown == offer {
            return;
        }
        let (opens, closes) = (self.shown.is_none(), offer.is_none());
        let focused = self.place.owner_document().and_then(|document| document.active_element());
        let had_focus = focused.is_some_and(|focused| self.place.contains(Some(&focused)));
        self.place.set_hidden(closes);
        if let Some(Offer { go_on, start_over, values }) = &offer {
            self.replay.set_text_content(go_on.as_deref());
            self.start_over.set_text_content(Some(start_over));
            dom::set(&self.start_over, "title", values);
        }
        if opens {
            self.replay.focus().ok();
        } else if closes && had_focus {
            self.restart.focus().ok();
        }
        self.shown = offer;
    }
}

impl Toolbar {
    pub fn new(dom: &Dom, mailbox: &Mailbox) -> Built<Self> {
        for (id, message) in BUTTONS {
            mailbox.send_on(&dom.get::<Element>(id)?, "click", message);
        }
        let mut paces = Vec::new();
        for (name, pace) in PACES {
            let choice: HtmlInputElement = dom.get(&format!("speed-{name}"))?;
            mailbox.send_when_chosen(&choice, Message::Pace(pace));
            paces.push((choice, pace));
        }
        let (escape, question) = (mailbox.clone(), dom.get::<Element>("question")?);
        dom::on(&question, "keydown", move |event: KeyboardEvent| {
            if event.key() == "Escape" {
                escape.send(Message::CancelQuestion);
            }
        });
        Ok(Self {
            run: dom.get("run")?,
            run_label: TextElement::new(dom.get::<Element>("run-label")?),
            epoch: TextElement::new(dom.get::<Element>("epoch")?),
            epochs: TextElement::new(dom.get::<Element>("epochs-end")?),
            progress: dom.get("progress")?,
            working: ["run", "step", "restart"].into_iter().map(|id| dom.get(id)).collect::<Built<_>>()?,
            remaining: TextElement::new(dom.get::<Element>("remaining")?),
            faster: dom.get("faster")?,
            epoch_progress: dom.get("epoch-progress")?,
            question: Question {
                place: dom.get("question")?,
                replay: dom.get("replay")?,
                start_over: dom.get("start-over")?,
                restart: dom.get("restart")?,
                shown: None,
            },
            paces,
            shown: None,
        })
    }

    pub fn show(&mut self, state: &State) {
        self.question.show(state.asked());
        self.show_time(state);
        let (running, gone) = (state.is_training(), state.standing == WorkerStatus::Gone);
        let epoch = state.run.current().map_or(0, |shown| shown.frame.epoch);
        let shown = Some((running, epoch, state.experiment.epochs, gone));
        if self.shown == shown {
            return;
        }
        self.shown = shown;
        dom::set(&self.run, "data-running", if running { "true" } else { "false" });
        self.run_label.show(if running { "Pause" } else { "Run" });
        self.epoch.show(&epoch.to_string());
        self.epochs.show(&state.experiment.epochs.to_string());
        self.progress.set_max(state.experiment.epochs.into());
        self.progress.set_value(epoch.into());
        self.working.iter().for_each(|button| dom::set_flag(button, "disabled", gone));
    }

    fn show_time(&mut self, state: &State) {
        let remaining = state.remaining_ms().map(|ms| format!("{} left", remaining_time(ms)));
        self.remaining.show(&remaining.unwrap_or_default());
        self.faster.set_hidden(!state.offers_fast());
        let share = state.epoch_share();
        dom::set_flag(&self.epoch_progress, "data-idle", share.is_none());
        if let Some(share) = share {
            self.epoch_progress.set_value(share);
        }
        for (choice, pace) in &self.paces {
            if *pace == state.pace && !choice.checked() {
                choice.set_checked(true);
            }
        }
    }
}
