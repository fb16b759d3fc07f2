//! Nothing: the autoencoder alone.

use super::Method;
use crate::experiment::Settings;

/// No penalty and no selection.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct None;

impl Method for None {
    const SOURCE: &'static str = "";
    const PAPER: &'static str = "";

    fn at(_settings: &Settings, _epoch: u32) -> Self {
        Self
    }

    fn penalty(_settings: &Settings) -> String {
        "    return torch.zeros(())\n".to_owned()
    }
}
