//! Detection of a table's header.

use csv::StringRecord;

use super::Fault;
use super::lines::{TextLine, beginning, usual_width};
use super::number::{Cell, Decimal, is_word};

/// A table's first rows, of which the first may name the columns.
#[derive(Debug, Clone, Copy)]
pub struct FirstRows<'a> {
    /// At least one row.
    pub rows: &'a [StringRecord],
    /// Number of cells per row.
    pub width: usize,
    pub decimal: Decimal,
}

/// The kind of header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Head {
    None,
    /// One row of names.
    Names,
    /// A row of names, and one of units below it.
    Units,
    /// Several rows whose words are combined into names.
    Groups(usize),
}

impl Head {
    /// Returns how many rows it has.
    pub fn rows(self) -> usize {
        match self {
            Self::None => 0,
            Self::Names => 1,
            Self::Units => 2,
            Self::Groups(rows) => rows,
        }
    }

    /// Returns the name of a column, empty where it has none; `rows` are the table's first ones. A word of the
    /// upper rows holds for all columns up to the next one.
    pub fn name(self, rows: &[StringRecord], column: usize) -> String {
        let word = |row: usize, column| rows[row].get(column).unwrap_or_default();
        match self {
            Self::None => String::new(),
            Self::Names | Self::Units => word(0, column).to_owned(),
            Self::Groups(count) => {
                let above =
                    |row| (0..=column).rev().map(|column| word(row, column)).find(|word| !word.is_empty());
                let words = (0..count - 1).filter_map(above).chain([word(count - 1, column)]);
                words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
            }
        }
    }
}

/// So few numbers in even steps may well be a sample.
const FEWEST_EVEN: usize = 4;
/// Steps that are rounded in print differ by such a part of one.
const ROUNDING: f64 = 0.01;

