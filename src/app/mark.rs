//! What is written beside a control whose value is not the default.

use super::state::State;
use crate::experiment::Parameter;

/// What is written beside a control whose value is not the default.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    pub text: String,
    /// Where the button leads back to.
    pub back: String,
    /// The whole value, as a link has it.
    pub value: String,
}

impl State {
    /// The mark of a parameter; none at its default.
    pub fn mark(&self, parameter: &'static Parameter) -> Option<Mark> {
        let (default, whole) = (parameter.default_in(&self.experiment), parameter.text(&self.experiment));
        if self.is_pending(parameter) {
            let value = format!("{} = {}, not used yet", parameter.name, self.text(parameter));
            return Some(Mark { text: "not used yet".to_owned(), back: whole, value });
        }
        if whole == default {
            return None;
        }
        let changes = self.experiment.changes();
        let mut moves = changes.iter().filter(|(_, moved, _)| *moved == parameter).map(|(epoch, ..)| epoch);
        let text = match (moves.next(), moves.count()) {
            (None, _) => "changed".to_owned(),
            (Some(epoch), 0) => format!("moved at epoch {epoch}"),
            (Some(_), others) => format!("moved {} times", others + 1),
        };
        Some(Mark { text, back: default, value: format!("{} = {whole}", parameter.name) })
    }
}
