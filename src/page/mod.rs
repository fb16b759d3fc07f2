//! The page: controls, figures, and the worker they speak to. No arithmetic.

/// Starts the page.
pub fn start() {}
