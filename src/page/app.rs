//! The page's heart: takes one message after the other, and shows the state once a frame.

use rand::TryRng;
use rand::rngs::SysRng;
use wasm_bindgen::prelude::*;
use web_sys::{Element, Event, KeyboardEvent};

use super::address::Address;
use super::controls::Controls;
use super::cover::CoverView;
use super::dom::{self, Built, Dom, TextElement};
use super::download::Downloads;
use super::evaluate::Evaluating;
use super::evaluation_section::EvaluationSection;
use super::feedback::FeedbackView;
use super::figures::Figures;
use super::file_import::FileImport;
use super::guide::Guide;
use super::library::DataFileBlobs;
use super::log::Log;
use super::mailbox::Mailbox;
use super::message::{FigureFormat, FigureId, ImportMessage, Letter, Message};
use super::notices::Board;
use super::programs::Programs;
use super::report::ReportPanel;
use super::script::Script;
use super::state::State;
use super::tabs::{self, Tabs};
use super::theme::{self, Theme};
use super::toolbar::Toolbar;
use super::viewport::{self, Frames};
use super::weigher::Weigher;
use super::worker::{Program, Worker};
use super::{clipboard, dropped, gallery, paper, weights};
use crate::app::{self, Effect, FeedbackPlace};
use crate::experiment::Tab;
use crate::protocol::Command;

/// The state, the parts that display it, and the workers.
pub struct App {
    pub(super) dom: Dom,
    pub(super) mailbox: Mailbox,
    pub(super) state: State,
    pub(super) programs: Programs,
    pub(super) worker: Option<Worker>,
    pub(super) measurer: Option<Worker>,
    pub(super) checker: Option<Worker>,
    pub(super) weigher: Option<Weigher>,
    pub(super) script: Option<Script>,
    pub(super) evaluator: Option<Evaluating>,
    pub(super) address: Address,
    pub(super) controls: Controls,
    pub(super) figures: Figures,
    pub(super) contents: DataFileBlobs,
    pub(super) log: Log,
    guide: Guide,
    pub(super) file_import: FileImport,
    pub(super) evaluation: EvaluationSection,
    tabs: Tabs,
    toolbar: Toolbar,
    cover: CoverView,
    feedback: FeedbackView,
    report: ReportPanel,
    board: Board,
    status: TextElement,
    pub(super) theme: Theme,
    frames: Frames,
}

impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        self.state.fmt(f)
    }
}

impl App {
    /// Builds all parts, in tasks that do not block the page, and opens the experiment of the address.
    pub async fn build(dom: &Dom, mailbox: &Mailbox) -> Built<Self> {
        let theme = Theme::new(dom)?;
        // It is loaded while the page is built.
        let mut address = Address::new(dom.window.clone());
        let (fragment, _) = address.read().unwrap_or_default();
        let mut state = State::new();
        state.is_still = dom.matches(viewport::STILL);
        state.open_address(&fragment);
        let program = Program::of(&state.experiment);
        state.program = Some(program);
        let downloads = Downloads::new(&dom.window);
        let programs = Programs::new(dom, mailbox, &downloads)?;
        let worker = Self::training_worker(mailbox, &programs, program);
        let controls = Controls::build(dom, mailbox).await?;
        viewport::next_task(dom).await?;
        let figures = Figures::new(dom, mailbox)?;
        viewport::next_task(dom).await?;
        let mut app = Self {
            dom: dom.clone(),
            mailbox: mailbox.clone(),
            state,
            programs,
            worker: None,
            measurer: None,
            checker: None,
            weigher: None,
            script: None,
            evaluator: None,
            address,
            controls,
            figures,
            contents: DataFileBlobs::new(dom, downloads)?,
            log: Log::new(dom, mailbox)?,
            guide: Guide::new(dom, mailbox)?,
            file_import: FileImport::new(dom, mailbox)?,
            evaluation: EvaluationSection::new(dom, mailbox)?,
            tabs: Tabs::new(dom, mailbox)?,
            toolbar: Toolbar::new(dom, mailbox)?,
            cover: CoverView::new(dom)?,
            feedback: FeedbackView::new(dom)?,
            report: ReportPanel::new(dom, mailbox)?,
            board: Board::new(dom, mailbox)?,
            status: TextElement::new(dom.get::<Element>("status")?),
            theme,
            frames: Frames::new(dom, mailbox),
        };
        listen(dom, mailbox)?;
        tabs::listen(dom, mailbox);
        gallery::listen(dom, mailbox)?;
        weights::listen(dom, mailbox)?;
        dropped::listen(dom, mailbox);
        paper::listen(dom, mailbox)?;
        viewport::listen(dom, mailbox)?;
        app.controls.arrange(viewport::is_narrow(dom));
        app.state.resume_at(app.address.note());
        app.apply(Message::Visibility(dom.document.hidden()));
        app.take_worker(worker);
        app.frames.request();
        Ok(app)
    }

    /// Handles a message that has arrived.
    pub fn receive(&mut self, letter: Letter) {
        match letter {
            Letter::Message(message) => return self.update(message),
            Letter::Chosen(files) => self.take_files(files),
            Letter::Contents(choice, contents) => self.take_contents(choice, contents),
            Letter::Fetched(file, content) => self.fetched(file, content),
        }
        self.redraw();
    }

