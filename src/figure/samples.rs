//! The test samples with the largest and the smallest errors, above their reconstructions.

use std::fmt::Write as _;

use plotters::style::text_anchor::HPos;

use super::pen::{Drawn, FONT_SIZE, Pen};
use super::tiles::{Atlas, Grid, Tiles};
use super::{Area, Colors, Figure, FigureArea, Palette, Placed, Places, Token, map, number};
use crate::view::View;

/// A sample's place is this wide at least.
const NARROWEST: f64 = 62.0;
/// Height above a row for its name, and below a sample for its error and class.
const NAME: f64 = 18.0;
const WORDS: f64 = 2.0 * FONT_SIZE + 8.0;
/// Width of a class' marker before its name.
const SWATCH: f64 = 9.0;

/// A test sample and its reconstruction.
#[derive(Debug, Clone)]
pub struct RankedSample<'a> {
    /// Its index.
    pub sample: usize,
    /// Its row in the data.
    pub row: usize,
    /// Its name; empty if it is only numbered.
    pub name: &'a str,
    /// Its rank by error: 1 for the largest.
    pub rank: usize,
    pub error: f64,
    /// The errors of the baselines on the same sample, with their names.
    pub beside: Vec<(&'a str, f64)>,
    /// The number of its class and what it is called, where it has one.
    pub class: Option<(usize, &'a str)>,
    /// True if its class was not trained on.
    pub anomalous: bool,
    pub original: &'a [f32],
    pub reconstruction: &'a [f32],
}

/// Two rows of test samples.
#[derive(Debug, Clone)]
pub struct SamplesFigure<'a> {
    /// The view of a sample.
    pub view: View,
    /// Some by falling errors, and the smallest errors, the best first.
    pub rows: [Vec<RankedSample<'a>>; 2],
    /// Number of ranked samples.
    pub of: usize,
    /// The test sample that is chosen.
    pub selected: usize,
    /// The item under the pointer, among those that fit.
    pub hovered: Option<usize>,
    /// The number of items that fit into a row.
    pub most: usize,
}

impl<'a> SamplesFigure<'a> {
    /// Returns the number of items that fit into a row on a figure of some width.
    #[must_use]
    pub fn room(width: f64) -> usize {
        ((width / NARROWEST) as usize).clamp(1, 12)
    }

    fn shown(&self) -> impl Iterator<Item = &RankedSample<'a>> {
        self.rows.iter().flat_map(|row| row.iter().take(self.most))
    }

    fn thing(&self, thing: usize) -> Option<&RankedSample<'a>> {
        self.shown().nth(thing)
    }

    /// The samples of a row that are drawn.
    fn drawn(&self, row: usize) -> &[RankedSample<'a>] {
        &self.rows[row][..self.rows[row].len().min(self.most)]
    }

    /// Describes the ranks that are drawn in a row.
    fn ranks(&self, row: usize) -> String {
        let drawn = self.drawn(row);
        let ends = drawn.first().zip(drawn.last());
        ends.map_or_else(String::new, |(first, last)| {
            format!(", {} to {} of {}", first.rank, last.rank, self.of)
        })
    }

    /// Returns the grid of a row's images: original above, reconstruction below.
    fn grid(&self, row: usize, size: (f64, f64)) -> Option<(Grid, Area)> {
        let View::Image { width, height } = self.view else { return None };
        let drawn = self.drawn(row);
        if drawn.is_empty() || drawn.iter().any(|sample| sample.original.len() != width * height) {
            return None;
        }
        let (gap, count) = ((width / 6).max(1), drawn.len());
        let grid = Grid { width, height: 2 * height, gap, columns: count, count };
        let cell = self.cell(row, 0, size);
        let image = grid.image(Area::between(2.0, cell.top, size.0 - 2.0, cell.bottom() - WORDS));
        // From the left, so that both rows begin together, and at the top, under the name.
        Some((grid, Area { left: 2.0, top: cell.top, ..image }))
    }

    /// Returns these images and their position.
    fn tiles(&self, row: usize, size: (f64, f64)) -> Option<(Tiles, Area)> {
        let (grid, image) = self.grid(row, size)?;
        let indices = self.drawn(row).iter().flat_map(|sample| {
            let (low, high) = number::extent(sample.original);
            let all = sample.original.iter().chain(sample.reconstruction);
            all.map(move |value| Colors::Gray.index(value - low, high - low))
        });
        Some((Tiles { grid, colors: Colors::Gray, indices: indices.collect() }, image))
    }

    /// The place of one sample, with its words.
    fn cell(&self, row: usize, column: usize, (width, height): (f64, f64)) -> Area {
        let (wide, high) = (width / self.most.max(1) as f64, height / 2.0);
        let left = column as f64 * wide;
        let top = row as f64 * high;
        Area::between(left + 2.0, top + NAME, left + wide - 4.0, top + high)
    }

    /// Returns the position of each sample.
    fn places(&self, size: (f64, f64)) -> Places {
        let mut areas = Vec::new();
        for row in 0..2 {
            match self.grid(row, size) {
                Some((grid, image)) => areas.extend(grid.places(image)),
                None => areas.extend((0..self.drawn(row).len()).map(|column| {
                    let cell = self.cell(row, column, size);
                    Area::between(cell.left, cell.top, cell.right(), cell.bottom() - WORDS)
                })),
            }
        }
        Places { areas }
    }
}

