//! A test sample and its reconstruction.

use std::fmt::Write as _;

use super::pen::{Drawn, Pen};
use super::plot::{AXIS_HEIGHT, LEGEND_HEIGHT, Plot, TOP, axis_width, legend, right_margin, steps_in};
use super::scale::{AxisScale, Scale};
use super::stroke::{Dash, Stroke};
use super::{Area, Figure, FigureArea, Palette, ReadingRow, Token, number};

const ORIGINAL: (&str, Token) = ("original", Token::Original);
const NOISY: (&str, Token) = ("noisy input", Token::Soft);
const RECONSTRUCTED: (&str, Token) = ("reconstructed", Token::Reconstructed);
/// With more features there is a line only, no dots.
const MOST_DOTS: usize = 80;

/// A test sample and its reconstruction.
#[derive(Debug, Clone, Copy)]
pub struct ReconstructionFigure<'a> {
    /// The number of the test sample.
    pub sample: u32,
    /// Its name; empty if it is only numbered.
    pub name: &'a str,
    pub original: &'a [f32],
    /// The noisy sample if there is noise, else empty.
    pub noisy: &'a [f32],
    pub reconstruction: &'a [f32],
    /// The least extent of the axis up and down. Passing in the value of the last drawing keeps the axis from
    /// jumping; 0 starts over.
    pub reach: f64,
    /// The feature that the pointer is on.
    pub hovered: Option<u32>,
    /// The names of a feature and of its value.
    pub axes: (&'static str, &'static str),
    /// The number of the first feature on the axis.
    pub first: u32,
}

/// The positions of a drawn sample's features.
#[derive(Debug, Clone)]
pub struct ReconstructionGeometry {
    pub plot: Area,
    /// The extent of the axis up and down.
    pub reach: f64,
    features: u32,
    first: u32,
    axis: Plot,
}

/// The values of a feature.
#[derive(Debug, Clone, PartialEq)]
pub struct FeatureReading {
    /// The feature, counted from 0.
    pub feature: u32,
    /// Original, noisy input if there is one, reconstructed.
    pub rows: Vec<ReadingRow>,
}

impl ReconstructionGeometry {
    /// The feature nearest to a point on the plot.
    #[must_use]
    pub fn feature_at(&self, x: f64, y: f64) -> Option<u32> {
        let hit = self.features > 0 && self.plot.grown(4.0).contains(x, y);
        hit.then(|| self.axis.x_near(x).saturating_sub(self.first).min(self.features - 1))
    }

    /// Returns the horizontal position of a feature.
    #[must_use]
    pub fn x_of(&self, feature: u32) -> f64 {
        self.axis.x_of(feature + self.first)
    }
}

impl ReconstructionFigure<'_> {
    /// Returns the values of a feature.
    #[must_use]
    pub fn reading(&self, feature: u32) -> Option<FeatureReading> {
        let row = |((name, token), values): ((_, _), &[f32])| {
            values.get(feature as usize).map(|&value| ReadingRow { name, value, token })
        };
        let rows = self.lines().map(row).collect::<Option<_>>()?;
        Some(FeatureReading { feature, rows })
    }

    /// Returns the name, colour and values of each line.
    pub(super) fn lines(&self) -> impl Iterator<Item = ((&'static str, Token), &[f32])> {
        let noisy = (!self.noisy.is_empty()).then_some((NOISY, self.noisy));
        let others = [(ORIGINAL, self.original), (RECONSTRUCTED, self.reconstruction)];
        noisy.into_iter().chain(others)
    }

    fn features(&self) -> usize {
        self.original.len().min(self.reconstruction.len())
    }

    fn pairs(&self) -> impl Iterator<Item = (f64, f64)> {
        self.original.iter().zip(self.reconstruction).map(|(&a, &b)| (f64::from(a), f64::from(b)))
    }

    /// A round number above all values and the reach before.
    fn next_reach(&self) -> f64 {
        let values = self.lines().flat_map(|(_, values)| values);
        let sizes = values.map(|&value| f64::from(value).abs()).filter(|size| size.is_finite());
        let largest = sizes.fold(0.0, f64::max);
        if largest > self.reach { number::round_up(largest) } else { number::round_up(self.reach) }
    }

    fn draw_line(
        &self,
        pen: &Pen,
        plot: &Plot,
        values: &[f32],
        palette: &Palette,
        token: Token,
    ) -> Drawn<()> {
        let points = (self.first..).zip(values[..self.features()].iter().copied());
        plot.curve(pen, palette, points.clone(), stroke(token))?;
        if self.features() > MOST_DOTS || token == NOISY.1 {
            return Ok(());
        }
        points
            .filter_map(|(x, y)| plot.place(x, y))
            .try_for_each(|place| pen.dot(place, 2.4, palette.color(token)))
    }

    fn draw_hovered(&self, pen: &Pen, plot: &Plot, palette: &Palette) -> Drawn<()> {
        let Some(reading) = self.hovered.and_then(|feature| self.reading(feature)) else { return Ok(()) };
        pen.dotted(
            plot.x_of(reading.feature + self.first),
            plot.area.top,
            plot.area.bottom(),
            palette.color(Token::Soft),
        )?;
        let places = reading
            .rows
            .iter()
            .filter_map(|row| Some((plot.place(reading.feature + self.first, row.value)?, row.token)));
        places.into_iter().try_for_each(|(place, token)| pen.dot(place, 4.0, palette.color(token)))
    }
}

