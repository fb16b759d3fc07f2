//! The units' weights: the connections between each unit and the features.

use std::fmt::Write as _;

use plotters::style::text_anchor::HPos;

use super::pen::{Drawn, Pen};
use super::tiles::{Atlas, Grid, Tiles, best_columns};
use super::{Area, Colors, Figure, FigureArea, Palette, Token, number};
use crate::view::View;

/// Width over height of a unit's area if it is not an image.
const ASPECT: f64 = 1.6;
/// Gap between two areas.
const GAP: f64 = 6.0;
/// Places lower than this have no numbers.
const NUMBERED: f64 = 34.0;
/// The most bars or points that can be drawn quickly.
const MOST_MARKS: usize = 6_000;
/// Height of a number.
const NUMBER: f64 = 12.0;

/// The units' weights, as a tile, a curve or bars for each. A unit's weights are scaled to fill its area;
/// images have their mean subtracted.
#[derive(Debug, Clone, Copy)]
pub struct UnitsFigure<'a> {
    /// Weights, one row of `features` values per unit.
    pub weights: &'a [f32],
    /// Number of features.
    pub features: usize,
    /// The view of a sample.
    pub view: View,
    /// The layer of the weights: `decoder` or `encoder`.
    pub side: &'static str,
    /// Number of units; the figure may contain only the first ones.
    pub units: usize,
    /// The fraction of the test samples on which each unit is active; 0 is a dead unit.
    pub active: &'a [f32],
    /// The unit that the pointer is on.
    pub hovered: Option<usize>,
    /// The unit that was chosen.
    pub selected: Option<usize>,
}

/// The positions of the units.
#[derive(Debug, Clone)]
pub struct UnitsGeometry {
    /// The position of the image of the tiles, if they are images.
    pub image: Option<Area>,
    /// One area per unit.
    pub places: Vec<Area>,
}

impl UnitsGeometry {
    /// The unit at a point.
    #[must_use]
    pub fn unit_at(&self, x: f64, y: f64) -> Option<usize> {
        self.places.iter().position(|place| place.grown(1.0).contains(x, y))
    }

    /// Returns the number of units per row.
    #[must_use]
    pub fn columns(&self) -> usize {
        self.places.iter().take_while(|place| place.top == self.places[0].top).count()
    }
}

