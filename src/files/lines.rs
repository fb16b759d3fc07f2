//! The first rows of a text, unprocessed.

use csv::{ReaderBuilder, StringRecord, Trim};

/// Rows that are looked at to find out how the text is written.
pub const LOOKED_AT: usize = 100;

/// An unprocessed row of a text.
pub struct TextLine {
    pub start: usize,
    pub end: usize,
    pub cells: StringRecord,
}

/// Returns a reader of rows of any length, without the blanks around cells.
pub fn reader(delimiter: u8) -> ReaderBuilder {
    let mut builder = ReaderBuilder::new();
    builder.delimiter(delimiter).has_headers(false).flexible(true).trim(Trim::All);
    builder
}

/// Returns the first rows that are not blank.
pub fn beginning(text: &str, delimiter: u8) -> Vec<TextLine> {
    let mut reader = reader(delimiter).from_reader(text.as_bytes());
    let mut lines = Vec::new();
    let mut cells = StringRecord::new();
    while lines.len() < LOOKED_AT && matches!(reader.read_record(&mut cells), Ok(true)) {
        if cells.len() == 1 && cells[0].is_empty() {
            continue;
        }
        let after = (reader.position().byte() as usize).min(text.len());
        let before = cells.position().map_or(0, csv::Position::byte) as usize;
        let start = after - text[before..after].trim_start_matches(['\r', '\n']).len();
        let end = before + text[before..after].trim_end_matches(['\r', '\n']).len();
        lines.push(TextLine { start, end: end.max(start), cells: cells.clone() });
    }
    lines
}

/// Returns the number of cells that most rows have.
pub fn usual_width(lines: &[TextLine]) -> usize {
    let mut widths: Vec<_> = lines.iter().map(|line| line.cells.len()).collect();
    widths.sort_unstable();
    let runs = widths.chunk_by(|a, b| a == b);
    runs.max_by_key(|run| run.len()).map_or(0, |run| run[0])
}

/// Returns more lines than are looked at.
pub fn first_lines(text: &str) -> &str {
    let end = text.match_indices(['\r', '\n']).nth(2 * LOOKED_AT).map_or(text.len(), |(end, _)| end);
    &text[..end]
}

/// Counts the ends of lines.
pub fn count_ends(text: &str) -> usize {
    let bytes = text.as_bytes();
    let is_end = |at: usize| match bytes[at] {
        b'\n' => true,
        b'\r' => bytes.get(at + 1) != Some(&b'\n'),
        _ => false,
    };
    (0..bytes.len()).filter(|&at| is_end(at)).count()
}

/// Replaces the text before `end` by blank lines, so that the rows below keep their numbers; `within` line
/// breaks in it are inside cells.
pub fn blanked(mut text: String, end: usize, within: usize) -> String {
    let lines = count_ends(&text[..end]);
    text.replace_range(..end, &"\n".repeat(lines.saturating_sub(within)));
    text
}

/// Replaces each run of separators by a single one, and removes them at the beginning and the end of a row.
pub fn in_single(text: String, separator: u8) -> String {
    let mut bytes = text.into_bytes();
    let (mut end, mut is_apart) = (0, false);
    for place in 0..bytes.len() {
        let byte = bytes[place];
        if byte == separator {
            is_apart = true;
            continue;
        }
        let is_within = end > 0 && !matches!(bytes[end - 1], b'\n' | b'\r');
        if is_apart && is_within && !matches!(byte, b'\n' | b'\r') {
            bytes[end] = separator;
            end += 1;
        }
        is_apart = false;
        bytes[end] = byte;
        end += 1;
    }
    bytes.truncate(end);
    String::from_utf8(bytes).expect("only single-byte characters were taken out")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_of_lines_are_counted_in_every_style() {
        assert_eq!(["a\nb\n", "a\r\nb\r\n", "a\rb\r", "\r\r\n\n"].map(count_ends), [2, 2, 2, 3]);
    }

    #[test]
    fn runs_become_single() {
        assert_eq!(in_single("  1   2 \n 3 4".to_owned(), b' '), "1 2\n3 4");
        assert_eq!(in_single("a\t\tb\r\n\tc\t\r\n".to_owned(), b'\t'), "a\tb\r\nc\r\n");
    }
}