impl RankedSample<'_> {
    fn draw_words(&self, pen: &Pen, palette: &Palette, place: Area) -> Drawn<()> {
        let line = place.bottom() + FONT_SIZE / 2.0 + 3.0;
        let soft = palette.color(Token::Soft);
        pen.text(&number::rounded(self.error), (place.middle_x(), line), HPos::Center, soft)?;
        let Some((class, name)) = self.class else { return Ok(()) };
        let line = line + FONT_SIZE + 1.0;
        let text = pen.fitting(name, place.width + 6.0 - SWATCH)?;
        let left = place.middle_x() - f64::midpoint(pen.width(&text)?, SWATCH);
        map::dot(pen, (left + 3.0, line), 3.0, class, palette.color(Token::of_class(class)))?;
        let color = palette.color(if self.anomalous { Token::Ink } else { Token::Soft });
        pen.text(&text, (left + SWATCH, line), HPos::Left, color)
    }

    /// A bar a feature, with a line at what is made of it.
    fn draw_bars(&self, pen: &Pen, palette: &Palette, place: Area) -> Drawn<()> {
        let both = self.original.iter().chain(self.reconstruction);
        let (low, high) = number::extent(both.chain([&0.0]));
        pen.frame(place, palette.color(Token::Line), 1.0)?;
        let step = place.width / self.original.len().max(1) as f64;
        let y = |value: f32| {
            let span = f64::from((high - low).max(f32::MIN_POSITIVE));
            place.bottom() - 2.0 - f64::from(value - low) / span * (place.height - 4.0)
        };
        for (feature, (&original, &made)) in self.original.iter().zip(self.reconstruction).enumerate() {
            let left = place.left + feature as f64 * step;
            let (top, bottom) = (y(original.max(0.0)), y(original.min(0.0)));
            let right = left + (step * 0.8).max(step.min(1.0));
            pen.fill(Area::between(left, top, right, bottom), palette.color(Token::Original))?;
            let made = y(made);
            pen.fill(
                Area::between(left, made - 1.0, right, made + 1.0),
                palette.color(Token::Reconstructed),
            )?;
        }
        Ok(())
    }

    /// Both curves over each other.
    fn draw_curves(&self, pen: &Pen, palette: &Palette, place: Area) -> Drawn<()> {
        let (low, high) = number::extent(self.original.iter().chain(self.reconstruction));
        pen.frame(place, palette.color(Token::Line), 1.0)?;
        let lines = [(self.original, Token::Original), (self.reconstruction, Token::Reconstructed)];
        for (values, token) in lines {
            let step = place.width / values.len().max(2) as f64;
            let span = f64::from((high - low).max(f32::MIN_POSITIVE));
            let at = |(index, &value): (usize, &f32)| {
                let up = f64::from(value - low) / span * (place.height - 4.0);
                (place.left + (index as f64 + 0.5) * step, place.bottom() - 2.0 - up)
            };
            let points: Vec<_> = values.iter().enumerate().map(at).collect();
            pen.line(&points, palette.color(token), 1.0)?;
        }
        Ok(())
    }
}

