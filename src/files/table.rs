//! The table that is read from samples.

use ndarray::Array2;

use super::column::{Column, Content};
use super::feature::Feature;
use super::rows::{Read, RowReader};
use super::suggest::{self, LEAST_SIDE};
use super::words::{listed, quoted};
use super::{Categories, Fault, FileError, Form, Reading, Samples, advice};
use crate::view::View;

/// Samples to learn from.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// Finite values, shape (samples, features).
    pub x: Array2<f64>,
    /// The features' names; none where a series was cut.
    pub features: Vec<String>,
    /// Each sample's class, from 0, and the classes' names.
    pub labels: Option<(Vec<usize>, Vec<String>)>,
    /// The rows' names; none where no column names them.
    pub rows: Vec<String>,
    /// The view of a sample.
    pub view: View,
    /// Notes on decisions and changes, one sentence each.
    pub notes: Vec<String>,
}

/// The roles of the columns, by index.
pub struct ColumnPlan {
    pub features: Vec<Feature>,
    pub label: Option<usize>,
    pub names: Option<usize>,
    pub every: usize,
    /// Rows read, incomplete ones too.
    pub rows: usize,
}

impl ColumnPlan {
    /// Returns how many numbers a row has.
    pub fn width(&self) -> usize {
        self.features.iter().map(Feature::width).sum()
    }
}

impl Samples {
    /// Reads a table that needs at most `memory_limit` bytes, 8 for each value.
    ///
    /// # Errors
    /// If a requested column does not exist, a value is not finite, nothing is left, or the table is too
    /// large; the message then says how many rows to skip.
    pub fn table(&self, reading: &Reading, memory_limit: u64) -> Result<Table, FileError> {
        self.read(reading, memory_limit).map_err(|fault| fault.of(&self.file))
    }

    fn read(&self, reading: &Reading, memory_limit: u64) -> Result<Table, Fault> {
        let mut notes = self.notes.clone();
        let plan = self.plan(reading, &mut notes)?;
        self.check_size(&plan, memory_limit)?;
        let mut rows = RowReader::new(self, &plan, reading.missing)?;
        self.cells.each(plan.every, &self.codes, |row| rows.take(row))?;
        rows.describe(&mut notes);
        let Read { x, labels, names: mut row_names } = rows.finish(&mut notes)?;
        let names = plan.features.iter().map(|feature| feature.names(&self.columns[feature.column].name));
        let mut features: Vec<_> = names.flatten().collect();
        let x = if reading.cut == 0 {
            x
        } else {
            features.clear();
            row_names.clear();
            into_series(x, reading.cut, labels.is_some(), &mut notes)?
        };
        let view = self.view(reading, x.ncols())?;
        Ok(Table { x, features, labels, rows: row_names, view, notes })
    }

    fn plan(&self, reading: &Reading, notes: &mut Vec<String>) -> Result<ColumnPlan, Fault> {
        let label = reading.label.as_ref().map(|name| self.column(name)).transpose()?;
        for name in &reading.leave_out {
            self.column(name)?;
        }
        let names = reading.names.as_ref().map(|name| self.column(name)).transpose()?;
        self.told_names(reading, notes);
        let features = self.features(reading);
        self.told_left_out(reading, &features, notes);
        if let Some(column) = label {
            notes.push(format!("labels are column {}", quoted(&self.columns[column].name)));
        }
        if features.is_empty() {
            return Err(Fault::NoFeatures {
                columns: self.columns.iter().map(described).collect(),
                has_categories: reading.categories != Categories::Onehot
                    && !self
                        .features(&Reading { categories: Categories::Onehot, ..reading.clone() })
                        .is_empty(),
            });
        }
        let every = reading.every.max(1);
        let rows = self.rows.div_ceil(every);
        if every > 1 {
            notes.push(format!("one row in {every} was read: {rows} of {}", self.rows));
        }
        Ok(ColumnPlan { features, label, names, every, rows })
    }

    /// Notes which column names the rows, if it is not the suggested one.
    fn told_names(&self, reading: &Reading, notes: &mut Vec<String>) {
        let suggested = suggest::name(&self.columns, self.rows).map(|column| column.name.as_str());
        if suggested != reading.names.as_deref() {
            let is_suggestion = |note: &String| suggested.is_some_and(|name| *note == advice::names(name));
            notes.retain(|note| !is_suggestion(note));
            notes.extend(reading.names.as_deref().map(advice::names));
        }
    }

