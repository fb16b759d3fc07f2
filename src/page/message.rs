//! Everything that reaches the page: the app's messages, and what only a browser can hold.

use js_sys::Uint8Array;
use web_sys::File;

pub use crate::app::{Data, FigureFormat, FigureId, FigureInput, ImportMessage, Message, Pick, Signal};
use crate::data::DataFile;

/// The reason why a worker whose program does not belong to this page cannot be used.
pub const MIXED: &str = "this page and its worker come from different versions; reload the page";

/// A message that arrives at the page.
#[derive(Debug, Clone)]
pub enum Letter {
    /// A message that needs no browser.
    Message(Message),
    /// Data files that the user has chosen or dropped.
    Chosen(Vec<File>),
    /// The contents of the files of a choice, where the browser can read them.
    Contents(u32, Option<Vec<Uint8Array>>),
    /// The content of a data file, or why it could not be loaded.
    Fetched(DataFile, Result<Uint8Array, String>),
}

impl From<Message> for Letter {
    fn from(message: Message) -> Self {
        Self::Message(message)
    }
}
