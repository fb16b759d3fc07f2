//! The types that values of parameters can have, and the words to describe them. The table of the
//! parameters themselves is in [`experiment`](crate::experiment).

mod bad_value;
mod choice;
pub mod decimal;
mod excerpt;
mod kind;
mod schedule;
mod slider_steps;
mod text;
mod value;
mod widths;

pub use bad_value::BadValue;
pub use choice::{ChoiceInfo, Paper};
pub(crate) use choice::{choice, listed};
pub use excerpt::excerpt;
pub use kind::{Kind, SliderSteps};
pub(crate) use kind::{SEED, integer, integers, optional, real};
pub use schedule::Schedule;
pub use slider_steps::{DECADE, nearest};
pub use text::Text;
pub use value::Value;
pub use widths::Widths;
