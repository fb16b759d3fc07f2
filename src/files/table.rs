//! The table that is read from samples.

use ndarray::Array2;

use super::column::{Column, Content};
use super::contents::Row;
use super::labels::Labels;
use super::number::Cell;
use super::words::{listed, told};
use super::{Fault, FileError, Reading, Samples};
use crate::data::{Missing, View};

/// Samples to learn from.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// Finite values, shape (samples, features).
    pub x: Array2<f64>,
    /// The features' names.
    pub features: Vec<String>,
    /// Each sample's class, from 0, and the classes' names.
    pub labels: Option<(Vec<usize>, Vec<String>)>,
    /// How a sample is looked at.
    pub view: View,
    /// What was found out and done, a sentence each.
    pub notes: Vec<String>,
}

/// Labels of more classes are refused.
const MOST_CLASSES: usize = 1000;

/// Which columns are what, by index.
struct Plan {
    features: Vec<usize>,
    label: Option<usize>,
    every: usize,
    /// Rows read, incomplete ones too.
    rows: usize,
}

/// Rows as they are read.
struct Rows<'a> {
    samples: &'a Samples,
    plan: &'a Plan,
    missing: Missing,
    /// Row by row; NaN where a value is missing.
    values: Vec<f64>,
    labels: Labels,
    unlabelled: usize,
    incomplete: usize,
    empty: usize,
}

impl Samples {
    /// Reads a table that takes `memory_limit` bytes at most, 8 for each value.
    ///
    /// # Errors
    /// Where the reading asks for what is not there, a value is no finite number, nothing is left, or the
    /// table is too large: then the message says how many rows to skip.
    pub fn table(&self, reading: &Reading, memory_limit: u64) -> Result<Table, FileError> {
        self.read(reading, memory_limit).map_err(|fault| fault.of(&self.file))
    }

    fn read(&self, reading: &Reading, memory_limit: u64) -> Result<Table, Fault> {
        let mut notes = self.notes.clone();
        let plan = self.plan(reading, &mut notes)?;
        self.check_size(&plan, memory_limit)?;
        let view = self.view(reading, plan.features.len())?;
        let mut rows = Rows::new(self, &plan, reading.missing)?;
        self.cells.each(plan.every, |row| rows.take(row))?;
        rows.told(&mut notes);
        let (x, labels) = rows.finish(&mut notes)?;
        let features = plan.features.iter().map(|&column| self.columns[column].name.clone()).collect();
        Ok(Table { x, features, labels, view, notes })
    }

    fn plan(&self, reading: &Reading, notes: &mut Vec<String>) -> Result<Plan, Fault> {
        let label = reading.label.as_ref().map(|name| self.column(name)).transpose()?;
        let mut is_feature = vec![true; self.columns.len()];
        for name in &reading.leave_out {
            is_feature[self.column(name)?] = false;
        }
        for column in label.into_iter().chain(self.labels_column()) {
            is_feature[column] = false;
        }
        let wanted = |content| {
            let columns = self.columns.iter().zip(&is_feature);
            let names = columns.filter(move |(column, is_feature)| **is_feature && column.content == content);
            let example = |column: &Column| column.examples.first().map(|word| format!(" ({word})"));
            let shown = |column: &Column| told(&column.name) + &example(column).unwrap_or_default();
            names.map(|(column, _)| shown(column)).collect::<Vec<_>>()
        };
        for (content, what, remedy) in [
            (Content::Text, "of words", "; to learn one, write numbers for its words, such as 0 and 1"),
            (Content::Empty, "without values", ""),
        ] {
            let names = wanted(content);
            if !names.is_empty() {
                notes.push(format!("columns {what} were left out: {}{remedy}", listed(&names)));
            }
        }
        if let Some(column) = label {
            notes.push(format!("labels are column {}", told(&self.columns[column].name)));
        }
        let is_number = |column: &usize| self.columns[*column].content == Content::Number;
        let features: Vec<_> =
            (0..self.columns.len()).filter(|&column| is_feature[column]).filter(is_number).collect();
        if features.is_empty() {
            return Err(Fault::NoFeatures { columns: self.columns.iter().map(described).collect() });
        }
        let every = reading.every.max(1);
        let rows = self.rows.div_ceil(every);
        if every > 1 {
            notes.push(format!("one row in {every} was read: {rows} of {}", self.rows));
        }
        Ok(Plan { features, label, every, rows })
    }

    fn column(&self, name: &str) -> Result<usize, Fault> {
        self.columns.iter().position(|column| column.name == name).ok_or_else(|| Fault::UnknownColumn {
            name: name.to_owned(),
            columns: self.columns.iter().map(|column| column.name.clone()).collect(),
        })
    }

