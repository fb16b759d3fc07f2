//! The page's logic without a browser: what the page knows, what each message changes, and what the
//! page has to do for it.

pub mod answers;
pub mod bringing;
pub mod changed_value;
pub mod cover;
pub mod data_loader;
pub mod editing;
pub mod effect;
pub mod evaluating;
pub mod evaluation_state;
pub mod feedback;
mod guide;
pub mod history;
mod inspecting;
pub mod loading;
pub mod looking;
pub mod message;
pub mod notices;
pub mod pending;
pub mod program;
mod provenance;
pub mod remaining;
pub mod run;
pub mod running;
pub mod state;
mod terms;
mod unit_words;
pub mod update;
pub mod verdicts;
pub mod viewing;
mod watch;
pub mod weights;

pub use bringing::{Bringing, Values};
pub use changed_value::ChangedValue;
pub use cover::Cover;
pub use effect::Effect;
pub use evaluation_state::{EvaluationRequest, EvaluationState};
pub use feedback::{Feedback, FeedbackPlace};
pub use guide::GuideTopic;
pub use history::{HistoryEntry, Reached};
pub use loading::{Item, Loading, Loadings};
pub use message::{Data, FigureFormat, FigureId, FigureInput, ImportMessage, Message, Pick, Signal};
pub use notices::{About, Notice, Notices, unfolded};
pub use pending::{Again, Offer};
pub use program::Program;
pub use remaining::remaining_time;
pub use run::{Run, ShownRun};
pub use state::{LastGoodState, Measured, State, WorkerStatus};
pub use terms::terms;
pub use unit_words::{Fact, facts, heads};
pub use update::update;
pub use weights::Loaded;

#[cfg(test)]
mod tests;