impl FirstRows<'_> {
    /// Detects which rows are above the data: none, a header, a header with a row of groups above it, or a
    /// header with a row of units below it (words above numbers). The user may set their number.
    ///
    /// # Errors
    /// If there is only a header.
    pub fn head(self, wanted: Option<usize>) -> Result<Head, Fault> {
        match wanted {
            Some(0) => return Ok(Head::None),
            Some(rows) if rows >= self.rows.len() => {
                let first = self.rows[0].get(0).unwrap_or_default().to_owned();
                return Err(Fault::OnlyHeader { first });
            }
            Some(1) => return Ok(Head::Names),
            Some(2) if self.has_units() && !self.has_groups() => return Ok(Head::Units),
            Some(rows) => return Ok(Head::Groups(rows)),
            None => {}
        }
        if self.has_groups() {
            return Ok(Head::Groups(2));
        }
        Ok(match self.has_header()? {
            false => Head::None,
            true if self.has_units() => Head::Units,
            true => Head::Names,
        })
    }

    /// Returns whether the second row has words where all rows below have numbers.
    fn has_units(self) -> bool {
        let (Some(units), Some(body)) = (self.rows.get(1), self.rows.get(2..)) else { return false };
        let columns = self.numeric_below(body);
        let words = columns.iter().filter(|&&column| self.is_word(units, column)).count();
        let has_number = (0..self.width).any(|column| self.is_number(units, column));
        // A single word may be a missing value.
        words > 1 && 2 * words > columns.len() && !has_number
    }

    /// Returns whether the first row names groups of columns, so that some columns have no name, and the
    /// second row names all of these.
    fn has_groups(self) -> bool {
        let (Some(groups), Some(names)) = (self.rows.first(), self.rows.get(1)) else { return false };
        let columns = self.numeric_below(self.rows.get(2..).unwrap_or_default());
        let is_empty = |record: &StringRecord, column| record.get(column).unwrap_or_default().is_empty();
        let filled = |record| (0..self.width).filter(|&column| !is_empty(record, column)).count();
        let are_words =
            |record| (0..self.width).all(|column| is_empty(record, column) || self.is_word(record, column));
        columns.len() > 1
            && are_words(groups)
            && are_words(names)
            && filled(groups) > 0
            && filled(groups) < filled(names)
            && columns.iter().any(|&column| is_empty(groups, column))
            && columns.iter().all(|&column| !is_empty(names, column))
    }

    /// The columns of numbers without a word below.
    fn numeric_below(self, body: &[StringRecord]) -> Vec<usize> {
        let is_numeric = |column: &usize| {
            let numbers = body.iter().filter(|record| self.is_number(record, *column)).count();
            2 * numbers > body.len() && !body.iter().any(|record| self.is_word(record, *column))
        };
        (0..self.width).filter(is_numeric).collect()
    }

    /// Returns whether the first row names the columns: words are above numbers, and any numbers next to the
    /// words count the columns, or all are years or similar, or wavelengths or similar. A table of words only
    /// has a header too, unless most words of the first row recur below.
    fn has_header(self) -> Result<bool, Fault> {
        let (first, body) = self.rows.split_first().expect("there is a first row");
        if body.is_empty() {
            let words = (0..self.width).filter(|&column| self.is_word(first, column)).count();
            let first = first.get(0).unwrap_or_default().to_owned();
            return if 2 * words > self.width { Err(Fault::OnlyHeader { first }) } else { Ok(false) };
        }
        let columns: Vec<_> = (0..self.width).filter(|&column| self.is_numeric(body, column)).collect();
        if columns.is_empty() {
            let again = (0..self.width).filter(|&column| self.recurs(first, body, column)).count();
            return Ok(2 * again <= self.width);
        }
        let numbers = self.numbers(first, &columns);
        let words = columns.iter().filter(|&&column| self.is_word(first, column)).count();
        if words > 0 {
            let counts = numbers.len() > 2 && numbers.windows(2).all(|pair| pair[0] < pair[1]);
            return Ok(words > numbers.len() || counts);
        }
        if self.names_others(first, body, &columns) {
            return Ok(true);
        }
        let all: Vec<_> = (0..self.width).collect();
        let are_counted = |record| {
            let numbers = self.numbers(record, &all);
            numbers.len() > 2 && numbers.windows(2).all(|pair| pair[1] - pair[0] == 1.0)
        };
        let is_counted = are_counted(first) && !body.iter().any(are_counted);
        Ok(is_counted || self.has_even_steps(first, body, &columns))
    }

    /// Returns whether words that do not recur name the text columns, while the numeric columns are an
    /// unnamed index or years.
    fn names_others(self, first: &StringRecord, body: &[StringRecord], columns: &[usize]) -> bool {
        let mut others = (0..self.width).filter(|column| !columns.contains(column)).peekable();
        let is_name = |column| self.is_word(first, column) && !self.recurs(first, body, column);
        if others.peek().is_none() || !others.all(is_name) {
            return false;
        }
        let numbers = self.numbers(first, columns);
        if numbers.is_empty() {
            return columns == [0] && body.iter().all(|record| self.is_number(record, 0));
        }
        let is_year = |&number: &f64| number.fract() == 0.0 && (1500.0..2200.0).contains(&number);
        numbers.len() == columns.len()
            && numbers.len() > 1
            && numbers.iter().all(is_year)
            && numbers.windows(2).all(|pair| pair[0] < pair[1])
            && !body.iter().any(|record| self.numbers(record, columns).iter().all(is_year))
    }

    /// Returns whether a cell of the first row recurs below it.
    fn recurs(self, first: &StringRecord, body: &[StringRecord], column: usize) -> bool {
        let head = self.cell(first, column);
        head != Cell::Missing && body.iter().any(|record| self.cell(record, column) == head)
    }

    /// Returns whether the first row's numbers increase or decrease evenly, as wavelengths and wave numbers
    /// do, above rows that do not, or next to a name for labels. A number that recurs below is a value.
    fn has_even_steps(self, first: &StringRecord, body: &[StringRecord], columns: &[usize]) -> bool {
        let is_even = |record| {
            let numbers = self.numbers(record, columns);
            let (Some(from), Some(to)) = (numbers.first(), numbers.last()) else { return false };
            let step = (to - from) / (numbers.len() - 1) as f64;
            let is_step = |pair: &[f64]| (pair[1] - pair[0] - step).abs() <= ROUNDING * step.abs();
            numbers.len() > 2 && step != 0.0 && numbers.windows(2).all(is_step)
        };
        let recurs = |column| self.recurs(first, body, column);
        let is_numeric = |column: &usize| columns.contains(column);
        let (numbers, others): (Vec<_>, Vec<_>) = (0..self.width).partition(is_numeric);
        if !is_even(first)
            || 2 * numbers.into_iter().filter(|&column| recurs(column)).count() >= columns.len()
            || others.iter().any(|&column| recurs(column))
        {
            return false;
        }
        let names_labels = others
            .into_iter()
            .any(|column| matches!(self.cell(first, column), Cell::Word(_)) && self.has_labels(body, column));
        names_labels || columns.len() >= FEWEST_EVEN && !body.iter().any(is_even)
    }

    /// Returns whether a column has words that occur twice on average.
    fn has_labels(self, body: &[StringRecord], column: usize) -> bool {
        let word = |record| match self.cell(record, column) {
            Cell::Word(word) => Some(word),
            _ => None,
        };
        let words: Vec<_> = body.iter().filter_map(word).collect();
        let different: std::collections::BTreeSet<_> = words.iter().collect();
        2 * different.len() <= words.len() && !words.is_empty()
    }

    /// Returns whether a column has more numbers than words.
    fn is_numeric(self, body: &[StringRecord], column: usize) -> bool {
        let count =
            |is: fn(&Cell) -> bool| body.iter().filter(|record| is(&self.cell(record, column))).count();
        count(|cell| matches!(cell, Cell::Number(_))) > count(|cell| matches!(cell, Cell::Word(_)))
    }

    /// A row's numbers in the columns.
    fn numbers(self, record: &StringRecord, columns: &[usize]) -> Vec<f64> {
        let number = |&column: &usize| match self.cell(record, column) {
            Cell::Number(value) => Some(value),
            _ => None,
        };
        columns.iter().filter_map(number).collect()
    }

    fn is_word(self, record: &StringRecord, column: usize) -> bool {
        matches!(self.cell(record, column), Cell::Word(_))
    }

    fn is_number(self, record: &StringRecord, column: usize) -> bool {
        matches!(self.cell(record, column), Cell::Number(_))
    }

    fn cell(self, record: &StringRecord, column: usize) -> Cell<'_> {
        Cell::read(record.get(column).unwrap_or_default(), self.decimal)
    }
}

