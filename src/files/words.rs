//! Quoting a file's words and numbers in messages and notes.

pub(super) use crate::parameter::excerpt as quoted;

/// A few names of a list.
pub fn listed(names: &[String]) -> String {
    const MOST: usize = 8;
    if names.is_empty() {
        return "nothing".to_owned();
    }
    let few: Vec<_> = names.iter().take(MOST).map(|name| quoted(name)).collect();
    let more = names.len().saturating_sub(MOST);
    few.join(", ") + &if more > 0 { format!(" and {more} more") } else { String::new() }
}

/// A shape as NumPy writes it.
pub fn shaped(shape: &[usize]) -> String {
    match shape {
        [one] => format!("({one},)"),
        _ => format!("({})", shape.iter().map(usize::to_string).collect::<Vec<_>>().join(", ")),
    }
}