    /// Notes which columns are excluded because they are not numeric, and which text columns are converted.
    fn told_left_out(&self, reading: &Reading, features: &[Feature], notes: &mut Vec<String>) {
        let is_wanted = |column: &&Column| reading.may_learn(&column.name);
        let is_feature = |column: &&Column| {
            features.iter().any(|feature| self.columns[feature.column].name == column.name)
        };
        let others = || self.columns.iter().filter(is_wanted).filter(|column| !is_feature(column));
        let shown = |column: &Column| {
            let example = column.examples.first().map(|word| format!(" ({word})"));
            quoted(&column.name) + &example.unwrap_or_default()
        };
        let names = |wanted: &dyn Fn(&Column) -> bool| {
            others().filter(|column| wanted(column)).map(shown).collect::<Vec<_>>()
        };
        let onehot = features.iter().filter(|feature| feature.is_converted());
        let onehot: Vec<_> = onehot.map(|feature| shown(&self.columns[feature.column])).collect();
        if !onehot.is_empty() {
            notes.push(format!("words become numbers in the columns {}", listed(&onehot)));
        }
        let remedy = match reading.categories {
            Categories::Onehot => "",
            _ => "; to learn those of few different words, turn these into 0 and 1 (--categories onehot)",
        };
        let is_few = |column: &Column| {
            column.content == Content::Text && (column.is_categorical() || column.form.is_some())
        };
        let is_many = |column: &Column| column.content == Content::Text && !is_few(column);
        for (names, what, remedy) in [
            (names(&is_few), "of words", remedy),
            (names(&is_many), "of many different words", ""),
            (names(&|column: &Column| column.content == Content::Empty), "without values", ""),
        ] {
            if !names.is_empty() {
                notes.push(format!("columns {what} were left out: {}{remedy}", listed(&names)));
            }
        }
        for column in others().filter(|column| column.content == Content::Mixed) {
            let (row, word) = column.first_word.clone().unwrap_or_default();
            notes.push(format!(
                "column {} was left out: {} of {} values are words, the first one “{word}” in row {row}; to learn it, \
                 correct or empty these cells",
                quoted(&column.name),
                column.words,
                self.rows - column.missing
            ));
        }
    }

    fn column(&self, name: &str) -> Result<usize, Fault> {
        self.columns.iter().position(|column| column.name == name).ok_or_else(|| Fault::UnknownColumn {
            name: name.to_owned(),
            columns: self.columns.iter().map(|column| column.name.clone()).collect(),
        })
    }

    fn check_size(&self, plan: &ColumnPlan, limit: u64) -> Result<(), Fault> {
        let (rows, features) = (plan.rows, plan.width());
        let most = self.limits.rows;
        if rows > most {
            return Err(Fault::TooManyRows { rows, most, every: self.rows.div_ceil(most) });
        }
        if features > self.limits.features {
            return Err(Fault::TooManyFeatures { features, most: self.limits.features });
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

    /// Returns the requested view, or else the suggested one if it fits.
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
            None => Ok(Some(self.suggested_view(reading))
                .filter(|view| takes(*view) == features)
                .unwrap_or_default()),
        }
    }

    /// Suggests the view of the samples: a cut column is a series, and lists that fill a square are images.
    #[must_use]
    pub fn suggested_view(&self, reading: &Reading) -> View {
        if reading.cut > 0 {
            return View::Series;
        }
        let features = self.features(reading);
        let form = if let [feature] = &features[..] { self.columns[feature.column].form } else { None };
        let Some(Form::List { length }) = form else { return self.view };
        let side = length.isqrt();
        if side >= LEAST_SIDE && side * side == length {
            View::Image { width: side, height: side }
        } else {
            View::Table
        }
    }
}

/// Cuts a single column into rows.
fn into_series(
    x: Array2<f64>,
    cut: usize,
    has_label: bool,
    notes: &mut Vec<String>,
) -> Result<Array2<f64>, Fault> {
    let (rows, features) = x.dim();
    if features != 1 || has_label {
        return Err(Fault::NotOneSeries { cut, features, has_label });
    }
    let (pieces, rest) = (rows / cut, rows % cut);
    if pieces == 0 {
        return Err(Fault::SeriesTooShort { rows, cut });
    }
    let without = if rest > 0 { format!(", without the last {rest}") } else { String::new() };
    notes.push(format!("a column of {rows} numbers was cut into {pieces} series of {cut}{without}"));
    let values: Vec<_> = x.into_iter().take(pieces * cut).collect();
    Ok(Array2::from_shape_vec((pieces, cut), values).expect("the rest was left away"))
}

fn described(column: &Column) -> String {
    let what = match column.content {
        Content::Number => "numbers",
        Content::Mixed => "numbers and words",
        Content::Text => "words",
        Content::Empty => "empty",
    };
    format!("{} ({what})", quoted(&column.name))
}
