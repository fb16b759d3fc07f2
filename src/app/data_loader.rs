//! Files that data are read from: which of them the page holds, and which one the experiment waits for.

use std::collections::VecDeque;

use super::effect::Effect;
use super::notices::About;
use super::state::{LastGoodState, State};
use crate::data::DataFile;
use crate::experiment::Experiment;
use crate::parameter::excerpt;

/// Files are kept for going back to them, up to this many bytes in all; the newest is always kept.
const MOST_BYTES: f64 = 400e6;

/// The available data files, and the one being loaded. The page holds their contents.
#[derive(Debug, Default)]
pub struct DataLoader {
    /// Hash and size of each available file, the newest last.
    held: VecDeque<(u64, f64)>,
    coming: Option<DataFile>,
    /// True while the user is asked for the experiment's file.
    asking: bool,
    /// True if the experiment's file could not be loaded, and there are no previous data to return to.
    missing: bool,
}

impl DataLoader {
    /// Returns whether a file is being loaded, requested or missing, so that the displayed run is not the
    /// experiment's.
    pub fn is_fetching(&self) -> bool {
        self.coming.is_some() || self.asking || self.missing
    }

    /// Returns whether the experiment's file could not be loaded and may be tried again.
    pub fn is_missing(&self) -> bool {
        self.missing
    }

    /// Returns whether the user is asked for the experiment's file.
    pub fn awaits_user_file(&self) -> bool {
        self.asking
    }

    /// The file on its way.
    pub fn coming(&self) -> Option<&DataFile> {
        self.coming.as_ref()
    }

    /// Returns whether the experiment's file is available, if it needs one.
    fn has(&self, experiment: &Experiment) -> bool {
        let file = experiment.data.file(experiment);
        file.is_none_or(|file| self.held.iter().any(|&(hash, _)| hash == file.hash))
    }

    /// Records an available file. Returns the hashes of those that must be dropped for it.
    fn hold(&mut self, hash: u64, bytes: f64) -> Vec<u64> {
        self.held.retain(|&(held, _)| held != hash);
        self.held.push_back((hash, bytes));
        let mut gone = Vec::new();
        while self.held.len() > 1 && self.held.iter().map(|&(_, bytes)| bytes).sum::<f64>() > MOST_BYTES {
            gone.extend(self.held.pop_front().map(|(hash, _)| hash));
        }
        gone
    }
}

impl State {
    /// Notes a file whose content the page holds.
    pub(super) fn hold_file(&mut self, hash: u64, bytes: f64) {
        let gone = self.data_loader.hold(hash, bytes);
        self.effects.extend(gone.into_iter().map(Effect::ForgetFile));
    }

    /// Requests the experiment's file unless the page has it, and returns whether it has. The run starts after
    /// the file has arrived.
    pub(super) fn request_file(&mut self) -> bool {
        (self.data_loader.asking, self.data_loader.missing) = (false, false);
        self.notices.clear(About::Asking);
        let file = self.experiment.data.file(&self.experiment);
        let Some(file) = file.filter(|_| !self.data_loader.has(&self.experiment)) else {
            self.data_loader.coming = None;
            return true;
        };
        if file.is_own && self.experiment.content.0.is_empty() {
            self.ask_for_file(None);
            return false;
        }
        if self.data_loader.coming.as_ref() != Some(&file) {
            self.set_status(format!("Loading {}.", file.name));
            self.notices.clear(About::File);
            self.data_loader.coming = Some(file);
            self.effects.push(Effect::LoadFile(Box::new(self.experiment.clone())));
        }
        false
    }

    /// Asks the user for the experiment's file, and explains why it is not in the link if it should be.
    fn ask_for_file(&mut self, why: Option<String>) {
        (self.data_loader.coming, self.data_loader.asking) = (None, true);
        let file = &self.experiment.file;
        let (name, words) = (excerpt(&file.name), file.extent.words());
        self.set_status(format!("Waiting for {name}: choose it, or drop it on the page."));
        let title = format!("This experiment uses {name} ({words}). Choose it, or drop it on the page.");
        let why = why.map(|why| format!("The link’s own data cannot be taken: {why}"));
        let lines =
            why.into_iter().chain(["It is read in this browser and is not uploaded.".to_owned()]).collect();
        self.notices.notify(About::Asking, title, lines);
    }

    /// Records that a file of this size has arrived, or why it has not; in this case the previous data stay.
    pub(super) fn file_loaded(&mut self, file: &DataFile, loaded: Result<f64, String>) {
        if let Ok(bytes) = loaded {
            self.hold_file(file.hash, bytes);
        }
        if self.data_loader.coming.as_ref() != Some(file) {
            // Other data were chosen since.
            return;
        }
        self.data_loader.coming = None;
        match loaded {
            Ok(_) => {
                self.status.clear();
                self.begin();
            }
            Err(reason) if file.is_own => self.ask_for_file(Some(reason)),
            Err(reason) => {
                let name = &file.name;
                let title = if let Some(last_good) = self.last_good.clone() {
                    let LastGoodState { experiment, shared_result, weights } = last_good;
                    (self.experiment, self.shared_result, self.weights) =
                        (experiment, shared_result, weights);
                    self.run.restore();
                    self.resume = None;
                    if !self.is_current() {
                        // The run that is starting may belong to a change that is undone, and a new worker has
                        // no run yet.
                        self.begin();
                    }
                    self.set_status(format!("{name} could not be loaded."));
                    format!("{name} could not be loaded; the data before stay.")
                } else {
                    // The link stays complete.
                    self.data_loader.missing = true;
                    self.set_status(format!("{name} could not be loaded: press Run to try again."));
                    format!("{name} could not be loaded. Press Run to try again.")
                };
                self.notices.notify(About::File, title, vec![reason]);
            }
        }
    }
}
