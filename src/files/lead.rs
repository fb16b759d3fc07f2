//! What stands above a table, or around its cells, and is none of it.

use csv::{ReaderBuilder, StringRecord, Trim};

use super::Fault;
use super::number::{Cell, Decimal, is_word};
use super::words::told;

/// What may part cells, the surest first: a decimal comma, or a blank in a text, parts none.
const DELIMITERS: [(u8, &str); 5] =
    [(b'\t', "tabs"), (b';', "semicolons"), (b',', "commas"), (b'|', "bars"), (b' ', "blanks")];
/// Rows that are looked at to find out how the text is written.
pub const LOOKED_AT: usize = 100;
/// No more rows of titles are looked for.
const MOST_TITLES: usize = 20;
/// A table of fewer columns may have a row with one word.
const FEWEST_TITLED: usize = 3;

/// A text that begins with its table, all of whose rows have as many cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lead {
    /// Rows keep their numbers: what was above the table are blank lines.
    pub text: String,
    /// What parts its cells, and its name.
    pub delimiter: u8,
    pub parted_by: &'static str,
    /// What was done, a sentence each.
    pub notes: Vec<String>,
}

/// A row as it stands in the text.
struct Line {
    start: usize,
    end: usize,
    cells: StringRecord,
}

impl Lead {
    /// Takes away what is no table, and finds out what parts the cells.
    ///
    /// # Errors
    /// Where nothing parts them.
    pub fn of(text: String) -> Result<Self, Fault> {
        let mut notes = Vec::new();
        let (text, said) = without_separator_line(text);
        let text = without_comments(text, &mut notes);
        let known = DELIMITERS.into_iter().find(|(delimiter, _)| Some(*delimiter) == said);
        let (delimiter, parted_by) = known.map_or_else(|| delimiter(&text), Ok)?;
        let text = if delimiter == b' ' { in_single_blanks(text) } else { text };
        let text = without_titles(text, delimiter, &mut notes);
        let text = with_whole_header(text, delimiter, &mut notes);
        Ok(Self { text, delimiter, parted_by, notes })
    }
}

/// A text without the first line by which spreadsheets say what parts the cells, `sep=;`, and that.
fn without_separator_line(text: String) -> (String, Option<u8>) {
    let line = text.lines().next().unwrap_or_default().trim_matches('"');
    let said = line.get(..4).filter(|key| key.eq_ignore_ascii_case("sep="));
    match said.map(|_| &line.as_bytes()[4..]) {
        Some(&[delimiter]) => {
            let end = text.find(['\r', '\n']).unwrap_or(text.len());
            (blanked(text, end, 0), Some(delimiter))
        }
        _ => (text, None),
    }
}

/// A text without the lines above its table that begin with `#`. The last of them may name the
/// columns, as `numpy.savetxt` writes it; one whose first cell is `#` alone names a column so.
fn without_comments(mut text: String, notes: &mut Vec<String>) -> String {
    let mut lines = Vec::new();
    let mut rest = 0;
    for line in text.split_inclusive('\n') {
        if !line.trim_start().starts_with('#') {
            break;
        }
        lines.push(rest..rest + line.len());
        rest += line.len();
    }
    let (Some(last), Ok((delimiter, _))) = (lines.last().cloned(), delimiter(&text[rest..])) else {
        return text;
    };
    let single = |text: &str| {
        let text = first_lines(text).to_owned();
        if delimiter == b' ' { in_single_blanks(text) } else { text }
    };
    let first = |text: &str| {
        let line = beginning(&single(text), delimiter).into_iter().next();
        line.map(|line| line.cells).unwrap_or_default()
    };
    let mark = last.start + text[last.clone()].find('#').unwrap_or(0);
    let (whole, names) = (first(&text[last.clone()]), first(&text[mark + 1..last.end]));
    let below = first(&text[rest..]);
    let is_row = whole.len() == below.len();
    let is_column = is_row && text[mark + 1..].starts_with(char::from(delimiter));
    // Names stand above numbers; what has numbers itself is no comment.
    if is_row && whole.iter().skip(1).any(is_number) {
        return text;
    }
    let is_named = names.len() == below.len() && below.iter().any(is_number);
    let comments = lines.len() - usize::from(is_column || is_named);
    if !is_column && is_named {
        text.replace_range(mark..=mark, " ");
    }
    if comments == 0 {
        return text;
    }
    notes.push(match comments {
        1 => "row 1 is a comment (#)".to_owned(),
        _ => format!("rows 1 to {comments} are comments (#)"),
    });
    blanked(text, lines[comments - 1].end, 0)
}

