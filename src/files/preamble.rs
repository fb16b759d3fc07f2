//! Lines above a table that do not belong to it.

use super::Separator;
use super::lines::{TextLine, beginning, blanked, count_ends, first_lines, usual_width};
use super::number::{Cell, Decimal, is_word};
use super::separator::{CellSplit, says_size};
use super::words::quoted;

/// The first characters of comment lines.
const MARKS: [char; 2] = ['#', '%'];
/// No more rows of titles are looked for.
const MOST_TITLES: usize = 20;
/// A table of fewer columns may have a row with one word.
const FEWEST_TITLED: usize = 3;
/// The most words above a table that are shown.
const SHOWN: usize = 3;

/// Removes the lines above the table that begin with `#` or `%`. The last of them may name the columns, as
/// written by `numpy.savetxt`; the mark alone may be the name of the first column.
pub fn without_comments(mut text: String, wanted: Separator, notes: &mut Vec<String>) -> String {
    let Some(mark) = MARKS.into_iter().find(|&mark| text.trim_start().starts_with(mark)) else { return text };
    let mut lines = Vec::new();
    let mut rest = 0;
    for line in text.split_inclusive('\n') {
        if !line.trim_start().starts_with(mark) {
            break;
        }
        lines.push(rest..rest + line.len());
        rest += line.len();
    }
    let (Some(last), Ok(choice)) = (lines.last().cloned(), CellSplit::of(&text[rest..], wanted)) else {
        return text;
    };
    let first = |text: &str| {
        let text = choice.prepare(first_lines(text).to_owned());
        let line = beginning(&text, choice.delimiter()).into_iter().next();
        line.map(|line| line.cells).unwrap_or_default()
    };
    let at = last.start + text[last.clone()].find(mark).unwrap_or(0);
    let (whole, names) = (first(&text[last.clone()]), first(&text[at + 1..last.end]));
    let below = first(&text[rest..]);
    let is_row = whole.len() == below.len();
    let is_column = is_row && text[at + 1..].starts_with(char::from(choice.delimiter()));
    // Names are above numbers, and a comment does not contain numbers itself.
    if is_row && whole.iter().skip(1).any(is_number) {
        return text;
    }
    let is_named = names.len() == below.len() && below.iter().any(is_number);
    let comments = lines.len() - usize::from(is_column || is_named);
    if !is_column && is_named {
        text.replace_range(at..=at, " ");
    }
    if comments == 0 {
        return text;
    }
    notes.push(match comments {
        1 => format!("row 1 is a comment ({mark})"),
        _ => format!("rows 1 to {comments} are comments ({mark})"),
    });
    blanked(text, lines[comments - 1].end, 0)
}

/// Removes title rows above the table: a single word in the first cell with column names further down, or
/// words in far fewer cells with a blank line below.
pub fn without_titles(text: String, delimiter: u8, notes: &mut Vec<String>) -> String {
    let lines = beginning(&text, delimiter);
    let width = usual_width(&lines);
    if width < FEWEST_TITLED {
        return text;
    }
    let is_alone = |line: &TextLine| line.cells.iter().skip(1).all(str::is_empty);
    let is_title = |(line, next): &(&TextLine, &TextLine)| {
        let first = line.cells.get(0).unwrap_or_default();
        let is_far = || 2 * line.cells.len() <= width && are_apart(&text, line, next);
        (first.is_empty() || is_word(first)) && (is_alone(line) || is_far())
    };
    let pairs = lines.iter().zip(lines.iter().skip(1));
    let titles: Vec<_> = pairs.take_while(is_title).map(|(line, _)| line).take(MOST_TITLES).collect();
    let said: Vec<_> =
        titles.iter().filter_map(|line| line.cells.get(0)).filter(|word| !word.is_empty()).collect();
    let names =
        lines.get(titles.len()).map_or(0, |line| line.cells.iter().filter(|cell| is_word(cell)).count());
    if said.is_empty() || names < 2 {
        return text;
    }
    notes.push(format!(
        "titles above the table were left out: {}",
        said.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(", ")
    ));
    let (within, end) = (ends_within(&titles), lines[titles.len()].start);
    blanked(text, end, within)
}

/// Removes a first row that states the numbers of rows and columns, as written by word2vec.
pub fn without_size(text: String, delimiter: u8, notes: &mut Vec<String>) -> String {
    let lines = beginning(&text, delimiter);
    let Some((first, body)) = lines.split_first().filter(|(first, body)| says_size(first, body)) else {
        return text;
    };
    notes.push(format!(
        "row 1 was left out: it only says that there are {} rows with {} numbers each",
        &first.cells[0], &first.cells[1]
    ));
    let end = body[0].start;
    blanked(text, end, 0)
}

/// Removes rows of another length above the table, as written by instruments. The table begins with column
/// names or below a blank line; otherwise the rows above may be rows of the table that lack cells.
pub fn without_preamble(text: String, delimiter: u8, notes: &mut Vec<String>) -> String {
    let lines = beginning(&text, delimiter);
    let width = usual_width(&lines);
    let runs = lines.chunk_by(|a, b| (a.cells.len() == width) == (b.cells.len() == width));
    let runs = runs.scan(0, |start, run| {
        *start += run.len();
        Some((*start - run.len(), run))
    });
    let table = runs.filter(|(_, run)| run[0].cells.len() == width).max_by_key(|(_, run)| run.len());
    let Some((first, run)) = table.filter(|(first, run)| width > 1 && *first > 0 && run.len() > 1) else {
        return text;
    };
    let above = &lines[..first];
    let is_apart = are_apart(&text, &lines[first - 1], &run[0]);
    let is_named = run[0].cells.iter().all(|cell| cell.is_empty() || is_word(cell))
        && run[0].cells.iter().filter(|cell| !cell.is_empty()).count() > 1
        && run[1..].iter().any(|line| line.cells.iter().any(is_number));
    // A row too long may be a row of the table with a separator within a cell.
    if !(is_apart || is_named) || above.iter().any(|line| line.cells.len() > width) {
        return text;
    }
    let said: Vec<_> =
        above.iter().filter_map(|line| line.cells.iter().find(|cell| !cell.is_empty())).collect();
    let more = if said.len() > SHOWN { ", …" } else { "" };
    let shown: Vec<_> = said.iter().take(SHOWN).map(|word| quoted(word)).collect();
    let within = ends_within(&above.iter().collect::<Vec<_>>());
    let rows = count_ends(&text[..run[0].start]) - within;
    let (rows, verb) =
        if rows == 1 { ("row 1".to_owned(), "was") } else { (format!("rows 1 to {rows}"), "were") };
    notes.push(format!("{rows} above the table {verb} left out: {}{more}", shown.join(", ")));
    let end = run[0].start;
    blanked(text, end, within)
}

/// Returns whether a blank line is between two rows.
fn are_apart(text: &str, line: &TextLine, next: &TextLine) -> bool {
    count_ends(&text[line.end..next.start]) > 1
}

/// Returns the number of line breaks within cells: a spreadsheet counts rows, not lines.
fn ends_within(lines: &[&TextLine]) -> usize {
    lines.iter().flat_map(|line| line.cells.iter()).map(|cell| cell.matches('\n').count()).sum()
}

/// Returns whether a cell is a number.
pub fn is_number(cell: &str) -> bool {
    !is_word(cell) && Cell::read(cell, Decimal::Point) != Cell::Missing
}