impl Figure for SamplesFigure<'_> {
    type Geometry = Places;

    fn title(&self) -> &'static str {
        "Worst and best test samples"
    }

    fn draw(&self, root: &FigureArea, palette: &Palette) -> Drawn<Places> {
        let pen = Pen::new(root);
        for row in 0..2 {
            if let Some((tiles, image)) = self.tiles(row, pen.size()) {
                tiles.draw(&pen, image)?;
            }
        }
        self.draw_frame(root, palette)
    }

    fn csv(&self) -> String {
        let features = self.shown().next().map_or(0, |sample| sample.original.len());
        let heads: Vec<_> = (0..features).map(|feature| format!("x{feature}")).collect();
        let mut text = format!("rank,sample,row,mse,what,{}\n", heads.join(","));
        for sample in self.shown() {
            for (what, values) in [("original", sample.original), ("reconstruction", sample.reconstruction)] {
                let values: Vec<_> = values.iter().map(ToString::to_string).collect();
                let RankedSample { rank, sample, row, error, .. } = sample;
                writeln!(text, "{rank},{sample},{row},{error},{what},{}", values.join(","))
                    .expect("a text takes all");
            }
        }
        text
    }

    fn summary(&self) -> String {
        let list = |row: &[RankedSample]| {
            let shown = row.iter().take(5);
            let each = shown.map(|sample| {
                let name = if sample.name.is_empty() { String::new() } else { format!("{}, ", sample.name) };
                format!("{} ({name}{})", sample.sample, number::rounded(sample.error))
            });
            each.collect::<Vec<_>>().join(", ")
        };
        let [worst, best] = self.rows.each_ref().map(|row| list(row));
        let ranks = self.ranks(0);
        format!("Test samples with the largest errors{ranks}: {worst} … With the smallest: {best} …")
    }
}

impl Placed for SamplesFigure<'_> {
    fn count(&self) -> usize {
        self.shown().count()
    }

    fn reading(&self, thing: usize) -> (String, Vec<(String, String)>) {
        let Some(sample) = self.thing(thing) else { return Default::default() };
        let class = sample.class.map(|(_, name)| ("class".to_owned(), name.to_owned()));
        let strange = sample.anomalous.then(|| ("not trained on".to_owned(), "anomaly".to_owned()));
        let error = ("squared error".to_owned(), number::rounded(sample.error));
        let rank = ("rank".to_owned(), format!("{} of {}", sample.rank, self.of));
        let beside = sample.beside.iter().map(|(of, error)| (format!("of {of}"), number::rounded(*error)));
        let row = ("row".to_owned(), sample.row.to_string());
        let name = (!sample.name.is_empty()).then(|| ("name".to_owned(), sample.name.to_owned()));
        let rows =
            name.into_iter().chain([error]).chain(beside).chain([rank, row]).chain(class).chain(strange);
        (format!("test sample {}", sample.sample), rows.collect())
    }

    fn sample(&self, thing: usize) -> Option<usize> {
        self.thing(thing).map(|sample| sample.sample)
    }

    fn point_at(&mut self, thing: Option<usize>) {
        self.hovered = thing;
    }

    fn row(&self, _size: (f64, f64)) -> usize {
        self.rows[0].len().min(self.most)
    }

    fn images(&self, size: (f64, f64)) -> Vec<(Atlas, Area)> {
        let rows = (0..2).filter_map(|row| self.tiles(row, size));
        rows.map(|(tiles, image)| (tiles.atlas(), image)).collect()
    }

    fn draw_frame(&self, root: &FigureArea, palette: &Palette) -> Drawn<Places> {
        let pen = Pen::new(root);
        let (size, soft) = (pen.size(), palette.color(Token::Soft));
        let places = self.places(size);
        let how = match self.view {
            View::Image { .. } => "original above, reconstruction below",
            View::Series => "the reconstruction in orange over the original",
            View::Table => "one bar per feature, the reconstruction in orange",
        };
        for (row, name) in ["largest errors", "smallest errors"].into_iter().enumerate() {
            let line = row as f64 * size.1 / 2.0 + NAME / 2.0;
            let short = format!("{name}{}", self.ranks(row));
            let long = format!("{short}: {how}");
            let text = if pen.width(&long)? < size.0 { long } else { short };
            pen.text(&text, (2.0, line), HPos::Left, soft)?;
        }
        for (thing, (sample, &place)) in self.shown().zip(&places.areas).enumerate() {
            if self.view.is_image() {
                let middle = place.middle_y();
                let between = Area::between(place.left, middle - 1.0, place.right(), middle + 1.0);
                pen.fill(between, palette.color(Token::Card))?;
            } else if self.view == View::Table {
                sample.draw_bars(&pen, palette, place)?;
            } else {
                sample.draw_curves(&pen, palette, place)?;
            }
            sample.draw_words(&pen, palette, place)?;
            let chosen = (sample.sample == self.selected).then_some(Token::Ink);
            let pointed = (self.hovered == Some(thing)).then_some(Token::Accent);
            if let Some(token) = pointed.or(chosen) {
                pen.frame(place.grown(1.0), palette.color(token), 2.0)?;
            }
        }
        Ok(places)
    }
}
