//! The rows of a table as they are read.

use ndarray::Array2;

use super::contents::Row;
use super::feature::Feature;
use super::labels::Labels;
use super::number::Cell;
use super::table::ColumnPlan;
use super::words::quoted;
use super::{Fault, Missing, Samples};

/// Labels of more classes are refused.
const MOST_CLASSES: usize = 1000;

/// The table that was read.
pub struct Read {
    /// The values, with means in place of missing ones.
    pub x: Array2<f64>,
    /// Each row's class, and the classes' names.
    pub labels: Option<(Vec<usize>, Vec<String>)>,
    /// The rows' names, where a column names them.
    pub names: Vec<String>,
}

/// Rows as they are read.
pub struct RowReader<'a> {
    samples: &'a Samples,
    plan: &'a ColumnPlan,
    missing: Missing,
    /// Number of values per row.
    width: usize,
    /// Row by row; NaN where a value is missing.
    values: Vec<f64>,
    labels: Labels,
    names: Vec<String>,
    unlabelled: usize,
    incomplete: usize,
    empty: usize,
    /// In how many of the dropped rows each feature is missing.
    lacking: Vec<usize>,
}

impl<'a> RowReader<'a> {
    /// Allocates memory for all rows.
    ///
    /// # Errors
    /// If there is not enough memory.
    pub fn new(samples: &'a Samples, plan: &'a ColumnPlan, missing: Missing) -> Result<Self, Fault> {
        let mut values = Vec::new();
        let width = plan.width();
        values.try_reserve_exact(plan.rows * width).map_err(|_| Fault::OutOfMemory)?;
        let labels = Labels::default();
        let lacking = vec![0; plan.features.len()];
        Ok(Self {
            samples,
            plan,
            missing,
            width,
            values,
            labels,
            names: Vec::new(),
            unlabelled: 0,
            incomplete: 0,
            empty: 0,
            lacking,
        })
    }

    /// Reads a row.
    ///
    /// # Errors
    /// If a value is not finite, or there are too many classes.
    pub fn take(&mut self, row: Row) -> Result<(), Fault> {
        let label = self.plan.label.map(|column| row.cell(column));
        if label == Some(Cell::Missing) {
            self.unlabelled += 1;
            return Ok(());
        }
        let start = self.values.len();
        for feature in &self.plan.features {
            feature
                .read(row.cell(feature.column), &mut self.values)
                .map_err(|cell| self.not_finite(row.number, feature, cell))?;
        }
        let taken = &self.values[start..];
        let missing = taken.iter().filter(|value| value.is_nan()).count();
        let is_empty = missing == taken.len();
        if is_empty || (missing > 0 && self.missing == Missing::Drop) {
            let mut taken = taken;
            for (feature, lacking) in self.plan.features.iter().zip(&mut self.lacking) {
                let (own, rest) = taken.split_at(feature.width());
                *lacking += usize::from(!is_empty && own.iter().any(|value| value.is_nan()));
                taken = rest;
            }
            *(if is_empty { &mut self.empty } else { &mut self.incomplete }) += 1;
            self.values.truncate(start);
            return Ok(());
        }
        if let Some(column) = self.plan.names {
            self.names.push(row.cell(column).name());
        }
        if let (Some(label), Some(column)) = (label, self.plan.label) {
            self.labels.push(label);
            if self.labels.classes() > MOST_CLASSES {
                return Err(Fault::TooManyClasses { column: self.name(column), most: MOST_CLASSES });
            }
        }
        Ok(())
    }

    fn not_finite(&self, row: usize, feature: &Feature, cell: Cell) -> Fault {
        let column = self.name(feature.column);
        match cell {
            Cell::Word(word) => Fault::NotANumber { row, column, cell: word.to_owned() },
            _ => Fault::Infinite { row, column },
        }
    }

    fn name(&self, column: usize) -> String {
        self.samples.columns[column].name.clone()
    }

    /// Adds a note on the rows that were dropped.
    pub fn describe(&self, notes: &mut Vec<String>) {
        let codes =
            self.samples.codes.words().map_or_else(String::new, |codes| format!("; here also {codes}"));
        let incomplete = format!("with missing values (empty, NA, NaN, null, ? or -{codes})");
        for (count, why) in [
            (self.unlabelled, "without a label"),
            (self.incomplete, incomplete.as_str()),
            (self.empty, "without any value"),
        ] {
            if count > 0 {
                let rows = if count == 1 { "row" } else { "rows" };
                notes.push(format!("{count} {rows} {why} dropped"));
            }
        }
        notes.extend(self.costliest());
    }

    /// Names the column that costs most rows, where most of them are dropped.
    fn costliest(&self) -> Option<String> {
        let (feature, &lacking) =
            self.plan.features.iter().zip(&self.lacking).max_by_key(|(_, lacking)| **lacking)?;
        (2 * self.incomplete > self.plan.rows).then(|| {
            format!(
                "column {} costs most rows, {lacking} of {}: leave it out, or replace missing values by the mean \
                 (--missing mean)",
                quoted(&self.name(feature.column)),
                self.plan.rows
            )
        })
    }

    /// Returns what was read.
    ///
    /// # Errors
    /// Where no row is left, or a column has no value at all.
    pub fn finish(mut self, notes: &mut Vec<String>) -> Result<Read, Fault> {
        if self.values.is_empty() {
            let costliest = self.plan.features.iter().zip(&self.lacking).max_by_key(|(_, lacking)| **lacking);
            let column = costliest.map(|(feature, _)| self.name(feature.column)).unwrap_or_default();
            return Err(Fault::NoRows { rows: self.plan.rows, column });
        }
        let shape = (self.values.len() / self.width, self.width);
        let mut x = Array2::from_shape_vec(shape, std::mem::take(&mut self.values))
            .expect("rows have one value a feature");
        let mut replaced = 0;
        let columns = self.plan.features.iter();
        let columns = columns.flat_map(|feature| std::iter::repeat_n(feature.column, feature.width()));
        for (mut values, column) in x.columns_mut().into_iter().zip(columns) {
            let missing = values.iter().filter(|value| value.is_nan()).count();
            if missing == 0 {
                continue;
            }
            if missing == values.len() {
                return Err(Fault::NoMean { column: self.name(column) });
            }
            let sum: f64 = values.iter().filter(|value| !value.is_nan()).sum();
            let mean = sum / (values.len() - missing) as f64;
            values.mapv_inplace(|value| if value.is_nan() { mean } else { value });
            replaced += missing;
        }
        if replaced > 0 {
            notes.push(format!("{replaced} missing values were replaced by the mean of their column"));
        }
        let labels = self.plan.label.map(|_| self.labels.encode());
        Ok(Read { x, labels, names: self.names })
    }
}
