//! The page's logic without a browser: what the page knows, what each message changes, and what the
//! page has to do for it.

pub mod answers;
pub mod editing;
pub mod effect;
pub mod evaluating;
pub mod judgement;
pub mod library;
pub mod message;
pub mod notices;
pub mod program;
mod provenance;
pub mod run;
pub mod running;
pub mod state;
pub mod update;
pub mod verdicts;
pub mod viewing;
pub mod weights;

pub use effect::Effect;
pub use judgement::{Asked, Judgement};
pub use message::{Data, Deed, Format, Gesture, Message, Pick, Plate, Signal};
pub use notices::{About, Notice, Notices};
pub use program::Program;
pub use run::{Run, Shown};
pub use state::{Measured, Standing, State, Steady};
pub use update::update;
pub use weights::Loaded;
