//! The note next to a control whose value is not the default.

use super::state::State;
use crate::data::is_of_file;
use crate::experiment::Parameter;

/// The note next to a control whose value is not the default.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedValue {
    pub text: String,
    /// The value that the button restores.
    pub back: String,
    /// The whole value, as a link has it.
    pub value: String,
}

impl State {
    /// Returns whether a parameter is not at its default. The settings made when a file was opened are the
    /// file's own defaults.
    pub fn is_changed(&self, parameter: &Parameter) -> bool {
        !is_of_file(parameter.key) && !parameter.is_default(&self.experiment)
    }

    /// Returns the note on a parameter, or `None` at its default.
    pub fn mark(&self, parameter: &'static Parameter) -> Option<ChangedValue> {
        let (default, whole) = (parameter.default_in(&self.experiment), parameter.text(&self.experiment));
        if self.is_pending(parameter) {
            let value = format!("{} = {}, not used yet", parameter.name, self.text(parameter));
            return Some(ChangedValue { text: "not used yet".to_owned(), back: whole, value });
        }
        if !self.is_changed(parameter) {
            return None;
        }
        let changes = self.experiment.changes();
        let mut moves = changes.iter().filter(|(_, moved, _)| *moved == parameter).map(|(epoch, ..)| epoch);
        let text = match (moves.next(), moves.count()) {
            (None, _) => "changed".to_owned(),
            (Some(epoch), 0) => format!("moved at epoch {epoch}"),
            (Some(_), others) => format!("moved {} times", others + 1),
        };
        Some(ChangedValue { text, back: default, value: format!("{} = {whole}", parameter.name) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::{Key, Link};

    #[test]
    fn what_was_said_of_a_file_is_not_marked_as_changed() {
        let mut state = State::new();
        let link = "data=file&file=t.npy:40x36x0:00000000000000fe&view=6x6&defaults=2&epochs=7";
        state.experiment = Link::parse(link).experiment;
        let mark = |key: Key| state.mark(key.row());
        for name in [Key::defaults, Key::view, Key::file, Key::scaling, Key::hidden_dim] {
            assert_eq!(mark(name), None, "{name}");
        }
        assert_eq!(mark(Key::epochs).map(|mark| mark.text), Some("changed".to_owned()));
    }
}