/// A text without the rows of titles above its table: a word alone, in the first cell, and further
/// down names of columns; or words of far fewer cells, and a blank line below.
fn without_titles(text: String, delimiter: u8, notes: &mut Vec<String>) -> String {
    let lines = beginning(&text, delimiter);
    let width = usual_width(&lines);
    if width < FEWEST_TITLED {
        return text;
    }
    let is_alone = |line: &Line| line.cells.iter().skip(1).all(str::is_empty);
    let is_title = |(line, next): &(&Line, &Line)| {
        let first = line.cells.get(0).unwrap_or_default();
        let is_apart = || {
            let between = text[line.end..next.start].replace("\r\n", "\n");
            2 * line.cells.len() <= width && between.matches(['\r', '\n']).count() > 1
        };
        (first.is_empty() || is_word(first)) && (is_alone(line) || is_apart())
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
        said.iter().map(|word| told(word)).collect::<Vec<_>>().join(", ")
    ));
    // A spreadsheet counts rows, not lines.
    let within =
        titles.iter().flat_map(|line| line.cells.iter()).map(|cell| cell.matches('\n').count()).sum();
    let end = lines[titles.len()].start;
    blanked(text, end, within)
}

/// A text whose header has one cell fewer than all other rows gets it: at the end where the others
/// have nothing there, at the beginning where they have names or numbers of their own, as R writes
/// them.
fn with_whole_header(mut text: String, delimiter: u8, notes: &mut Vec<String>) -> String {
    let lines = beginning(&text, delimiter);
    let Some((header, body)) = lines.split_first().filter(|(_, body)| !body.is_empty()) else { return text };
    let width = usual_width(body);
    if header.cells.len() + 1 != width || body.iter().any(|line| line.cells.len() != width) {
        return text;
    }
    let delimiter = char::from(delimiter);
    if body.iter().all(|line| line.cells.get(width - 1).is_some_and(str::is_empty)) {
        text.insert(header.end, delimiter);
        return text;
    }
    let names_rows = |line: &Line| line.cells.get(0).is_some_and(is_word);
    let counts_rows = |(row, line): (usize, &Line)| line.cells.get(0) == Some(&(row + 1).to_string());
    let counts = || body.iter().enumerate().all(counts_rows);
    let is_header = body.iter().all(names_rows)
        || header.cells.iter().all(is_word) && (header.cells.len() > 1 || counts());
    if is_header {
        text.insert_str(header.start, &format!("\"\"{delimiter}"));
        notes.push("the first column has no name in the header".to_owned());
    }
    text
}

fn is_number(cell: &str) -> bool {
    !is_word(cell) && Cell::read(cell, Decimal::Point) != Cell::Missing
}

/// A text whose cells are parted by one blank each, none at the beginning or the end of a row.
fn in_single_blanks(text: String) -> String {
    let mut bytes = text.into_bytes();
    let (mut end, mut is_apart) = (0, false);
    for place in 0..bytes.len() {
        match bytes[place] {
            b' ' => is_apart = true,
            byte => {
                let is_within = end > 0 && !matches!(bytes[end - 1], b'\n' | b'\r');
                if is_apart && is_within && !matches!(byte, b'\n' | b'\r') {
                    bytes[end] = b' ';
                    end += 1;
                }
                is_apart = false;
                bytes[end] = byte;
                end += 1;
            }
        }
    }
    bytes.truncate(end);
    String::from_utf8(bytes).expect("only blanks were taken out")
}

