//! The page's logic without a browser: what the page knows, what each message changes, and what the
//! page has to do for it.

pub mod answers;
pub mod bringing;
pub mod cover;
pub mod editing;
pub mod effect;
pub mod evaluating;
pub mod evaluation_state;
pub mod feedback;
mod guide;
pub mod history;
pub mod library;
pub mod loading;
pub mod mark;
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
pub mod update;
pub mod verdicts;
pub mod viewing;
pub mod weights;

pub use bringing::{Bringing, Values};
pub use cover::Cover;
pub use effect::Effect;
pub use evaluation_state::{EvaluationRequest, EvaluationState};
pub use feedback::{Feedback, Place};
pub use guide::GuideTopic;
pub use history::{Entry, Reached};
pub use loading::{Item, Loading, Loadings};
pub use mark::Mark;
pub use message::{Data, FigureId, FigureInput, Format, ImportMessage, Message, Pick, Signal};
pub use notices::{About, Notice, Notices, unfolded};
pub use pending::{Again, Offer};
pub use program::Program;
pub use remaining::duration;
pub use run::{Run, Shown};
pub use state::{LastGoodState, Measured, State, WorkerStatus};
pub use terms::terms;
pub use update::update;
pub use weights::Loaded;

#[cfg(test)]
mod tests;
