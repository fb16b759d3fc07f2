//! The sparsity of the code: how often each unit is active, and its development during training.
//!
//! On the left is the histogram of the units by how often they are active, as in the literature on sparse
//! autoencoders. On the right, with a common axis of epochs, are the number of units active on a sample and
//! the number of dead units.

use std::fmt::Write as _;

use super::histogram::{Bars, Histogram, percent};
use super::pen::{Drawn, Pen};
use super::plot::{AXIS_HEIGHT, Plot, TOP, axis_width, last_epoch, pointing_area, right_margin, steps_in};
use super::scale::{AxisScale, Scale};
use super::trace::trace;
use super::{Area, Figure, FigureArea, Palette, ParameterChange, ReadingRow, Stroke, Token, number};
use crate::ranking;
use crate::training::Activity;
use crate::training::{Curve, History};

/// The curves, each in its own plot, from the top.
const CURVES: [Curve; 2] = [Curve::L0, Curve::Dead];
/// Between the plots of curves.
const GAP: f64 = 12.0;
/// The histogram's fraction of the width, or of the height if it is above the curves.
const HISTOGRAM: f64 = 0.45;
/// A figure narrower than this has the histogram above the curves.
const NARROW: f64 = 360.0;
/// Height above the highest bar for its number.
const NUMBER: f64 = 10.0;
/// The most units that a bin names.
const MOST_NAMED: usize = 12;

/// The sparsity of the code.
#[derive(Debug, Clone, Copy)]
pub struct DensityFigure<'a> {
    /// The fraction of the test samples on which each unit is active.
    pub active: &'a [f32],
    /// When a unit counts as active.
    pub rule: Activity,
    /// Number of test samples.
    pub samples: u32,
    pub history: &'a History,
    /// The planned number of epochs.
    pub epochs: u32,
    /// Changes of live parameters.
    pub marks: &'a [ParameterChange],
    /// The spot under the pointer.
    pub hovered: Option<Spot>,
}

/// A part of the figure that can be pointed at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spot {
    /// A bin of the histogram; the first one contains the dead units.
    Bin(usize),
    /// A trained epoch.
    Epoch(u32),
}

/// The positions of a drawn figure's bins and epochs.
#[derive(Debug, Clone)]
pub struct DensityGeometry {
    bars: Bars,
    plots: [Plot; 2],
    trained: u32,
}

/// The values of a spot.
#[derive(Debug, Clone, PartialEq)]
pub struct DensityReading {
    /// Its name.
    pub title: String,
    pub rows: Vec<ReadingRow>,
    /// The units in it, or the parameters that changed.
    pub notes: Vec<String>,
}

impl DensityGeometry {
    /// Returns the spot at a point.
    #[must_use]
    pub fn spot_at(&self, x: f64, y: f64) -> Option<Spot> {
        let [upper, lower] = &self.plots;
        if self.trained > 0 && pointing_area(upper.area, lower.area).contains(x, y) {
            return Some(Spot::Epoch(upper.x_near(x).clamp(1, self.trained)));
        }
        self.bars.at(x, y).map(Spot::Bin)
    }

    /// Returns the horizontal position of a spot.
    #[must_use]
    pub fn x_of(&self, spot: Spot) -> f64 {
        match spot {
            Spot::Bin(bin) => self.bars.bin(bin).middle_x(),
            Spot::Epoch(epoch) => self.plots[0].x_of(epoch),
        }
    }
}

