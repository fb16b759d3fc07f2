//! The result of a button, shown next to it.

use super::state::State;

/// Milliseconds for which it is shown.
const STAYS_MS: f64 = 7_000.0;

/// The buttons with feedback.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FeedbackPlace {
    Run,
    NewSeed,
    CopyLink,
    CopyLog,
    CopyPytorch,
    SaveWeights,
    LoadWeights,
    SaveData,
    ChooseData,
    Evaluate,
}

impl FeedbackPlace {
    /// The id of the button.
    pub fn id(self) -> &'static str {
        match self {
            Self::Run => "run",
            Self::NewSeed => "new-seed",
            Self::CopyLink => "copy-link",
            Self::CopyLog => "copy-log",
            Self::CopyPytorch => "copy-pytorch",
            Self::SaveWeights => "save-weights",
            Self::LoadWeights => "load-weights",
            Self::SaveData => "save-data",
            Self::ChooseData => "choose-data",
            Self::Evaluate => "evaluate",
        }
    }
}

/// The result of a button.
#[derive(Debug, Clone, PartialEq)]
pub struct Feedback {
    pub place: FeedbackPlace,
    pub text: String,
    at: f64,
}

impl State {
    /// Shows the result of a button next to it.
    pub fn answer(&mut self, place: FeedbackPlace, text: impl Into<String>) {
        let text = text.into();
        self.set_status(text.clone());
        self.feedback = Some(Feedback { place, text, at: self.now });
    }

    /// Takes back what has been read. Returns whether there was anything.
    pub(super) fn expire_feedback(&mut self) -> bool {
        self.feedback.take_if(|feedback| self.now - feedback.at > STAYS_MS).is_some()
    }
}
