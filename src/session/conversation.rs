//! What a worker's shell drives.

use crate::protocol::{Command, Event};

/// When the worker should call [`Conversation::work`] again.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Next {
    /// At once, after a look for messages.
    Now,
    /// After so many milliseconds.
    After(f64),
    /// After the next command.
    Wait,
}

/// One program's half of the conversation with the page. A program links what its own conversation
/// uses and nothing else, so that it loads sooner.
pub trait Conversation {
    /// Answers a command. `now` is the time in milliseconds. Commands for other programs are ignored.
    fn handle(&mut self, command: Command, now: f64) -> Option<Event>;

    /// Works for a slice of time. `clock` returns the time in milliseconds.
    fn work(&mut self, _clock: &dyn Fn() -> f64) -> Vec<Event> {
        Vec::new()
    }

    /// Returns when to work again.
    fn next(&self, _now: f64) -> Next {
        Next::Wait
    }
}
