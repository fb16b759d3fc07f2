//! The session of the program that writes PyTorch scripts.

use super::Conversation;
use crate::experiment::Link;
use crate::export::pytorch;
use crate::protocol::{Command, Event};

/// Writes experiments as scripts.
#[derive(Debug)]
pub struct ExportingSession;

impl Conversation for ExportingSession {
    fn handle(&mut self, command: Command, _now: f64) -> Option<Event> {
        match command {
            Command::Export { link } => {
                Some(Event::Exported { script: pytorch(&Link::parse(&link).experiment) })
            }
            _ => None,
        }
    }
}
