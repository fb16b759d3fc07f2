//! Which features a model relies on.

use std::fmt::Write as _;

use plotters::style::text_anchor::HPos;

use super::pen::{Drawn, FONT_SIZE, Pen};
use super::plot::{AXIS_HEIGHT, steps_in};
use super::scale::{Scale, Spread};
use super::tiles::{Atlas, Grid, Tiles};
use super::{Area, Colors, Figure, Palette, Placed, Places, Sheet, Token, heatmap, number};
use crate::data::View;
use crate::evaluation::{Importance, Reconstruction};
use crate::experiment::decimal;
use crate::ranking;

/// Room at the left for the axis, and above.
const LEFT: f64 = 56.0;
const TOP: f64 = 18.0;

/// By how much the error rises when a feature's values change places: a bar a feature, or a pixel's
/// colour.
#[derive(Debug, Clone, Copy)]
pub struct ImportanceFigure<'a> {
    /// How a sample is looked at.
    pub view: View,
    /// The rises.
    pub importance: &'a Importance,
    /// Errors by feature.
    pub errors: &'a Reconstruction,
    /// What features are called; empty where they have numbers only.
    pub names: &'a [String],
    /// The feature that the pointer is on.
    pub hovered: Option<usize>,
}

impl ImportanceFigure<'_> {
    /// What a feature is called.
    #[must_use]
    pub fn name(&self, feature: usize) -> String {
        self.view.feature(self.names, feature)
    }

    fn most(&self) -> f64 {
        self.importance.rise.iter().fold(0.0_f64, |most, rise| most.max(rise.abs()))
    }

    fn tiles(&self) -> Option<Tiles> {
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
        let scale = Scale::around(rise.iter().copied().chain([0.0]), Spread::Linear, steps_in(area.height));
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
            let hovered = self.hovered == Some(feature);
            pen.fill(bar, palette.color(if hovered { Token::Mark } else { Token::Accent }))?;
            let text = feature.to_string();
            let half = pen.width(&text)? / 2.0;
            if place.middle_x() - half > free {
                let line = area.bottom() + 5.0 + FONT_SIZE / 2.0;
                pen.text(&text, (place.middle_x(), line), HPos::Center, soft)?;
                free = place.middle_x() + half + 8.0;
            }
        }
        let name = if self.view == View::Series { "time step" } else { "feature" };
        pen.text(name, (area.middle_x(), height - FONT_SIZE / 2.0 - 2.0), HPos::Center, soft)?;
        pen.text("rise of the error", (4.0, TOP / 2.0), HPos::Left, soft)?;
        Ok(Places { areas })
    }
}

impl Figure for ImportanceFigure<'_> {
    type Geometry = Places;

    fn title(&self) -> &'static str {
        "Features the model relies on"
    }

    fn draw(&self, root: &Sheet, palette: &Palette) -> Drawn<Places> {
        let pen = Pen::new(root);
        if let Some(tiles) = self.tiles() {
            tiles.draw(&pen, tiles.grid.image(Self::room(pen.size())))?;
        }
        self.draw_frame(root, palette)
    }

    fn csv(&self) -> String {
        let mut text = "feature,name,rise,rise_of_others,mse,r2\n".to_owned();
        for feature in 0..self.importance.rise.len() {
            let (rise, others) = (self.importance.rise[feature], self.importance.rise_of_others[feature]);
            let (mse, r2) = (self.errors.feature_mse[feature], self.errors.feature_r2[feature]);
            let name = self.name(feature).replace('"', "\"\"");
            writeln!(text, "{feature},\"{name}\",{rise},{others},{mse},{r2}").expect("a text takes all");
        }
        text
    }

    fn summary(&self) -> String {
        let rise = &self.importance.rise;
        let first = ranking::descending(rise).into_iter().take(5);
        let each =
            first.map(|feature| format!("{} ({})", self.name(feature), number::rounded(rise[feature])));
        format!("Shuffled, these features raise the error most: {}.", each.collect::<Vec<_>>().join(", "))
    }
}

impl Placed for ImportanceFigure<'_> {
    fn count(&self) -> usize {
        self.importance.rise.len()
    }

    fn reading(&self, thing: usize) -> (String, Vec<(String, String)>) {
        let number = |name: &str, of: &[f64]| {
            (name.to_owned(), of.get(thing).map_or_else(String::new, |&value| number::rounded(value)))
        };
        let rows = vec![
            number("error rises by", &self.importance.rise),
            number("that of the others", &self.importance.rise_of_others),
            number("own squared error", &self.errors.feature_mse),
            number("own R²", &self.errors.feature_r2),
        ];
        (self.name(thing), rows)
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

    fn draw_frame(&self, root: &Sheet, palette: &Palette) -> Drawn<Places> {
        let pen = Pen::new(root);
        let (Some(tiles), View::Image { width, height }) = (self.tiles(), self.view) else {
            return self.draw_bars(&pen, palette);
        };
        let size = pen.size();
        let image = tiles.grid.image(Self::room(size));
        let most = (self.most() as f32).max(f32::MIN_POSITIVE);
        let most = decimal::parse(&format!("{most:.1e}")).unwrap_or(f64::from(most));
        heatmap::legend(
            &pen,
            palette,
            (Colors::Signed, "rise of the error", most),
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