/// A text with blank lines in place of the lines before `end`, of which some lie within cells.
fn blanked(mut text: String, end: usize, within: usize) -> String {
    let lines = text[..end].replace("\r\n", "\n").matches(['\r', '\n']).count();
    text.replace_range(..end, &"\n".repeat(lines.saturating_sub(within)));
    text
}

/// What reads rows of any length, without the blanks around cells.
pub fn reader(delimiter: u8) -> ReaderBuilder {
    let mut builder = ReaderBuilder::new();
    builder.delimiter(delimiter).has_headers(false).flexible(true).trim(Trim::All);
    builder
}

/// The first rows.
fn beginning(text: &str, delimiter: u8) -> Vec<Line> {
    let mut reader = reader(delimiter).from_reader(text.as_bytes());
    let mut lines = Vec::new();
    let mut cells = StringRecord::new();
    while lines.len() < LOOKED_AT && matches!(reader.read_record(&mut cells), Ok(true)) {
        // A line of blanks is none.
        if cells.len() == 1 && cells[0].is_empty() {
            continue;
        }
        let after = (reader.position().byte() as usize).min(text.len());
        let before = cells.position().map_or(0, csv::Position::byte) as usize;
        let start = after - text[before..after].trim_start_matches(['\r', '\n']).len();
        let end = before + text[before..after].trim_end_matches(['\r', '\n']).len();
        lines.push(Line { start, end: end.max(start), cells: cells.clone() });
    }
    lines
}

/// How many cells most rows have.
fn usual_width(lines: &[Line]) -> usize {
    let mut widths: Vec<_> = lines.iter().map(|line| line.cells.len()).collect();
    widths.sort_unstable();
    let runs = widths.chunk_by(|a, b| a == b);
    runs.max_by_key(|run| run.len()).map_or(0, |run| run[0])
}

/// What parts the cells, with its name: what gives each of the first rows the same number of cells, two
/// or more; or else most of them.
fn delimiter(text: &str) -> Result<(u8, &'static str), Fault> {
    let mut best = (0, None);
    for (delimiter, name) in DELIMITERS {
        let first = (delimiter == b' ').then(|| in_single_blanks(first_lines(text).to_owned()));
        let lines = beginning(first.as_deref().unwrap_or(text), delimiter);
        let most = |lines: &[Line]| {
            let width = usual_width(lines);
            if width < 2 { 0 } else { lines.iter().filter(|line| line.cells.len() == width).count() }
        };
        let count = most(&lines);
        if count > 0 && count == lines.len() {
            return Ok((delimiter, name));
        }
        if delimiter != b' ' {
            if count > best.0 {
                best = (count, Some((delimiter, name)));
            }
            continue;
        }
        // Blanks part words, too: they count only where they part all rows alike, but for a header
        // without a name for the rows' own.
        let Some((header, body)) = lines.split_first().filter(|(_, body)| most(body) == body.len()) else {
            continue;
        };
        if body.len() > best.0 && header.cells.len() + 1 == usual_width(body) {
            best = (body.len(), Some((delimiter, name)));
        }
    }
    best.1.ok_or_else(|| {
        let line = text.lines().find(|line| !line.trim().is_empty());
        line.map_or(Fault::Empty, |line| Fault::OneColumn { line: line.to_owned() })
    })
}