impl DensityFigure<'_> {
    fn histogram(&self) -> Histogram {
        Histogram::new(self.active, self.samples)
    }

    /// Returns the number of bins of the histogram.
    #[must_use]
    pub fn bins(&self) -> usize {
        self.histogram().len()
    }

    /// Returns the number of epochs that can be pointed at.
    #[must_use]
    pub fn trained(&self) -> u32 {
        self.history.epochs() as u32
    }

    /// Returns the mean number of units active on a test sample.
    #[must_use]
    pub fn l0(&self) -> f64 {
        self.active.iter().map(|&share| f64::from(share)).sum()
    }

    /// Returns the number of units that are active on no test sample.
    #[must_use]
    pub fn dead(&self) -> usize {
        self.active.iter().filter(|&&share| share == 0.0).count()
    }

    /// Returns the values of a spot.
    #[must_use]
    pub fn reading(&self, spot: Spot) -> Option<DensityReading> {
        match spot {
            Spot::Bin(bin) => self.bin_reading(bin),
            Spot::Epoch(epoch) => self.epoch_reading(epoch),
        }
    }

    fn bin_reading(&self, bin: usize) -> Option<DensityReading> {
        let histogram = self.histogram();
        let units = histogram.units(bin)?;
        let title = if bin == 0 {
            "active on no test sample".to_owned()
        } else {
            let shares = histogram.shares(bin);
            format!("active on {} to {}", percent(shares.start), percent(shares.end))
        };
        let token = if bin == 0 { Token::Mark } else { Token::Accent };
        let mut names: Vec<_> = units.iter().take(MOST_NAMED).map(usize::to_string).collect();
        if units.len() > MOST_NAMED {
            names.push("…".to_owned());
        }
        let note = match names.as_slice() {
            [] => None,
            [only] => Some(format!("unit {only}")),
            names => Some(format!("units {}", names.join(", "))),
        };
        let rows = vec![ReadingRow { name: "units", value: units.len() as f32, token }];
        Some(DensityReading { title, rows, notes: note.into_iter().collect() })
    }

    fn epoch_reading(&self, epoch: u32) -> Option<DensityReading> {
        let index = (epoch as usize).checked_sub(1).filter(|&index| index < self.history.epochs())?;
        let rows = CURVES.map(|curve| ReadingRow {
            name: curve.name(),
            value: self.history[curve][index],
            token: Stroke::of(curve).token,
        });
        let marks = self.marks.iter().filter(|mark| mark.epoch == epoch).map(|mark| mark.text.clone());
        Some(DensityReading { title: format!("epoch {epoch}"), rows: rows.into(), notes: marks.collect() })
    }

    /// The halves of the figure: histogram, curves.
    fn halves((width, height): (f64, f64)) -> [Area; 2] {
        let whole = Area { left: 0.0, top: 0.0, width, height };
        if width < NARROW {
            let middle = height * HISTOGRAM;
            [Area { height: middle, ..whole }, Area { top: middle, height: height - middle, ..whole }]
        } else {
            let middle = width * HISTOGRAM;
            [Area { width: middle, ..whole }, Area { left: middle, width: width - middle, ..whole }]
        }
    }

    fn draw_histogram(&self, pen: &Pen, palette: &Palette, room: Area) -> Drawn<Bars> {
        let histogram = self.histogram();
        let (top, bottom) = (room.top + TOP + NUMBER, room.bottom() - AXIS_HEIGHT);
        let scale = histogram.scale(bottom - top);
        let left = room.left + axis_width(pen, [&scale])?;
        let right = room.right() - 24.0;
        let bars = Bars::new(Area::between(left, top, right, bottom), histogram.len());
        pen.upward("units", (room.left + 8.0, bars.area.middle_y()), palette.color(Token::Soft))?;
        let hovered = match self.hovered {
            Some(Spot::Bin(bin)) => Some(bin),
            _ => None,
        };
        histogram.draw(pen, palette, (bars, &scale), self.rule.inactive(), hovered)?;
        Ok(bars)
    }

    fn draw_curves(&self, pen: &Pen, palette: &Palette, room: Area) -> Drawn<[Plot; 2]> {
        let last = last_epoch(self.epochs, self.trained());
        let (top, bottom) = (room.top + TOP, room.bottom() - AXIS_HEIGHT);
        let height = ((bottom - top - GAP) / 2.0).max(1.0);
        let bin = (f64::from(last) / room.width.max(1.0)) as usize;
        let traces = CURVES.map(|curve| trace(&self.history[curve], bin));
        let scales = traces.each_ref().map(|points| {
            let values = points.iter().map(|&(_, value)| f64::from(value));
            // From 0 to 1 at least, however little the curve moves: these are counts of units.
            let counts: &[f64] = if points.is_empty() { &[] } else { &[0.0, 1.0] };
            let largest = values.clone().fold(1.0, f64::max);
            let steps = steps_in(height).min(largest.ceil() as usize);
            Scale::around(values.chain(counts.iter().copied()), AxisScale::Linear, steps)
        });
        let left = room.left + axis_width(pen, &scales)?;
        let right = room.right() - right_margin(pen, last)?;
        let mut tops = [top, top + height + GAP].into_iter();
        let plots = scales.map(|y| {
            let top = tops.next().unwrap_or(top);
            Plot { area: Area::between(left, top, right, top + height), first: 1, last, y }
        });
        for ((plot, curve), points) in plots.iter().zip(CURVES).zip(traces) {
            plot.vertical_axis_at(pen, palette, curve.name(), room.left + 8.0)?;
            let points = points.into_iter().map(|(index, value)| (index as u32 + 1, value));
            plot.curve(pen, palette, points, Stroke::of(curve))?;
        }
        let [upper, lower] = &plots;
        lower.horizontal_axis(pen, palette, "epoch")?;
        for mark in self.marks.iter().filter(|mark| (1..=last).contains(&mark.epoch)) {
            let x = upper.x_of(mark.epoch);
            pen.dotted(x, upper.area.top, lower.area.bottom(), palette.color(Token::Mark))?;
        }
        if self.trained() == 0 {
            upper.hint(pen, palette, "The curves begin with the first epoch.")?;
        }
        self.draw_hovered(pen, palette, &plots)?;
        Ok(plots)
    }

    fn draw_hovered(&self, pen: &Pen, palette: &Palette, plots: &[Plot; 2]) -> Drawn<()> {
        let Some(Spot::Epoch(epoch)) = self.hovered else { return Ok(()) };
        let Some(reading) = self.epoch_reading(epoch) else { return Ok(()) };
        let [upper, lower] = plots;
        pen.dotted(upper.x_of(epoch), upper.area.top, lower.area.bottom(), palette.color(Token::Soft))?;
        for (plot, row) in plots.iter().zip(&reading.rows) {
            if let Some(place) = plot.place(epoch, row.value) {
                pen.dot(place, 3.0, palette.color(row.token))?;
            }
        }
        Ok(())
    }
}

