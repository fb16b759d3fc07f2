//! The loss over the epochs.
//!
//! Two plots on one epoch axis: the losses above, the sparsity term below. It is so much smaller
//! that on one scale all would be flat lines.

use std::fmt::Write as _;

use plotters::coord::Shift;
use plotters::drawing::DrawingArea;
use plotters::style::text_anchor::HPos;
use plotters_backend::DrawingBackend;

use super::pen::{Drawn, Pen};
use super::plot::{AXIS_HEIGHT, LEGEND_HEIGHT, Plot, TOP, axis_width, legend, right_margin, steps_in};
use super::scale::{Scale, Spread};
use super::trace::trace;
use super::{Area, Figure, Palette, Token, number};
use crate::training::History;

/// The curves: name, colour, stroke width. In the order of the history's columns.
const CURVES: [(&str, Token, f64); 4] = [
    ("total", Token::Total, 2.25),
    ("reconstruction", Token::Reconstruction, 1.75),
    ("sparsity", Token::Sparsity, 1.75),
    ("test MSE", Token::Test, 1.75),
];
/// Which of them is in the lower plot.
const SPARSITY: usize = 2;
/// Drawn in this order: the total comes last, above the others.
const ORDER: [usize; 4] = [1, 3, 2, 0];
/// Room above for the marks' texts.
const MARKS_HEIGHT: f64 = 16.0;
/// Between the plots.
const GAP: f64 = 14.0;
/// The lower plot's share of the height.
const LOWER: f64 = 0.27;

/// The loss over the epochs.
#[derive(Debug, Clone, Copy)]
pub struct LossFigure<'a> {
    /// The curves so far.
    pub history: &'a History,
    /// How many epochs are planned: where the axis ends, unless that is far away.
    pub epochs: u32,
    /// The vertical scales.
    pub spread: Spread,
    /// Where a schedule changes.
    pub marks: &'a [Mark],
    /// The epoch that the pointer is on.
    pub hovered: Option<u32>,
    /// Whether to name the curves above the plots; the page does so beside its heading.
    pub legend: bool,
}

/// A change of a live parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// The first epoch with the new value.
    pub epoch: u32,
    /// What changed: `sparsity_factor 0.2`.
    pub text: String,
}

/// Where a drawn loss figure has its epochs.
#[derive(Debug, Clone)]
pub struct LossGeometry {
    /// The upper plot: total, reconstruction, test MSE.
    pub upper: Area,
    /// The lower plot: sparsity.
    pub lower: Area,
    trained: u32,
    axis: Plot,
}

/// What the figure says of an epoch.
#[derive(Debug, Clone, PartialEq)]
pub struct LossReading<'a> {
    /// The epoch.
    pub epoch: u32,
    /// The curves' values.
    pub rows: [ReadingRow; 4],
    /// The changes at this epoch.
    pub marks: Vec<&'a str>,
}

/// A line of a tooltip.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ReadingRow {
    /// What it is.
    pub name: &'static str,
    /// How much.
    pub value: f32,
    /// In which colour.
    pub token: Token,
}

impl ReadingRow {
    /// The value in full.
    #[must_use]
    pub fn text(&self) -> String {
        number::exact(self.value)
    }
}

impl LossGeometry {
    /// The trained epoch nearest to a point on the plots.
    #[must_use]
    pub fn epoch_at(&self, x: f64, y: f64) -> Option<u32> {
        let (upper, lower) = (self.upper, self.lower);
        let plots = Area::between(upper.left, upper.top, upper.right(), lower.bottom()).grown(4.0);
        let hit = self.trained > 0 && plots.contains(x, y);
        hit.then(|| self.axis.x_near(x).clamp(1, self.trained))
    }

    /// Where an epoch lies from the left.
    #[must_use]
    pub fn x_of(&self, epoch: u32) -> f64 {
        self.axis.x_of(epoch)
    }
}

