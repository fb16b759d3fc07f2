//! The loss over the epochs.
//!
//! Two plots on one epoch axis: the losses above, below them what is weighed against the
//! reconstruction. That is so much smaller that on one scale all would be flat lines.

use std::fmt::Write as _;

use plotters::style::text_anchor::HPos;

use super::pen::{Drawn, Pen};
use super::plot::{
    AXIS_HEIGHT, LEGEND_HEIGHT, Plot, TOP, axis_width, last_epoch, legend, pointing_area, right_margin,
    steps_in,
};
use super::scale::{AxisScale, Scale};
use super::trace::trace;
use super::{Area, Figure, FigureArea, Palette, Stroke, Token, number};
use crate::training::{Curve, History};

/// Height above for the text of the parameter changes.
const MARKS_HEIGHT: f64 = 16.0;
/// Gap between the plots.
const GAP: f64 = 14.0;
/// The lower plot's fraction of the height.
const LOWER: f64 = 0.27;

/// The loss over the epochs.
#[derive(Debug, Clone, Copy)]
pub struct LossFigure<'a> {
    pub history: &'a History,
    /// The terms of the loss besides the reconstruction, in the order of [`Curve::penalties`]: the curves of
    /// the lower plot. Without any, the upper plot uses the whole height.
    pub penalties: &'a [Curve],
    /// The curve of the test samples, as [`Curve::test_of`] has it: all curves of the upper plot
    /// measure the same quantity.
    pub test: Curve,
    /// The planned number of epochs, where the axis ends unless it is far away.
    pub epochs: u32,
    /// The vertical scales.
    pub spread: AxisScale,
    /// Changes of live parameters.
    pub marks: &'a [ParameterChange],
    /// The epoch that the pointer is on.
    pub hovered: Option<u32>,
    /// True to name the curves above the plots; the page does so next to its heading.
    pub legend: bool,
}

/// A change of a live parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParameterChange {
    /// The first epoch with the new value.
    pub epoch: u32,
    /// The change, such as `sparsity_factor 0.2`.
    pub text: String,
}

/// The positions of a drawn figure's epochs.
#[derive(Debug, Clone)]
pub struct LossGeometry {
    /// The upper plot: total, reconstruction, test.
    pub upper: Area,
    /// The lower plot: the other terms of the loss, where there are any.
    pub lower: Option<Area>,
    trained: u32,
    axis: Plot,
}

/// The values of an epoch.
#[derive(Debug, Clone, PartialEq)]
pub struct LossReading<'a> {
    pub epoch: u32,
    pub rows: Vec<ReadingRow>,
    /// The changes at this epoch.
    pub marks: Vec<&'a str>,
}

/// A line of a tooltip.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ReadingRow {
    /// The name of the value.
    pub name: &'static str,
    pub value: f32,
    /// Its colour.
    pub token: Token,
}

impl ReadingRow {
    /// Returns the value with all its digits.
    #[must_use]
    pub fn text(&self) -> String {
        number::exact(self.value)
    }
}

impl LossGeometry {
    /// The trained epoch nearest to a point on the plots.
    #[must_use]
    pub fn epoch_at(&self, x: f64, y: f64) -> Option<u32> {
        let plots = pointing_area(self.upper, self.lower.unwrap_or(self.upper));
        let hit = self.trained > 0 && plots.contains(x, y);
        hit.then(|| self.axis.x_near(x).clamp(1, self.trained))
    }

    /// Returns the horizontal position of an epoch.
    #[must_use]
    pub fn x_of(&self, epoch: u32) -> f64 {
        self.axis.x_of(epoch)
    }
}

/// A curve with its points: index and value.
struct Trace {
    curve: Curve,
    points: Vec<(usize, f32)>,
}

/// The plots on one epoch axis.
struct Plots {
    upper: Plot,
    lower: Option<Plot>,
}