/// More lines than are looked at.
fn first_lines(text: &str) -> &str {
    let end = text.match_indices(['\r', '\n']).nth(2 * LOOKED_AT).map_or(text.len(), |(end, _)| end);
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lead(text: &str) -> (String, Vec<String>) {
        let Lead { text, notes, .. } = Lead::of(text.to_owned()).expect("it is a table");
        (text, notes)
    }

    #[test]
    fn delimiters() {
        let of = |text| delimiter(text).map(|(_, name)| name);
        assert_eq!(of("a,b\n1,2"), Ok("commas"));
        assert_eq!(of("a;b\n1,5;2,5"), Ok("semicolons"));
        assert_eq!(of("a\tb\n1;2\t3"), Ok("tabs"));
        assert_eq!(of("1 2\n3 4"), Ok("blanks"));
        assert_eq!(of("  1   2 \n 3 4"), Ok("blanks"));
        assert_eq!(of("a b\n1 2 3\n2 4 5"), Ok("blanks"));
        assert_eq!(of("a,b\n1,2\n3,4,5\n"), Ok("commas"));
        assert!(matches!(of("a\n1\n2"), Err(Fault::OneColumn { .. })));
        assert!(matches!(of("so it was\nand will be\nfor ever"), Err(Fault::OneColumn { .. })));
    }

    #[test]
    fn comments_and_titles_leave_blank_lines() {
        assert_eq!(lead("# a\r\n# b\r\nx,y\r\n1,2\r\n").0, "\n\nx,y\r\n1,2\r\n");
        assert_eq!(lead("# a\n# x y\n1 2\n3 4\n").0, "\nx y\n1 2\n3 4\n");
        assert_eq!(lead("#x,y\n1,2\n3,4\n").0, " x,y\n1,2\n3,4\n");
        assert_eq!(lead("#,y\n1,2\n3,4\n").0, "#,y\n1,2\n3,4\n");
        let (text, notes) = lead("Sales,,\n,,\na,b,c\n1,2,3\n");
        assert_eq!(
            (text.as_str(), notes[0].as_str()),
            ("\n\na,b,c\n1,2,3\n", "titles above the table were left out: Sales")
        );
        assert_eq!(lead("Sales\na,b,c\n1,2,3\n4,5,6\n").0, "\na,b,c\n1,2,3\n4,5,6\n");
        let bank =
            "Source,Bank,\n\nUpdated,2024-01-01,\n\na,b,c,1960,1961,1962,\nx,y,z,1,2,4,\nx,y,z,2,3,7,\n";
        assert_eq!(lead(bank).0, format!("\n\n\n\n{}", &bank[bank.find("a,b,c").expect("a header")..]));
        for table in [
            "a,b\nx,y,1,2\nz,w,3,4\nz,w,3,4\n",
            "7,,\n1,2,3\n4,5,6\n",
            "?,?,?,b\n1,2,3,a\n4,5,6,a\n",
            ",,value\n1,2,3\n4,5,6\n",
            "name,,\n1,2,3\n4,5,6\n",
            "#ff0000,1,2\n#00ff00,3,4\nred,5,6\n",
            "1,2\n3,4,5\n6,7,8\n9,10,11\n",
            "  \nx,y\n1,2\n3,4\n",
        ] {
            assert_eq!(lead(table).0, table);
        }
        assert_eq!(lead("# by x, y, z\na,b,c\n1,2,3\n4,5,6\n").0, "\na,b,c\n1,2,3\n4,5,6\n");
        assert_eq!(lead("\"Sales\n2024\",,\na,b,c\n1,2,3\n").0, "\na,b,c\n1,2,3\n");
    }

    #[test]
    fn headers_get_the_cell_they_lack() {
        assert_eq!(lead("a,b\n1,2,\n3,4,\n").0, "a,b,\n1,2,\n3,4,\n");
        assert_eq!(lead("a\tb\nx\t1\t2\ny\t3\t4\n").0, "\"\"\ta\tb\nx\t1\t2\ny\t3\t4\n");
        assert_eq!(lead("  a   b\n0  1  2\n1  3  4 \n").0, "\"\" a b\n0 1 2\n1 3 4\n");
    }
}
