//! Drawing in CSS pixels.
//!
//! Only the backend's own drawing functions are used: in a browser, plotters' text layout would insert
//! elements with a style into the page.

use plotters::drawing::DrawingAreaErrorKind;
use plotters::element::{Circle, PathElement, Polygon, Rectangle};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontDesc, FontFamily, FontStyle, FontTransform, RGBColor, TextStyle};

use super::{Area, FigureArea, NotDrawn};

/// Units of a drawing area in a CSS pixel. Backends count in whole units; a curve needs finer steps.
pub const UNITS: u32 = 10;

pub const FONT: &str = "system-ui, sans-serif";

/// Its size in CSS pixels.
pub const FONT_SIZE: f64 = 11.0;

/// The result of drawing.
pub type Drawn<T> = Result<T, DrawingAreaErrorKind<NotDrawn>>;

/// Draws on an area.
pub(super) struct Pen<'a>(&'a FigureArea);

impl<'a> Pen<'a> {
    pub(super) fn new(area: &'a FigureArea) -> Self {
        Self(area)
    }

    /// Returns width and height.
    pub(super) fn size(&self) -> (f64, f64) {
        let (width, height) = self.0.dim_in_pixel();
        (f64::from(width) / f64::from(UNITS), f64::from(height) / f64::from(UNITS))
    }

    /// Draws a connected line.
    pub(super) fn line(&self, points: &[(f64, f64)], color: RGBColor, width: f64) -> Drawn<()> {
        let points: Vec<_> = points.iter().copied().map(at).collect();
        self.0.draw(&PathElement::new(points, color.stroke_width(units(width) as u32)))
    }

    /// A hairline that is sharp where a CSS pixel is one of the screen's, or two.
    pub(super) fn hairline(&self, from: (f64, f64), to: (f64, f64), color: RGBColor) -> Drawn<()> {
        let sharp = |(x, y): (f64, f64)| (x.floor() + 0.5, y.floor() + 0.5);
        self.line(&[sharp(from), sharp(to)], color, 1.0)
    }

    /// Draws a vertical dotted line.
    pub(super) fn dotted(&self, x: f64, top: f64, bottom: f64, color: RGBColor) -> Drawn<()> {
        let x = x.floor();
        let mut y = top;
        while y < bottom {
            self.fill(Area::between(x, y, x + 1.0, (y + 2.0).min(bottom)), color)?;
            y += 5.0;
        }
        Ok(())
    }

    /// Draws a filled rectangle.
    pub(super) fn fill(&self, area: Area, color: RGBColor) -> Drawn<()> {
        self.0.draw(&Rectangle::new(corners(area), color.filled()))
    }

    /// Draws the outline of a rectangle.
    pub(super) fn frame(&self, area: Area, color: RGBColor, width: f64) -> Drawn<()> {
        let (left, top, right, bottom) = (area.left, area.top, area.right(), area.bottom());
        self.line(&[(left, top), (right, top), (right, bottom), (left, bottom), (left, top)], color, width)
    }

    /// Draws a filled polygon.
    pub(super) fn polygon(&self, points: &[(f64, f64)], color: RGBColor) -> Drawn<()> {
        let points: Vec<_> = points.iter().copied().map(at).collect();
        self.0.draw(&Polygon::new(points, color.filled()))
    }

    /// Draws a filled circle.
    pub(super) fn dot(&self, center: (f64, f64), radius: f64, color: RGBColor) -> Drawn<()> {
        self.0.draw(&Circle::new(at(center), units(radius), color.filled()))
    }

    /// Draws text whose left end, middle or right end is at a point, centred vertically.
    pub(super) fn text(&self, text: &str, point: (f64, f64), align: HPos, color: RGBColor) -> Drawn<()> {
        self.0.draw_text(text, &style(align, FontTransform::None, color), at(point))
    }

    /// Text that reads upwards, its middle at a point.
    pub(super) fn upward(&self, text: &str, point: (f64, f64), color: RGBColor) -> Drawn<()> {
        self.0.draw_text(text, &style(HPos::Center, FontTransform::Rotate270, color), at(point))
    }

    /// Returns the width of a text.
    pub(super) fn width(&self, text: &str) -> Drawn<f64> {
        let style = style(HPos::Left, FontTransform::None, RGBColor(0, 0, 0));
        let (width, _) = self.0.estimate_text_size(text, &style)?;
        Ok(f64::from(width) / f64::from(UNITS))
    }

    /// Shortens a text to a width.
    pub(super) fn fitting(&self, text: &str, width: f64) -> Drawn<String> {
        let mut text = text.to_owned();
        while self.width(&text)? > width && text.pop().is_some() {}
        Ok(text)
    }

    /// The widest of some texts.
    pub(super) fn widest<'t>(&self, texts: impl IntoIterator<Item = &'t str>) -> Drawn<f64> {
        texts.into_iter().try_fold(0.0, |widest, text| Ok(self.width(text)?.max(widest)))
    }
}

fn units(pixels: f64) -> i32 {
    (pixels * f64::from(UNITS)).round() as i32
}

fn at((x, y): (f64, f64)) -> (i32, i32) {
    (units(x), units(y))
}

fn corners(area: Area) -> [(i32, i32); 2] {
    [at((area.left, area.top)), at((area.right(), area.bottom()))]
}

fn style(align: HPos, transform: FontTransform, color: RGBColor) -> TextStyle<'static> {
    let size = FONT_SIZE * f64::from(UNITS);
    let font = FontDesc::new(FontFamily::Name(FONT), size, FontStyle::Normal).transform(transform);
    TextStyle { font, color: color.to_backend_color(), pos: Pos::new(align, VPos::Center) }
}
