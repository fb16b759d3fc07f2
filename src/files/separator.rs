//! Detection of the separator of a text's cells.

use super::lines::{LOOKED_AT, TextLine, beginning, first_lines, in_single, usual_width};
use super::{Fault, Separator};

/// Possible separators, the most certain first: a decimal comma, or a space in a text, does not separate
/// cells.
const CANDIDATES: [Separator; 6] = [
    Separator::Tab,
    Separator::Semicolon,
    Separator::Comma,
    Separator::Bar,
    Separator::Colons,
    Separator::Space,
];

/// Replaces a double colon.
const COLONS: u8 = 0x1e;

/// The separator of a text's cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CellSplit {
    separator: Separator,
    /// True if a run of separators counts as one.
    runs: bool,
}

impl CellSplit {
    /// Finds the separator that gives each of the first rows the same number of cells, at least two, or else
    /// most of them.
    ///
    /// # Errors
    /// If there is none.
    pub fn of(text: &str, wanted: Separator) -> Result<Self, Fault> {
        if wanted != Separator::Auto {
            return Ok(Self::with(text, wanted).0);
        }
        let mut best = (0, None);
        for separator in CANDIDATES {
            let (choice, lines) = Self::with(text, separator);
            let most = |lines: &[TextLine]| {
                let width = usual_width(lines);
                if width < 2 { 0 } else { lines.iter().filter(|line| line.cells.len() == width).count() }
            };
            let count = most(&lines);
            if count > 0 && count == lines.len() {
                return Ok(choice);
            }
            if separator != Separator::Space {
                if count > best.0 {
                    best = (count, Some(choice));
                }
                continue;
            }
            // Spaces also occur within texts. They separate cells only if all rows have the same number of
            // them, except for a first row without a name for the row names, or one that states the number of
            // rows.
            let Some((first, body)) = lines.split_first().filter(|(_, body)| most(body) == body.len()) else {
                continue;
            };
            let is_first = first.cells.len() + 1 == usual_width(body) || says_size(first, body);
            if body.len() > best.0 && is_first {
                best = (body.len(), Some(choice));
            }
        }
        best.1.ok_or_else(|| none_of(text))
    }

    fn with(text: &str, separator: Separator) -> (Self, Vec<TextLine>) {
        let choice = Self { separator, runs: separator == Separator::Space };
        let lines = choice.lines(text);
        if separator == Separator::Tab && !are_even(&lines) {
            let runs = Self { separator, runs: true };
            let joined = runs.lines(text);
            if are_even(&joined) && joined.first().is_some_and(|line| line.cells.len() > 1) {
                return (runs, joined);
            }
        }
        (choice, lines)
    }

    /// Returns the first rows.
    fn lines(self, text: &str) -> Vec<TextLine> {
        beginning(&self.prepare(first_lines(text).to_owned()), self.delimiter())
    }

    /// Returns the text such that its cells are separated by single bytes.
    pub fn prepare(self, text: String) -> String {
        match self.separator {
            Separator::Colons => text.replace("::", "\u{1e}"),
            Separator::Tab | Separator::Space if self.runs => in_single(text, self.delimiter()),
            _ => text,
        }
    }

    /// Returns the byte that separates cells in the prepared text.
    pub fn delimiter(self) -> u8 {
        match self.separator {
            Separator::Tab => b'\t',
            Separator::Semicolon => b';',
            Separator::Auto | Separator::Comma => b',',
            Separator::Bar => b'|',
            Separator::Colons => COLONS,
            Separator::Space => b' ',
        }
    }

    /// Returns its name in the plural.
    pub fn words(self) -> &'static str {
        match self.separator {
            Separator::Tab if self.runs => "runs of tabs",
            Separator::Tab => "tabs",
            Separator::Semicolon => "semicolons",
            Separator::Auto | Separator::Comma => "commas",
            Separator::Bar => "bars",
            Separator::Colons => "double colons",
            Separator::Space => "spaces",
        }
    }
}

/// Returns whether a first row states the numbers of rows and columns, as written by word2vec; names of
/// classes may follow, as in scikit-learn's own files.
pub fn says_size(first: &TextLine, body: &[TextLine]) -> bool {
    let sizes: Vec<usize> = first.cells.iter().map_while(|cell| cell.parse().ok()).collect();
    let [rows, numbers] = sizes[..] else { return false };
    let are_all = rows == body.len() || rows > body.len() && body.len() + 1 == LOOKED_AT;
    are_all && body.iter().all(|line| line.cells.len() == numbers + 1)
}

fn are_even(lines: &[TextLine]) -> bool {
    lines.windows(2).all(|pair| pair[0].cells.len() == pair[1].cells.len())
}

/// Explains why a text is not a table.
fn none_of(text: &str) -> Fault {
    let sums = CANDIDATES.into_iter().filter(|separator| *separator != Separator::Space).map(|separator| {
        let (choice, lines) = CellSplit::with(text, separator);
        let cut = lines.iter().filter(|line| line.cells.len() > 1).count();
        (cut, choice, lines)
    });
    match sums.max_by_key(|(cut, ..)| *cut) {
        Some((cut, choice, lines)) if cut > 1 && 3 * cut >= lines.len() => Fault::Uneven {
            separator: choice.words(),
            cells: lines.iter().map(|line| line.cells.len()).take(5).collect(),
        },
        _ => {
            let line = text.lines().find(|line| !line.trim().is_empty());
            line.map_or(Fault::Empty, |line| Fault::OneColumn { line: line.to_owned() })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separator_gives_all_rows_the_same_number_of_cells() {
        let of = |text| CellSplit::of(text, Separator::Auto).map(CellSplit::words);
        assert_eq!(of("a,b\n1,2"), Ok("commas"));
        assert_eq!(of("a;b\n1,5;2,5"), Ok("semicolons"));
        assert_eq!(of("a\tb\n1;2\t3"), Ok("tabs"));
        assert_eq!(of("1\t2\t3\n4\t\t5\t6\n"), Ok("runs of tabs"));
        assert_eq!(of("1 2\n3 4"), Ok("spaces"));
        assert_eq!(of("  1   2 \n 3 4"), Ok("spaces"));
        assert_eq!(of("a b\n1 2 3\n2 4 5"), Ok("spaces"));
        assert_eq!(of("2 2\na 2 3\nb 4 5"), Ok("spaces"));
        assert_eq!(of("1::2\n3::4"), Ok("double colons"));
        assert_eq!(of("a,b\n1,2\n3,4,5\n"), Ok("commas"));
        assert!(matches!(of("a\n1\n2"), Err(Fault::OneColumn { .. })));
        assert!(matches!(of("so it was\nand will be\nfor ever"), Err(Fault::OneColumn { .. })));
        let baskets = of("bread,milk,salt\nfruit,tea\nmilk\nsoap\nbread\n");
        assert_eq!(baskets, Err(Fault::Uneven { separator: "commas", cells: vec![3, 2, 1, 1, 1] }));
    }

    #[test]
    fn separator_can_be_set_by_the_user() {
        let choice = CellSplit::of("1 2;3\n4;5\n", Separator::Semicolon).expect("it was said");
        assert_eq!((choice.words(), choice.delimiter()), ("semicolons", b';'));
    }
}
