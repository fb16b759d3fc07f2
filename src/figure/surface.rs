//! A drawing surface of a size in CSS pixels, whatever backend is below it.

use std::fmt;

use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, IntoDrawingArea};
use plotters::style::text_anchor::Pos;
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind, FontFamily,
    FontStyle, FontTransform,
};

use super::UNITS;

/// What figures are drawn on; it counts in [`UNITS`] of a CSS pixel.
pub type Sheet = DrawingArea<Surface, Shift>;

/// Any plotters backend, as figures see it, so that each is compiled once. It says its size in
/// [`UNITS`], and it measures text with a function of ours: what plotters does by itself would, in a
/// browser, insert a styled element into the page for every text.
///
/// Coordinates pass through in units. So the backend below must be scaled: a canvas' context by
/// `device_pixel_ratio / UNITS`, which also keeps it sharp.
pub struct Surface {
    backend: Box<dyn Backend>,
    size: (u32, u32),
    measure: Measure,
}

/// How wide a text is at a size of the font, both in CSS pixels.
type Measure = Box<dyn Fn(&str, f64) -> f64>;

/// What a backend said that could not draw.
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
    ) -> Sheet {
        let size = (width * UNITS, height * UNITS);
        Self { backend: Box::new(backend), size, measure: Box::new(measure) }.into_drawing_area()
    }
}

/// The colour and width of a stroke.
#[derive(Clone, Copy)]
struct Stroke {
    color: BackendColor,
    width: u32,
}

impl Stroke {
    fn of(style: &impl BackendStyle) -> Self {
        Self { color: style.color(), width: style.stroke_width() }
    }
}

impl BackendStyle for Stroke {
    fn color(&self) -> BackendColor {
        self.color
    }

    fn stroke_width(&self) -> u32 {
        self.width
    }
}

/// How a text is written.
struct Writing {
    color: BackendColor,
    size: f64,
    transform: FontTransform,
    style: FontStyle,
    anchor: Pos,
    family: String,
}

impl Writing {
    fn of(style: &impl BackendTextStyle) -> Self {
        Self {
            color: style.color(),
            size: style.size(),
            transform: style.transform(),
            style: style.style(),
            anchor: style.anchor(),
            family: style.family().as_str().to_owned(),
        }
    }
}

impl BackendTextStyle for Writing {
    type FontError = fmt::Error;

    fn color(&self) -> BackendColor {
        self.color
    }

    fn size(&self) -> f64 {
        self.size
    }

    fn transform(&self) -> FontTransform {
        self.transform.clone()
    }

    fn style(&self) -> FontStyle {
        self.style
    }

    fn anchor(&self) -> Pos {
        self.anchor
    }

    fn family(&self) -> FontFamily<'_> {
        FontFamily::Name(&self.family)
    }

    /// Surfaces measure themselves.
    fn layout_box(&self, _text: &str) -> Result<((i32, i32), (i32, i32)), fmt::Error> {
        Err(fmt::Error)
    }

    /// Backends that have fonts draw by themselves.
    fn draw<R, DrawFunc: FnMut(i32, i32, BackendColor) -> Result<(), R>>(
        &self,
        _text: &str,
        _position: BackendCoord,
        _draw: DrawFunc,
    ) -> Result<Result<(), R>, fmt::Error> {
        Err(fmt::Error)
    }
}

/// A plotters backend without type parameters.
trait Backend {
    fn ensure_prepared(&mut self) -> Done;
    fn present(&mut self) -> Done;
    fn pixel(&mut self, point: BackendCoord, color: BackendColor) -> Done;
    fn line(&mut self, from: BackendCoord, to: BackendCoord, stroke: Stroke) -> Done;
    fn rect(&mut self, corners: [BackendCoord; 2], stroke: Stroke, fill: bool) -> Done;
    fn path(&mut self, path: Vec<BackendCoord>, stroke: Stroke) -> Done;
    fn circle(&mut self, center: BackendCoord, radius: u32, stroke: Stroke, fill: bool) -> Done;
    fn polygon(&mut self, corners: Vec<BackendCoord>, stroke: Stroke) -> Done;
    fn text(&mut self, text: &str, writing: &Writing, position: BackendCoord) -> Done;
}

/// One kind of error for all backends.
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

    fn line(&mut self, from: BackendCoord, to: BackendCoord, stroke: Stroke) -> Done {
        done(self.draw_line(from, to, &stroke))
    }

    fn rect(&mut self, [from, to]: [BackendCoord; 2], stroke: Stroke, fill: bool) -> Done {
        done(self.draw_rect(from, to, &stroke, fill))
    }

    fn path(&mut self, path: Vec<BackendCoord>, stroke: Stroke) -> Done {
        done(self.draw_path(path, &stroke))
    }

    fn circle(&mut self, center: BackendCoord, radius: u32, stroke: Stroke, fill: bool) -> Done {
        done(self.draw_circle(center, radius, &stroke, fill))
    }

    fn polygon(&mut self, corners: Vec<BackendCoord>, stroke: Stroke) -> Done {
        done(self.fill_polygon(corners, &stroke))
    }

    fn text(&mut self, text: &str, writing: &Writing, position: BackendCoord) -> Done {
        done(self.draw_text(text, writing, position))
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
        self.backend.line(from, to, Stroke::of(style))
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
        fill: bool,
    ) -> Done {
        self.backend.rect([from, to], Stroke::of(style), fill)
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Done {
        self.backend.path(path.into_iter().collect(), Stroke::of(style))
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        center: BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Done {
        self.backend.circle(center, radius, Stroke::of(style), fill)
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        corners: I,
        style: &S,
    ) -> Done {
        self.backend.polygon(corners.into_iter().collect(), Stroke::of(style))
    }

    fn draw_text<S: BackendTextStyle>(&mut self, text: &str, style: &S, position: BackendCoord) -> Done {
        self.backend.text(text, &Writing::of(style), position)
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