impl UnitsFigure<'_> {
    /// Returns the number of units drawn.
    #[must_use]
    pub fn shown(&self) -> usize {
        match self.view {
            View::Image { .. } => self.given(),
            View::Table | View::Series => self.given().min((MOST_MARKS / self.features.max(1)).max(1)),
        }
    }

    /// Returns the number of units whose weights are given.
    fn given(&self) -> usize {
        self.weights.len() / self.features.max(1)
    }

    /// Returns a unit's weights.
    #[must_use]
    pub fn row(&self, unit: usize) -> &[f32] {
        &self.weights[unit * self.features..][..self.features]
    }

    /// Returns the norm of a unit's weights.
    #[must_use]
    pub fn norm(&self, unit: usize) -> f64 {
        self.row(unit).iter().map(|&weight| f64::from(weight).powi(2)).sum::<f64>().sqrt()
    }

    /// Returns whether a unit is active on no test sample.
    #[must_use]
    pub fn is_dead(&self, unit: usize) -> bool {
        self.active.get(unit) == Some(&0.0)
    }

    /// Returns the tiles as one image, or `None` if units are not images.
    #[must_use]
    pub fn atlas(&self, size: (f64, f64)) -> Option<Atlas> {
        let tiles = self.tiles(size)?;
        (tiles.grid.count > 0).then(|| tiles.atlas())
    }

    /// Returns the positions of the units on a figure of some width and height.
    #[must_use]
    pub fn geometry(&self, (width, height): (f64, f64)) -> UnitsGeometry {
        let area = Area::between(2.0, 2.0, width - 2.0, height - 2.0);
        let beside = Area::between(2.0 + self.margin(), 2.0, width - 2.0, height - 2.0);
        if let Some(grid) = self.grid((width, height)) {
            let image = grid.image(beside);
            return UnitsGeometry { image: Some(image), places: grid.places(image) };
        }
        let places = self.laid_out(area);
        let places = if are_numbered(&places) { places } else { self.laid_out(beside) };
        UnitsGeometry { image: None, places }
    }

    /// Returns the width on the left for the number of each row's first unit, if the areas have no space for
    /// numbers.
    fn margin(&self) -> f64 {
        let digits = self.shown().saturating_sub(1).checked_ilog10().unwrap_or(0) + 1;
        f64::from(digits) * 7.0 + 6.0
    }

    /// A place for each unit in rows over an area.
    fn laid_out(&self, area: Area) -> Vec<Area> {
        let columns = best_columns(self.shown(), ASPECT, (area.width, area.height));
        let rows = self.shown().div_ceil(columns).max(1);
        let (wide, high) = (area.width / columns as f64, area.height / rows as f64);
        let place = |unit: usize| Area {
            left: area.left + (unit % columns) as f64 * wide + GAP / 2.0,
            top: area.top + (unit / columns) as f64 * high + GAP / 2.0,
            width: wide - GAP,
            height: high - GAP,
        };
        (0..self.shown()).map(place).collect()
    }

    /// Draws everything except the tiles.
    ///
    /// # Errors
    /// If the backend fails.
    pub fn draw_frame(&self, root: &FigureArea, palette: &Palette) -> Drawn<UnitsGeometry> {
        let pen = Pen::new(root);
        let geometry = self.geometry(pen.size());
        if geometry.places.is_empty() {
            let (width, height) = pen.size();
            let hint = "No weights yet.";
            pen.text(hint, (width / 2.0, height / 2.0), HPos::Center, palette.color(Token::Soft))?;
        }
        if geometry.image.is_some() || !are_numbered(&geometry.places) {
            draw_row_numbers(&pen, palette, &geometry)?;
        }
        for (unit, &place) in geometry.places.iter().enumerate() {
            if geometry.image.is_none() {
                self.draw_unit(&pen, palette, unit, place)?;
            }
            if self.is_dead(unit) {
                pen.frame(place.grown(0.5), palette.color(Token::Mark), 1.0)?;
            }
            if self.hovered == Some(unit) || self.selected == Some(unit) {
                pen.frame(place.grown(1.0), palette.color(Token::Accent), 2.0)?;
            }
        }
        Ok(geometry)
    }

    /// A curve or bars around 0, scaled by its own largest weight.
    fn draw_unit(&self, pen: &Pen, palette: &Palette, unit: usize, place: Area) -> Drawn<()> {
        let numbered = place.height >= NUMBERED;
        let top = place.top + if numbered { NUMBER } else { 0.0 };
        let plot = Area::between(place.left, top, place.right(), place.bottom());
        if numbered {
            let color = palette.color(if self.is_dead(unit) { Token::Mark } else { Token::Soft });
            pen.text(&unit.to_string(), (place.left, place.top + NUMBER / 2.0), HPos::Left, color)?;
        }
        let middle = plot.middle_y();
        pen.hairline((plot.left, middle), (plot.right(), middle), palette.color(Token::Line))?;
        let weights = self.row(unit);
        let largest = largest(weights);
        if largest == 0.0 {
            return Ok(());
        }
        let y = |weight: f32| middle - f64::from(weight / largest) * plot.height / 2.0;
        let step = plot.width / self.features as f64;
        if self.view == View::Series {
            let points: Vec<_> = weights
                .iter()
                .enumerate()
                .map(|(feature, &weight)| (plot.left + (feature as f64 + 0.5) * step, y(weight)))
                .collect();
            return pen.line(&points, palette.color(Token::Accent), 1.5);
        }
        weights.iter().enumerate().filter(|(_, weight)| **weight != 0.0).try_for_each(|(feature, &weight)| {
            let left = plot.left + feature as f64 * step;
            let right = left + (step * 0.8).max(step.min(1.0));
            let token = if weight > 0.0 { Token::Accent } else { Token::Reconstructed };
            let (high, low) = (y(weight).min(middle), y(weight).max(middle));
            pen.fill(Area { left, top: high, width: right - left, height: low - high }, palette.color(token))
        })
    }

    /// Returns the grid of the units if they are images.
    fn grid(&self, size: (f64, f64)) -> Option<Grid> {
        let View::Image { width, height } = self.view else { return None };
        (width * height == self.features).then(|| Grid {
            width,
            height,
            gap: (width / 14).max(1),
            columns: best_columns(
                self.shown(),
                width as f64 / height as f64,
                (size.0 - self.margin(), size.1),
            ),
            count: self.shown(),
        })
    }

    /// Pictures of the units: each its mean taken off, and scaled by its own largest weight.
    fn tiles(&self, size: (f64, f64)) -> Option<Tiles> {
        let grid = self.grid(size)?;
        let mut indices = Vec::with_capacity(self.weights.len());
        for unit in 0..grid.count {
            let weights = self.row(unit);
            let mean = weights.iter().sum::<f32>() / self.features as f32;
            let centred: Vec<f32> = weights.iter().map(|weight| weight - mean).collect();
            let largest = largest(&centred);
            indices.extend(centred.iter().map(|&weight| Colors::Signed.index(weight, largest)));
        }
        Some(Tiles { grid, colors: Colors::Signed, indices })
    }
}

