//! Weights that a run begins with.

use std::fmt;
use std::rc::Rc;

use super::effect::Effect;
use super::feedback::FeedbackPlace;
use super::notices::About;
use super::state::{State, WorkerStatus};
use crate::protocol::{Command, Purpose};
use crate::weights::WeightsProvenance;

/// A file that a run began with.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// Its name, shortened.
    pub name: String,
    pub origin: WeightsProvenance,
    pub file: Rc<[u8]>,
}

impl Loaded {
    /// A copy of its bytes.
    pub fn file(&self) -> Vec<u8> {
        self.file.to_vec()
    }
}

impl fmt::Display for Loaded {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let Self { name, origin: WeightsProvenance { link, epoch, initial }, .. } = self;
        write!(f, "weights {name}")?;
        if let Some(epoch) = epoch {
            write!(f, ", epoch {epoch}")?;
        }
        match link.as_deref() {
            None => {}
            Some("") => f.write_str(" of the default experiment")?,
            Some(link) => write!(f, " of #{link}")?,
        }
        if initial.is_some() { f.write_str(", which began with loaded weights too") } else { Ok(()) }
    }
}

impl State {
    /// Requests the weights from the worker.
    pub(super) fn save_weights(&mut self) {
        match self.run.present() {
            Some(run) => self.tell(Some(Command::SaveWeights { run, purpose: Purpose::File })),
            None => self.answer(FeedbackPlace::SaveWeights, "There are no weights to save yet."),
        }
    }

    /// Checks a file; until then everything continues.
    pub(super) fn load_weights(&mut self, name: String, file: Result<Vec<u8>, String>) {
        match file {
            Err(reason) => self.refuse_weights(&name, reason),
            Ok(_) if self.standing != WorkerStatus::Ready => {
                let reason = "The part of the page that trains is not there. Load the file when it is.";
                self.refuse_weights(&name, reason.to_owned());
            }
            Ok(file) => {
                self.effects.push(Effect::CheckWeights(name, file));
            }
        }
    }

    /// Starts from a file's weights and pauses, so that the user sees them first.
    pub(super) fn loaded_weights(&mut self, name: String, origin: WeightsProvenance, file: Vec<u8>) {
        self.notices.clear(About::Weights);
        let loaded = Loaded { name, origin, file: file.into() };
        let why = format!(" from {loaded}. Run trains on.");
        (self.shared_result, self.weights) = (None, Some(loaded));
        let stop = self.run.set_wanted(false);
        self.tell(stop);
        self.restart(&why);
    }

    /// Explains why a file is rejected.
    pub(super) fn refuse_weights(&mut self, name: &str, reason: String) {
        self.answer(FeedbackPlace::LoadWeights, format!("{name} is not loaded: {reason}"));
        let title = format!("The weights of {name} are not loaded; the run goes on without them.");
        self.notices.notify(About::Weights, title, vec![reason]);
    }
}