/// Gives the header as many cells as the other rows: adds a cell at the end if the others are empty there, or
/// at the beginning if they start with row names, as written by R, or removes an empty last cell.
pub fn with_even_header(mut text: String, delimiter: u8, notes: &mut Vec<String>) -> String {
    let lines = beginning(&text, delimiter);
    let Some((header, body)) = lines.split_first().filter(|(_, body)| !body.is_empty()) else { return text };
    let width = usual_width(body);
    if body.iter().any(|line| line.cells.len() != width) {
        return text;
    }
    let delimiter = char::from(delimiter);
    if header.cells.len() == width + 1 && header.cells[width].is_empty() {
        let end = text[..header.end].rfind(delimiter).expect("the header has more cells than one");
        notes.push("the header ends with a separator too many".to_owned());
        text.replace_range(end..header.end, "");
        return text;
    }
    if header.cells.len() + 1 != width {
        return text;
    }
    if body.iter().all(|line| line.cells.get(width - 1).is_some_and(str::is_empty)) {
        text.insert(header.end, delimiter);
        return text;
    }
    let names_rows = |line: &TextLine| line.cells.get(0).is_some_and(is_word);
    let counts_rows = |(row, line): (usize, &TextLine)| line.cells.get(0) == Some(&(row + 1).to_string());
    let counts = || body.iter().enumerate().all(counts_rows);
    let is_header = body.iter().all(names_rows)
        || header.cells.iter().all(is_word) && (header.cells.len() > 1 || counts());
    if is_header {
        text.insert_str(header.start, &format!("\"\"{delimiter}"));
        notes.push("the first column has no name in the header".to_owned());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(text: &str) -> usize {
        let rows: Vec<_> = text.lines().map(|line| line.split(',').collect::<StringRecord>()).collect();
        let beginning = FirstRows { rows: &rows, width: rows[0].len(), decimal: Decimal::Point };
        beginning.head(None).expect("there are rows below").rows()
    }

    #[test]
    fn two_rows_name_the_columns_where_the_first_has_gaps() {
        for (text, rows) in [
            (",North,,South,\nteam,goals,fouls,goals,fouls\na,1,2,3,4\nb,2,3,4,5\n", 2),
            ("a,b,c\nm,kg,s\n1,2,3\n4,5,6\n", 2),
            ("a,,c\nx,1,2\ny,3,4\n", 1),
        ] {
            assert_eq!(head(text), rows, "{text}");
        }
        let rows = [",North,,South", "team,goals,fouls,goals"].map(|line| line.split(',').collect());
        let name = |column| Head::Groups(2).name(&rows, column);
        assert_eq!([0, 1, 2, 3].map(name), ["team", "North goals", "North fouls", "South goals"]);
    }

    #[test]
    fn header_may_mix_names_with_years_and_an_index() {
        for text in [
            "land,1952,1957\nFrance,5363.4,5379.5\nItaly,6197.4,4099.9\n",
            ",text,label\n0,a b c,ham\n1,d e f,spam\n",
            "type,cap\np,x\ne,b\n",
        ] {
            assert_eq!(head(text), 1, "{text}");
        }
        for text in ["p,x\ne,b\np,b\np,x\n", "x,1990,1991\nx,1992,1993\ny,1,2\n", "x,1990,5\ny,1992,6\n"] {
            assert_eq!(head(text), 0, "{text}");
        }
    }

    #[test]
    fn the_user_says_how_many_rows_name_the_columns() {
        let rows: Vec<_> = ["1,2", "3,4", "5,6"].map(|line| line.split(',').collect()).to_vec();
        let beginning = FirstRows { rows: &rows, width: 2, decimal: Decimal::Point };
        assert_eq!(beginning.head(Some(1)), Ok(Head::Names));
        assert_eq!(beginning.head(Some(2)), Ok(Head::Groups(2)));
        assert!(matches!(beginning.head(Some(3)), Err(Fault::OnlyHeader { .. })));
    }

    #[test]
    fn header_may_consist_of_wavelengths() {
        for text in [
            "species,400,405,410\nsetosa,0.1,0.2,0.3\nsetosa,0.2,0.3,0.4\n",
            "species,400,405,410\nsetosa,0.1,0.4,0.3\nvirginica,0.2,0.3,0.7\nsetosa,1,2,2\nvirginica,1,2,3",
            "sample,400.0,402.5,405.0,407.5\nw1,0.1,0.2,0.4,0.3\nw2,0.2,0.9,0.4,0.3\n",
            ",400.0,402.37,404.73,407.1\nw1,0.1,0.2,0.4,0.3\nw2,0.2,0.9,0.4,0.3\n",
            "species,4000,3998,3996,3994\nsetosa,0.1,0.4,0.3,0.2\nsetosa,0.2,0.3,0.7,1\n",
            "400,402,404,406\n0.1,0.2,0.4,0.3\n0.2,0.9,0.4,0.3\n",
            "id,400,405,410\n1,0.1,0.2,0.3\n2,0.2,0.3,0.4\n",
        ] {
            assert_eq!(head(text), 1, "{text}");
        }
    }

    #[test]
    fn header_is_not_taken_from_the_first_sample() {
        for text in [
            // Labels of which the first recurs, rows with even steps, numbers that recur, too few numbers.
            "setosa,400,405,410,415\nsetosa,0.1,0.4,0.3,0.2\nvirginica,0.2,0.3,0.7,1\nvirginica,1,2,2,2\n",
            "w1,2,4,6,8\nw2,0.1,0.2,0.3,0.4\nw3,1,7,3,4\n",
            "2,4,6,8\n2,4,7,1\n5,5,1,7\n",
            "400,402,404\n0.1,0.2,0.4\n0.2,0.9,0.4\n",
            "5.1,3.5,1.4,0.2\n4.9,3.0,1.4,0.2\n",
            "7,7,7,7\n1,2,1,3\n",
        ] {
            assert_eq!(head(text), 0, "{text}");
        }
    }
}
