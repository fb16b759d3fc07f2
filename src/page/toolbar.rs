//! The run's buttons, its epoch, its speed.

use web_sys::{Element, Event, HtmlInputElement, HtmlProgressElement};

use super::dom::{self, Built, Dom, Text};
use super::mailbox::Mailbox;
use super::message::Message;
use super::state::{Standing, State};
use crate::protocol::Pace;

const BUTTONS: [(&str, Message); 6] = [
    ("run", Message::Run),
    ("step", Message::Step),
    ("restart", Message::Restart),
    ("new-seed", Message::NewSeed),
    ("copy-link", Message::CopyLink),
    ("theme", Message::Theme),
];
const PACES: [(&str, Pace); 3] = [("slow", Pace::Slow), ("normal", Pace::Normal), ("fast", Pace::Fast)];

/// The bar at the top.
#[derive(Debug)]
pub struct Toolbar {
    run: Element,
    run_label: Text,
    epoch: Text,
    epochs: Text,
    progress: HtmlProgressElement,
    /// Buttons that need a worker.
    working: Vec<Element>,
    shown: Option<(bool, u32, u32, bool)>,
}

impl Toolbar {
    pub fn new(dom: &Dom, mailbox: &Mailbox) -> Built<Self> {
        for (id, message) in BUTTONS {
            mailbox.send_on(&dom.get::<Element>(id)?, "click", message);
        }
        for (name, pace) in PACES {
            let choice: HtmlInputElement = dom.get(&format!("speed-{name}"))?;
            let mailbox = mailbox.clone();
            dom::on(&choice, "change", move |_: Event| mailbox.send(Message::Pace(pace)));
        }
        Ok(Self {
            run: dom.get("run")?,
            run_label: Text::new(dom.get::<Element>("run-label")?),
            epoch: Text::new(dom.get::<Element>("epoch")?),
            epochs: Text::new(dom.get::<Element>("epochs-end")?),
            progress: dom.get("progress")?,
            working: ["run", "step", "restart"].into_iter().map(|id| dom.get(id)).collect::<Built<_>>()?,
            shown: None,
        })
    }

    pub fn show(&mut self, state: &State) {
        let (running, gone) = (state.is_training(), state.standing == Standing::Gone);
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
}
