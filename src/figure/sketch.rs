//! A sample without axes, small enough for a list.

use super::pen::{Drawn, Pen};
use super::tiles::{Atlas, Grid, Tiles};
use super::{Area, Colors, FigureArea, Palette, Token, number};
use crate::view::View;

/// A sample as an image, a curve or bars.
#[derive(Debug, Clone, Copy)]
pub struct Sketch<'a> {
    pub view: View,
    pub features: &'a [f32],
}

impl Sketch<'_> {
    /// Returns the image, if samples are images.
    #[must_use]
    pub fn image(&self) -> Option<Atlas> {
        let View::Image { width, height } = self.view else { return None };
        if self.features.len() != width * height {
            return None;
        }
        let (low, high) = number::extent(self.features);
        let indices = self.features.iter().map(|value| Colors::Gray.index(value - low, high - low)).collect();
        let grid = Grid { width, height, gap: 0, columns: 1, count: 1 };
        Some(Tiles { grid, colors: Colors::Gray, indices }.atlas())
    }

    /// Draws a series as a curve, and separate features as bars from 0.
    ///
    /// # Errors
    /// If the backend fails.
    pub fn draw(&self, root: &FigureArea, palette: &Palette) -> Drawn<()> {
        let pen = Pen::new(root);
        let (width, height) = pen.size();
        let is_series = self.view == View::Series;
        let zero = [0.0];
        let (low, high) = number::extent(self.features.iter().chain(zero.iter().filter(|_| !is_series)));
        let span = f64::from((high - low).max(f32::MIN_POSITIVE));
        let y = |value: f32| height - 1.0 - f64::from(value - low) / span * (height - 2.0);
        let step = width / self.features.len().max(1) as f64;
        if is_series {
            let at = |(place, &value): (usize, &f32)| ((place as f64 + 0.5) * step, y(value));
            let points: Vec<_> = self.features.iter().enumerate().map(at).collect();
            return pen.line(&points, palette.color(Token::Accent), 1.0);
        }
        let gap = if step > 3.0 { 1.0 } else { 0.0 };
        for (place, &value) in self.features.iter().enumerate() {
            let left = place as f64 * step;
            let (top, bottom) = (y(value).min(y(0.0)), y(value).max(y(0.0)));
            let token = if value < 0.0 { Token::Sparsity } else { Token::Accent };
            pen.fill(Area::between(left, top, left + step - gap, bottom), palette.color(token))?;
        }
        Ok(())
    }
}
