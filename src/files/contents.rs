//! The content of a file, determined before a table is read from it.

use std::fmt;

use csv::StringRecord;

use super::array::{Array, FEWEST_PIECES, PIECE};
use super::column::Column;
use super::feature::Feature;
use super::given::GivenLabels;
use super::glance::Glance;
use super::measure::Measure;
use super::number::{Cell, Decimal};
use super::sheet::{Sheet, SheetContent};
use super::{
    ArrayFault, Categories, Fault, Limits, MissingCodes, Opening, Picture, Reading, advice, suggest,
};
use crate::view::View;

/// The content of a file.
#[derive(Debug, Clone)]
#[allow(clippy::large_enum_variant, reason = "there is one at a time, and the largest is the usual one")]
pub enum Contents {
    /// Rows of numbers.
    Samples(Samples),
    /// A greyscale image.
    Picture(Picture),
}

/// The kind of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// Text of rows and cells with any separator.
    Csv,
    /// An array written by `numpy.save`.
    Npy,
    /// Arrays written by `numpy.savez`.
    Npz,
    /// MNIST's format.
    Idx,
    /// Tensors by the safetensors library.
    Safetensors,
    /// A sheet of an Excel workbook.
    Workbook,
}

/// Samples that a [`table`](Samples::table) can be read from.
#[derive(Debug, Clone)]
pub struct Samples {
    /// The name of the file that holds them.
    pub file: String,
    pub kind: FileKind,
    /// Its columns in order; labels from a second file or array come last.
    pub columns: Vec<Column>,
    /// Number of samples, including incomplete ones.
    pub rows: usize,
    /// The suggested view of a sample if all numeric columns except the label are features.
    pub view: View,
    /// The column that may well hold labels.
    pub label: Option<String>,
    /// The first rows of a text, unprocessed.
    pub glance: Vec<Glance>,
    /// Notes on the file, one sentence each.
    pub notes: Vec<String>,
    /// The chosen table if the file contains several.
    pub part: Option<String>,
    /// All tables that could be taken.
    pub parts: Vec<String>,
    pub(super) cells: Cells,
    pub(super) codes: MissingCodes,
    pub(super) limits: Limits,
}

/// The source of the cells.
#[derive(Debug, Clone)]
pub(super) enum Cells {
    Sheet(Sheet),
    Array {
        samples: Array,
        /// One per sample.
        labels: Option<GivenLabels>,
    },
}

/// A row of cells.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row<'a> {
    /// Its number as in a spreadsheet; for an array, the sample counted from 1.
    pub number: usize,
    place: RowPlace<'a>,
    codes: &'a MissingCodes,
}

#[derive(Debug, Clone, Copy)]
enum RowPlace<'a> {
    Record(&'a StringRecord, Decimal),
    Sample(&'a Array, Option<&'a GivenLabels>),
}

impl fmt::Display for FileKind {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(match self {
            Self::Csv => "CSV",
            Self::Npy => "NPY",
            Self::Npz => "NPZ",
            Self::Idx => "IDX",
            Self::Safetensors => "safetensors",
            Self::Workbook => "Excel",
        })
    }
}

impl Samples {
    /// The samples of a text.
    pub(super) fn of_sheet(file: String, found: SheetContent, opening: &Opening) -> Self {
        let SheetContent { sheet, columns, rows, glance, mut notes } = found;
        let label = suggest::label(&columns, rows);
        notes.extend(advice::of(&columns, rows, label.as_deref()));
        if !opening.layout.transpose {
            notes.extend(advice::orientation(&columns, rows));
        }
        let left_out: Vec<_> =
            suggest::left_out(&columns, rows).into_iter().map(|(index, _)| index).collect();
        let view = suggest::view(&columns, label.as_deref(), &left_out);
        let (kind, cells) = (FileKind::Csv, Cells::Sheet(sheet));
        let (part, parts) = (None, Vec::new());
        let (codes, limits) = (opening.codes.clone(), opening.limits);
        Self { file, kind, columns, rows, view, label, glance, notes, part, parts, cells, codes, limits }
    }

