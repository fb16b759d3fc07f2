//! The histogram of units by how often they are active.

use std::ops::Range;

use plotters::style::text_anchor::HPos;

use super::pen::{Drawn, FONT_SIZE, Pen};
use super::plot::{AXIS_HEIGHT, steps_in};
use super::scale::{AxisScale, Scale};
use super::{Area, Palette, Token, number};

/// Room at both sides of the bars that the axis' label may take.
const MARGINS: f64 = 48.0;
/// Bins per decade.
const FINE: f64 = 4.0;
/// Between the dead units' bin and the others, in widths of a bin.
const APART: f64 = 0.5;
/// Gap between two bars.
const GAP: f64 = 1.0;

/// Units by the fraction of the test samples on which they are active: the dead ones first, then equal parts
/// of the decades from the smallest possible fraction to all samples.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Histogram {
    /// The units of each bin, the dead ones first.
    bins: Vec<Vec<usize>>,
}

impl Histogram {
    /// Builds the histogram from the fraction of `samples` samples on which each unit is active.
    pub fn new(active: &[f32], samples: u32) -> Self {
        let fine = (FINE * libm::log10(f64::from(samples.max(2)))).ceil() as usize;
        let mut bins = vec![Vec::new(); 1 + fine];
        for (unit, &share) in active.iter().enumerate() {
            let from_right = (-FINE * libm::log10(f64::from(share))).max(0.0) as usize;
            let bin = if share > 0.0 { fine - from_right.min(fine - 1) } else { 0 };
            bins[bin].push(unit);
        }
        Self { bins }
    }

    /// Returns the number of bins; the first one contains the dead units.
    pub fn len(&self) -> usize {
        self.bins.len()
    }

    /// The units of a bin.
    pub fn units(&self, bin: usize) -> Option<&[usize]> {
        self.bins.get(bin).map(Vec::as_slice)
    }

    /// Returns the range of fractions of a bin other than the first: above the lower end, up to and including
    /// the upper end.
    pub fn shares(&self, bin: usize) -> Range<f64> {
        let edge = |bin: usize| libm::pow(10.0, (bin as f64 - self.len() as f64) / FINE);
        edge(bin)..edge(bin + 1)
    }

    /// Returns the required upper end of the axis.
    fn most(&self) -> usize {
        self.bins.iter().map(Vec::len).max().unwrap_or(0).max(1)
    }

    /// The axis of counts, which are whole.
    pub fn scale(&self, height: f64) -> Scale {
        let most = self.most();
        Scale::around([0.0, most as f64].into_iter(), AxisScale::Linear, steps_in(height).min(most))
    }

    pub fn draw(
        &self,
        pen: &Pen,
        palette: &Palette,
        (bars, scale): (Bars, &Scale),
        inactive: &str,
        hovered: Option<usize>,
    ) -> Drawn<()> {
        let (area, soft) = (bars.area, palette.color(Token::Soft));
        for tick in &scale.ticks {
            let Some(share) = scale.share(tick.value) else { continue };
            let y = area.bottom() - share * area.height;
            pen.hairline((area.left, y), (area.right(), y), palette.color(Token::Line))?;
            pen.text(&tick.text, (area.left - 6.0, y), HPos::Right, soft)?;
        }
        for (bin, units) in self.bins.iter().enumerate().filter(|(_, units)| !units.is_empty()) {
            let token = if bin == 0 { Token::Mark } else { Token::Accent };
            let whole = bars.bin(bin);
            let high = scale.share(units.len() as f64).unwrap_or(1.0) * area.height;
            let bar = Area { top: area.bottom() - high, height: high, ..whole };
            pen.fill(bar, palette.color(token))?;
            let count = units.len().to_string();
            if pen.width(&count)? <= whole.width + 2.0 {
                let place = (bar.middle_x(), bar.top - FONT_SIZE / 2.0 - 2.0);
                pen.text(&count, place, HPos::Center, palette.color(Token::Ink))?;
            }
        }
        if let Some(bin) = hovered.filter(|&bin| bin < self.len()) {
            pen.frame(bars.bin(bin).grown(1.0), soft, 1.0)?;
        }
        self.draw_axis(pen, palette, bars, inactive)
    }

