//! A viewer's own data: chosen or dropped, looked at, and trained on. A worker of their own reads
//! them, so that the run goes on, whatever they are.

use js_sys::Uint8Array;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, Element, Event as DomEvent, File, FileList, HtmlElement, HtmlInputElement};

use super::app::App;
use super::dom::{self, Built, Dom, Text};
use super::mailbox::Mailbox;
use super::message::{Data, Deed, Letter, Message, Signal};
use super::notices::About;
use super::preview::{Dialog, Values};
use super::state::State;
use super::worker::{Program, Worker};
use crate::app::Place;
use crate::data::{Brought, Defaults, Extent, LAYOUT, READING, Source};
use crate::experiment::{Experiment, Parameter, Problem};
use crate::files::Limits;
use crate::parameter::{Kind, Value, excerpt};
use crate::protocol::{BUILD, Command, Event, Preview};
use crate::view::View;

/// Larger tables than this are trained on untried: making them takes long, and they have rows enough.
const MOST_TRIED: f64 = 40e6;

/// Samples and labels may be two files.
const MOST_FILES: usize = 2;

/// The files at hand, and how far they are.
pub struct Own {
    /// Those that were chosen last; the browser reads them anew where they are looked at again.
    files: Vec<File>,
    /// Counts choices, so that what comes late can be dropped.
    choice: u32,
    stage: Stage,
    /// What waits for the reader to be there.
    contents: Vec<Uint8Array>,
    reader: Option<Worker>,
    preview: Option<Preview>,
    /// How the files are opened: what goes before the reader's suggestions.
    opening: Values,
    /// How the data were read.
    values: Values,
    /// Read, and tried by the reader.
    taken: Option<Taken>,
    dialog: Dialog,
    field: HtmlInputElement,
    words: Text,
    columns: HtmlElement,
    save: HtmlElement,
    cancel: HtmlElement,
}

/// Data that were read, and the experiment on them.
struct Taken {
    experiment: Experiment,
    found: Brought,
    notes: Vec<String>,
    content: Blob,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Nothing is under way.
    Idle,
    /// They are opened, for the viewer to look at.
    Opening,
    /// They are read as the experiment says that asks for them.
    Matching,
    /// The viewer looks at them.
    Looking,
}

impl Own {
    pub fn new(dom: &Dom, mailbox: &Mailbox) -> Built<Self> {
        let field: HtmlInputElement = dom.get("data-files")?;
        let (chosen, chooser) = (mailbox.clone(), field.clone());
        dom::on(&field, "change", move |_: DomEvent| {
            take(&chosen, chooser.files());
            // The same file can be chosen again.
            chooser.set_value("");
        });
        for (id, deed) in [
            ("choose-data", Deed::Choose),
            ("data-columns", Deed::LookAgain),
            ("save-data", Deed::Save),
            ("cancel-reading", Deed::Cancel),
        ] {
            mailbox.send_on(&dom.get::<Element>(id)?, "click", Message::Own(deed));
        }
        Ok(Self {
            files: Vec::new(),
            choice: 0,
            stage: Stage::Idle,
            contents: Vec::new(),
            reader: None,
            preview: None,
            opening: Vec::new(),
            values: Vec::new(),
            taken: None,
            dialog: Dialog::new(dom, mailbox)?,
            field,
            words: Text::new(dom.get::<Element>("data-words")?),
            columns: dom.get("data-columns")?,
            save: dom.get("save-data")?,
            cancel: dom.get("cancel-reading")?,
        })
    }

    pub fn show(&mut self, state: &State) {
        let is_own = state.experiment.data == Source::Own;
        let Brought { name, extent, .. } = &state.experiment.file;
        // Before the file is there, only the link says what it holds.
        let is_asked = state.library.is_asking();
        self.words.show(&match (is_own, is_asked) {
            (true, true) => format!("{}: not here yet.", excerpt(name)),
            (true, false) => format!("{}: {}.", excerpt(name), extent.words()),
            (false, _) => String::new(),
        });
        self.columns.set_hidden(!is_own || is_asked || self.files.is_empty());
        self.save.set_hidden(!is_own || is_asked);
        let is_reading = matches!(self.stage, Stage::Opening | Stage::Matching);
        self.cancel.set_hidden(!is_reading || self.dialog.is_open());
    }

    /// What the files are called.
    fn name(&self) -> String {
        let names = self.files.iter().take(MOST_FILES).map(|file| excerpt(&file.name()));
        let names = names.collect::<Vec<_>>();
        match self.files.len().saturating_sub(MOST_FILES) {
            0 => names.join(" and "),
            more => format!("{} and {more} more", names.join(", ")),
        }
    }

