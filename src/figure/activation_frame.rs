//! The surroundings of the activations' image: units, labels, mean activations, selection.

use std::ops::Range;

use plotters::style::RGBColor;
use plotters::style::text_anchor::HPos;

use super::activations::{ActivationFigure, ActivationGeometry};
use super::pen::{Drawn, FONT_SIZE, Pen};
use super::scale::whole_ticks;
use super::{Area, Colors, Palette, Token, heatmap, number};
use crate::training::Activity;

/// Width per digit of the units' numbers on the left.
const DIGIT: f64 = 7.0;
/// Width on the right for the mean activations.
const RIGHT: f64 = 116.0;
/// The part of it for their numbers.
const NUMBERS: f64 = 40.0;
/// Figures narrower than this have no mean activations.
const NARROW: f64 = 260.0;
/// Height below for the labels.
const BOTTOM: f64 = 20.0;
/// Height above for the colours' legend.
const STRIP: f64 = 18.0;
/// Rows lower than this have no text.
const TEXT_ROW: f64 = 12.0;
/// Rows lower than this have no space between them.
const SPACED_ROW: f64 = 6.0;

/// The parts of the figure and the objects that draw them.
pub(super) struct ActivationLayout<'a, 'p> {
    figure: ActivationFigure<'a>,
    geometry: ActivationGeometry,
    bars: Option<Area>,
    pen: Pen<'p>,
    palette: Palette,
}

/// Returns the position of the image on a figure of some size.
pub(super) fn geometry(figure: &ActivationFigure, (width, height): (f64, f64)) -> ActivationGeometry {
    let top = if figure.legend { STRIP } else { 2.0 };
    let right = if width < NARROW { 6.0 } else { RIGHT };
    let digits = figure.units.saturating_sub(1).checked_ilog10().unwrap_or(0) + 1;
    let left = (f64::from(digits) * DIGIT + 12.0).max(32.0);
    ActivationGeometry::new(Area::between(left, top, width - right, height - BOTTOM), figure)
}

impl<'a, 'p> ActivationLayout<'a, 'p> {
    pub fn new(figure: ActivationFigure<'a>, pen: Pen<'p>, palette: Palette) -> Self {
        let (width, height) = pen.size();
        let geometry = geometry(&figure, (width, height));
        let image = geometry.image;
        let bars = (width >= NARROW)
            .then(|| Area::between(image.right() + 8.0, image.top, width - NUMBERS, image.bottom()));
        Self { figure, geometry, bars, pen, palette }
    }

    pub fn draw(&self) -> Drawn<ActivationGeometry> {
        if self.figure.units == 0 || self.figure.columns.is_empty() {
            self.draw_hint()?;
            return Ok(self.geometry);
        }
        self.draw_row_gaps()?;
        self.draw_labels()?;
        self.draw_units()?;
        if let Some(bars) = self.bars {
            self.draw_bars(bars)?;
            self.draw_bars_name(bars)?;
        }
        if self.figure.legend {
            self.draw_legend()?;
        }
        self.draw_hovered()?;
        self.draw_selected()?;
        Ok(self.geometry)
    }

    fn color(&self, token: Token) -> RGBColor {
        self.palette.color(token)
    }

    fn has_text(&self) -> bool {
        self.geometry.row_height() >= TEXT_ROW
    }

    fn label_line(&self) -> f64 {
        self.geometry.image.bottom() + 13.0
    }

    fn draw_hint(&self) -> Drawn<()> {
        let image = self.geometry.image;
        let middle = (image.middle_x(), image.middle_y());
        self.pen.text("No activations yet.", middle, HPos::Center, self.color(Token::Soft))
    }

    fn draw_row_gaps(&self) -> Drawn<()> {
        if self.geometry.row_height() < SPACED_ROW {
            return Ok(());
        }
        (1..self.figure.units).try_for_each(|unit| {
            let row = self.geometry.row(unit);
            let y = row.top.round();
            self.pen.fill(Area::between(row.left, y - 1.0, row.right(), y), self.color(Token::Card))
        })
    }