impl<'a> LossFigure<'a> {
    /// What the figure says of a trained epoch.
    #[must_use]
    pub fn reading(&self, epoch: u32) -> Option<LossReading<'a>> {
        let index = (epoch as usize).checked_sub(1)?;
        if index >= self.trained() {
            return None;
        }
        let columns = self.history.columns();
        let row = |curve: usize| {
            let (name, token, _) = CURVES[curve];
            ReadingRow { name, value: columns[curve][index], token }
        };
        let marks = self.marks.iter().filter(|mark| mark.epoch == epoch).map(|mark| mark.text.as_str());
        Some(LossReading { epoch, rows: [0, 1, 2, 3].map(row), marks: marks.collect() })
    }

    fn trained(&self) -> usize {
        self.history.columns().into_iter().map(<[f32]>::len).min().unwrap_or(0)
    }

    /// Where the axis ends: at the planned end, unless that is so far away that the curves would
    /// have no room.
    fn last_epoch(&self) -> u32 {
        let trained = self.trained() as u32;
        let near = number::round_up(2.0 * f64::from(trained.max(100))) as u32;
        self.epochs.min(near).max(trained).max(2)
    }

    /// The plots, upper and lower, on their scales.
    fn plots<DB: DrawingBackend>(
        &self,
        pen: &Pen<DB>,
        traces: &[Vec<(usize, f32)>; 4],
    ) -> Drawn<[Plot; 2], DB> {
        let (width, height) = pen.size();
        let legend = if self.legend { LEGEND_HEIGHT } else { 0.0 };
        let marks = if self.marks.is_empty() { 0.0 } else { MARKS_HEIGHT };
        let (top, bottom) = (TOP + legend + marks, height - AXIS_HEIGHT);
        let lower = ((bottom - top - GAP) * LOWER).max(1.0);
        let upper = bottom - top - GAP - lower;
        let values = |curve: usize| traces[curve].iter().map(|&(_, value)| f64::from(value));
        let above = values(0).chain(values(1)).chain(values(3));
        let above = Scale::around(above, self.spread, steps_in(upper));
        let below = Scale::around(values(SPARSITY), self.spread, steps_in(lower));
        let left = axis_width(pen, [&above, &below])?;
        let right = width - right_margin(pen, self.last_epoch())?;
        let plot = |top, bottom, y| {
            let area = Area::between(left, top, right, bottom);
            Plot { area, first: 1, last: self.last_epoch(), y }
        };
        Ok([plot(top, top + upper, above), plot(bottom - lower, bottom, below)])
    }

    /// A dotted line at each change, and what changed where there is room; the latest goes first.
    fn draw_marks<DB: DrawingBackend>(
        &self,
        pen: &Pen<DB>,
        plots: &[Plot; 2],
        palette: &Palette,
    ) -> Drawn<(), DB> {
        let [upper, lower] = plots;
        let color = palette.color(Token::Mark);
        let middle = upper.area.top - MARKS_HEIGHT / 2.0 - 3.0;
        let mut free = pen.size().0 - 2.0;
        let mut previous = f64::INFINITY;
        for mark in self.marks.iter().rev().filter(|mark| (1..=upper.last).contains(&mark.epoch)) {
            let x = upper.x_of(mark.epoch);
            if previous - x < 1.0 {
                continue;
            }
            previous = x;
            pen.dotted(x, upper.area.top - 2.0, lower.area.bottom(), color)?;
            let width = pen.width(&mark.text)?;
            let left = (x - 4.0).min(free - width);
            if left >= 2.0 && left + width >= x {
                pen.text(&mark.text, (left, middle), HPos::Left, color)?;
                free = left - 8.0;
            }
        }
        Ok(())
    }

    fn draw_hovered<DB: DrawingBackend>(
        &self,
        pen: &Pen<DB>,
        plots: &[Plot; 2],
        palette: &Palette,
    ) -> Drawn<(), DB> {
        let Some(reading) = self.hovered.and_then(|epoch| self.reading(epoch)) else { return Ok(()) };
        let [upper, lower] = plots;
        pen.dotted(
            upper.x_of(reading.epoch),
            upper.area.top,
            lower.area.bottom(),
            palette.color(Token::Soft),
        )?;
        for (curve, row) in reading.rows.iter().enumerate() {
            let plot = if curve == SPARSITY { lower } else { upper };
            if let Some(place) = plot.place(reading.epoch, row.value) {
                pen.dot(place, 3.0, palette.color(row.token))?;
            }
        }
        Ok(())
    }
}

impl Figure for LossFigure<'_> {
    type Geometry = LossGeometry;

    fn title(&self) -> &'static str {
        "Loss"
    }

    fn draw<DB: DrawingBackend>(
        &self,
        root: &DrawingArea<DB, Shift>,
        palette: &Palette,
    ) -> Drawn<LossGeometry, DB> {
        let pen = Pen::new(root);
        let bin = f64::from(self.last_epoch()) / pen.size().0.max(1.0);
        let traces = self.history.columns().map(|column| trace(column, bin as usize));
        let plots = self.plots(&pen, &traces)?;
        let [upper, lower] = &plots;
        upper.vertical_axis(&pen, palette, "loss")?;
        lower.vertical_axis(&pen, palette, "sparsity")?;
        lower.horizontal_axis(&pen, palette, "epoch")?;
        self.draw_marks(&pen, &plots, palette)?;
        for curve in ORDER {
            let (_, token, width) = CURVES[curve];
            let points = traces[curve].iter().map(|&(index, value)| (index as u32 + 1, value));
            let plot = if curve == SPARSITY { lower } else { upper };
            plot.curve(&pen, points, palette.color(token), width)?;
        }
        if self.trained() == 0 {
            upper.hint(&pen, palette, "The curves begin with the first epoch.")?;
        } else if lower.y.ticks.is_empty() {
            lower.hint(&pen, palette, "nothing above 0")?;
        }
        if self.legend {
            let entries = CURVES.map(|(name, token, _)| (name, token));
            legend(&pen, palette, upper.area, entries)?;
        }
        self.draw_hovered(&pen, &plots, palette)?;
        let trained = self.trained() as u32;
        let [upper, lower] = plots;
        Ok(LossGeometry { upper: upper.area, lower: lower.area, trained, axis: upper })
    }

    fn csv(&self) -> String {
        let mut csv = String::from("epoch,total,reconstruction,sparsity,test_mse\n");
        let [total, reconstruction, sparsity, test_mse] = self.history.columns();
        for index in 0..self.trained() {
            let (total, reconstruction) = (total[index], reconstruction[index]);
            let (sparsity, test_mse) = (sparsity[index], test_mse[index]);
            let epoch = index + 1;
            writeln!(csv, "{epoch},{total:?},{reconstruction:?},{sparsity:?},{test_mse:?}")
                .expect("a text takes everything");
        }
        csv
    }

    fn summary(&self) -> String {
        let trained = self.trained();
        let (Some(first), Some(now)) = (self.reading(1), self.reading(trained as u32)) else {
            return "No epoch is trained yet.".to_owned();
        };
        let value =
            |reading: &LossReading, curve: usize| number::rounded(f64::from(reading.rows[curve].value));
        format!(
            "After {trained} of {} epochs the total loss is {}, from {} at the start: reconstruction {} and sparsity \
             {}. The test MSE is {}, from {} after the first epoch.",
            self.epochs.max(trained as u32),
            value(&now, 0),
            value(&first, 0),
            value(&now, 1),
            value(&now, SPARSITY),
            value(&now, 3),
            value(&first, 3),
        )
    }
}