    /// Handles a message.
    fn update(&mut self, message: Message) {
        match message {
            Message::Draw => return self.draw(),
            Message::Example(link) => {
                self.guide.reveal(link);
                self.apply(Message::Example(link));
            }
            Message::CopyLog => self.copy_log(),
            Message::CheckGradients => self.check_gradients(),
            Message::Theme => self.theme.toggle(),
            Message::SystemTheme => self.theme.follow_system(),
            Message::Rescale => self.figures.rescale(&self.state),
            Message::Figure(figure_id, input) => {
                if let Some(message) = self.figures.input(figure_id, input, &self.state) {
                    self.apply(message);
                }
            }
            Message::Save(figure_id, format) => self.save(figure_id, format),
            Message::Evaluate => self.evaluate(),
            Message::EvaluateAgain => self.evaluate_again(),
            Message::CancelEvaluation => self.cancel_evaluation(),
            Message::CancelStage(stage) => self.cancel_stage(stage),
            Message::Project(projection) => self.project(projection),
            Message::Perplexity(text) => self.choose_perplexity(&text),
            Message::SaveTable(table) => self.save_table(table),
            Message::Evaluator(signal) => self.evaluator_signal(signal),
            Message::FileImport(deed) => self.own_data(deed),
            // It fails only if the browser forbids it; the notice stays.
            Message::Reload => drop(self.dom.window.location().reload()),
            Message::Resized => self.figures.measure(),
            // If nothing is pointed at, nothing needs to be drawn.
            Message::Scrolled if !self.figures.scrolled(&self.state) => return,
            Message::Scrolled => {}
            Message::Printing(on) => self.print(on),
            // Paper is narrow, too, but keeps the order of the screen.
            Message::Width if self.theme.is_printing() => {}
            Message::Width => self.controls.arrange(viewport::is_narrow(&self.dom)),
            Message::Leaving => {
                let (fragment, reached) = (self.state.address(), self.state.reached_so_far());
                self.address.replace(fragment.as_deref(), reached);
            }
            Message::Address => {
                if let Some((fragment, reached)) = self.address.read() {
                    self.apply(Message::Navigated(fragment, reached));
                }
            }
            Message::Measurer(signal) => self.measurer_signal(signal),
            Message::Checker(signal) => self.checker_signal(signal),
            Message::Weigher(signal) => self.weigher_signal(signal),
            Message::Script(signal) => self.script_signal(signal),
            Message::Second => {
                let revision = self.state.revision;
                self.apply(Message::Second);
                if self.state.revision == revision {
                    return;
                }
            }
            message => self.apply(message),
        }
        self.redraw();
    }

    /// Updates the state for a message and carries out the effects.
    pub(super) fn apply(&mut self, message: Message) {
        for effect in app::update(&mut self.state, self.dom.now(), message) {
            self.carry_out(effect);
        }
    }

    fn carry_out(&mut self, effect: Effect) {
        match effect {
            Effect::Tell(command) => self.tell(command),
            Effect::Supply(experiment) => self.supply(&experiment),
            Effect::StartTrainer(program) => {
                self.worker = None;
                self.take_worker(Self::training_worker(&self.mailbox, &self.programs, program));
            }
            Effect::EndTrainer => self.worker = None,
            Effect::LoadFile(experiment) => self.load_file(&experiment),
            Effect::ForgetFile(hash) => self.contents.forget(hash),
            Effect::MeasureBaselines => self.measure_baselines(),
            Effect::EvaluateNext => self.next_stage(),
            Effect::EndEvaluator => self.evaluator = None,
            Effect::ChooseData => self.own_data(ImportMessage::Choose),
            Effect::DrawSeed => self.apply(Message::Seed(SysRng.try_next_u32().ok())),
            Effect::AddEntry(entry) => self.address.add(&entry),
            Effect::ResetControl(parameter) => self.controls.rewrite(parameter),
            Effect::ResetSample => self.figures.rewrite(),
            Effect::Copy(place, what, text) => self.copy(place, what, text),
            Effect::CopyScript(what, link) => self.copy_script(what, link),
            Effect::CopyLink(what, fragment) => {
                let mark = if fragment.is_empty() { "" } else { "#" };
                self.copy(FeedbackPlace::CopyLink, what, format!("{}{mark}{fragment}", self.address.base()));
            }
            Effect::CheckWeights(name, file) => self.check_weights(name, file),
            Effect::SaveWeights(epoch, file) => self.save_weights(epoch, &file),
        }
    }

    pub(super) fn copy(&self, place: FeedbackPlace, what: &'static str, text: String) {
        clipboard::copy(&self.dom.window.navigator(), &self.mailbox, (place, what), text);
    }

    fn copy_log(&self) {
        self.copy(FeedbackPlace::CopyLog, "The log", super::log::text(&self.state));
    }

    /// Shows the state on the next animation frame.
    pub(super) fn redraw(&mut self) {
        self.state.revision += 1;
        self.frames.request();
    }

