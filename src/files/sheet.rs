//! A text of rows and cells: CSV, and its kin with other delimiters.

use std::io::{Chain, Read};

use csv::{Reader, ReaderBuilder, StringRecord, Trim};

use super::column::{Column, Measure};
use super::number::{Cell, Decimal, is_grouped};
use super::{Fault, Limits, text};

/// A text, and how it is cut into cells.
#[derive(Debug, Clone)]
pub struct Sheet {
    text: String,
    delimiter: u8,
    decimal: Decimal,
    has_header: bool,
    /// Cells of a row.
    width: usize,
}

/// Its rows, one after the other.
pub struct Records<'a> {
    reader: Reader<Chain<&'a [u8], &'a [u8]>>,
    text: &'a [u8],
    record: StringRecord,
    /// The row read last, as a spreadsheet counts.
    row: usize,
    /// The cells of the first row, with its number.
    first: Option<(usize, usize)>,
}

/// What the sheet is found to hold.
pub struct Found {
    pub sheet: Sheet,
    pub columns: Vec<Column>,
    /// Rows below the header.
    pub rows: usize,
    pub notes: Vec<String>,
}

/// What may part cells, the surest first: a decimal comma, or a blank in a text, parts none.
const DELIMITERS: [(u8, &str); 5] =
    [(b'\t', "tabs"), (b';', "semicolons"), (b',', "commas"), (b'|', "bars"), (b' ', "blanks")];
/// Rows that are looked at to find out how the text is written.
const LOOKED_AT: usize = 100;
/// Follows the text, which has no such character: an open quote swallows it.
const END: &str = "\n\u{1f}";

impl Sheet {
    /// Finds out how a text is written, and what its columns hold.
    ///
    /// # Errors
    /// Where it is no text, or no table.
    pub fn read(bytes: Vec<u8>, limits: &Limits) -> Result<Found, Fault> {
        let (text, note) = text::decode(bytes)?;
        let mut notes: Vec<_> = note.into_iter().collect();
        check_lines(&text, limits)?;
        let (text, said) = without_separator_line(text);
        let (delimiter, name) = match DELIMITERS.into_iter().find(|(delimiter, _)| Some(*delimiter) == said) {
            Some(found) => found,
            None => delimiter(&text)?,
        };
        let mut sheet = Self { text, delimiter, decimal: Decimal::Point, has_header: false, width: 0 };
        let beginning = sheet.beginning()?;
        sheet.width = beginning[0].len();
        if sheet.width > limits.features {
            return Err(Fault::TooManyFeatures { features: sheet.width, most: limits.features });
        }
        sheet.decimal = sheet.finds_decimal()?;
        sheet.has_header = sheet.finds_header(&beginning)?;
        let comma = if sheet.decimal == Decimal::Comma { ", and a decimal comma" } else { "" };
        notes.push(format!("columns are parted by {name}{comma}"));
        let is_grouped = |cell: &str| sheet.decimal == Decimal::Point && is_grouped(cell, ',', '.');
        if beginning.iter().flatten().any(is_grouped) {
            notes.push("commas within numbers part thousands".to_owned());
        }
        notes.push(if sheet.has_header {
            "row 1 is the header".to_owned()
        } else {
            "there is no header: columns are numbered from 1".to_owned()
        });
        let names = sheet.names(&beginning[0], &mut notes);

        let mut measures = vec![Measure::default(); sheet.width];
        let mut rows = 0;
        sheet.each(1, |_, record| {
            rows += 1;
            for (measure, cell) in measures.iter_mut().zip(record) {
                measure.add(Cell::read(cell, sheet.decimal));
            }
            Ok(())
        })?;
        let columns = measures.into_iter().zip(names).map(|(measure, name)| measure.column(name)).collect();
        Ok(Found { sheet, columns, rows, notes })
    }

