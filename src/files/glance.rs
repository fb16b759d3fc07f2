//! The first rows of a text, unprocessed, for a preview.

use super::lines::{first_lines, reader};
use super::words::quoted;

/// An unprocessed row of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Glance {
    /// Its number as in a spreadsheet.
    pub number: usize,
    pub part: RowRole,
    /// Its first cells; above the table, the whole line as one cell.
    pub cells: Vec<String>,
}

/// The role of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowRole {
    /// It is above the table and is not read.
    Above,
    /// It belongs to the header.
    Header,
    /// It contains data.
    Data,
}

/// The number of rows shown of the text above the table, and of the table itself.
const ABOVE: usize = 4;
const TABLE: usize = 6;
/// The number of cells shown of a row.
const CELLS: usize = 8;

/// Returns the text's first lines, before anything is taken away.
pub fn top(text: &str) -> String {
    first_lines(text).to_owned()
}

/// Returns the first rows: those of the table from `text`, in which the lines above it are blank, and those
/// above it from `top`.
pub fn rows(top: &str, text: &str, delimiter: u8, head: usize) -> Vec<Glance> {
    let start = text.find(|letter| !matches!(letter, '\r' | '\n')).unwrap_or(0);
    let above = super::lines::count_ends(&text[..start]);
    let lines = top.lines().take(above).enumerate().filter(|(_, line)| !line.trim().is_empty());
    let mut rows: Vec<_> = lines
        .map(|(index, line)| Glance {
            number: index + 1,
            part: RowRole::Above,
            cells: vec![quoted(line.trim())],
        })
        .collect();
    rows.drain(..rows.len().saturating_sub(ABOVE));
    let mut records = reader(delimiter).from_reader(first_lines(&text[start..]).as_bytes()).into_records();
    for index in 0..head + TABLE {
        let Some(Ok(record)) = records.next() else { break };
        rows.push(Glance {
            number: above + index + 1,
            part: if index < head { RowRole::Header } else { RowRole::Data },
            cells: record.iter().take(CELLS).map(quoted).collect(),
        });
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn glance_rows_keep_their_numbers_and_roles() {
        let shown = rows("# a\n# b\nx,y\n1,2\n", "\n\nx,y\n1,2\n", b',', 1);
        let shown: Vec<_> = shown.iter().map(|row| (row.number, row.part, row.cells.join("|"))).collect();
        assert_eq!(
            shown,
            [
                (1, RowRole::Above, "# a".to_owned()),
                (2, RowRole::Above, "# b".to_owned()),
                (3, RowRole::Header, "x|y".to_owned()),
                (4, RowRole::Data, "1|2".to_owned()),
            ]
        );
    }
}