    /// Sets the text of the status line.
    pub(super) fn set_status(&mut self, status: impl Into<String>) {
        self.state.set_status(status);
    }

    fn save(&mut self, figure_id: FigureId, format: FigureFormat) {
        if let Err(error) = self.figures.save(figure_id, format, &self.state, &self.theme.palette()) {
            self.set_status(format!("The file could not be saved: {error:?}"));
        }
    }

    /// Sends a command to the training worker, if there is one.
    pub(super) fn tell(&self, command: Command) {
        if let Some(worker) = &self.worker {
            worker.tell(command);
        }
    }

    /// Requests a frame from the worker, displays the state, and returns if more will follow.
    fn draw(&mut self) {
        self.frames.came();
        if self.dom.document.hidden() {
            return;
        }
        let now = self.dom.now();
        self.state.hover(self.figures.pointed(&self.state));
        let wanted = self.state.wanted();
        if let Some(command) = self.state.run.ask(wanted, now) {
            self.tell(command);
        }
        if let Some(command) = self.state.ask_unit(now) {
            self.tell(command);
        }
        if self.tabs.show(&self.state) {
            self.figures.measure();
        }
        self.toolbar.show(&self.state);
        self.cover.show(&self.state);
        self.feedback.show(&self.state);
        self.controls.show(&self.state);
        self.guide.show(&self.state);
        self.board.show(&self.state.notices);
        match self.state.loading.newest() {
            Some(loading) => self.status.show(&loading.to_string()),
            None => self.status.show(&self.state.status),
        }
        self.contents.show(&self.state);
        self.file_import.show(&self.state);
        let is_shown = self.show_view(now);
        let (fragment, reached) = (self.state.address(), self.state.reached_so_far());
        let written = self.address.write(fragment.as_deref(), reached, now);
        if self.state.run.is_moving() || !is_shown || !written {
            self.frames.request();
        }
    }
}

impl App {
    /// Shows the state in the view that is open; what is in another one is neither written nor drawn. Returns
    /// whether all of it is up to date.
    fn show_view(&mut self, now: f64) -> bool {
        let tab = self.state.tab();
        self.figures.show(tab, &self.state, &self.theme.palette(), now);
        let is_written = match tab {
            Tab::Training => {
                self.report.show(&self.state, now);
                self.log.show(&self.state, now)
            }
            Tab::Evaluation => {
                self.evaluation.show(&self.state);
                true
            }
            Tab::Units | Tab::GroundTruth => true,
        };
        is_written && self.figures.is_complete(tab)
    }

    /// Shows the state in all views, to be printed.
    pub(super) fn show_all(&mut self, now: f64) {
        self.report.show(&self.state, now);
        self.log.show(&self.state, now);
        self.evaluation.show(&self.state);
        self.figures.show_all(&self.state, &self.theme.palette(), now);
    }
}

/// Lets the browser's own events in.
fn listen(dom: &Dom, mailbox: &Mailbox) -> Built<()> {
    for (event, message) in
        [("hashchange", Message::Address), ("popstate", Message::Address), ("pagehide", Message::Leaving)]
    {
        let mailbox = mailbox.clone();
        dom::on(&dom.window, event, move |_: Event| mailbox.send(message.clone()));
    }
    let (visibility, document) = (mailbox.clone(), dom.document.clone());
    dom::on(&dom.document, "visibilitychange", move |_: Event| {
        visibility.send(Message::Visibility(document.hidden()));
    });
    for (query, message) in [(theme::SYSTEM, Message::SystemTheme), (viewport::NARROW, Message::Width)] {
        if let Some(list) = dom.window.match_media(query)? {
            let mailbox = mailbox.clone();
            dom::on(&list, "change", move |_: Event| mailbox.send(message.clone()));
        }
    }
    mailbox.send_on(&dom.get::<Element>("check-gradients")?, "click", Message::CheckGradients);
    let seconds = mailbox.clone();
    let every_second = Closure::<dyn FnMut()>::new(move || seconds.send(Message::Second)).into_js_value();
    dom.window.set_interval_with_callback_and_timeout_and_arguments_0(every_second.unchecked_ref(), 1000)?;
    let mailbox = mailbox.clone();
    dom::on(&dom.document, "keydown", move |event: KeyboardEvent| {
        if is_for_the_page(&event) {
            event.prevent_default();
            mailbox.send(Message::Run);
        }
    });
    Ok(())
}

/// The space bar, where nothing that uses it itself has the focus.
fn is_for_the_page(event: &KeyboardEvent) -> bool {
    const USERS: &str = "input, button, select, textarea, summary, a, dialog, [contenteditable]";
    event.key() == " " && is_plain(event, USERS)
}

/// Returns whether a key is pressed once, without modifiers, and outside the elements that a selector
/// matches.
pub(super) fn is_plain(event: &KeyboardEvent, users: &str) -> bool {
    let plain =
        !(event.repeat() || event.ctrl_key() || event.alt_key() || event.meta_key() || event.shift_key());
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let used = target.and_then(|target| target.closest(users).ok().flatten()).is_some();
    plain && !used && !event.default_prevented()
}