    /// How numbers are written.
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
        let mut records = Records::of(&self.text, self.delimiter);
        if self.has_header {
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

    /// Its first rows, one at least.
    fn beginning(&self) -> Result<Vec<StringRecord>, Fault> {
        let mut records = Records::of(&self.text, self.delimiter);
        let mut beginning = Vec::new();
        while beginning.len() <= LOOKED_AT
            && let Some((_, record)) = records.next()?
        {
            beginning.push(record.clone());
        }
        if beginning.is_empty() { Err(Fault::Empty) } else { Ok(beginning) }
    }

    /// Whether more of the cells are numbers with a comma than with a point; as many rows are looked at
    /// as it takes to find one. Where commas part the cells too, one may part thousands within them.
    fn finds_decimal(&self) -> Result<Decimal, Fault> {
        let mut records = Records::of(&self.text, self.delimiter);
        let (mut commas, mut points, mut rows) = (0, 0, 0);
        let is_number = |cell: &str, decimal| matches!(Cell::read(cell, decimal), Cell::Number(_));
        let may_part = |cell: &str| self.delimiter == b',' && is_grouped(cell, ',', '.');
        while let Some((_, record)) = records.next()? {
            for cell in record {
                commas += u32::from(cell.contains(',') && is_number(cell, Decimal::Comma) && !may_part(cell));
                points += u32::from(cell.contains('.') && is_number(cell, Decimal::Point));
            }
            rows += 1;
            if rows >= LOOKED_AT && commas + points > 0 {
                break;
            }
        }
        Ok(if commas > points { Decimal::Comma } else { Decimal::Point })
    }

    /// Whether the first row names the columns: words stand over numbers, and the numbers beside the
    /// words, if any, count the columns, or all count years or the like. A table of words alone has one,
    /// too.
    fn finds_header(&self, beginning: &[StringRecord]) -> Result<bool, Fault> {
        let (first, body) = beginning.split_first().expect("there is a first row");
        let cell = |record: &StringRecord, column| {
            let is_number = match Cell::read(record.get(column).unwrap_or_default(), self.decimal) {
                Cell::Missing => return None,
                Cell::Number(value) => Ok(value),
                Cell::Word(_) => Err(()),
            };
            Some(is_number)
        };
        if body.is_empty() {
            let words = (0..self.width).filter(|&column| cell(first, column) == Some(Err(()))).count();
            let first = first.get(0).unwrap_or_default().to_owned();
            return if 2 * words > self.width { Err(Fault::OnlyHeader { first }) } else { Ok(false) };
        }
        let is_number = |column: &usize| {
            let (numbers, words): (Vec<_>, Vec<_>) =
                body.iter().filter_map(|record| cell(record, *column)).partition(Result::is_ok);
            numbers.len() > words.len()
        };
        let columns: Vec<_> = (0..self.width).filter(is_number).collect();
        if columns.is_empty() {
            return Ok(true);
        }
        let heads = columns.into_iter().filter_map(|column| cell(first, column));
        let (numbers, words): (Vec<_>, Vec<_>) = heads.partition(Result::is_ok);
        let counts = numbers.len() > 2 && numbers.windows(2).all(|pair| pair[0] < pair[1]);
        let years = |record: &StringRecord| {
            let numbers: Vec<_> = (0..self.width).filter_map(|column| cell(record, column)?.ok()).collect();
            numbers.len() > 2 && numbers.windows(2).all(|pair| pair[1] - pair[0] == 1.0)
        };
        let is_counted = years(first) && !body.iter().any(years);
        Ok(words.len() > numbers.len() || (counts && !words.is_empty()) || (is_counted && words.is_empty()))
    }

    /// The columns' names, each once.
    fn names(&self, first: &StringRecord, notes: &mut Vec<String>) -> Vec<String> {
        let mut taken = std::collections::BTreeSet::new();
        let mut renamed = 0;
        let names = (0..self.width).map(|column| {
            let number = (column + 1).to_string();
            let name = Some(first.get(column).unwrap_or_default())
                .filter(|name| self.has_header && !name.is_empty());
            let mut name = name.map_or_else(|| number.clone(), str::to_owned);
            if taken.contains(&name) {
                renamed += 1;
            }
            while taken.contains(&name) {
                name = format!("{name} ({number})");
            }
            taken.insert(name.clone());
            name
        });
        let names = names.collect();
        if renamed > 0 {
            notes.push(format!("{renamed} columns had the name of another and got their number added"));
        }
        names
    }
}

impl<'a> Records<'a> {
    fn of(text: &'a str, delimiter: u8) -> Self {
        let mut builder = ReaderBuilder::new();
        builder.delimiter(delimiter).has_headers(false).flexible(true).trim(Trim::All);
        let text = text.as_bytes();
        let reader = builder.from_reader(text.chain(END.as_bytes()));
        Self { reader, text, record: StringRecord::new(), row: 0, first: None }
    }