    /// Draws the decades below the bins and the name of the first bin.
    fn draw_axis(&self, pen: &Pen, palette: &Palette, bars: Bars, inactive: &str) -> Drawn<()> {
        let (area, soft) = (bars.area, palette.color(Token::Soft));
        let line = area.bottom() + 5.0 + FONT_SIZE / 2.0;
        let dead = bars.bin(0).middle_x();
        pen.text(inactive, (dead, line), HPos::Center, palette.color(Token::Mark))?;
        let first = dead + pen.width(inactive)? / 2.0 + 6.0;
        let mut free = f64::INFINITY;
        let decades = (self.len() - 1) / FINE as usize;
        for decade in 0..=decades {
            let x = bars.edge(self.len() as f64 - decade as f64 * FINE);
            pen.hairline((x, area.bottom()), (x, area.bottom() + 3.0), soft)?;
            let text = percent(libm::pow(10.0, -(decade as f64)));
            let half = pen.width(&text)? / 2.0;
            if x - half >= first && x + half <= free {
                pen.text(&text, (x, line), HPos::Center, soft)?;
                free = x - half - 6.0;
            }
        }
        let label = "fraction of test samples on which a unit is active";
        let label = if pen.width(label)? > area.width + MARGINS { "active on (fraction)" } else { label };
        pen.text(label, (area.middle_x(), line + FONT_SIZE + 2.0), HPos::Center, soft)
    }
}

/// The positions of the bins.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Bars {
    pub area: Area,
    bins: usize,
}

impl Bars {
    pub fn new(area: Area, bins: usize) -> Self {
        Self { area, bins }
    }

    /// The bin at a point, on the plot or at the axis below.
    pub fn at(&self, x: f64, y: f64) -> Option<usize> {
        let area = Area { height: self.area.height + AXIS_HEIGHT / 2.0, ..self.area };
        let place = (x - self.area.left) / self.width();
        let bin = if place < 1.0 + APART / 2.0 { 0 } else { (place - APART).max(1.0) as usize };
        (self.bins > 0 && area.contains(x, y)).then(|| bin.min(self.bins - 1))
    }

    /// Returns a bin's column.
    pub fn bin(&self, bin: usize) -> Area {
        let left = if bin == 0 { self.area.left } else { self.edge(bin as f64) };
        Area { left: left + GAP / 2.0, width: (self.width() - GAP).max(1.0), ..self.area }
    }

    /// The left edge of a bin that is not the dead units'.
    fn edge(&self, bin: f64) -> f64 {
        self.area.left + (bin + APART) * self.width()
    }

    fn width(&self) -> f64 {
        self.area.width / (self.bins as f64 + APART)
    }
}

/// Formats a fraction as a percentage: `1 %`, `0.5 %`.
pub(super) fn percent(share: f64) -> String {
    format!("{} %", number::significant(100.0 * share, 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn histogram_bins_units_by_decades() {
        let histogram = Histogram::new(&[0.0, 1.0, 0.005, 0.5, 0.0, 0.1], 200);
        assert_eq!(histogram.len(), 11);
        let of = |bin| histogram.units(bin).expect("there is such a bin");
        assert_eq!((of(0), of(10), of(9)), (&[0, 4][..], &[1][..], &[3][..]));
        assert_eq!(of(1), [2], "the least share there can be");
        for (unit, share) in [(1, 1.0), (2, 0.005), (3, 0.5), (5, 0.1)] {
            let bin = (1..11).find(|&bin| of(bin).contains(&unit)).expect("it is in a bin");
            let shares = histogram.shares(bin);
            let inside = shares.start * (1.0 - 1e-9) < share && share <= shares.end * (1.0 + 1e-9);
            assert!(inside, "{share} in {shares:?}");
        }
    }

    #[test]
    fn histogram_allows_few_samples_and_no_units() {
        for samples in [0, 1, 2, 4, 1000] {
            let histogram = Histogram::new(&[1.0, 0.25, f32::NAN], samples);
            assert_eq!(
                (0..histogram.len()).map(|bin| histogram.units(bin).map_or(0, <[_]>::len)).sum::<usize>(),
                3
            );
        }
    }

    #[test]
    fn histogram_maps_positions_to_bins() {
        let bars = Bars::new(Area::between(10.0, 0.0, 125.0, 50.0), 11);
        for bin in 0..11 {
            let area = bars.bin(bin);
            assert_eq!(bars.at(area.middle_x(), 20.0), Some(bin));
        }
        assert_eq!(bars.at(5.0, 20.0), None);
    }

    #[test]
    fn fractions_are_written_in_percent() {
        assert_eq!([1.0, 0.1, 0.056_234, 0.000_1].map(percent), ["100 %", "10 %", "5.6 %", "0.01 %"]);
    }
}