impl Plots {
    /// Returns the lower edge of the lowest plot.
    fn bottom(&self) -> f64 {
        self.lower.as_ref().unwrap_or(&self.upper).area.bottom()
    }

    /// The plot of a curve.
    fn of(&self, curve: Curve) -> &Plot {
        self.lower.as_ref().filter(|_| Curve::PENALTIES.contains(&curve)).unwrap_or(&self.upper)
    }
}

impl<'a> LossFigure<'a> {
    /// The curves, in the order of legend and tooltip.
    #[must_use]
    pub fn curves(&self) -> Vec<Curve> {
        let first = [Curve::Total, Curve::Reconstruction];
        first.into_iter().chain(self.penalties.iter().copied()).chain([self.test]).collect()
    }

    /// Returns the values of a trained epoch.
    #[must_use]
    pub fn reading(&self, epoch: u32) -> Option<LossReading<'a>> {
        let index = (epoch as usize).checked_sub(1)?;
        if index >= self.history.epochs() {
            return None;
        }
        let row = |curve: Curve| ReadingRow {
            name: curve.name(),
            value: self.history[curve][index],
            token: Stroke::of(curve).token,
        };
        let marks = self.marks.iter().filter(|mark| mark.epoch == epoch).map(|mark| mark.text.as_str());
        Some(LossReading {
            epoch,
            rows: self.curves().into_iter().map(row).collect(),
            marks: marks.collect(),
        })
    }

    /// The curves of the upper plot, in the order in which they are drawn: the total above the others.
    fn upper(&self) -> [Curve; 3] {
        [Curve::Reconstruction, self.test, Curve::Total]
    }

    fn last_epoch(&self) -> u32 {
        last_epoch(self.epochs, self.history.epochs() as u32)
    }

    /// The plots, upper and lower, on their scales.
    fn plots(&self, pen: &Pen, traces: &[Trace]) -> Drawn<Plots> {
        let (width, height) = pen.size();
        let legend = if self.legend { LEGEND_HEIGHT } else { 0.0 };
        let marks = if self.marks.is_empty() { 0.0 } else { MARKS_HEIGHT };
        let (top, bottom) = (TOP + legend + marks, height - AXIS_HEIGHT);
        let lower = (!self.penalties.is_empty()).then(|| ((bottom - top - GAP) * LOWER).max(1.0));
        let upper = bottom - top - lower.map_or(0.0, |lower| lower + GAP);
        let scale = |curves: &[Curve], height| {
            let shown = traces.iter().filter(|trace| curves.contains(&trace.curve));
            let values = shown.flat_map(|trace| &trace.points).map(|&(_, value)| f64::from(value));
            Scale::around(values, self.spread, steps_in(height))
        };
        let above = scale(&self.upper(), upper);
        let below = lower.map(|lower| scale(self.penalties, lower));
        let left = axis_width(pen, std::iter::once(&above).chain(&below))?;
        let last = self.last_epoch();
        let right = width - right_margin(pen, last)?;
        let plot = |top, bottom, y| Plot { area: Area::between(left, top, right, bottom), first: 1, last, y };
        let below = lower.zip(below).map(|(lower, below)| plot(bottom - lower, bottom, below));
        Ok(Plots { upper: plot(top, top + upper, above), lower: below })
    }

    /// Draws a dotted line at each parameter change, and its text where there is space; the latest change
    /// takes precedence.
    fn draw_marks(&self, pen: &Pen, plots: &Plots, palette: &Palette) -> Drawn<()> {
        let upper = &plots.upper;
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
            pen.dotted(x, upper.area.top - 2.0, plots.bottom(), color)?;
            let width = pen.width(&mark.text)?;
            let left = (x - 4.0).min(free - width);
            if left >= 2.0 && left + width >= x {
                pen.text(&mark.text, (left, middle), HPos::Left, color)?;
                free = left - 8.0;
            }
        }
        Ok(())
    }

    fn draw_hovered(&self, pen: &Pen, plots: &Plots, palette: &Palette) -> Drawn<()> {
        let Some(reading) = self.hovered.and_then(|epoch| self.reading(epoch)) else { return Ok(()) };
        let upper = &plots.upper;
        let x = upper.x_of(reading.epoch);
        pen.dotted(x, upper.area.top, plots.bottom(), palette.color(Token::Soft))?;
        for (curve, row) in self.curves().into_iter().zip(&reading.rows) {
            if let Some(place) = plots.of(curve).place(reading.epoch, row.value) {
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

    fn draw(&self, root: &FigureArea, palette: &Palette) -> Drawn<LossGeometry> {
        let pen = Pen::new(root);
        let bin = f64::from(self.last_epoch()) / pen.size().0.max(1.0);
        let drawn = self.penalties.iter().copied().chain(self.upper());
        let traces: Vec<_> =
            drawn.map(|curve| Trace { curve, points: trace(&self.history[curve], bin as usize) }).collect();
        let plots = self.plots(&pen, &traces)?;
        let Plots { upper, lower } = &plots;
        upper.vertical_axis(&pen, palette, "loss")?;
        if let Some(lower) = lower {
            lower.vertical_axis(
                &pen,
                palette,
                match self.penalties {
                    [only] => only.name(),
                    _ => "penalties",
                },
            )?;
        }
        lower.as_ref().unwrap_or(upper).horizontal_axis(&pen, palette, "epoch")?;
        self.draw_marks(&pen, &plots, palette)?;
        for Trace { curve, points } in &traces {
            let points = points.iter().map(|&(index, value)| (index as u32 + 1, value));
            plots.of(*curve).curve(&pen, palette, points, Stroke::of(*curve))?;
        }
        let trained = self.history.epochs() as u32;
        if trained == 0 {
            upper.hint(&pen, palette, "The curves begin with the first epoch.")?;
        } else if let Some(lower) = lower.as_ref().filter(|lower| lower.y.ticks.is_empty()) {
            lower.hint(&pen, palette, "nothing above 0")?;
        }
        if self.legend {
            let entries: Vec<_> =
                self.curves().into_iter().map(|curve| (curve.name(), Stroke::of(curve))).collect();
            legend(&pen, palette, upper.area, &entries)?;
        }
        self.draw_hovered(&pen, &plots, palette)?;
        let Plots { upper, lower } = plots;
        Ok(LossGeometry { upper: upper.area, lower: lower.map(|lower| lower.area), trained, axis: upper })
    }

    /// Every number of every epoch, also of curves that another figure shows.
    fn csv(&self) -> String {
        let mut csv = String::from("epoch");
        for curve in Curve::ALL {
            write!(csv, ",{}", curve.key()).expect("a text takes everything");
        }
        for index in 0..self.history.epochs() {
            write!(csv, "\n{}", index + 1).expect("a text takes everything");
            for column in self.history.columns() {
                write!(csv, ",{:?}", column[index]).expect("a text takes everything");
            }
        }
        csv.push('\n');
        csv
    }

    fn summary(&self) -> String {
        let trained = self.history.epochs();
        let Some(last) = trained.checked_sub(1) else { return "No epoch is trained yet.".to_owned() };
        let value = |curve: Curve, index: usize| number::rounded(f64::from(self.history[curve][index]));
        let terms: Vec<_> = std::iter::once(&Curve::Reconstruction)
            .chain(self.penalties)
            .map(|&curve| format!("{} {}", curve.name(), value(curve, last)))
            .collect();
        format!(
            "After {trained} of {} epochs the total loss is {}, from {} at the start: {}. The test MSE is {}, from {} \
             after the first epoch.",
            self.epochs.max(trained as u32),
            value(Curve::Total, last),
            value(Curve::Total, 0),
            terms.join(", "),
            value(Curve::TestMse, last),
            value(Curve::TestMse, 0),
        )
    }
}