    /// Combines the samples of an array with the labels of another, given with its name.
    ///
    /// # Errors
    /// If the array does not have the shape of samples, or the number of labels differs.
    pub(super) fn of_array(
        file: String,
        kind: FileKind,
        samples: Array,
        labels: Option<(String, GivenLabels)>,
        opening: &Opening,
    ) -> Result<Self, Fault> {
        let Opening { limits, progress, layout, codes, .. } = opening;
        let samples = if layout.transpose { samples.transposed()? } else { samples };
        let (samples, cut) = samples.into_samples(limits)?;
        let rows = samples.samples();
        let mut names: Vec<_> = (1..=samples.features()).map(|column| column.to_string()).collect();
        let mut notes: Vec<_> = cut.into_iter().collect();
        let mut label = None;
        let labels = match labels {
            None => None,
            Some((from, labels)) if labels.len() != rows => {
                return Err(ArrayFault::LabelsDoNotMatch { from, labels: labels.len(), samples: rows }.into());
            }
            Some((from, labels)) => {
                label = Some(LABELS.to_owned());
                names.push(LABELS.to_owned());
                notes.push(format!("labels come from {}", super::words::quoted(&from)));
                Some(labels)
            }
        };
        let shaped = match samples.layout().shape[..] {
            [_, 1, _] | [_, _, 1] => Some(View::Series),
            // Pictures are seldom negative, but activations are: (sequence, position, feature).
            [_, height, width] if height != width && samples.has_negative() => {
                notes.push(format!(
                    "each sample of {height} × {width} numbers became a row of {}; for a row of {width} at each of the \
                     {height} positions, save x.reshape(-1, {width})",
                    height * width
                ));
                Some(View::Table)
            }
            [_, height, width] => {
                notes.push(format!("pictures of {width} × {height} were laid out row by row"));
                Some(View::Image { width, height })
            }
            _ => None,
        };
        let cells = Cells::Array { samples, labels };
        let mut measures = vec![Measure::default(); names.len()];
        let mut pass = progress.pass(rows);
        cells.each(1, codes, |row| {
            pass.add(1);
            measures
                .iter_mut()
                .enumerate()
                .for_each(|(column, measure)| measure.add(row.number, row.cell(column)));
            Ok(())
        })?;
        let columns = measures.into_iter().zip(names).enumerate();
        let columns = columns.map(|(index, (measure, name))| measure.column(Some(name), index));
        let columns: Vec<_> = columns.collect();
        let view = shaped.unwrap_or_else(|| suggest::view(&columns, label.as_deref(), &[]));
        let (glance, part, parts) = (Vec::new(), None, Vec::new());
        let (codes, limits) = (codes.clone(), *limits);
        Ok(Self { file, kind, columns, rows, view, label, glance, notes, part, parts, cells, codes, limits })
    }

    /// Returns the suggested reading: labels from the suggested column, and all other numeric columns as
    /// features, except those that identify rows or are times. Words that stand for numbers are converted;
    /// other words are used only if nothing else is left. A single long column next to dates becomes a
    /// series.
    #[must_use]
    pub fn reading(&self) -> Reading {
        let leave_out = self.left_out();
        let mut reading = Reading { label: self.label.clone(), leave_out, ..Reading::default() };
        if matches!(self.cells, Cells::Array { .. }) {
            return reading;
        }
        let name = suggest::name(&self.columns, self.rows).map(|column| column.name.clone());
        reading.names = name.filter(|name| reading.label.as_ref() != Some(name));
        for categories in [Categories::Numbers, Categories::Onehot] {
            let with = Reading { categories, ..reading.clone() };
            let (before, after) = (self.features(&reading), self.features(&with));
            let is_wanted = categories == Categories::Numbers || before.is_empty();
            if is_wanted && after.len() > before.len() {
                reading = with;
                break;
            }
        }
        if let [feature] = &self.features(&reading)[..]
            && self.is_series(feature.column)
            && feature.width() == 1
            && reading.label.is_none()
        {
            (reading.cut, reading.names) = (PIECE, None);
        }
        reading
    }

