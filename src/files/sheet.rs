//! A text of rows and cells: CSV, and its kin with other delimiters.

use std::io::{Chain, Read};

use csv::{Reader, StringRecord};

use super::advice;
use super::column::Column;
use super::glance::{self, Glance};
use super::header::{FirstRows, Head};
use super::lines::{LOOKED_AT, reader};
use super::measure::Measure;
use super::number::{Cell, Decimal, bare, is_grouped};
use super::number_format::NumberFormatDetector;
use super::table_text::TableText;
use super::text_layout::TextLayout;
use super::transpose::{self, transposed};
use super::words::listed;
use super::{Fault, Limits, Opening};

/// A text, and how it is cut into cells.
#[derive(Debug, Clone)]
pub struct Sheet {
    text: String,
    delimiter: u8,
    decimal: Decimal,
    /// Rows above the data: its header.
    head: Head,
    /// Number of cells per row.
    width: usize,
    /// More rows are not even counted.
    most: usize,
}

/// Iterates over its rows.
pub struct Records<'a> {
    reader: Reader<Chain<&'a [u8], &'a [u8]>>,
    text: &'a [u8],
    record: StringRecord,
    /// The row read last, as a spreadsheet counts; it is refused beyond the most.
    row: usize,
    most: usize,
    /// The cells of the first row, with its number.
    first: Option<(usize, usize)>,
}

/// The content of the sheet.
pub struct SheetContent {
    pub sheet: Sheet,
    pub columns: Vec<Column>,
    /// Number of rows below the header.
    pub rows: usize,
    /// The first rows, unprocessed.
    pub glance: Vec<Glance>,
    pub notes: Vec<String>,
}

/// Follows the text, which has no such character: an open quote swallows it.
const END: &str = "\n\u{1f}";

impl Sheet {
    /// Detects the format of a text where the user does not set it, and describes its columns.
    ///
    /// # Errors
    /// If it is not a table.
    pub fn read(text: String, layout: TextLayout, opening: &Opening) -> Result<SheetContent, Fault> {
        let Opening { limits, progress, codes, .. } = opening;
        check_lines(&text, limits)?;
        let mut top = glance::top(&text);
        let TableText { mut text, delimiter, separator, mut notes } = TableText::of(text, layout)?;
        if layout.transpose {
            text = transposed(&text, delimiter, limits)?;
            top = glance::top(&text);
            notes.push(transpose::NOTE.to_owned());
        }
        let most = limits.rows_passed();
        let mut sheet = Self { text, delimiter, decimal: Decimal::Point, head: Head::None, width: 0, most };
        let beginning = sheet.beginning()?;
        sheet.width = beginning[0].1.len();
        if sheet.width > limits.features {
            return Err(Fault::TooManyFeatures { features: sheet.width, most: limits.features });
        }
        sheet.decimal = sheet.finds_decimal()?;
        let (numbers, first): (Vec<_>, Vec<_>) = beginning.into_iter().unzip();
        let start = FirstRows { rows: &first, width: sheet.width, decimal: sheet.decimal };
        sheet.head = start.head(layout.header)?;
        notes.extend(sheet.written(separator, &first));
        notes.extend(told_head(sheet.head, &numbers, &first));
        let glance = glance::rows(&top, &sheet.text, delimiter, sheet.head.rows());
        let names = sheet.names(&first, &mut notes);

        let mut measures = vec![Measure::default(); sheet.width];
        let mut rows = 0;
        let mut pass = progress.pass(sheet.text.len());
        sheet.each(1, |row, record| {
            rows += 1;
            pass.add(record.as_slice().len() + record.len());
            for (measure, cell) in measures.iter_mut().zip(record) {
                measure.add(row, codes.apply(Cell::finite(cell, sheet.decimal)));
            }
            Ok(())
        })?;
        if let Some(row) = first.get(sheet.head.rows()) {
            let row: Vec<_> = row.iter().map(|cell| Cell::read(cell, sheet.decimal)).collect();
            notes.extend(advice::first_row(numbers[sheet.head.rows()], &row, &measures));
        }
        let columns = measures.into_iter().zip(names).enumerate();
        let columns = columns.map(|(index, (measure, name))| match name {
            Some(name) => measure.column(Some(name), index),
            // Without a header columns go by their numbers.
            None if sheet.head == Head::None => measure.column(Some((index + 1).to_string()), index),
            None => measure.column(None, index),
        });
        let columns = columns.collect();
        Ok(SheetContent { sheet, columns, rows, glance, notes })
    }