    /// Forgets all but the files.
    fn rest(&mut self) {
        (self.stage, self.reader, self.preview) = (Stage::Idle, None, None);
        self.taken = None;
        self.contents.clear();
        if self.dialog.is_open() {
            self.dialog.close();
        }
    }
}

/// Files that were chosen or dropped.
pub fn take(mailbox: &Mailbox, files: Option<FileList>) {
    let Some(files) = files else { return };
    let files: Vec<_> = (0..files.length()).filter_map(|i| files.get(i)).collect();
    if !files.is_empty() {
        mailbox.send(Letter::Chosen(files));
    }
}

impl App {
    pub(super) fn own_data(&mut self, deed: Deed) {
        match deed {
            Deed::Choose => self.own.field.click(),
            Deed::LookAgain => self.open_files(Stage::Opening, self.known_values()),
            Deed::Reader(signal) => self.reader_signal(signal),
            Deed::Cancel => {
                self.own.rest();
                self.say("Reading was cancelled.");
            }
            Deed::Arrange => self.own.dialog.arrange(),
            Deed::Learn(all) => self.own.dialog.learn(all),
            Deed::Layout => self.open_anew(),
            Deed::Train => {
                self.own.values = self.own.dialog.values();
                self.own.dialog.refuse("", 0);
                self.read_files();
            }
            Deed::Leave if self.own.stage == Stage::Looking => self.own.rest(),
            Deed::Leave => {}
            Deed::Save => self.save_data(),
        }
    }

    /// Opens files that were chosen or dropped.
    pub(super) fn take_files(&mut self, files: Vec<File>) {
        self.own.files = files;
        let asked = self.state.library.is_asking();
        if asked {
            let file = ("file".to_owned(), self.state.experiment.file.text());
            let opening = self.known_values().into_iter().chain([file]).collect();
            self.open_files(Stage::Matching, opening);
        } else {
            self.open_files(Stage::Opening, Vec::new());
        }
    }

    /// Opens the files again in the way that the dialog says, which stays open. The columns may be others then.
    fn open_anew(&mut self) {
        if self.own.stage != Stage::Looking {
            return;
        }
        let kept = |name: &str| LAYOUT.contains(&name) || ["missing", "every"].contains(&name);
        self.own.opening = self.own.dialog.values();
        self.own.opening.retain(|(name, _)| kept(name));
        self.own.stage = Stage::Opening;
        self.load_contents();
    }

    fn open_files(&mut self, stage: Stage, opening: Values) {
        self.own.rest();
        self.own.opening = opening;
        self.state.notices.clear(About::File);
        let files = self.own.files.clone();
        if files.len() > MOST_FILES {
            return self.refuse_file(format!(
                "These are {} files. Choose one, or one with the samples and one with their labels.",
                files.len()
            ));
        }
        let bytes: f64 = files.iter().map(|file| file.size()).sum();
        let most = Limits::default().file as f64;
        if bytes > most {
            let reason = format!(
                "It has {:.0} MB, {:.0} are allowed. Save a part of the rows, such as each tenth.",
                bytes / 1e6,
                most / 1e6
            );
            return self.refuse_file(reason);
        }
        self.own.stage = stage;
        self.say(format!("Reading {}, in this browser.", self.own.name()));
        self.load_contents();
    }

    fn load_contents(&mut self) {
        self.own.choice += 1;
        let files = self.own.files.clone();
        let (mailbox, choice) = (self.mailbox.clone(), self.own.choice);
        spawn_local(async move {
            let contents = contents_of(&files).await;
            mailbox.send(Letter::Contents(choice, contents));
        });
    }

    /// The files' contents are there; a worker opens them.
    pub(super) fn take_contents(&mut self, choice: u32, contents: Option<Vec<Uint8Array>>) {
        if choice != self.own.choice {
            return;
        }
        let Some(contents) = contents else {
            return self.refuse_file(
                "The browser cannot read it. Is it a folder, or gone? Choose it again.".to_owned(),
            );
        };
        self.own.contents = contents;
        if self.own.reader.is_some() {
            return self.send_contents();
        }
        let mailbox = self.mailbox.clone();
        let signal = move |signal| mailbox.send(Message::Own(Deed::Reader(signal)));
        let names: Vec<_> = self.own.files.iter().map(File::name).collect();
        let program = Program::reading(names.iter().map(String::as_str));
        match Worker::start(program, &self.programs, signal) {
            Ok(reader) => self.own.reader = Some(reader),
            Err(error) => self.refuse_file(format!("The browser does not start its reader: {error:?}")),
        }
    }

