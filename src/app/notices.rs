//! Messages for the user: problems, and what to do about them.

/// The subject of a notice; there is at most one notice for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// The link that was opened.
    Link,
    /// Defaults that gave way to what a link sets.
    Defaults,
    /// A control's value.
    Control,
    /// Data that cannot be made.
    Data,
    /// A data file that cannot be had.
    File,
    /// A user's file that an experiment needs.
    Asking,
    /// Notes on reading a file.
    Reading,
    /// Training that left what a float can hold.
    Divergence,
    /// A worker that crashed.
    Worker,
    /// A worker of another version.
    Version,
    /// An evaluation that gives no sign of life.
    Evaluator,
    /// Data that take long.
    Waiting,
    /// A file whose weights cannot be taken.
    Weights,
    /// The result of checking the gradients.
    Gradients,
    /// A text that the clipboard did not take.
    Copy,
}

/// A notice: a sentence, and a list or a text to copy under it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    pub about: About,
    pub title: String,
    pub lines: Vec<String>,
}

/// The notices there are, the newest last.
#[derive(Debug, Default)]
pub struct Notices {
    pub list: Vec<Notice>,
    /// Increases with every change.
    pub version: u32,
}

impl Notices {
    /// Adds a notice, replacing any earlier one on the same subject.
    pub fn notify(&mut self, about: About, title: impl Into<String>, lines: Vec<String>) {
        // A text to copy is whole.
        let lines = if about == About::Copy { lines } else { first_lines(lines) };
        let notice = Notice { about, title: title.into(), lines };
        if self.list.last() == Some(&notice) {
            return;
        }
        self.clear(about);
        self.list.push(notice);
        self.version += 1;
    }

    /// Removes a notice.
    pub fn clear(&mut self, about: About) {
        let before = self.list.len();
        self.list.retain(|notice| notice.about != about);
        self.version += u32::from(self.list.len() != before);
    }
}

/// Returns up to eleven lines; if there are more, the first ten and their number.
pub fn first_lines(mut lines: Vec<String>) -> Vec<String> {
    const MOST: usize = 10;
    if lines.len() > MOST + 1 {
        let more = lines.len() - MOST;
        lines.truncate(MOST);
        lines.push(format!("and {more} more"));
    }
    lines
}

/// Returns the number of lines that are shown; the others are folded. One more line needs no more space than
/// the text that unfolds it.
pub fn unfolded(lines: usize) -> usize {
    const SHOWN: usize = 3;
    if lines > SHOWN + 1 { SHOWN } else { lines }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_list_is_folded_behind_its_first_three_lines() {
        assert_eq!([0, 3, 4, 5, 90].map(unfolded), [0, 3, 4, 3, 3]);
    }

    #[test]
    fn a_notice_lists_at_most_ten_lines_and_counts_the_rest() {
        let lines = |count: usize| (0..count).map(|line| line.to_string()).collect::<Vec<_>>();
        let mut notices = Notices::default();
        notices.notify(About::Reading, "title", lines(500));
        let shown = &notices.list[0].lines;
        assert_eq!((shown.len(), shown[10].as_str()), (11, "and 490 more"));
        notices.notify(About::Copy, "title", lines(500));
        assert_eq!(notices.list[1].lines.len(), 500);
        assert_eq!(first_lines(lines(11)), lines(11));
    }
}