    /// A line between samples of different labels, and under each label's samples a strip in its
    /// colour with its name.
    fn draw_labels(&self) -> Drawn<()> {
        if !self.figure.is_labelled() {
            return Ok(());
        }
        let groups = self.groups();
        let image = self.geometry.image;
        let border = heatmap::border(self.figure.colors, &self.palette);
        for &(label, left, right) in &groups {
            let x = right.round();
            if right < image.right() - 0.5 {
                self.pen.fill(Area::between(x - 1.0, image.top, x + 1.0, image.bottom()), border)?;
            }
            let strip =
                Area::between(left.round() + 1.0, image.bottom() + 2.0, x - 1.0, image.bottom() + 5.0);
            if strip.width > 0.0 {
                self.pen.fill(strip, self.color(Token::of_class(label as usize)))?;
            }
        }
        let fits = |text: &str, left: f64, right: f64| Ok(self.pen.width(text)? + 6.0 <= right - left);
        let names: Vec<_> = groups.iter().map(|&(label, ..)| self.class_name(label)).collect();
        let named = groups.iter().zip(&names).map(|(&(_, left, right), name)| fits(name, left, right));
        // Either all or none are named: a mixture of names and numbers would be ambiguous.
        let all_named = named.collect::<Drawn<Vec<bool>>>()?.into_iter().all(|fits| fits);
        for ((label, left, right), name) in groups.into_iter().zip(names) {
            let text = if all_named { name } else { label.to_string() };
            if fits(&text, left, right)? {
                let middle = (f64::midpoint(left, right), self.label_line());
                self.pen.text(&text, middle, HPos::Center, self.color(Token::Soft))?;
            }
        }
        Ok(())
    }

    /// Each label with where its columns begin and end.
    fn groups(&self) -> Vec<(u32, f64, f64)> {
        let mut first = 0;
        let groups = self.figure.columns.chunk_by(|a, b| a.label == b.label).map(|group| {
            let left = self.geometry.column(first).left;
            first += group.len();
            (group[0].label, left, self.geometry.column(first - 1).right())
        });
        groups.collect()
    }

    fn class_name(&self, label: u32) -> String {
        let number = label.to_string();
        let name = self.figure.classes.get(label as usize).filter(|name| **name != number);
        name.cloned().unwrap_or_else(|| format!("label {label}"))
    }

    fn draw_units(&self) -> Drawn<()> {
        let steps = (self.geometry.image.height / (2.0 * TEXT_ROW)) as usize;
        let last = self.figure.units - 1;
        let units: Vec<usize> = if self.has_text() {
            (0..=last).collect()
        } else {
            whole_ticks(0, last as u32, steps).into_iter().map(|unit| unit as usize).collect()
        };
        units.into_iter().try_for_each(|unit| {
            let row = self.geometry.row(unit);
            let token = if self.figure.hovered == Some(unit) { Token::Ink } else { Token::Soft };
            // The number of a thin first row would be cut off above the figure.
            let middle = row.middle_y().max(FONT_SIZE / 2.0);
            self.pen.text(&unit.to_string(), (row.left - 6.0, middle), HPos::Right, self.color(token))
        })?;
        self.pen.text(
            "unit",
            (self.geometry.image.left - 6.0, self.label_line()),
            HPos::Right,
            self.color(Token::Soft),
        )
    }

    fn draw_bars(&self, bars: Area) -> Drawn<()> {
        let end = self.figure.bars_end();
        // If means may be negative, 0 is in the middle.
        let (zero, long) = match self.figure.colors {
            Colors::FromZero | Colors::Gray => (bars.left, bars.width),
            Colors::Signed => (bars.middle_x(), bars.width / 2.0),
        };
        let place = |mean: f64| (zero + mean / end * long).clamp(bars.left, bars.right());
        if self.has_text() {
            for unit in 0..self.figure.units {
                let middle = self.geometry.row(unit).middle_y();
                let bar = Area { top: middle - 3.0, height: 6.0, ..bars };
                self.draw_bar(bar, (zero, place(self.mean(unit..unit + 1))))?;
                self.draw_number(unit, (bars.right() + 5.0, middle))?;
            }
        } else {
            for units in self.bands() {
                let bar = Area { left: bars.left, width: bars.width, ..self.band(&units) };
                self.draw_bar(bar, (zero, place(self.mean(units.clone()))))?;
                if units.clone().any(|unit| self.figure.is_dead(unit)) {
                    let stroke = Area { left: bars.right() + 5.0, width: 8.0, ..bar };
                    self.pen.fill(stroke, self.color(Token::Mark))?;
                }
            }
        }
        let Some(target) = self.figure.target else { return Ok(()) };
        let target = place(target);
        let line = Area::between(target - 0.75, bars.top, target + 0.75, bars.bottom());
        self.pen.fill(line, self.color(Token::Mark))
    }

    /// Iterates over single units, or over groups that are a pixel high.
    fn bands(&self) -> impl Iterator<Item = Range<usize>> {
        let (units, together) = (self.figure.units, (1.0 / self.geometry.row_height()).ceil() as usize);
        (0..units).step_by(together.max(1)).map(move |first| first..units.min(first + together))
    }

    /// The rows of some units, in whole pixels.
    fn band(&self, units: &Range<usize>) -> Area {
        let (first, last) = (self.geometry.row(units.start), self.geometry.row(units.end - 1));
        let gap = if first.height < SPACED_ROW { 0.0 } else { 1.0 };
        Area::between(first.left, first.top.round(), first.right(), last.bottom().round() - gap)
    }

