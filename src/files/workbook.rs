//! A sheet of an Excel workbook, as the CSV text that Excel would save.
//!
//! Only a program that is to read workbooks links this: it is reached by [`ReadWorkbook`].

use std::fmt::Write;
use std::io::{self, Cursor, Read};

use calamine::{Cell, DataRef, ExcelDateTime, Reader, SheetType, SheetVisible, Xlsx};
use zip::ZipArchive;

use super::words::{listed, quoted};
use super::{Fault, Limits};

/// Reads a sheet of a workbook: the one with this name, or else the first that is not empty.
pub type ReadWorkbook = fn(Vec<u8>, Option<&str>, &Limits) -> Result<WorkbookSheet, Fault>;

/// A sheet as text.
#[derive(Debug)]
pub struct WorkbookSheet {
    /// Its cells, separated by commas, with the same number in each row.
    pub text: String,
    pub name: String,
    /// The names of all sheets that hold cells.
    pub names: Vec<String>,
    /// Notes on the choice, one sentence each.
    pub notes: Vec<String>,
}

/// The cells of a sheet as they arrive, and their positions.
#[derive(Debug, Default)]
struct CellBuffer {
    /// All their texts, one after the other.
    pool: String,
    /// Row, column, and where the text begins.
    places: Vec<(u32, u32, usize)>,
    /// Cells that hold an error in place of a value.
    errors: usize,
}

type Workbook = Xlsx<Cursor<Vec<u8>>>;

/// Reads a workbook in Excel's format since 2007.
///
/// # Errors
/// Where the workbook cannot be read, is too large, or has no such sheet or only empty ones.
pub fn read(bytes: Vec<u8>, part: Option<&str>, limits: &Limits) -> Result<WorkbookSheet, Fault> {
    check_size(&bytes, limits)?;
    let mut workbook = Workbook::new(Cursor::new(bytes)).map_err(|error| fault(&error.to_string()))?;
    let mut sheets: Vec<_> = workbook
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet)
        .cloned()
        .collect();
    // Hidden sheets come last.
    sheets.sort_by_key(|sheet| sheet.visible != SheetVisible::Visible);
    let names: Vec<_> = sheets.into_iter().map(|sheet| sheet.name).collect();
    if let Some(part) = part.filter(|part| !names.iter().any(|name| name == part)) {
        return Err(Fault::UnknownPart { name: part.to_owned(), parts: names });
    }
    let candidates = names.iter().filter(|name| part.is_none_or(|part| *name == part));
    for name in candidates {
        let cells = CellBuffer::read(&mut workbook, name, limits)?;
        if cells.places.is_empty() {
            continue;
        }
        let mut notes = Vec::new();
        if names.len() > 1 {
            notes.push(format!("sheet {} of {} was read", quoted(name), listed(&names)));
        }
        if cells.errors > 0 {
            notes.push(format!("cells with errors, such as #DIV/0!, are missing values: {}", cells.errors));
        }
        return Ok(WorkbookSheet { text: cells.text(limits)?, name: name.clone(), names, notes });
    }
    Err(Fault::Empty)
}

/// Rejects a workbook whose uncompressed size is larger than allowed, whatever its headers say.
fn check_size(bytes: &[u8], limits: &Limits) -> Result<(), Fault> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| fault(&error.to_string()))?;
    let mut left = limits.unpacked as u64 + 1;
    for index in 0..archive.len() {
        let Ok(file) = archive.by_index(index) else { continue };
        // A part that is damaged matters only if the workbook needs it.
        left -= io::copy(&mut file.take(left), &mut io::sink()).unwrap_or(0);
        if left == 0 {
            return Err(Fault::UnpackedTooLarge { most: limits.unpacked });
        }
    }
    Ok(())
}

fn fault(reason: &str) -> Fault {
    Fault::Workbook { reason: quoted(reason) }
}

impl CellBuffer {
    fn read(workbook: &mut Workbook, name: &str, limits: &Limits) -> Result<Self, Fault> {
        let mut reader = workbook.worksheet_cells_reader(name).map_err(|error| fault(&error.to_string()))?;
        let mut cells = Self::default();
        while let Some(cell) = reader.next_cell().map_err(|error| fault(&error.to_string()))? {
            cells.push(&cell);
            if cells.pool.len() > limits.unpacked {
                return Err(Fault::UnpackedTooLarge { most: limits.unpacked });
            }
        }
        // Programs write them in order; a file need not.
        cells.places.sort_by_key(|&(row, column, _)| (row, column));
        cells.places.dedup_by_key(|&mut (row, column, _)| (row, column));
        Ok(cells)
    }