    /// Describes the format of the text.
    fn written(&self, separator: &str, first: &[StringRecord]) -> Vec<String> {
        let (comma, marks, mark, decimal) = match self.decimal {
            Decimal::Comma => (", and a decimal comma", "points", '.', ','),
            Decimal::Point => ("", "commas", ',', '.'),
        };
        let mut notes = vec![format!("columns are separated by {separator}{comma}")];
        if first.iter().flatten().any(|cell| is_grouped(bare(cell).1, mark, decimal)) {
            notes.push(format!("{marks} within numbers separate thousands"));
        }
        notes
    }

    /// Returns the decimal separator.
    pub fn decimal(&self) -> Decimal {
        self.decimal
    }

    /// Visits the first row below the header and each `every`-th after it, with its number as a
    /// spreadsheet counts.
    ///
    /// # Errors
    /// Where rows differ in length, a quote stays open, or the visitor's.
    pub fn each(
        &self,
        every: usize,
        mut visit: impl FnMut(usize, &StringRecord) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        let mut records = self.records();
        for _ in 0..self.head.rows() {
            records.next()?;
        }
        let mut index = 0;
        while let Some((row, record)) = records.next()? {
            if index % every == 0 {
                visit(row, record)?;
            }
            index += 1;
        }
        Ok(())
    }

    fn records(&self) -> Records<'_> {
        Records::of(&self.text, self.delimiter, self.most)
    }

    /// Returns its first rows with their numbers, at least one.
    fn beginning(&self) -> Result<Vec<(usize, StringRecord)>, Fault> {
        let mut records = self.records();
        let mut beginning = Vec::new();
        while beginning.len() <= LOOKED_AT
            && let Some((row, record)) = records.next()?
        {
            beginning.push((row, record.clone()));
        }
        if beginning.is_empty() { Err(Fault::Empty) } else { Ok(beginning) }
    }

    /// Detects the decimal separator from as many rows as needed.
    fn finds_decimal(&self) -> Result<Decimal, Fault> {
        let mut records = self.records();
        let mut ballot = NumberFormatDetector::new(self.width);
        // The first row may well be a header, of numbers even.
        let first = records.next()?.map(|(_, record)| record.clone());
        let mut rows = 0;
        while let Some((_, record)) = records.next()? {
            ballot.add(record.iter());
            rows += 1;
            if rows >= LOOKED_AT && ballot.is_sure() {
                break;
            }
        }
        if rows == 0 {
            ballot.add(first.iter().flatten());
        }
        Ok(ballot.decimal(self.delimiter))
    }

    /// The columns' names, each once; none for a column that has no name.
    fn names(&self, first: &[StringRecord], notes: &mut Vec<String>) -> Vec<Option<String>> {
        let mut taken = std::collections::BTreeSet::new();
        let mut renamed = 0;
        let names = (0..self.width).map(|column| {
            let number = (column + 1).to_string();
            let own = Some(self.head.name(first, column)).filter(|name| !name.is_empty());
            let mut name = own.clone().unwrap_or_else(|| number.clone());
            if taken.contains(&name) {
                renamed += 1;
            }
            while taken.contains(&name) {
                name = format!("{name} ({number})");
            }
            taken.insert(name.clone());
            (own.is_some() || name != number).then_some(name)
        });
        let names = names.collect();
        if renamed > 0 {
            notes.push(format!(
                "{renamed} column{} the name of another and got a number added",
                if renamed == 1 { " had" } else { "s had" }
            ));
        }
        names
    }
}

/// Notes which rows name the columns.
fn told_head(head: Head, numbers: &[usize], first: &[StringRecord]) -> Vec<String> {
    let header = format!("row {} is the header", numbers[0]);
    match head {
        Head::None => vec!["there is no header: columns are numbered from 1".to_owned()],
        Head::Names => vec![header],
        Head::Units => {
            let units = listed(&first[1].iter().map(str::to_owned).collect::<Vec<_>>());
            vec![header, format!("row {} was left out: no numbers, but units ({units})", numbers[1])]
        }
        Head::Groups(rows) => {
            let names: Vec<_> = (0..first[0].len()).map(|column| head.name(first, column)).collect();
            let (from, to) = (numbers[0], numbers[rows - 1]);
            vec![format!("rows {from} to {to} together name the columns: {}", listed(&names))]
        }
    }
}