    /// Returns whether a column of many measured numbers is next to dates or row numbers.
    fn is_series(&self, column: usize) -> bool {
        let others = || self.columns.iter().enumerate().filter(|(index, _)| *index != column);
        let out = self.left_out();
        self.columns[column].distinct.is_none()
            && self.rows >= FEWEST_PIECES * PIECE
            && others().all(|(_, column)| column.has_moments() || out.contains(&column.name))
            && others().count() > 0
    }

    /// The columns that a reading learns.
    pub(super) fn features(&self, reading: &Reading) -> Vec<Feature> {
        let labels = self.labels_column();
        let columns = self.columns.iter().enumerate();
        let wanted =
            columns.filter(|(index, column)| reading.may_learn(&column.name) && Some(*index) != labels);
        wanted.filter_map(|(index, column)| Feature::of(index, column, reading.categories)).collect()
    }

    /// Returns the columns that are suggested for exclusion: they identify rows or are times.
    #[must_use]
    pub fn left_out(&self) -> Vec<String> {
        let found = match self.cells {
            Cells::Sheet(_) => suggest::left_out(&self.columns, self.rows),
            Cells::Array { .. } => Vec::new(),
        };
        found.into_iter().map(|(index, _)| self.columns[index].name.clone()).collect()
    }

    /// Returns whether a text column names the rows.
    #[must_use]
    pub fn names_rows(&self, column: &Column) -> bool {
        suggest::name(&self.columns, self.rows).is_some_and(|found| found.name == column.name)
    }

    /// Returns whether a column comes from a file or array of labels, so that it cannot be a feature.
    #[must_use]
    pub fn is_label_only(&self, column: &Column) -> bool {
        self.labels_column().is_some_and(|labels| self.columns[labels].name == column.name)
    }

    /// Returns whether no column has a name; then their names are their numbers, counted from 1.
    #[must_use]
    pub fn are_numbered(&self) -> bool {
        let own = self.columns.len() - usize::from(self.labels_column().is_some());
        self.columns[..own].iter().enumerate().all(|(i, column)| column.name == (i + 1).to_string())
    }

    /// The column that can hold labels only.
    pub(super) fn labels_column(&self) -> Option<usize> {
        match &self.cells {
            Cells::Array { labels: Some(_), samples } => Some(samples.features()),
            _ => None,
        }
    }
}

/// The name of a column of labels that come from elsewhere.
const LABELS: &str = "labels";

impl Cells {
    /// Visits the first row and each `every`-th after it.
    ///
    /// # Errors
    /// The visitor's, or where a text's rows differ in length.
    pub fn each(
        &self,
        every: usize,
        codes: &MissingCodes,
        mut visit: impl FnMut(Row) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        match self {
            Self::Sheet(sheet) => sheet.each(every, |number, record| {
                visit(Row { number, place: RowPlace::Record(record, sheet.decimal()), codes })
            }),
            Self::Array { samples, labels } => (0..samples.samples()).step_by(every).try_for_each(|sample| {
                visit(Row { number: sample + 1, place: RowPlace::Sample(samples, labels.as_ref()), codes })
            }),
        }
    }
}

impl<'a> Row<'a> {
    /// The cell in a column.
    pub fn cell(&self, column: usize) -> Cell<'a> {
        self.codes.apply(match self.place {
            RowPlace::Record(record, decimal) => {
                Cell::finite(record.get(column).expect("rows have as many cells as columns"), decimal)
            }
            RowPlace::Sample(samples, Some(labels)) if column == samples.features() => {
                labels.cell(self.number - 1)
            }
            RowPlace::Sample(samples, _) => Cell::of(samples.get(self.number - 1, column)),
        })
    }
}
