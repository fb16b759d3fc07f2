//! The import of a user's own data: choosing or dropping files, previewing them, and training on them. A
//! separate worker reads them, so that the run continues whatever they contain.

use js_sys::Uint8Array;
use web_sys::{Element, Event as DomEvent, File, FileList, HtmlElement, HtmlInputElement};

use super::app::App;
use super::dom::{self, Built, Dom, TextElement};
use super::mailbox::Mailbox;
use super::message::{ImportMessage, Letter, Message};
use super::notices::About;
use super::preview::Dialog;
use super::state::State;
use super::taking::AcceptedData;
use super::worker::Worker;
use crate::app::{Values, bringing};
use crate::data::{Source, UserFile};
use crate::experiment::Key;
use crate::parameter::{Value, excerpt};
use crate::protocol::Preview;

/// The chosen files and the state of their import.
pub struct FileImport {
    /// The files chosen last; the browser reads them again if they are opened again.
    pub(super) files: Vec<File>,
    /// Counts choices, so that what comes late can be dropped.
    pub(super) choice: u32,
    pub(super) stage: ImportStage,
    /// Contents that wait for the reader.
    pub(super) contents: Vec<Uint8Array>,
    pub(super) reader: Option<Worker>,
    pub(super) preview: Option<Preview>,
    /// Parameters for opening the files, which take precedence over the reader's suggestions.
    pub(super) opening: Values,
    /// Parameters with which the data were read.
    pub(super) values: Values,
    /// Read, and tried by the reader.
    pub(super) taken: Option<AcceptedData>,
    pub(super) dialog: Dialog,
    field: HtmlInputElement,
    words: TextElement,
    columns: HtmlElement,
    save: HtmlElement,
    cancel: HtmlElement,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ImportStage {
    Idle,
    /// They are being opened for a preview.
    Opening,
    /// They are being read for the experiment that needs them.
    Matching,
    /// The user is looking at the preview.
    Looking,
}

impl FileImport {
    pub fn new(dom: &Dom, mailbox: &Mailbox) -> Built<Self> {
        let field: HtmlInputElement = dom.get("data-files")?;
        let (chosen, chooser) = (mailbox.clone(), field.clone());
        dom::on(&field, "change", move |_: DomEvent| {
            take(&chosen, chooser.files());
            // This allows choosing the same file again.
            chooser.set_value("");
        });
        for (id, deed) in [
            ("choose-data", ImportMessage::Choose),
            ("data-columns", ImportMessage::LookAgain),
            ("save-data", ImportMessage::Save),
            ("cancel-reading", ImportMessage::Cancel),
        ] {
            mailbox.send_on(&dom.get::<Element>(id)?, "click", Message::FileImport(deed));
        }
        Ok(Self {
            files: Vec::new(),
            choice: 0,
            stage: ImportStage::Idle,
            contents: Vec::new(),
            reader: None,
            preview: None,
            opening: Vec::new(),
            values: Vec::new(),
            taken: None,
            dialog: Dialog::new(dom, mailbox)?,
            field,
            words: TextElement::new(dom.get::<Element>("data-words")?),
            columns: dom.get("data-columns")?,
            save: dom.get("save-data")?,
            cancel: dom.get("cancel-reading")?,
        })
    }

    pub fn show(&mut self, state: &State) {
        let is_own = state.experiment.data == Source::UserDataset;
        let UserFile { name, extent, .. } = &state.experiment.file;
        // Before the file is available, only the link describes it.
        let is_asked = state.data_loader.awaits_user_file();
        self.words.show(&match (is_own, is_asked) {
            (true, true) => format!("{}: not here yet.", excerpt(name)),
            (true, false) => format!("{}: {}.", excerpt(name), extent.words()),
            (false, _) => String::new(),
        });
        self.columns.set_hidden(!is_own || is_asked || self.files.is_empty());
        self.save.set_hidden(!is_own || is_asked);
        let is_reading = matches!(self.stage, ImportStage::Opening | ImportStage::Matching);
        self.cancel.set_hidden(!is_reading || self.dialog.is_open());
    }

    /// Returns the names of the files.
    pub(super) fn name(&self) -> String {
        let names: Vec<_> = self.files.iter().map(File::name).collect();
        bringing::called(&names)
    }

    /// Forgets all but the files.
    pub(super) fn rest(&mut self) {
        (self.stage, self.reader, self.preview) = (ImportStage::Idle, None, None);
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
    pub(super) fn own_data(&mut self, deed: ImportMessage) {
        match deed {
            ImportMessage::Choose => self.file_import.field.click(),
            ImportMessage::LookAgain => {
                self.open_files(ImportStage::Opening, bringing::known(&self.state.experiment));
            }
            ImportMessage::Reader(signal) => self.reader_signal(signal),
            ImportMessage::Cancel => {
                self.file_import.rest();
                self.set_status("Reading was cancelled.");
            }
            ImportMessage::Arrange => self.file_import.dialog.arrange(),
            ImportMessage::Learn(all) => self.file_import.dialog.learn(all),
            ImportMessage::Layout => self.open_anew(),
            ImportMessage::Train => {
                self.file_import.values = self.file_import.dialog.values();
                self.file_import.dialog.refuse("", None);
                self.read_files();
            }
            ImportMessage::Leave if self.file_import.stage == ImportStage::Looking => self.file_import.rest(),
            ImportMessage::Leave => {}
            ImportMessage::Save => self.save_data(),
        }
    }

    /// Opens files that were chosen or dropped.
    pub(super) fn take_files(&mut self, files: Vec<File>) {
        self.file_import.files = files;
        let asked = self.state.data_loader.awaits_user_file();
        if asked {
            let file = (Key::file, self.state.experiment.file.text());
            let opening = bringing::known(&self.state.experiment).into_iter().chain([file]).collect();
            self.open_files(ImportStage::Matching, opening);
        } else {
            self.open_files(ImportStage::Opening, Vec::new());
        }
    }

    /// Opens the files again with the settings of the dialog, which stays open. Their columns may differ
    /// then.
    fn open_anew(&mut self) {
        if self.file_import.stage != ImportStage::Looking {
            return;
        }
        self.file_import.opening =
            bringing::reopened(&self.file_import.opening, self.file_import.dialog.values());
        self.file_import.stage = ImportStage::Opening;
        self.load_contents();
    }

    fn open_files(&mut self, stage: ImportStage, opening: Values) {
        self.file_import.rest();
        self.file_import.opening = opening;
        self.state.notices.clear(About::File);
        let bytes = self.file_import.files.iter().map(|file| file.size()).sum();
        let names: Vec<_> = self.file_import.files.iter().map(File::name).collect();
        if let Some(reason) = bringing::refusal(&names, bytes) {
            return self.refuse_file(reason);
        }
        self.file_import.stage = stage;
        self.set_status(format!("Reading {}, in this browser.", self.file_import.name()));
        self.load_contents();
    }
}