    fn reader_signal(&mut self, signal: Signal) {
        let event = match signal {
            Signal::Said(event) => *event,
            Signal::Failed(message) | Signal::Mixed(message) => Event::Crashed { message },
        };
        if self.own.stage == Stage::Matching && !self.state.library.is_asking() {
            // The experiment that asked for it is no longer there.
            return self.own.rest();
        }
        match event {
            Event::Ready { build } if build == BUILD => self.send_contents(),
            Event::Opened(preview) => self.opened(preview),
            Event::Reading { share } => {
                self.say(format!("Reading {} … {:.0} %", self.own.name(), 100.0 * share));
            }
            Event::Loaded { name, file, origin } => {
                self.own.rest();
                self.apply(Message::WeightsRead(name, Ok((origin, file))));
            }
            Event::NotLoaded { name, reason } => {
                self.own.rest();
                self.apply(Message::WeightsRead(name, Err(reason)));
            }
            Event::Read { brought, view, packed, notes, .. } => {
                let Ok(found) = Brought::parse(&brought, &Kind::Text) else { return };
                let Some(content) = self.own.reader.as_ref().and_then(Worker::take_data) else { return };
                if self.own.stage == Stage::Matching {
                    self.match_data(&found, content);
                } else {
                    self.take_data(&found, &view, &packed, notes, content);
                }
            }
            Event::Tried { problem } => match (problem, self.own.taken.take()) {
                (None, Some(taken)) => self.train_on(taken),
                (Some(problem), _) => self.own.dialog.refuse(&problem, 0),
                (None, None) => {}
            },
            Event::NotRead { message, .. }
                if self.own.stage == Stage::Matching && self.own.preview.is_some() =>
            {
                let pair = "If the link was made with samples and labels in two files, choose both together.";
                let pair = if self.own.files.len() == 1 { pair } else { "" };
                self.mismatch(&format!("{message}{}{pair}", if message.ends_with('.') { " " } else { ". " }));
            }
            Event::NotRead { every, message } if self.own.dialog.is_open() => {
                self.own.stage = Stage::Looking;
                self.own.dialog.refuse(&message, every);
            }
            Event::NotRead { message, .. } => self.refuse_file(message),
            Event::Crashed { message } => {
                self.refuse_file(format!("It may be too large for this browser's memory: {message}"));
            }
            _ => self.refuse_file("The page's parts are of different versions; reload it.".to_owned()),
        }
    }

    fn send_contents(&mut self) {
        let contents = std::mem::take(&mut self.own.contents);
        let names = self.own.files.iter().map(File::name).collect();
        let sizes = contents.iter().map(Uint8Array::length).collect();
        let (link, values) = (self.state.experiment.link(), self.own.opening.clone());
        if let Some(reader) = &self.own.reader {
            reader.tell_with(Command::OpenFiles { names, sizes, link, values, files: Vec::new() }, &contents);
        }
    }

    fn opened(&mut self, preview: Preview) {
        self.own.preview = Some(preview);
        match self.own.stage {
            Stage::Matching => {
                self.own.values = self.known_values();
                self.read_files();
            }
            Stage::Opening => self.look(),
            Stage::Idle | Stage::Looking => {}
        }
    }

    /// How the experiment's file was read.
    fn known_values(&self) -> Values {
        let rows = READING.into_iter().filter_map(Parameter::named);
        rows.map(|row| (row.name.to_owned(), row.text(&self.state.experiment))).collect()
    }

    /// Shows the viewer what there is.
    fn look(&mut self) {
        self.own.stage = Stage::Looking;
        let Some(preview) = self.own.preview.clone() else { return };
        self.say(format!("{}: {}", excerpt(&preview.name), preview.summary));
        if let Err(error) = self.own.dialog.show(&preview, &self.own.opening) {
            self.refuse_file(format!("The browser does not show it: {error:?}"));
        }
    }

    fn read_files(&mut self) {
        if let Some(reader) = &self.own.reader {
            reader.tell(Command::ReadFiles { values: self.own.values.clone() });
        }
    }

    /// The data of the experiment that asks for them were read, or others.
    fn match_data(&mut self, found: &Brought, content: Blob) {
        let wanted = &self.state.experiment.file;
        if found.hash != wanted.hash {
            let (words, wanted) = (found.extent.words(), excerpt(&wanted.name));
            return self
                .mismatch(&format!("It holds {words}, but not what {wanted} held when the link was made."));
        }
        self.own.rest();
        self.use_data(None, found, content, Vec::new());
    }

