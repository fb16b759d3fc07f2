//! No sparsity method.

use super::method::{Method, MethodScript};
use crate::experiment::{Key, Settings};

/// No penalty and no selection.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct None;

impl Method for None {
    const SOURCE: &'static str = "";
    const PAPER: &'static str = "";
    const USES: &'static [Key] = &[];

    fn at(_settings: &Settings, _epoch: u32) -> Self {
        Self
    }

    fn python(_settings: &Settings) -> MethodScript {
        MethodScript::default()
    }
}
