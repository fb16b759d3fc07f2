//! The content of a column, determined before the table is read.

use super::column_order::ColumnOrder;
use super::extremes::Outlier;
use super::form::Form;

/// The type of a column's values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    /// Only numbers.
    Number,
    /// Numbers, and some words among them.
    Mixed,
    /// Words, at least as many as numbers.
    Text,
    /// Only missing values.
    Empty,
}

/// The description of one column for a preview.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Its name in the header, or its number counted from 1.
    pub name: String,
    /// True if there is a header, but no name for this column.
    pub is_unnamed: bool,
    pub content: Content,
    /// Number of missing values.
    pub missing: usize,
    /// Number of words.
    pub words: usize,
    /// Number of distinct values, or `None` if there are more than [`Column::MOST_DISTINCT`].
    pub distinct: Option<usize>,
    /// True if all values are integers from 0 to 255, as in images.
    pub bytes: bool,
    /// The sequence of its numbers.
    pub order: ColumnOrder,
    /// The way in which its words stand for numbers, if they do.
    pub form: Option<Form>,
    /// Its distinct words in order if it has only words and few distinct ones.
    pub categories: Vec<String>,
    /// A number far from the others, which may stand for a missing value.
    pub outlier: Option<Outlier>,
    /// Its first word, and the row of that word.
    pub first_word: Option<(usize, String)>,
    /// Its first distinct values, at most [`Column::EXAMPLES`].
    pub examples: Vec<String>,
}

impl Column {
    /// Different values are counted up to this.
    pub const MOST_DISTINCT: usize = 100;
    /// The most values that are shown.
    pub const EXAMPLES: usize = 5;
    /// A column with more distinct words is not categorical.
    pub const MOST_CATEGORIES: usize = 30;

    /// Returns whether it has few integers, as classes do, each in three rows on average.
    #[must_use]
    pub fn has_few_wholes(&self, rows: usize) -> bool {
        const MOST: usize = 10;
        self.content == Content::Number
            && self.bytes
            && self.missing == 0
            && self.distinct.is_some_and(|distinct| (2..=MOST).contains(&distinct) && 3 * distinct <= rows)
    }

    /// Returns whether its words are dates or times of day.
    #[must_use]
    pub fn has_moments(&self) -> bool {
        self.content == Content::Text && self.examples.iter().any(|word| is_moment(word))
    }

    /// Returns whether its words can be one-hot encoded.
    #[must_use]
    pub fn is_categorical(&self) -> bool {
        !self.categories.is_empty() && !self.has_moments() && !matches!(self.form, Some(Form::List { .. }))
    }
}

/// Names of months, as far as needed to distinguish them.
const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Returns whether a word is a date or a time of day: 2024-12-31, 31.12.24, 23:59, 19-Sep-03, Jan 1 2000.
fn is_moment(word: &str) -> bool {
    let is_mark = |mark: char| "-/.:".contains(mark);
    let letters: String = word.chars().filter(char::is_ascii_alphabetic).collect::<String>().to_lowercase();
    if letters.len() >= 3 && MONTHS.iter().any(|month| letters.starts_with(month)) {
        let digits = word.chars().filter(char::is_ascii_digit).count();
        let is_rest =
            |letter: char| letter.is_ascii_alphanumeric() || is_mark(letter) || " ,".contains(letter);
        return digits >= 2 && letters.len() <= "september".len() && word.chars().all(is_rest);
    }
    // 20-29 may well be a range.
    let is_whole = word.contains(':') || word.matches(is_mark).count() > 1 || word.len() > "31.12".len();
    is_whole
        && word.starts_with(|first: char| first.is_ascii_digit())
        && word.contains(is_mark)
        && word.chars().all(|letter| letter.is_ascii_digit() || is_mark(letter) || "TZ+ ".contains(letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_times_are_moments() {
        for (word, is) in [
            ("23:00", true),
            ("2024-01-31", true),
            ("31.12.24", true),
            ("20-29", false),
            ("A1", false),
            ("3b", false),
            ("19-Sep-03", true),
            ("Jan 1 2000", true),
            ("Marble & Sons 12", false),
            ("Jan", false),
        ] {
            assert_eq!(is_moment(word), is, "{word}");
        }
    }
}