    /// The data of a new experiment were read.
    fn take_data(&mut self, found: &Brought, view: &str, packed: &str, notes: Vec<String>, content: Blob) {
        let experiment = match self.experiment_on(found, view, packed) {
            Ok(experiment) => experiment,
            Err(problem) => {
                let every = self.fewer(found, view);
                return self.own.dialog.refuse(&problem.to_string(), every);
            }
        };
        let is_picture = matches!(found.extent, Extent::Picture { .. });
        let taken = Taken { experiment, found: found.clone(), notes, content };
        match &self.own.reader {
            // Whether they can be trained on is found out while the run goes on.
            Some(reader) if is_picture || taken.content.size() <= MOST_TRIED => {
                let link = taken.experiment.link();
                reader.supply(found.hash, &link, &taken.content);
                reader.tell(Command::Try { link });
                self.own.taken = Some(taken);
            }
            _ => self.train_on(taken),
        }
    }

    /// Ends the run for one on own data.
    fn train_on(&mut self, Taken { experiment, found, notes, content }: Taken) {
        let seen = self.own.preview.as_ref().map_or(&[][..], |preview| &preview.notes);
        let news = notes.into_iter().filter(|note| !seen.contains(note)).collect();
        self.own.rest();
        self.use_data(Some(experiment), &found, content, news);
    }

    /// Keeps the content of own data and begins a run on them.
    fn use_data(
        &mut self,
        experiment: Option<Experiment>,
        found: &Brought,
        content: Blob,
        news: Vec<String>,
    ) {
        let (hash, bytes) = (found.hash, content.size());
        self.contents.hold(hash, content);
        let (name, words) = (found.name.clone(), found.extent.words());
        self.apply(Message::Data(Box::new(Data { experiment, hash, bytes, name, words, news })));
    }

    /// The experiment with other data.
    fn experiment_on(&self, found: &Brought, view: &str, packed: &str) -> Result<Experiment, Problem> {
        let is_table = matches!(found.extent, Extent::Table { .. });
        let file = found.text();
        let chosen = self.own.values.iter().filter(|(name, _)| is_table && name != "view");
        let chosen = chosen.map(|(name, text)| (name.as_str(), text.as_str()));
        let rows = [("data", "file"), ("file", file.as_str()), ("content", packed)].into_iter().chain(chosen);
        let before = &self.state.experiment;
        // A file that is looked at again keeps the defaults that its link means.
        let is_same = before.data == Source::Own && before.file.name == found.name;
        let keeps_first = is_same && before.defaults == Defaults::First;
        let new_view = view.parse().ok().filter(|view| before.view() != *view);
        let scaling = new_view.filter(|_| keeps_first).and_then(View::scaling);
        let rows = rows.chain(is_table.then_some(("view", view))).chain(scaling);
        let rows = rows.chain((!keeps_first).then_some(("defaults", "2")));
        self.state.experiment.with_all(rows.filter_map(|(name, text)| Some((Parameter::named(name)?, text))))
    }

    /// One row in how many would do, where it is only too many rows that do not; else 0.
    fn fewer(&self, found: &Brought, view: &str) -> u32 {
        const MOST: usize = 100;
        let Extent::Table { rows, columns, classes } = found.extent else { return 0 };
        let every = self.own.values.iter().find(|(name, _)| name == "every");
        let every: u32 = every.and_then(|(_, text)| text.parse().ok()).unwrap_or(1);
        let fits = |times: &usize| {
            let extent = Extent::Table { rows: rows.div_ceil(*times), columns, classes };
            self.experiment_on(&Brought { extent, ..found.clone() }, view, "").is_ok()
        };
        (2..=MOST).find(fits).map_or(0, |times| every * times as u32)
    }

    /// A file is not the one that the experiment asks for; it may do as other data.
    fn mismatch(&mut self, reason: &str) {
        // What the link says of reading a file may well hold for this one.
        self.look();
        let name = self.own.name();
        self.own.dialog.refuse(
            &format!(
                "{name} is not the file of this link. {reason} Choose another, or train on it as new data."
            ),
            0,
        );
    }

    fn refuse_file(&mut self, reason: String) {
        let name = self.own.name();
        self.own.rest();
        self.state.answer(Place::ChooseData, format!("{name} is not taken: {reason}"));
        let title = format!("{name} cannot be taken; everything else goes on.");
        self.state.notices.say(About::File, title, vec![reason]);
    }
}

async fn contents_of(files: &[File]) -> Option<Vec<Uint8Array>> {
    let mut contents = Vec::new();
    for file in files {
        contents.push(Uint8Array::new(&JsFuture::from(file.array_buffer()).await.ok()?));
    }
    Some(contents)
}