impl<'a> Records<'a> {
    /// Reads a text; more than `most` rows are refused.
    pub fn of(text: &'a str, delimiter: u8, most: usize) -> Self {
        let text = text.as_bytes();
        let reader = reader(delimiter).from_reader(text.chain(END.as_bytes()));
        Self { reader, text, record: StringRecord::new(), row: 0, most, first: None }
    }

    /// Returns the next row with its number.
    ///
    /// # Errors
    /// Where rows differ in length, a quote stays open, or there are too many rows.
    pub fn next(&mut self) -> Result<Option<(usize, &StringRecord)>, Fault> {
        loop {
            let is_more = self.reader.read_record(&mut self.record);
            if !is_more.expect("UTF-8 in memory can be read") {
                return Ok(None);
            }
            let start = self.record.position().map_or(0, csv::Position::byte) as usize;
            if start >= self.text.len() {
                return Ok(None);
            }
            self.row += 1 + blank_lines(self.text, start);
            if self.row > self.most {
                return Err(Fault::EndlessRows { more: self.most });
            }
            let cells = self.record.len();
            let is_blank = cells == 1 && self.record[0].is_empty();
            match self.record.iter().next_back() {
                Some(END_MARK) if cells == 1 => return Ok(None),
                Some(last) if last.ends_with(END_MARK) => return Err(Fault::OpenQuote { row: self.row }),
                _ => {}
            }
            match self.first {
                _ if is_blank => {}
                Some((first, expected)) if cells != expected => {
                    return Err(Fault::Ragged { row: self.row, cells, first, expected });
                }
                _ => {
                    self.first.get_or_insert((self.row, cells));
                    return Ok(Some((self.row, &self.record)));
                }
            }
        }
    }
}

const END_MARK: &str = "\u{1f}";

/// Returns the number of blank lines before a row that is read from `start` on, where the previous line break
/// may not have been read yet.
fn blank_lines(text: &[u8], start: usize) -> usize {
    let is_rest = start > 0 && text[start - 1] == b'\r' && text[start] == b'\n';
    let rest = &text[start + usize::from(is_rest)..];
    let blank = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
    let blank = &rest[..blank];
    let pairs = blank.windows(2).filter(|pair| pair == b"\r\n").count();
    blank.len() - pairs
}

/// Rejects a line that is longer than any row with the allowed number of columns, before it is split into
/// cells.
fn check_lines(text: &str, limits: &Limits) -> Result<(), Fault> {
    const LONGEST_CELL: usize = 64;
    let most = limits.features.saturating_mul(LONGEST_CELL);
    match text.split(['\r', '\n']).map(str::len).find(|&length| length > most) {
        Some(length) => Err(Fault::LineTooLong { length, most }),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<usize> {
        let mut records = Records::of(text, b',', usize::MAX);
        let mut rows = Vec::new();
        while let Some((row, _)) = records.next().expect("no row is ragged") {
            rows.push(row);
        }
        rows
    }

    #[test]
    fn rows_are_counted_as_a_spreadsheet_does() {
        assert_eq!(rows("1,2\n3,4\n5,6"), [1, 2, 3]);
        assert_eq!(rows("1,2\r\n3,4\r\n5,6\r\n"), [1, 2, 3]);
        assert_eq!(rows("1,2\r3,4\r5,6\r"), [1, 2, 3]);
        assert_eq!(rows("\n\n1,2\n\n3,4\n \n5,6\n\n"), [3, 5, 7]);
        assert_eq!(rows("1,2\r\n\r\n3,4\r\n\r\n\r\n5,6"), [1, 3, 6]);
        assert_eq!(rows("1,\"a\nb\nc\"\n3,4\n"), [1, 2]);
    }

    #[test]
    fn open_quotes_are_found_even_in_the_last_cell() {
        for text in ["1,2\n3,\"4", "1,2\n3,\"4\n", "1,2\n3,\"4\n5,6\n7,8"] {
            let mut records = Records::of(text, b',', usize::MAX);
            assert!(records.next().is_ok());
            assert!(matches!(records.next(), Err(Fault::OpenQuote { row: 2 })), "{text}");
        }
        assert_eq!(rows("5\" pipe,2\n3,\"4\"\"\"\n"), [1, 2]);
    }
}
