//! A drawing surface with a size in CSS pixels, for any backend.

use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, IntoDrawingArea};
use plotters::style::{FontDesc, RGBAColor, ShapeStyle, TextStyle};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
};

use super::UNITS;

/// The area that figures are drawn on; it counts in [`UNITS`] of a CSS pixel.
pub type FigureArea = DrawingArea<Surface, Shift>;

/// Any plotters backend behind one type, so that each figure is compiled once. It reports its size in
/// [`UNITS`] and measures text with our own function: in a browser, plotters would insert a styled element
/// into the page for every text.
///
/// Coordinates are passed on in units, so the backend must be scaled: a canvas' context by
/// `device_pixel_ratio / UNITS`, which also keeps it sharp.
pub struct Surface {
    backend: Box<dyn Backend>,
    size: (u32, u32),
    measure: Measure,
}

/// Returns the width of a text at a font size, both in CSS pixels.
type Measure = Box<dyn Fn(&str, f64) -> f64>;

/// The error of a backend.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct NotDrawn(String);

type Done = Result<(), DrawingErrorKind<NotDrawn>>;

impl Surface {
    /// A sheet over a backend, of a size in CSS pixels; `measure(text, font_size)` is the text's width,
    /// both in CSS pixels.
    pub fn sheet(
        backend: impl DrawingBackend + 'static,
        (width, height): (u32, u32),
        measure: impl Fn(&str, f64) -> f64 + 'static,
    ) -> FigureArea {
        let size = (width * UNITS, height * UNITS);
        Self { backend: Box::new(backend), size, measure: Box::new(measure) }.into_drawing_area()
    }
}

/// Any style as plotters' own, so that one type serves all.
fn shape(style: &impl BackendStyle) -> ShapeStyle {
    let BackendColor { rgb: (red, green, blue), alpha } = style.color();
    ShapeStyle {
        color: RGBAColor(red, green, blue, alpha),
        filled: false,
        stroke_width: style.stroke_width(),
    }
}

/// Converts the style of text.
fn writing(style: &impl BackendTextStyle) -> TextStyle<'_> {
    let font = FontDesc::new(style.family(), style.size(), style.style()).transform(style.transform());
    TextStyle { font, color: style.color(), pos: style.anchor() }
}

/// A plotters backend without type parameters.
trait Backend {
    fn ensure_prepared(&mut self) -> Done;
    fn present(&mut self) -> Done;
    fn pixel(&mut self, point: BackendCoord, color: BackendColor) -> Done;
    fn line(&mut self, from: BackendCoord, to: BackendCoord, style: ShapeStyle) -> Done;
    fn rect(&mut self, corners: [BackendCoord; 2], style: ShapeStyle, fill: bool) -> Done;
    fn path(&mut self, path: Vec<BackendCoord>, style: ShapeStyle) -> Done;
    fn circle(&mut self, center: BackendCoord, radius: u32, style: ShapeStyle, fill: bool) -> Done;
    fn polygon(&mut self, corners: Vec<BackendCoord>, style: ShapeStyle) -> Done;
    fn text(&mut self, text: &str, style: &TextStyle, position: BackendCoord) -> Done;
}

/// Converts the errors of all backends to one type.
fn done<E: std::error::Error + Send + Sync>(result: Result<(), DrawingErrorKind<E>>) -> Done {
    result.map_err(|error| DrawingErrorKind::DrawingError(NotDrawn(error.to_string())))
}

impl<B: DrawingBackend> Backend for B {
    fn ensure_prepared(&mut self) -> Done {
        done(DrawingBackend::ensure_prepared(self))
    }

    fn present(&mut self) -> Done {
        done(DrawingBackend::present(self))
    }

    fn pixel(&mut self, point: BackendCoord, color: BackendColor) -> Done {
        done(self.draw_pixel(point, color))
    }

    fn line(&mut self, from: BackendCoord, to: BackendCoord, style: ShapeStyle) -> Done {
        done(self.draw_line(from, to, &style))
    }

    fn rect(&mut self, [from, to]: [BackendCoord; 2], style: ShapeStyle, fill: bool) -> Done {
        done(self.draw_rect(from, to, &style, fill))
    }

    fn path(&mut self, path: Vec<BackendCoord>, style: ShapeStyle) -> Done {
        done(self.draw_path(path, &style))
    }

    fn circle(&mut self, center: BackendCoord, radius: u32, style: ShapeStyle, fill: bool) -> Done {
        done(self.draw_circle(center, radius, &style, fill))
    }

    fn polygon(&mut self, corners: Vec<BackendCoord>, style: ShapeStyle) -> Done {
        done(self.fill_polygon(corners, &style))
    }

    fn text(&mut self, text: &str, style: &TextStyle, position: BackendCoord) -> Done {
        done(self.draw_text(text, style, position))
    }
}

impl DrawingBackend for Surface {
    type ErrorType = NotDrawn;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Done {
        self.backend.ensure_prepared()
    }

    fn present(&mut self) -> Done {
        self.backend.present()
    }

    fn draw_pixel(&mut self, point: BackendCoord, color: BackendColor) -> Done {
        self.backend.pixel(point, color)
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Done {
        self.backend.line(from, to, shape(style))
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
        fill: bool,
    ) -> Done {
        self.backend.rect([from, to], shape(style), fill)
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Done {
        self.backend.path(path.into_iter().collect(), shape(style))
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        center: BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Done {
        self.backend.circle(center, radius, shape(style), fill)
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        corners: I,
        style: &S,
    ) -> Done {
        self.backend.polygon(corners.into_iter().collect(), shape(style))
    }

    fn draw_text<S: BackendTextStyle>(&mut self, text: &str, style: &S, position: BackendCoord) -> Done {
        self.backend.text(text, &writing(style), position)
    }

    fn estimate_text_size<S: BackendTextStyle>(
        &self,
        text: &str,
        style: &S,
    ) -> Result<(u32, u32), DrawingErrorKind<NotDrawn>> {
        let units = f64::from(UNITS);
        let width = (self.measure)(text, style.size() / units) * units;
        Ok((width.ceil() as u32, style.size().ceil() as u32))
    }
}
