//! The position of the table in its text: comments, titles and other rows above it, and notes below it.

use super::footer::without_footer;
use super::lines::{beginning, blanked, count_ends, usual_width};
use super::preamble::{is_number, without_comments, without_preamble, without_size, without_titles};
use super::separator::CellSplit;
use super::text_layout::TextLayout;
use super::{Fault, Separator, header};

/// A text that begins and ends with its table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableText {
    /// Rows keep their numbers: rows above the table are blank lines.
    pub text: String,
    /// The separator of its cells, and the plural of its name.
    pub delimiter: u8,
    pub separator: &'static str,
    /// Notes on changes, one sentence each.
    pub notes: Vec<String>,
}

impl TableText {
    /// Removes everything that does not belong to the table, and finds the separator of the cells.
    ///
    /// # Errors
    /// If there is no separator, or more rows are skipped than there are.
    pub fn of(text: String, layout: TextLayout) -> Result<Self, Fault> {
        let mut notes = Vec::new();
        let (text, said) = without_separator_line(text);
        let wanted = if layout.separator == Separator::Auto { said } else { layout.separator };
        let text = match layout.skip {
            Some(rows) => without_first(text, rows, &mut notes)?,
            None => without_comments(text, wanted, &mut notes),
        };
        let choice = CellSplit::of(&text, wanted)?;
        let delimiter = choice.delimiter();
        let mut text = choice.prepare(text);
        if layout.skip.is_none() {
            text = without_titles(text, delimiter, &mut notes);
            text = without_size(text, delimiter, &mut notes);
            text = without_preamble(text, delimiter, &mut notes);
        }
        if layout.header != Some(0) {
            text = header::with_even_header(text, delimiter, &mut notes);
        }
        let lines = beginning(&text, delimiter);
        // In a table of words, a row of another length may belong to the table.
        if lines.iter().any(|line| line.cells.iter().any(is_number)) {
            text = without_footer(text, delimiter, usual_width(&lines), &mut notes);
        }
        Ok(Self { text, delimiter, separator: choice.words(), notes })
    }
}

/// Removes the first line in which spreadsheets state the separator, `sep=;`.
fn without_separator_line(text: String) -> (String, Separator) {
    let line = text.lines().next().unwrap_or_default().trim_matches('"');
    let said = line.get(..4).filter(|key| key.eq_ignore_ascii_case("sep="));
    let separator = match said.map(|_| &line.as_bytes()[4..]) {
        Some(b",") => Separator::Comma,
        Some(b";") => Separator::Semicolon,
        Some(b"\t") => Separator::Tab,
        Some(b"|") => Separator::Bar,
        Some(b" ") => Separator::Space,
        Some(&[_]) => Separator::Auto,
        _ => return (text, Separator::Auto),
    };
    let end = text.find(['\r', '\n']).unwrap_or(text.len());
    (blanked(text, end, 0), separator)
}

/// Removes the first rows.
fn without_first(text: String, rows: usize, notes: &mut Vec<String>) -> Result<String, Fault> {
    if rows == 0 {
        return Ok(text);
    }
    let mut ends = text.match_indices(['\r', '\n']).filter(|(at, _)| !text[*at..].starts_with("\r\n"));
    let Some((end, _)) = ends.nth(rows - 1) else {
        return Err(Fault::AllSkipped { rows, lines: count_ends(&text) + 1 });
    };
    notes.push(if rows == 1 {
        "row 1 was skipped".to_owned()
    } else {
        format!("rows 1 to {rows} were skipped")
    });
    Ok(blanked(text, end + 1, 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lead(text: &str) -> (String, Vec<String>) {
        let TableText { text, notes, .. } =
            TableText::of(text.to_owned(), TextLayout::default()).expect("it is a table");
        (text, notes)
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
    fn headers_get_a_missing_cell() {
        assert_eq!(lead("a,b\n1,2,\n3,4,\n").0, "a,b,\n1,2,\n3,4,\n");
        assert_eq!(lead("a\tb\nx\t1\t2\ny\t3\t4\n").0, "\"\"\ta\tb\nx\t1\t2\ny\t3\t4\n");
        assert_eq!(lead("  a   b\n0  1  2\n1  3  4 \n").0, "\"\" a b\n0 1 2\n1 3 4\n");
    }
}
