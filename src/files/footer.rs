//! Lines below a table that do not belong to it.

use csv::StringRecord;

use super::lines::{count_ends, reader};
use super::preamble::is_number;
use super::words::quoted;

/// No more rows below a table are looked at.
const MOST: usize = 100;

/// Takes away the rows of words below the table that have another number of cells, such as a source.
pub fn without_footer(mut text: String, delimiter: u8, width: usize, notes: &mut Vec<String>) -> String {
    let mut end = table_end(&text, text.len());
    let mut first_words = None;
    for _ in 0..MOST {
        let start = text[..end].rfind(['\r', '\n']).map_or(0, |at| at + 1);
        let Some(words) = footnote(&text[start..end], delimiter, width) else { break };
        // The first row is never a footnote.
        if text[..start].trim().is_empty() {
            return text;
        }
        first_words = Some((start, words));
        end = table_end(&text, start);
    }
    let Some((start, words)) = first_words else { return text };
    let (first, last) = (count_ends(&text[..start]) + 1, count_ends(text.trim_end()) + 1);
    notes.push(if first == last {
        format!("row {first} below the table was left out: {}", quoted(&words))
    } else {
        format!("rows {first} to {last} below the table were left out: {}, …", quoted(&words))
    });
    text.truncate(end);
    text.push('\n');
    text
}

/// Returns where the last row before a place ends.
fn table_end(text: &str, before: usize) -> usize {
    text[..before].trim_end_matches(['\r', '\n']).len()
}

/// Returns the first words of a line that is a footnote.
fn footnote(line: &str, delimiter: u8, width: usize) -> Option<String> {
    if line.matches('"').count() % 2 == 1 {
        return None;
    }
    let mut cells = StringRecord::new();
    let is_read = reader(delimiter).from_reader(line.as_bytes()).read_record(&mut cells);
    let words = cells.iter().find(|cell| !cell.is_empty())?;
    let is_note = cells.len() != width && !cells.iter().any(is_number);
    (matches!(is_read, Ok(true)) && is_note).then(|| words.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> (String, Vec<String>) {
        let mut notes = Vec::new();
        (without_footer(text.to_owned(), b',', 2, &mut notes), notes)
    }

    #[test]
    fn words_of_another_length_below_the_table_are_left_out() {
        let (text, notes) = cut("a,b\n1,2\n\n\"Source: x, y\"\nNote\n");
        assert_eq!(text, "a,b\n1,2\n");
        assert_eq!(notes, ["rows 4 to 5 below the table were left out: Source: x, y, …"]);
        let (text, notes) = cut("a,b\r\n1,2\r\nSource\r\n");
        assert_eq!((text.as_str(), notes.len()), ("a,b\r\n1,2\n", 1));
    }

    #[test]
    fn rows_of_the_table_stay() {
        for text in ["a,b\n1,2\n", "a,b\n1,2\nx,y\n", "a,b\n1,2\n7\n", "a,b\n1,2\n\"x\ny\"\n", "Source\n"] {
            assert_eq!(cut(text), (text.to_owned(), Vec::new()), "{text}");
        }
    }
}