    fn draw_bar(&self, bar: Area, (zero, mean): (f64, f64)) -> Drawn<()> {
        self.pen.fill(bar, self.color(Token::Line))?;
        let (left, width) = (zero.min(mean), (mean - zero).abs());
        self.pen.fill(Area { left, width, ..bar }, self.color(Token::Accent))
    }

    /// Returns the mean activation of units that share a bar.
    fn mean(&self, units: Range<usize>) -> f64 {
        let means = self.figure.mean_activation.get(units).unwrap_or_default();
        means.iter().map(|&mean| f64::from(mean)).sum::<f64>() / means.len().max(1) as f64
    }

    /// Writes a unit's mean activation in digits, or the word when all of its codes are 0.
    fn draw_number(&self, unit: usize, place: (f64, f64)) -> Drawn<()> {
        let is_dead = self.figure.is_dead(unit);
        let text = if is_dead && self.figure.rule == Activity::NotZero {
            self.figure.rule.inactive().to_owned()
        } else {
            number::brief(self.mean(unit..unit + 1))
        };
        let token = if is_dead { Token::Mark } else { Token::Soft };
        self.pen.text(&text, place, HPos::Left, self.color(token))
    }

    /// Draws the caption of the bars, the line and the strokes.
    fn draw_bars_name(&self, bars: Area) -> Drawn<()> {
        let line = self.label_line();
        self.pen.text("mean", (bars.left, line), HPos::Left, self.color(Token::Accent))?;
        if let Some(target) = self.figure.target {
            let target = format!("target {}", number::short(target));
            let left = bars.left + self.pen.width("mean ")? + 3.0;
            self.pen.text(&target, (left, line), HPos::Left, self.color(Token::Mark))?;
        }
        let dead = self.figure.dead();
        if self.has_text() || dead == 0 {
            return Ok(());
        }
        let text = format!("{dead} {} of {}", self.figure.rule.inactive(), self.figure.units);
        self.pen.upward(&text, (bars.right() + 24.0, bars.middle_y()), self.color(Token::Mark))
    }

    fn draw_legend(&self) -> Drawn<()> {
        let (lowest, highest) =
            (self.figure.colors.minimum(self.figure.maximum()), self.figure.maximum_text());
        let colors = (self.figure.colors, "activation", [number::short(lowest), highest]);
        let place = (self.geometry.image.right(), STRIP / 2.0 - 1.0);
        heatmap::legend(&self.pen, &self.palette, colors, place)
    }

    fn draw_hovered(&self) -> Drawn<()> {
        let Some(unit) = self.figure.hovered.filter(|&unit| unit < self.figure.units) else { return Ok(()) };
        heatmap::outline(&self.pen, &self.palette, self.geometry.row(unit))
    }

    fn draw_selected(&self) -> Drawn<()> {
        let column =
            self.figure.columns.iter().position(|column| Some(column.sample) == self.figure.selected);
        let Some(column) = column else { return Ok(()) };
        let area = self.geometry.column(column);
        heatmap::outline(&self.pen, &self.palette, area)?;
        let (x, y) = (area.middle_x(), area.bottom() + 1.0);
        self.pen.polygon(&[(x, y), (x + 4.0, y + 5.0), (x - 4.0, y + 5.0)], self.color(Token::Accent))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::training::HeatmapColumn;

    #[test]
    fn geometry_maps_pixels_to_cells() {
        let figure = ActivationFigure {
            classes: &[],
            codes: &[0.0, 1.0, 2.0, 3.0, 4.0, 5.0],
            units: 2,
            columns: &[(4, 0), (1, 1), (7, 1)].map(|(sample, label)| HeatmapColumn { sample, label }),
            mean_activation: &[2.0, 3.0],
            active: &[0.5, 1.0],
            rule: Activity::NotZero,
            colors: Colors::FromZero,
            scale: None,
            target: Some(0.05),
            selected: None,
            hovered: None,
            legend: false,
        };
        let left = 32.0;
        let geometry = geometry(&figure, (left + 30.0 + 6.0, 42.0));
        assert_eq!(geometry.cell_at(left + 25.0, 15.0), Some((1, 2)));
        assert_eq!(geometry.cell_at(left + 30.0, 22.0), Some((1, 2)));
        assert_eq!(geometry.cell_at(left - 1.0, 15.0), None);
        assert_eq!(geometry.unit_at(5.0), Some(0));
        let cell = figure.cell(1, 2).expect("it is there");
        assert_eq!((cell.sample, cell.label, cell.value.to_bits()), (7, 1, 5.0_f32.to_bits()));
        assert_eq!(figure.cell(2, 0), None);
        assert_eq!(figure.cell(0, 3), None);
    }
}
