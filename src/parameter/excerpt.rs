//! Quoting foreign text in messages.

/// Foreign text, shortened for a message, and harmless where it is shown, as in a terminal.
#[must_use]
pub fn excerpt(text: &str) -> String {
    const LONGEST: usize = 40;
    let short = match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    };
    short.replace(char::is_control, "\u{fffd}")
}
