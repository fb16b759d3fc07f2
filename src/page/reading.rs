//! The worker that reads the user's own files: it opens them, reads data from them, and tries the data.

use js_sys::Uint8Array;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::File;

use super::app::App;
use super::file_import::ImportStage;
use super::message::{ImportMessage, Letter, Message, Signal};
use super::worker::{Program, Worker};
use crate::app::bringing;
use crate::parameter::excerpt;
use crate::protocol::{BUILD, Command, Event, FilePart, Preview};

impl App {
    pub(super) fn load_contents(&mut self) {
        self.file_import.choice += 1;
        let files = self.file_import.files.clone();
        let (mailbox, choice) = (self.mailbox.clone(), self.file_import.choice);
        spawn_local(async move {
            let contents = contents_of(&files).await;
            mailbox.send(Letter::Contents(choice, contents));
        });
    }

    /// Passes the files' contents to a worker, which opens them.
    pub(super) fn take_contents(&mut self, choice: u32, contents: Option<Vec<Uint8Array>>) {
        if choice != self.file_import.choice {
            return;
        }
        let Some(contents) = contents else {
            return self.refuse_file(
                "The browser cannot read it. Is it a folder, or gone? Choose it again.".to_owned(),
            );
        };
        self.file_import.contents = contents;
        if self.file_import.reader.is_some() {
            return self.send_contents();
        }
        let mailbox = self.mailbox.clone();
        let signal = move |signal| mailbox.send(Message::FileImport(ImportMessage::Reader(signal)));
        let names: Vec<_> = self.file_import.files.iter().map(File::name).collect();
        let program = Program::reading(names.iter().map(String::as_str));
        match Worker::start(program, &self.programs, signal) {
            Ok(reader) => self.file_import.reader = Some(reader),
            Err(error) => self.refuse_file(format!("The browser cannot start the file reader: {error:?}")),
        }
    }

    pub(super) fn reader_signal(&mut self, signal: Signal) {
        let event = match signal {
            Signal::Said(event) => *event,
            Signal::Failed(message) | Signal::Mixed(message) => Event::Crashed { message },
        };
        if self.file_import.stage == ImportStage::Matching && !self.state.data_loader.awaits_user_file() {
            // The experiment that needed it no longer exists.
            return self.file_import.rest();
        }
        match event {
            Event::Ready { build } if build == BUILD => self.send_contents(),
            Event::Opened(preview) => self.opened(preview),
            Event::Reading { share } => {
                self.set_status(format!("Reading {} … {:.0} %", self.file_import.name(), 100.0 * share));
            }
            Event::Loaded { name, file, origin } => {
                self.file_import.rest();
                self.apply(Message::WeightsRead(name, Ok((origin, file))));
            }
            Event::NotLoaded { name, reason } => {
                self.file_import.rest();
                self.apply(Message::WeightsRead(name, Err(reason)));
            }
            Event::Read { brought, view, packed, notes, .. } => {
                let Some(content) = self.file_import.reader.as_ref().and_then(Worker::take_data) else {
                    return;
                };
                if self.file_import.stage == ImportStage::Matching {
                    self.match_data(&brought, content);
                } else {
                    self.take_data(&brought, view, &packed, notes, content);
                }
            }
            Event::Tried { problem } => match (problem, self.file_import.taken.take()) {
                (None, Some(taken)) => self.train_on(taken),
                (Some(problem), _) => self.file_import.dialog.refuse(&problem, None),
                (None, None) => {}
            },
            Event::NotRead { message, .. }
                if self.file_import.stage == ImportStage::Matching && self.file_import.preview.is_some() =>
            {
                let pair = "If the link was made with samples and labels in two files, choose both together.";
                let pair = if self.file_import.files.len() == 1 { pair } else { "" };
                self.mismatch(&format!("{message}{}{pair}", if message.ends_with('.') { " " } else { ". " }));
            }
            Event::NotRead { every, message } if self.file_import.dialog.is_open() => {
                self.file_import.stage = ImportStage::Looking;
                self.file_import.dialog.refuse(&message, every);
            }
            Event::NotRead { message, .. } => self.refuse_file(message),
            Event::Crashed { message } => {
                self.refuse_file(format!("It may be too large for this browser's memory: {message}"));
            }
            _ => self.refuse_file("The page's parts are of different versions; reload it.".to_owned()),
        }
    }

    fn send_contents(&mut self) {
        let contents = std::mem::take(&mut self.file_import.contents);
        let files = self.file_import.files.iter().zip(&contents);
        let parts = files.map(|(file, bytes)| FilePart { name: file.name(), size: bytes.length() }).collect();
        let (link, values) = (self.state.experiment.link(), self.file_import.opening.clone());
        if let Some(reader) = &self.file_import.reader {
            reader.tell_with(Command::OpenFiles { parts, link, values, files: Vec::new() }, &contents);
        }
    }

    fn opened(&mut self, preview: Preview) {
        self.file_import.preview = Some(preview);
        match self.file_import.stage {
            ImportStage::Matching => {
                self.file_import.values = bringing::known(&self.state.experiment);
                self.read_files();
            }
            ImportStage::Opening => self.look(),
            ImportStage::Idle | ImportStage::Looking => {}
        }
    }

    /// Shows the preview.
    pub(super) fn look(&mut self) {
        self.file_import.stage = ImportStage::Looking;
        let Some(preview) = self.file_import.preview.clone() else { return };
        self.set_status(format!("{}: {}", excerpt(&preview.name), preview.summary));
        if let Err(error) = self.file_import.dialog.show(&preview, &self.file_import.opening) {
            self.refuse_file(format!("The browser cannot decode it: {error:?}"));
        }
    }

    pub(super) fn read_files(&mut self) {
        if let Some(reader) = &self.file_import.reader {
            reader.tell(Command::ReadFiles { values: self.file_import.values.clone() });
        }
    }
}

async fn contents_of(files: &[File]) -> Option<Vec<Uint8Array>> {
    let mut contents = Vec::new();
    for file in files {
        contents.push(Uint8Array::new(&JsFuture::from(file.array_buffer()).await.ok()?));
    }
    Some(contents)
}
