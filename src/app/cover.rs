//! The text over results that do not belong to the experiment in the controls.

use super::loading::Item;
use super::program::Program;
use super::state::{State, WorkerStatus};
use crate::experiment::{Example, Experiment};
use crate::parameter::excerpt;

/// The text over old results.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cover {
    /// The new results are being prepared.
    Loading(String),
    /// They stay for now: the name of their experiment.
    Label(String),
}

impl State {
    /// Returns the text over the figures, or `None` if they belong to the experiment.
    pub fn cover(&self) -> Option<Cover> {
        if self.is_current() {
            return None;
        }
        let name = excerpt(&self.data_name());
        if let Some(file) = self.data_loader.coming() {
            let item = Item::Data(file.name.to_string());
            return Some(Cover::Loading(self.loading_words(&item, &format!("Loading {name} …"))));
        }
        if self.data_loader.awaits_user_file() {
            return Some(self.label(&format!("Waiting for {name}.")));
        }
        if self.data_loader.is_missing() {
            return Some(self.label(&format!("{name} is not there.")));
        }
        match self.standing {
            WorkerStatus::Gone => Some(self.label("The training has stopped.")),
            _ if self.run.is_refused() => {
                Some(self.label("The data of the new experiment could not be prepared."))
            }
            WorkerStatus::Loading => {
                let item = Item::Program(self.program.unwrap_or(Program::First));
                Some(Cover::Loading(self.loading_words(&item, "Loading the training program …")))
            }
            WorkerStatus::Ready if self.run.is_starting() => {
                Some(Cover::Loading(format!("Making the data of {name} …")))
            }
            WorkerStatus::Ready => Some(Cover::Loading("Evaluating the initial weights …".to_owned())),
        }
    }

    /// Describes the progress of an item, or uses other words while it is unknown.
    fn loading_words(&self, item: &Item, unknown: &str) -> String {
        self.loading.get(item).map_or_else(|| unknown.to_owned(), ToString::to_string)
    }

    fn label(&self, why: &str) -> Cover {
        if self.run.shown().is_none() {
            return Cover::Label(why.to_owned());
        }
        Cover::Label(format!("{why} These results belong to {}.", name(&self.seen)))
    }

    /// Returns the name of the experiment's data.
    fn data_name(&self) -> String {
        let file = self.experiment.data.file(&self.experiment);
        match file {
            Some(file) if file.is_own => self.experiment.file.name.clone(),
            Some(file) => file.name.trim_end_matches(".npy").to_owned(),
            None => "the experiment".to_owned(),
        }
    }
}

/// Returns the name of an experiment: that of an example, or its link.
fn name(experiment: &Experiment) -> String {
    let link = experiment.link();
    match Example::with_link(&link) {
        Some(example) => format!("“{}”", example.name),
        None if link.is_empty() => "the default experiment".to_owned(),
        None => format!("#{}", excerpt(&link)),
    }
}
