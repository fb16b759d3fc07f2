//! The importance of features for a model.

use plotters::style::text_anchor::HPos;

use super::pen::{Drawn, FONT_SIZE, Pen};
use super::plot::{AXIS_HEIGHT, steps_in};
use super::scale::{AxisScale, Scale};
use super::tiles::{Atlas, Grid, Tiles};
use super::{Area, Colors, Figure, FigureArea, Palette, Placed, Places, Token, heatmap, number};
use crate::evaluation::{Evaluation, Importance, ReconstructionErrors, TableNames, features_csv};
use crate::parameter::decimal;
use crate::ranking;
use crate::view::View;

/// Width on the left for the axis, and height above.
const LEFT: f64 = 56.0;
const TOP: f64 = 18.0;
/// Height of a named bar with the gap to the next.
const ROW: f64 = 15.0;
/// The text that is drawn if no feature matters.
const NONE: [&str; 2] =
    ["The model relies on no feature.", "Shuffling any of them leaves the error as it is."];

/// The increase of the error when a feature's values are permuted. A table's features are named bars, the
/// most important first; a series has one bar per time step; an image has one colour per pixel.
#[derive(Debug, Clone, Copy)]
pub struct ImportanceFigure<'a> {
    /// The view of a sample.
    pub view: View,
    pub importance: &'a Importance,
    /// Errors by feature.
    pub errors: &'a ReconstructionErrors,
    /// Contains the errors of the mean and of PCA.
    pub evaluation: &'a Evaluation,
    /// The features' names; empty if they are only numbered.
    pub names: &'a [String],
    /// The feature that the pointer is on.
    pub hovered: Option<usize>,
}