/// Returns whether areas are high enough for a number each.
fn are_numbered(places: &[Area]) -> bool {
    places.first().is_none_or(|place| place.height >= NUMBERED)
}

/// Draws the number of the first unit of each row, as many as fit.
fn draw_row_numbers(pen: &Pen, palette: &Palette, geometry: &UnitsGeometry) -> Drawn<()> {
    let columns = geometry.columns().max(1);
    let mut free = f64::NEG_INFINITY;
    for (unit, place) in geometry.places.iter().enumerate().step_by(columns) {
        if place.middle_y() - NUMBER / 2.0 >= free {
            let middle = (place.left - 4.0, place.middle_y().max(NUMBER / 2.0));
            pen.text(&unit.to_string(), middle, HPos::Right, palette.color(Token::Soft))?;
            free = middle.1 + NUMBER / 2.0;
        }
    }
    Ok(())
}

fn largest(weights: &[f32]) -> f32 {
    weights.iter().fold(0.0, |largest: f32, weight| largest.max(weight.abs()))
}

impl Figure for UnitsFigure<'_> {
    type Geometry = UnitsGeometry;

    fn title(&self) -> &'static str {
        "What the units have learned"
    }

    fn draw(&self, root: &FigureArea, palette: &Palette) -> Drawn<UnitsGeometry> {
        let pen = Pen::new(root);
        if let Some(tiles) = self.tiles(pen.size()) {
            let geometry = self.geometry(pen.size());
            tiles.draw(&pen, geometry.image.unwrap_or_default())?;
        }
        self.draw_frame(root, palette)
    }

    /// Writes one row per unit and one column per feature.
    fn csv(&self) -> String {
        let mut csv = String::from("unit");
        for feature in 0..self.features {
            write!(csv, ",feature_{feature}").expect("a text takes everything");
        }
        for unit in 0..self.given() {
            write!(csv, "\n{unit}").expect("a text takes everything");
            for weight in self.row(unit) {
                write!(csv, ",{weight:?}").expect("a text takes everything");
            }
        }
        csv.push('\n');
        csv
    }

    fn summary(&self) -> String {
        let norms = (0..self.shown()).map(|unit| (self.norm(unit), unit));
        let most = norms.clone().max_by(|(a, _), (b, _)| a.total_cmp(b));
        let least = norms.min_by(|(a, _), (b, _)| a.total_cmp(b));
        let (Some((high, most)), Some((low, least))) = (most, least) else {
            return "There are no weights yet.".to_owned();
        };
        let kind = match self.view {
            View::Image { .. } => "as pictures",
            View::Series => "as curves",
            View::Table => "as bars",
        };
        format!(
            "The {} weights of {} of {} units, {kind}. Their norms range from {} (unit {least}) to {} (unit {most}).",
            self.side,
            self.shown(),
            self.units,
            number::rounded(low),
            number::rounded(high),
        )
    }
}
