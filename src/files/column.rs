//! What a column holds, found out before the table is read.

use super::column_order::ColumnOrder;
use super::extremes::Outlier;
use super::form::Form;

/// What a column's values are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    /// Numbers alone.
    Number,
    /// Numbers, and some words among them.
    Mixed,
    /// Words, as many as numbers or more.
    Text,
    /// Nothing but missing values.
    Empty,
}

/// One column, for a preview.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Its name in the header, or its number from 1.
    pub name: String,
    /// Whether there is a header in which it has no name.
    pub is_unnamed: bool,
    /// What it holds.
    pub content: Content,
    /// How many values are missing.
    pub missing: usize,
    /// How many values are words.
    pub words: usize,
    /// How many different values it has; none where there are more than [`Column::MOST_DISTINCT`].
    pub distinct: Option<usize>,
    /// Whether all its values are whole numbers from 0 to 255, as pixels are.
    pub bytes: bool,
    /// How its numbers follow each other.
    pub order: ColumnOrder,
    /// How its words stand for numbers, where they do.
    pub form: Option<Form>,
    /// Its different words in order, where it has words only and few different ones.
    pub categories: Vec<String>,
    /// A number far from the others, which may stand for a missing value.
    pub outlier: Option<Outlier>,
    /// Its first word, and the row that has it.
    pub first_word: Option<(usize, String)>,
    /// Its first different values, [`Column::EXAMPLES`] at most.
    pub examples: Vec<String>,
}

impl Column {
    /// Different values are counted up to this.
    pub const MOST_DISTINCT: usize = 100;
    /// So many values are shown.
    pub const EXAMPLES: usize = 5;
    /// More different words are no categories.
    pub const MOST_CATEGORIES: usize = 30;

    /// Whether it has few whole numbers, as a class has, each in three of the rows on average.
    #[must_use]
    pub fn has_few_wholes(&self, rows: usize) -> bool {
        const MOST: usize = 10;
        self.content == Content::Number
            && self.bytes
            && self.missing == 0
            && self.distinct.is_some_and(|distinct| (2..=MOST).contains(&distinct) && 3 * distinct <= rows)
    }

    /// Whether its words are dates or times of day.
    #[must_use]
    pub fn has_moments(&self) -> bool {
        self.content == Content::Text && self.examples.iter().any(|word| is_moment(word))
    }

    /// Whether its words can become one column for each.
    #[must_use]
    pub fn is_categorical(&self) -> bool {
        !self.categories.is_empty() && !self.has_moments() && !matches!(self.form, Some(Form::List { .. }))
    }
}

/// How months are called, as far as it takes to tell them apart.
const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Whether a word is a date or a time of day: 2024-12-31, 31.12.24, 23:59, 19-Sep-03, Jan 1 2000.
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