impl ImportanceFigure<'_> {
    /// Returns a feature's name.
    #[must_use]
    pub fn name(&self, feature: usize) -> String {
        self.view.feature(self.names, feature)
    }

    fn most(&self) -> f64 {
        self.importance.rise.iter().fold(0.0_f64, |most, rise| most.max(rise.abs()))
    }

    /// Returns whether permuting changes nothing, for example because every unit is dead.
    fn is_flat(&self) -> bool {
        self.most() == 0.0
    }

    fn tiles(&self) -> Option<Tiles> {
        if self.is_flat() {
            return None;
        }
        let View::Image { width, height } = self.view else { return None };
        let rise = &self.importance.rise;
        let most = self.most() as f32;
        (rise.len() == width * height).then(|| Tiles {
            grid: Grid { width, height, gap: 0, columns: 1, count: 1 },
            colors: Colors::Signed,
            indices: rise.iter().map(|&rise| Colors::Signed.index(rise as f32, most)).collect(),
        })
    }

    fn room((width, height): (f64, f64)) -> Area {
        Area::between(4.0, TOP, width - 4.0, height - 4.0)
    }

    fn draw_bars(&self, pen: &Pen, palette: &Palette) -> Drawn<Places> {
        let (width, height) = pen.size();
        let area = Area::between(LEFT, TOP, width - 8.0, height - AXIS_HEIGHT);
        let rise = &self.importance.rise;
        let (soft, line) = (palette.color(Token::Soft), palette.color(Token::Line));
        let scale =
            Scale::around(rise.iter().copied().chain([0.0]), AxisScale::Linear, steps_in(area.height));
        let y = |value: f64| area.bottom() - scale.share(value).unwrap_or(0.0) * area.height;
        for tick in &scale.ticks {
            pen.hairline((area.left, y(tick.value)), (area.right(), y(tick.value)), line)?;
            pen.text(&tick.text, (area.left - 6.0, y(tick.value)), HPos::Right, soft)?;
        }
        let step = area.width / rise.len().max(1) as f64;
        let areas: Vec<_> = (0..rise.len())
            .map(|feature| Area { left: area.left + feature as f64 * step, width: step, ..area })
            .collect();
        let mut free = f64::NEG_INFINITY;
        for (feature, (&rise, place)) in rise.iter().zip(&areas).enumerate() {
            let (top, bottom) = (y(rise.max(0.0)), y(rise.min(0.0)));
            let bar =
                Area { left: place.left, top, width: (step * 0.8).max(step.min(1.0)), height: bottom - top };
            pen.fill(bar, palette.color(self.token(feature)))?;
            let text = feature.to_string();
            let half = pen.width(&text)? / 2.0;
            if place.middle_x() - half > free {
                let line = area.bottom() + 5.0 + FONT_SIZE / 2.0;
                pen.text(&text, (place.middle_x(), line), HPos::Center, soft)?;
                free = place.middle_x() + half + 8.0;
            }
        }
        pen.text("time step", (area.middle_x(), height - FONT_SIZE / 2.0 - 2.0), HPos::Center, soft)?;
        pen.text("rise of the error", (4.0, TOP / 2.0), HPos::Left, soft)?;
        Ok(Places { areas })
    }

    /// The features as they are counted: a table's by their rise.
    fn order(&self) -> Vec<usize> {
        let rise = &self.importance.rise;
        if self.view == View::Table { ranking::descending(rise) } else { (0..rise.len()).collect() }
    }

    fn token(&self, thing: usize) -> Token {
        if self.hovered == Some(thing) { Token::Mark } else { Token::Accent }
    }

    /// Draws as many named bars as fit; the keyboard reaches further ones.
    fn draw_names(&self, pen: &Pen, palette: &Palette) -> Drawn<Places> {
        let (width, height) = pen.size();
        let order = self.order();
        let room = (((height - TOP) / ROW) as usize).min(order.len());
        let first = self.hovered.map_or(0, |thing| (thing + 1).saturating_sub(room));
        let drawn = &order[first..(first + room).min(order.len())];
        let names: Vec<_> = drawn.iter().map(|&feature| self.name(feature)).collect();
        let left = pen.widest(names.iter().map(String::as_str))?.min(width * 0.45) + 8.0;
        let (ink, soft) = (palette.color(Token::Ink), palette.color(Token::Soft));
        let values = drawn.iter().map(|&feature| number::rounded(self.importance.rise[feature]));
        let values: Vec<_> = values.collect();
        let right = width - pen.widest(values.iter().map(String::as_str))? - 10.0;
        let most = self.most().max(f64::MIN_POSITIVE);
        let mut areas = vec![Area::default(); order.len()];
        for (row, (&feature, (name, value))) in drawn.iter().zip(names.iter().zip(&values)).enumerate() {
            let top = TOP + row as f64 * ROW;
            let place = Area::between(0.0, top, width, top + ROW);
            let length = self.importance.rise[feature].max(0.0) / most * (right - left);
            pen.text(&pen.fitting(name, left - 6.0)?, (left - 6.0, place.middle_y()), HPos::Right, ink)?;
            let bar = Area::between(left, top + 2.0, left + length.max(1.0), top + ROW - 2.0);
            pen.fill(bar, palette.color(self.token(first + row)))?;
            pen.text(value, (left + length + 6.0, place.middle_y()), HPos::Left, soft)?;
            areas[first + row] = place;
        }
        let shown =
            if room < order.len() { format!(", {room} of {} features", order.len()) } else { String::new() };
        pen.text(&format!("rise of the error{shown}"), (4.0, TOP / 2.0), HPos::Left, soft)?;
        Ok(Places { areas })
    }
}

