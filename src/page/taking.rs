//! Data that were read: a run on them, or the reason why they are rejected.

use web_sys::Blob;

use super::app::App;
use super::message::{Data, Message};
use super::notices::About;
use crate::app::{Bringing, FeedbackPlace};
use crate::data::{FileExtent, UserFile};
use crate::experiment::Settled;
use crate::parameter::excerpt;
use crate::protocol::Command;
use crate::view::View;

/// Larger tables than this are trained on untried: making them takes long, and they have rows enough.
const MOST_TRIED: f64 = 40e6;

/// Data that were read, and the experiment on them.
pub struct AcceptedData {
    settled: Settled,
    found: UserFile,
    notes: Vec<String>,
    content: Blob,
}

impl App {
    /// Handles data that were read for the experiment that needs them.
    pub(super) fn match_data(&mut self, found: &UserFile, content: Blob) {
        let wanted = &self.state.experiment.file;
        if found.hash != wanted.hash {
            let (words, wanted) = (found.extent.words(), excerpt(&wanted.name));
            return self
                .mismatch(&format!("It holds {words}, but not what {wanted} held when the link was made."));
        }
        self.file_import.rest();
        self.use_data(None, found, content, Vec::new());
    }

    /// The data of a new experiment were read.
    pub(super) fn take_data(
        &mut self,
        found: &UserFile,
        view: View,
        packed: &str,
        notes: Vec<String>,
        content: Blob,
    ) {
        let before = &self.state.experiment;
        let given = self.state.given();
        let bringing = Bringing { found, view, packed, values: &self.file_import.values, given: &given };
        let settled = match bringing.experiment(before) {
            Ok(settled) => settled,
            Err(problem) => {
                let every = bringing.fewer(before);
                return self.file_import.dialog.refuse(&problem.to_string(), every);
            }
        };
        let is_picture = matches!(found.extent, FileExtent::Picture { .. });
        let taken = AcceptedData { settled, found: found.clone(), notes, content };
        match &self.file_import.reader {
            // The reader checks whether they can be trained on while the run continues.
            Some(reader) if is_picture || taken.content.size() <= MOST_TRIED => {
                let link = taken.settled.experiment.link();
                reader.supply(found.hash, &link, &taken.content);
                reader.tell(Command::Try { link });
                self.file_import.taken = Some(taken);
            }
            _ => self.train_on(taken),
        }
    }

    /// Ends the run for one on own data.
    pub(super) fn train_on(&mut self, AcceptedData { settled, found, notes, content }: AcceptedData) {
        let seen = self.file_import.preview.as_ref().map_or(&[][..], |preview| &preview.notes);
        let news = notes.into_iter().filter(|note| !seen.contains(note)).collect();
        self.file_import.rest();
        self.use_data(Some(settled), &found, content, news);
    }

    /// Keeps the content of own data and begins a run on them.
    fn use_data(&mut self, experiment: Option<Settled>, found: &UserFile, content: Blob, news: Vec<String>) {
        let (hash, bytes) = (found.hash, content.size());
        self.contents.hold(hash, content);
        let (name, words) = (found.name.clone(), found.extent.words());
        self.apply(Message::Data(Box::new(Data { experiment, hash, bytes, name, words, news })));
    }

    /// Handles a file that is not the one that the experiment needs; it may be used as other data.
    pub(super) fn mismatch(&mut self, reason: &str) {
        // The link's reading parameters may also apply to this file.
        self.look();
        let name = self.file_import.name();
        self.file_import.dialog.refuse(
            &format!(
                "{name} is not the file of this link. {reason} Choose another, or train on it as new data."
            ),
            None,
        );
    }

    pub(super) fn refuse_file(&mut self, reason: String) {
        let name = self.file_import.name();
        self.file_import.rest();
        self.state.answer(FeedbackPlace::ChooseData, format!("{name} cannot be used: {reason}"));
        let title = format!("{name} cannot be used; everything else continues.");
        self.state.notices.notify(About::File, title, vec![reason]);
    }
}
