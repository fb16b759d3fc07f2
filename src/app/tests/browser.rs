//! A simulated browser, which carries out the app's effects.

use std::collections::VecDeque;

use crate::app::*;
use crate::data::DataFile;
use crate::experiment::{Experiment, Key, Link};
use crate::protocol::{BUILD, Command, Event};
use crate::session::{Next, Session, WorkerCapabilities};
use crate::tensor::Fingerprint;
use crate::training::Trainer;

/// A run that takes no time.
pub const SMALL: &str = "n_samples=60&epochs=6";

/// An entry of the history: its fragment, and how far its run had come.
type Page = (String, Option<Reached>);

pub struct Browser {
    pub state: State,
    pub now: f64,
    worker: Option<Session>,
    /// Messages of the worker that the page has not received yet.
    pub mail: VecDeque<Event>,
    /// Starts that are not answered.
    starting: u32,
    pub pages: Vec<Page>,
    pub at: usize,
    /// The file on its way.
    pub loading: Option<DataFile>,
    /// The text copied last.
    pub copied: String,
    /// Number of starts sent.
    pub starts: u32,
}

/// The hash of the weights after an epoch of a fresh run.
pub fn fresh(link: &str, epoch: u32) -> Fingerprint {
    let mut trainer = Trainer::new(Link::parse(link).experiment).expect("the data can be made");
    while trainer.epoch() < epoch {
        trainer.advance();
    }
    trainer.fingerprint()
}

impl Browser {
    /// Opens a link as a new page does.
    pub fn open(fragment: &str) -> Self {
        Self::open_at(fragment, None)
    }

    pub fn open_at(fragment: &str, reached: Option<Reached>) -> Self {
        let mut browser = Self {
            state: State::new(),
            now: 0.0,
            worker: None,
            mail: VecDeque::new(),
            starting: 0,
            pages: vec![(fragment.to_owned(), reached)],
            at: 0,
            loading: None,
            copied: String::new(),
            starts: 0,
        };
        browser.state.open_address(fragment);
        browser.state.resume_at(reached);
        browser.send(Message::StartAgain);
        browser
    }

    /// Sends a message and carries out its effects.
    pub fn send(&mut self, message: Message) {
        self.now += 1.0;
        for effect in update(&mut self.state, self.now, message) {
            self.carry_out(effect);
        }
    }

    fn carry_out(&mut self, effect: Effect) {
        match effect {
            Effect::Tell(command) => self.tell(command),
            Effect::StartTrainer(_) => {
                (self.worker, self.starting) = (Some(Session::new(WorkerCapabilities::all())), 0);
                self.mail.clear();
                self.mail.push_back(Event::Ready { build: BUILD });
            }
            Effect::EndTrainer => {
                (self.worker, self.starting) = (None, 0);
                self.mail.clear();
            }
            Effect::LoadFile(experiment) => self.loading = experiment.data.file(&experiment),
            Effect::AddEntry(HistoryEntry { left, reached, fragment }) => {
                assert_eq!(Link::parse(&left).problems, []);
                self.pages[self.at] = (left, Some(reached));
                self.pages.truncate(self.at + 1);
                self.pages.push((fragment, None));
                self.at += 1;
            }
            Effect::CopyLink(_, fragment) => self.copied = fragment,
            Effect::DrawSeed => self.send(Message::Seed(Some(7))),
            // Nothing depends on what the page does then.
            Effect::Supply(_)
            | Effect::ForgetFile(_)
            | Effect::MeasureBaselines
            | Effect::EvaluateNext
            | Effect::EndEvaluator
            | Effect::ChooseData
            | Effect::ResetControl(_)
            | Effect::ResetSample
            | Effect::Copy(..)
            | Effect::CopyScript(..)
            | Effect::CheckWeights(..)
            | Effect::SaveWeights(..) => {}
        }
    }

    fn tell(&mut self, command: Command) {
        let Some(worker) = &mut self.worker else { return };
        if matches!(command, Command::Start { .. }) {
            assert_eq!(self.starting, 0, "never two starts at once");
            (self.starting, self.starts) = (1, self.starts + 1);
        }
        self.mail.extend(worker.handle(command, self.now));
    }

    /// Lets the worker train for a slice.
    pub fn work(&mut self) {
        if let Some(worker) = &mut self.worker
            && worker.next(self.now) == Next::Now
        {
            let now = self.now;
            self.mail.extend(worker.work(|| now));
        }
    }

    /// Delivers the oldest message of the worker to the page.
    pub fn hear(&mut self) {
        let Some(event) = self.mail.pop_front() else { return };
        if matches!(event, Event::Started(_) | Event::Refused { .. }) {
            self.starting = 0;
        }
        self.send(Message::Worker(Signal::Said(Box::new(event))));
    }

    /// Simulates an animation frame: the page requests what it shows and writes the address.
    pub fn draw(&mut self) {
        self.now += 16.0;
        if let Some(command) = self.state.run.ask(self.state.wanted(), self.now) {
            self.tell(command);
        }
        self.pages[self.at] = (self.state.fragment(), Some(self.state.reached_so_far()));
    }

    /// Continues until nothing happens any more.
    pub fn run_until_idle(&mut self) {
        for _ in 0..10_000 {
            self.work();
            self.hear();
            self.draw();
            if self.mail.is_empty() && !self.state.run.is_moving() && !self.is_busy() {
                return;
            }
        }
        panic!("it does not come to rest: {:?}", self.state.run);
    }

    fn is_busy(&self) -> bool {
        self.worker.as_ref().is_some_and(|worker| worker.next(self.now) != Next::Wait)
    }

    /// Continues until this many epochs are trained, and pauses.
    pub fn train_to(&mut self, epoch: u32) {
        while self.state.run.reached() < epoch {
            self.work();
            self.hear();
            self.draw();
        }
        self.send(Message::Run);
        assert!(!self.state.is_training());
        self.run_until_idle();
    }

    pub fn go(&mut self, by: isize) {
        let to = self.at.saturating_add_signed(by).min(self.pages.len() - 1);
        if to != self.at {
            self.at = to;
            let (fragment, reached) = self.pages[to].clone();
            self.send(Message::Navigated(fragment, reached));
        }
    }

    pub fn set(&mut self, key: Key, value: &str) {
        self.send(Message::Move(key.row(), value.to_owned()));
    }

    pub fn experiment(&self) -> &Experiment {
        &self.state.experiment
    }

    pub fn link(&self) -> String {
        self.state.experiment.link()
    }

    /// Epoch and fingerprint that are shown.
    pub fn shown(&self) -> (u32, Fingerprint) {
        let frame = &self.state.run.current().expect("a run of the experiment is shown").frame;
        (frame.epoch, frame.fingerprint)
    }

    /// Asserts that the page shows the same as a new run of its address.
    pub fn assert_address_tells(&self) {
        let (epoch, fingerprint) = self.shown();
        let address = &self.pages[self.at].0;
        assert_eq!(Link::parse(address).experiment, self.state.experiment, "{address}");
        assert_eq!(fresh(address, epoch), fingerprint, "epoch {epoch} of {address}");
    }
}