impl Figure for ImportanceFigure<'_> {
    type Geometry = Places;

    fn title(&self) -> &'static str {
        "Features the model relies on"
    }

    fn draw(&self, root: &FigureArea, palette: &Palette) -> Drawn<Places> {
        let pen = Pen::new(root);
        if let Some(tiles) = self.tiles() {
            tiles.draw(&pen, tiles.grid.image(Self::room(pen.size())))?;
        }
        self.draw_frame(root, palette)
    }

    fn csv(&self) -> String {
        features_csv(
            self.evaluation,
            TableNames { rows: &[], labels: &[], classes: &[], features: self.names },
        )
    }

    fn summary(&self) -> String {
        if self.is_flat() {
            return NONE.join(" ");
        }
        let rise = &self.importance.rise;
        let first = ranking::descending(rise).into_iter().take(5);
        let each =
            first.map(|feature| format!("{} ({})", self.name(feature), number::rounded(rise[feature])));
        format!("Shuffled, these features raise the error most: {}.", each.collect::<Vec<_>>().join(", "))
    }
}

impl Placed for ImportanceFigure<'_> {
    fn count(&self) -> usize {
        if self.is_flat() { 0 } else { self.importance.rise.len() }
    }

    fn reading(&self, thing: usize) -> (String, Vec<(String, String)>) {
        let Some(&feature) = self.order().get(thing) else { return Default::default() };
        let of = |list: &[f64]| list.get(feature).copied();
        let (importance, errors) = (self.importance, self.errors);
        let own = [
            ("error rises by", of(&importance.rise)),
            ("that of the others", of(&importance.rise_of_others)),
            ("own squared error", of(&errors.feature_mse)),
        ];
        let own = own.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
        let beside = self.evaluation.of_inputs.beside(|errors| of(&errors.feature_mse));
        let beside = beside.map(|(other, value)| (format!("of {other}"), value));
        let r2 = of(&errors.feature_r2).map(|r2| ("own R²".to_owned(), r2));
        let rows = own.chain(beside).chain(r2).map(|(name, value)| (name, number::rounded(value)));
        (self.name(feature), rows.collect())
    }

    fn sample(&self, _thing: usize) -> Option<usize> {
        None
    }

    fn point_at(&mut self, thing: Option<usize>) {
        self.hovered = thing;
    }

    fn row(&self, _size: (f64, f64)) -> usize {
        if let View::Image { width, .. } = self.view { width } else { 1 }
    }

    fn images(&self, size: (f64, f64)) -> Vec<(Atlas, Area)> {
        let tiles = self.tiles();
        tiles.map(|tiles| (tiles.atlas(), tiles.grid.image(Self::room(size)))).into_iter().collect()
    }

    fn draw_frame(&self, root: &FigureArea, palette: &Palette) -> Drawn<Places> {
        let pen = Pen::new(root);
        if self.is_flat() {
            let (width, height) = pen.size();
            let soft = palette.color(Token::Soft);
            for (line, text) in NONE.into_iter().enumerate() {
                let y = height / 2.0 + (line as f64 - 0.5) * (FONT_SIZE + 4.0);
                pen.text(text, (width / 2.0, y), HPos::Center, soft)?;
            }
            return Ok(Places::default());
        }
        let (Some(tiles), View::Image { width, height }) = (self.tiles(), self.view) else {
            return if self.view == View::Table {
                self.draw_names(&pen, palette)
            } else {
                self.draw_bars(&pen, palette)
            };
        };
        let size = pen.size();
        let image = tiles.grid.image(Self::room(size));
        let most = (self.most() as f32).max(f32::MIN_POSITIVE);
        let most = decimal::parse(&format!("{most:.1e}")).unwrap_or(f64::from(most));
        heatmap::legend(
            &pen,
            palette,
            (Colors::Signed, "rise of the error", [-most, most].map(number::short)),
            (size.0 - 4.0, TOP / 2.0),
        )?;
        pen.frame(image.grown(0.5), palette.color(Token::Line), 1.0)?;
        let areas: Vec<_> = (0..width * height).map(|feature| image.cell((width, height), feature)).collect();
        if let Some(place) = self.hovered.and_then(|feature| areas.get(feature)) {
            pen.frame(*place, palette.color(Token::Mark), 1.5)?;
        }
        Ok(Places { areas })
    }
}
