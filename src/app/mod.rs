//! The page's logic without a browser: what the page knows, and what each message changes.

pub mod judgement;
pub mod message;
pub mod notices;
pub mod run;
pub mod state;
pub mod verdicts;
pub mod weights;

pub use judgement::{Asked, Judgement};
pub use message::{Deed, Format, Gesture, Message, Pick, Plate, Signal};
pub use notices::{About, Notice, Notices};
pub use run::{Run, Shown};
pub use state::{Measured, Standing, State, Steady};
pub use weights::Loaded;