    fn push(&mut self, cell: &Cell<DataRef>) {
        let (start, (row, column)) = (self.pool.len(), cell.get_position());
        let is_written = match cell.get_value() {
            DataRef::Empty => return,
            DataRef::Error(_) => {
                self.errors += 1;
                return;
            }
            DataRef::Int(value) => write!(self.pool, "{value}"),
            DataRef::Float(value) => self.number(*value),
            DataRef::Bool(value) => self.pool.write_str(if *value { "TRUE" } else { "FALSE" }),
            DataRef::DateTime(time) => self.time(*time),
            DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
                self.word(text)
            }
            DataRef::SharedString(text) => self.word(text),
        };
        is_written.expect("a string takes all");
        self.pool.push('\n');
        self.places.push((row, column, start));
    }

    fn number(&mut self, value: f64) -> std::fmt::Result {
        const LARGEST: f64 = 1e16;
        const SMALLEST: f64 = 1e-5;
        if value == 0.0 || (SMALLEST..LARGEST).contains(&value.abs()) {
            write!(self.pool, "{value}")
        } else {
            write!(self.pool, "{value:e}")
        }
    }

    /// A date, and a time of day where there is one; a duration in days.
    fn time(&mut self, time: ExcelDateTime) -> std::fmt::Result {
        if time.is_duration() {
            return self.number(time.as_f64());
        }
        let (year, month, day, hour, minute, second, _) = time.to_ymd_hms_milli();
        write!(self.pool, "{year:04}-{month:02}-{day:02}")?;
        if (hour, minute, second) == (0, 0, 0) {
            return Ok(());
        }
        write!(self.pool, " {hour:02}:{minute:02}:{second:02}")
    }

    /// A cell of text, on one line.
    fn word(&mut self, text: &str) -> std::fmt::Result {
        let text = text.replace(char::is_control, " ");
        if text.contains([',', '"', ';', '\'']) {
            write!(self.pool, "\"{}\"", text.replace('"', "\"\""))
        } else {
            self.pool.write_str(text.trim())
        }
    }

    /// The rows from the sheet's first on, so that they are numbered as in the sheet, and the columns from
    /// the first that is used.
    fn text(&self, limits: &Limits) -> Result<String, Fault> {
        let columns = || self.places.iter().map(|&(_, column, _)| column as usize);
        let (first, last) = (columns().min().unwrap_or(0), columns().max().unwrap_or(0));
        let rows = self.places.last().map_or(0, |&(row, ..)| row as usize + 1);
        if last - first >= limits.features {
            return Err(Fault::TooManyFeatures { features: last - first + 1, most: limits.features });
        }
        if rows > limits.rows_passed() {
            return Err(Fault::EndlessRows { more: limits.rows_passed() });
        }
        let commas = |count: usize| std::iter::repeat_n(',', count);
        let mut text = String::new();
        let mut places = self.places.iter().peekable();
        for row in 0..rows {
            let mut reached = None;
            while let Some(&(_, column, start)) = places.next_if(|place| place.0 as usize == row) {
                text.extend(commas(column as usize - reached.unwrap_or(first)));
                text.push_str(self.pool[start..].split('\n').next().unwrap_or_default());
                reached = Some(column as usize);
            }
            text.extend(commas(reached.map_or(0, |column| last - column)));
            text.push('\n');
            if text.len() > limits.unpacked {
                return Err(Fault::UnpackedTooLarge { most: limits.unpacked });
            }
        }
        Ok(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(cells: &[(u32, u32, DataRef)]) -> String {
        let mut found = CellBuffer::default();
        for (row, column, value) in cells {
            found.push(&Cell::new((*row, *column), value.clone()));
        }
        found.text(&Limits::default()).expect("it is small")
    }

    #[test]
    fn cells_keep_their_rows_and_lose_columns_before_the_first() {
        let cells = [
            (1, 2, DataRef::SharedString("a, b")),
            (1, 3, DataRef::String("say \"x\"\ny".to_owned())),
            (3, 2, DataRef::Float(-0.25)),
            (3, 4, DataRef::Bool(true)),
            (4, 3, DataRef::Float(1e-7)),
            (5, 2, DataRef::Int(7)),
            (5, 3, DataRef::Error(calamine::CellErrorType::Div0)),
            (5, 4, DataRef::Empty),
        ];
        assert_eq!(text(&cells), "\n\"a, b\",\"say \"\"x\"\" y\",\n\n-0.25,,TRUE\n,1e-7,\n7,,\n");
    }

    #[test]
    fn two_far_cells_take_no_memory_for_all_between() {
        let mut cells = CellBuffer::default();
        for place in [(0, 0), (0, u32::MAX)] {
            cells.push(&Cell::new(place, DataRef::Int(1)));
        }
        assert!(matches!(cells.text(&Limits::default()), Err(Fault::TooManyFeatures { .. })));
    }
}