    fn check_size(&self, plan: &Plan, limit: u64) -> Result<(), Fault> {
        let (rows, features) = (plan.rows, plan.features.len());
        let most = self.limits.rows;
        if rows > most {
            return Err(Fault::TooManyRows { rows, most, every: self.rows.div_ceil(most) });
        }
        let row = 8 * features as u64;
        let bytes = row * rows as u64;
        if row > limit {
            return Err(Fault::RowTooLarge { features, bytes: row, limit });
        }
        if bytes > limit {
            let every = (self.rows as u64).div_ceil(limit / row) as usize;
            return Err(Fault::TooMuchMemory { rows, features, bytes, limit, every });
        }
        Ok(())
    }

    /// The view asked for, or else the suggested one where it fits.
    fn view(&self, reading: &Reading, features: usize) -> Result<View, Fault> {
        let takes = |view| match view {
            View::Image { width, height } => width.saturating_mul(height),
            View::Table | View::Series => features,
        };
        match reading.view {
            Some(view) if takes(view) != features => {
                Err(Fault::ViewDoesNotFit { view, takes: takes(view), features })
            }
            Some(view) => Ok(view),
            None if takes(self.view) == features => Ok(self.view),
            None => Ok(View::Table),
        }
    }
}

impl<'a> Rows<'a> {
    fn new(samples: &'a Samples, plan: &'a Plan, missing: Missing) -> Result<Self, Fault> {
        let mut values = Vec::new();
        values.try_reserve_exact(plan.rows * plan.features.len()).map_err(|_| Fault::OutOfMemory)?;
        let labels = Labels::default();
        Ok(Self { samples, plan, missing, values, labels, unlabelled: 0, incomplete: 0, empty: 0 })
    }

    fn take(&mut self, row: Row) -> Result<(), Fault> {
        let label = self.plan.label.map(|column| row.cell(column));
        if label == Some(Cell::Missing) {
            self.unlabelled += 1;
            return Ok(());
        }
        let start = self.values.len();
        for &column in &self.plan.features {
            self.values.push(self.value(row, column)?);
        }
        let taken = &self.values[start..];
        let missing = taken.iter().filter(|value| value.is_nan()).count();
        let is_empty = missing == taken.len();
        if is_empty || (missing > 0 && self.missing == Missing::Drop) {
            *(if is_empty { &mut self.empty } else { &mut self.incomplete }) += 1;
            self.values.truncate(start);
            return Ok(());
        }
        if let (Some(label), Some(column)) = (label, self.plan.label) {
            self.labels.push(label);
            if self.labels.classes() > MOST_CLASSES {
                return Err(Fault::TooManyClasses { column: self.name(column), most: MOST_CLASSES });
            }
        }
        Ok(())
    }

    fn value(&self, row: Row, column: usize) -> Result<f64, Fault> {
        match row.cell(column) {
            Cell::Missing => Ok(f64::NAN),
            Cell::Number(value) if value.is_finite() => Ok(value),
            Cell::Number(_) => Err(Fault::Infinite { row: row.number, column: self.name(column) }),
            Cell::Word(word) => {
                Err(Fault::NotANumber { row: row.number, column: self.name(column), cell: word.to_owned() })
            }
        }
    }

    fn name(&self, column: usize) -> String {
        self.samples.columns[column].name.clone()
    }

    /// Says which rows were dropped.
    fn told(&self, notes: &mut Vec<String>) {
        for (count, why) in [
            (self.unlabelled, "without a label"),
            (self.incomplete, "with missing values (empty, NA, NaN, null, ? or -)"),
            (self.empty, "without any value"),
        ] {
            if count > 0 {
                let rows = if count == 1 { "row" } else { "rows" };
                notes.push(format!("{count} {rows} {why} dropped"));
            }
        }
    }

    #[expect(clippy::type_complexity, reason = "two of the table's fields")]
    fn finish(
        self,
        notes: &mut Vec<String>,
    ) -> Result<(Array2<f64>, Option<(Vec<usize>, Vec<String>)>), Fault> {
        let features = self.plan.features.len();
        if self.values.is_empty() {
            return Err(Fault::NoRows { rows: self.plan.rows });
        }
        let shape = (self.values.len() / features, features);
        let mut x = Array2::from_shape_vec(shape, self.values).expect("rows have one value a feature");
        let mut replaced = 0;
        for (mut values, &column) in x.columns_mut().into_iter().zip(&self.plan.features) {
            let missing = values.iter().filter(|value| value.is_nan()).count();
            if missing == 0 {
                continue;
            }
            if missing == values.len() {
                return Err(Fault::NoMean { column: self.samples.columns[column].name.clone() });
            }
            let sum: f64 = values.iter().filter(|value| !value.is_nan()).sum();
            let mean = sum / (values.len() - missing) as f64;
            values.mapv_inplace(|value| if value.is_nan() { mean } else { value });
            replaced += missing;
        }
        if replaced > 0 {
            notes.push(format!("{replaced} missing values were replaced by the mean of their column"));
        }
        Ok((x, self.plan.label.map(|_| self.labels.encode())))
    }
}

fn described(column: &Column) -> String {
    let what = match column.content {
        Content::Number => "numbers",
        Content::Text => "words",
        Content::Empty => "empty",
    };
    format!("{} ({what})", told(&column.name))
}