impl Figure for DensityFigure<'_> {
    type Geometry = DensityGeometry;

    fn title(&self) -> &'static str {
        "Sparsity"
    }

    fn draw(&self, root: &FigureArea, palette: &Palette) -> Drawn<DensityGeometry> {
        let pen = Pen::new(root);
        let [histogram, curves] = Self::halves(pen.size());
        let bars = self.draw_histogram(&pen, palette, histogram)?;
        let plots = self.draw_curves(&pen, palette, curves)?;
        Ok(DensityGeometry { bars, plots, trained: self.trained() })
    }

    /// Writes two tables in one, with one number per row: the series, the unit or epoch, and the value.
    fn csv(&self) -> String {
        let mut csv = String::from("series,at,value\n");
        let active = self.active.iter().enumerate().map(|(unit, &share)| ("active_share", unit, share));
        let curves = CURVES.into_iter().flat_map(|curve| {
            (1..).zip(&self.history[curve]).map(move |(epoch, &value)| (curve.key(), epoch, value))
        });
        for (series, at, value) in active.chain(curves) {
            writeln!(csv, "{series},{at},{value:?}").expect("a text takes everything");
        }
        csv
    }

    fn summary(&self) -> String {
        let units = self.active.len();
        let order = ranking::ascending(self.active.iter().copied().map(f64::from));
        let Some(&middle) = order.get(units / 2) else { return "No unit is measured yet.".to_owned() };
        let median = self.active[middle];
        let inactive = self.rule.inactive();
        let dead = match self.dead() {
            0 => format!("None is {inactive}"),
            1 => format!("1 is {inactive}"),
            dead => format!("{dead} are {inactive}"),
        };
        let before = self.history[Curve::L0].first().map_or_else(String::new, |&first| {
            format!(", from {} after the first epoch", number::rounded(first.into()))
        });
        format!(
            "On average {} of {} are active on a test sample{before}. {dead}: active on none of {} \
             test samples. The median unit is active on {} of them.",
            number::rounded(self.l0()),
            number::counted(units, "hidden unit"),
            self.samples,
            percent(median.into()),
        )
    }
}
