//! The interface between a worker and its session.

use crate::protocol::{Command, Event};

/// When the worker should call [`Conversation::work`] again.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Next {
    /// At once, after a look for messages.
    Now,
    /// After this many milliseconds.
    After(f64),
    /// After the next command.
    Wait,
}

/// A worker program's side of the communication with the page. A program links only what its own session
/// uses, so that it loads faster.
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
