//! A plot: an area with two scales, its grid and its curves.

use plotters::style::text_anchor::HPos;

use super::pen::{Drawn, FONT_SIZE, Pen};
use super::scale::{Scale, whole_ticks};
use super::stroke::Stroke;
use super::{Area, Palette, Token, number};

/// The least width on the left for the vertical axis.
pub(super) const AXIS_WIDTH: f64 = 50.0;
/// Height below for the horizontal axis: numbers and their unit.
pub(super) const AXIS_HEIGHT: f64 = 30.0;
/// The least width on the right.
const RIGHT: f64 = 14.0;
/// Height above for half of the highest number.
pub(super) const TOP: f64 = 8.0;
/// Height above for a legend.
pub(super) const LEGEND_HEIGHT: f64 = 16.0;
/// Height of a number.
pub(super) const NUMBER_HEIGHT: f64 = 24.0;

/// A plot of y over whole numbers x.
#[derive(Debug, Clone)]
pub(super) struct Plot {
    pub area: Area,
    /// The first and the last x.
    pub first: u32,
    pub last: u32,
    pub y: Scale,
}

impl Plot {
    pub fn x_of(&self, x: u32) -> f64 {
        self.x_at(f64::from(x))
    }

    /// The x nearest to a place.
    pub fn x_near(&self, place: f64) -> u32 {
        let share = ((place - self.area.left) / self.area.width).clamp(0.0, 1.0);
        self.first + (share * f64::from(self.last - self.first)).round() as u32
    }

    fn x_at(&self, x: f64) -> f64 {
        let length = f64::from(self.last - self.first).max(1.0);
        self.area.left + (x - f64::from(self.first)) / length * self.area.width
    }

    pub fn place(&self, x: u32, y: f32) -> Option<(f64, f64)> {
        let share = self.y.share(f64::from(y))?;
        Some((self.x_of(x), self.area.bottom() - share * self.area.height))
    }

    /// The grid with its numbers, and what the vertical axis measures.
    pub fn vertical_axis(&self, pen: &Pen, palette: &Palette, name: &str) -> Drawn<()> {
        self.vertical_axis_at(pen, palette, name, 8.0)
    }

    /// Draws the vertical axis with the middle of its name at a horizontal position.
    pub fn vertical_axis_at(&self, pen: &Pen, palette: &Palette, name: &str, left: f64) -> Drawn<()> {
        let soft = palette.color(Token::Soft);
        if self.y.ticks.is_empty() {
            let (left, right, bottom) = (self.area.left, self.area.right(), self.area.bottom());
            pen.hairline((left, bottom), (right, bottom), palette.color(Token::Line))?;
        }
        for tick in &self.y.ticks {
            let Some(share) = self.y.share(tick.value) else { continue };
            let y = self.area.bottom() - share * self.area.height;
            pen.hairline((self.area.left, y), (self.area.right(), y), palette.color(Token::Line))?;
            pen.text(&tick.text, (self.area.left - 6.0, y), HPos::Right, soft)?;
        }
        pen.upward(name, (left, self.area.middle_y()), soft)
    }

    /// The numbers below, and what they count.
    pub fn horizontal_axis(&self, pen: &Pen, palette: &Palette, name: &str) -> Drawn<()> {
        let soft = palette.color(Token::Soft);
        let widest = pen.width(&number::fixed(f64::from(self.last), 0))?;
        let steps = self.area.width / (2.0 * (widest + 8.0)).max(70.0);
        let line = self.area.bottom() + 5.0 + FONT_SIZE / 2.0;
        for tick in whole_ticks(self.first, self.last, steps as usize) {
            pen.text(&number::fixed(f64::from(tick), 0), (self.x_of(tick), line), HPos::Center, soft)?;
        }
        pen.text(name, (self.area.middle_x(), line + FONT_SIZE + 2.0), HPos::Center, soft)
    }

    /// A connected line through points (x, y); what has no place on the axis leaves a gap.
    pub fn curve(
        &self,
        pen: &Pen,
        palette: &Palette,
        points: impl IntoIterator<Item = (u32, f32)>,
        stroke: Stroke,
    ) -> Drawn<()> {
        let Stroke { token, width, .. } = stroke;
        let color = palette.color(token);
        let places: Vec<_> = points.into_iter().map(|(x, y)| self.place(x, y)).collect();
        for run in places.split(Option::is_none) {
            match *run {
                [] => {}
                [Some(only)] => pen.dot(only, width, color)?,
                _ => stroke.line(pen, palette, &run.iter().copied().flatten().collect::<Vec<_>>())?,
            }
        }
        Ok(())
    }

    /// A sentence in the middle, where there is nothing to plot.
    pub fn hint(&self, pen: &Pen, palette: &Palette, text: &str) -> Drawn<()> {
        pen.text(text, (self.area.middle_x(), self.area.middle_y()), HPos::Center, palette.color(Token::Soft))
    }
}

/// Returns the end of the axis of epochs: the planned end, unless it is so far away that the curves would
/// have no space.
pub(super) fn last_epoch(planned: u32, trained: u32) -> u32 {
    let near = number::round_up(2.0 * f64::from(trained.max(100))) as u32;
    planned.min(near).max(trained).max(2)
}

/// Returns the area in which a pointer reads the nearest epoch of plots that share an axis. It reaches into
/// the margins, so that the last epoch is as easy to hit as any other.
pub(super) fn pointing_area(top: Area, bottom: Area) -> Area {
    Area::between(top.left - 4.0, top.top - 4.0, top.right() + 24.0, bottom.bottom() + 4.0)
}

/// Returns the number of steps of a vertical axis that fit into a height.
pub(super) fn steps_in(height: f64) -> usize {
    (height / NUMBER_HEIGHT).round().clamp(1.0, 6.0) as usize
}

/// Returns the width on the left for these scales' numbers and the axis' name.
pub(super) fn axis_width<'s>(pen: &Pen, scales: impl IntoIterator<Item = &'s Scale>) -> Drawn<f64> {
    let texts = scales.into_iter().flat_map(|scale| &scale.ticks).map(|tick| tick.text.as_str());
    Ok((pen.widest(texts)? + 24.0).max(AXIS_WIDTH))
}

/// Returns the width on the right for half of the horizontal axis' last number.
pub(super) fn right_margin(pen: &Pen, last: u32) -> Drawn<f64> {
    Ok((pen.width(&number::fixed(f64::from(last), 0))? / 2.0 + 4.0).max(RIGHT))
}

/// Names with a short line in their colour each, in a row above a plot.
pub(super) fn legend(pen: &Pen, palette: &Palette, plot: Area, entries: &[(&str, Stroke)]) -> Drawn<()> {
    const LINE: f64 = 14.0;
    let middle = LEGEND_HEIGHT / 2.0;
    let widths = entries.iter().map(|(name, _)| pen.width(name)).collect::<Drawn<Vec<f64>>>()?;
    let count = entries.len() as f64;
    let needed = widths.iter().sum::<f64>() + count * (LINE + 4.0);
    let space = ((plot.right() - plot.left - needed) / count).clamp(6.0, 14.0);
    let mut left = plot.left.min(plot.right() + RIGHT - needed - count * space).max(2.0);
    for (&(name, stroke), width) in entries.iter().zip(widths) {
        let stroke = Stroke { width: 2.0, ..stroke };
        stroke.line(pen, palette, &[(left, middle), (left + LINE, middle)])?;
        pen.text(name, (left + LINE + 4.0, middle), HPos::Left, palette.color(Token::Soft))?;
        left += LINE + 4.0 + width + space;
    }
    Ok(())
}