    /// The next row with its number.
    fn next(&mut self) -> Result<Option<(usize, &StringRecord)>, Fault> {
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

/// How many blank lines stand before a row that is read from `start` on, where the end of the row
/// before may still stand.
fn blank_lines(text: &[u8], start: usize) -> usize {
    let is_rest = start > 0 && text[start - 1] == b'\r' && text[start] == b'\n';
    let rest = &text[start + usize::from(is_rest)..];
    let blank = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
    let blank = &rest[..blank];
    let pairs = blank.windows(2).filter(|pair| pair == b"\r\n").count();
    blank.len() - pairs
}

/// A text without the first line by which spreadsheets say what parts the cells, `sep=;`, and that. The
/// line stays, blank, so that rows keep their numbers.
fn without_separator_line(text: String) -> (String, Option<u8>) {
    let line = text.lines().next().unwrap_or_default().trim_matches('"');
    let said =
        line.get(..4).filter(|key| key.eq_ignore_ascii_case("sep=")).map(|_| line.as_bytes()[4..].to_vec());
    match said.as_deref() {
        Some(&[delimiter]) => {
            let end = text.find(['\r', '\n']).unwrap_or(text.len());
            (text[end..].to_owned(), Some(delimiter))
        }
        _ => (text, None),
    }
}

/// Refuses a line that no row of allowed width needs, before its cells are told apart.
fn check_lines(text: &str, limits: &Limits) -> Result<(), Fault> {
    const LONGEST_CELL: usize = 64;
    let most = limits.features.saturating_mul(LONGEST_CELL);
    match text.split(['\r', '\n']).map(str::len).find(|&length| length > most) {
        Some(length) => Err(Fault::LineTooLong { length, most }),
        None => Ok(()),
    }
}

/// What parts the cells, with its name: what gives each of the first rows the same number of cells, two
/// or more; or else most of them.
fn delimiter(text: &str) -> Result<(u8, &'static str), Fault> {
    let mut best = (0, None);
    for (delimiter, name) in DELIMITERS {
        let mut builder = ReaderBuilder::new();
        builder.delimiter(delimiter).has_headers(false).flexible(true);
        let mut reader = builder.from_reader(text.as_bytes());
        let lengths = reader.records().take(LOOKED_AT).filter_map(Result::ok).map(|record| record.len());
        let mut lengths: Vec<_> = lengths.collect();
        let rows = lengths.len();
        lengths.sort_unstable();
        let most = lengths.chunk_by(|a, b| a == b).filter(|run| run[0] > 1).map(<[usize]>::len).max();
        let most = most.unwrap_or(0);
        if most > 0 && most == rows {
            return Ok((delimiter, name));
        }
        // Blanks part words, too: they count only where they part all rows alike.
        if most > best.0 && delimiter != b' ' {
            best = (most, Some((delimiter, name)));
        }
    }
    best.1.ok_or_else(|| {
        let line = text.lines().find(|line| !line.trim().is_empty());
        line.map_or(Fault::Empty, |line| Fault::OneColumn { line: line.to_owned() })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<usize> {
        let mut records = Records::of(text, b',');
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
            let mut records = Records::of(text, b',');
            assert!(records.next().is_ok());
            assert!(matches!(records.next(), Err(Fault::OpenQuote { row: 2 })), "{text}");
        }
        assert_eq!(rows("5\" pipe,2\n3,\"4\"\"\"\n"), [1, 2]);
    }

    #[test]
    fn delimiters() {
        let of = |text| delimiter(text).map(|(_, name)| name);
        assert_eq!(of("a,b\n1,2"), Ok("commas"));
        assert_eq!(of("a;b\n1,5;2,5"), Ok("semicolons"));
        assert_eq!(of("a\tb\n1;2\t3"), Ok("tabs"));
        assert_eq!(of("1 2\n3 4"), Ok("blanks"));
        assert_eq!(of("a,b\n1,2\n3,4,5\n"), Ok("commas"));
        assert!(matches!(of("a\n1\n2"), Err(Fault::OneColumn { .. })));
    }
}