/// The noisy input is broken, the others are not.
fn stroke(token: Token) -> Stroke {
    let dash = if token == NOISY.1 { Dash::Dotted } else { Dash::Solid };
    Stroke { dash, ..Stroke::solid(token) }
}

impl Figure for ReconstructionFigure<'_> {
    type Geometry = ReconstructionGeometry;

    fn title(&self) -> &'static str {
        "Original and reconstructed"
    }

    fn draw(&self, root: &FigureArea, palette: &Palette) -> Drawn<ReconstructionGeometry> {
        let pen = Pen::new(root);
        let (width, height) = pen.size();
        let (top, bottom) = (TOP + LEGEND_HEIGHT, height - AXIS_HEIGHT);
        let reach = self.next_reach();
        let is_signed = self.lines().flat_map(|(_, values)| values).any(|&value| value < 0.0);
        let lowest = if is_signed || self.features() == 0 { -reach } else { 0.0 };
        let y = Scale::around([lowest, reach].into_iter(), AxisScale::Linear, steps_in(bottom - top));
        let last = self.first + (self.features() as u32).saturating_sub(1);
        let area = Area::between(axis_width(&pen, [&y])?, top, width - right_margin(&pen, last)?, bottom);
        let plot = Plot { area, first: self.first, last, y };
        plot.vertical_axis(&pen, palette, self.axes.1)?;
        if self.features() == 0 {
            plot.hint(&pen, palette, "No sample yet.")?;
        } else {
            // A file's columns count from 1.
            let name = if self.first > 0 { "column" } else { self.axes.0 };
            plot.horizontal_axis(&pen, palette, name)?;
        }
        for ((_, token), values) in self.lines() {
            self.draw_line(&pen, &plot, values, palette, token)?;
        }
        let names: Vec<_> = self.lines().map(|((name, token), _)| (name, stroke(token))).collect();
        legend(&pen, palette, area, &names)?;
        self.draw_hovered(&pen, &plot, palette)?;
        let (features, first) = (self.features() as u32, self.first);
        Ok(ReconstructionGeometry { plot: area, reach, features, first, axis: plot })
    }

    fn csv(&self) -> String {
        let names = ["original", "reconstructed"].into_iter().chain(self.noisy.first().map(|_| "noisy"));
        let mut csv = String::from("feature");
        names.for_each(|name| csv.extend([",", name]));
        csv.push('\n');
        for (feature, (original, reconstructed)) in self.original.iter().zip(self.reconstruction).enumerate()
        {
            let number = feature + self.first as usize;
            write!(csv, "{number},{original:?},{reconstructed:?}").expect("a text takes everything");
            if let Some(noisy) = self.noisy.get(feature) {
                write!(csv, ",{noisy:?}").expect("a text takes everything");
            }
            csv.push('\n');
        }
        csv
    }

    fn summary(&self) -> String {
        if self.features() == 0 {
            return "No sample is reconstructed yet.".to_owned();
        }
        let [original, reconstructed] = [self.original, self.reconstruction].map(|values| {
            let (low, high) = number::extent(values);
            format!("{} to {}", number::rounded(low.into()), number::rounded(high.into()))
        });
        let noisy =
            if self.noisy.is_empty() { "" } else { " The model was given the original with noise added." };
        let name = if self.name.is_empty() { String::new() } else { format!(" ({})", self.name) };
        let error = self.pairs().map(|(a, b)| (a - b) * (a - b)).sum::<f64>() / self.features() as f64;
        format!(
            "Test sample {}{name} over {} features: the original goes from {original}, the reconstruction from \
             {reconstructed}; their mean squared difference is {}.{noisy}",
            self.sample,
            self.features(),
            number::rounded(error),
        )
    }
}
