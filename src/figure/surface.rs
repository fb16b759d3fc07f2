//! A drawing surface of a size in CSS pixels, whatever its backend has.

use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
};

use super::UNITS;

type Drawn<B> = Result<(), DrawingErrorKind<<B as DrawingBackend>::ErrorType>>;

/// A backend to draw figures on. It says its size in [`UNITS`], and it measures text with a function
/// of ours: what plotters does by itself would, in a browser, insert a styled element into the page
/// for every text.
///
/// Coordinates pass through in units. So the backend below must be scaled: a canvas' context by
/// `device_pixel_ratio / UNITS`, which also keeps it sharp.
pub struct Surface<B, M> {
    backend: B,
    size: (u32, u32),
    measure: M,
}

impl<B: DrawingBackend, M: Fn(&str, f64) -> f64> Surface<B, M> {
    /// Over a backend, of a size in CSS pixels; `measure(text, font_size)` is the text's width, both
    /// in CSS pixels.
    pub fn new(backend: B, (width, height): (u32, u32), measure: M) -> Self {
        Self { backend, size: (width * UNITS, height * UNITS), measure }
    }
}

impl<B: DrawingBackend, M: Fn(&str, f64) -> f64> DrawingBackend for Surface<B, M> {
    type ErrorType = B::ErrorType;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Drawn<B> {
        self.backend.ensure_prepared()
    }

    fn present(&mut self) -> Drawn<B> {
        self.backend.present()
    }

    fn draw_pixel(&mut self, point: BackendCoord, color: BackendColor) -> Drawn<B> {
        self.backend.draw_pixel(point, color)
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Drawn<B> {
        self.backend.draw_line(from, to, style)
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        upper_left: BackendCoord,
        lower_right: BackendCoord,
        style: &S,
        fill: bool,
    ) -> Drawn<B> {
        self.backend.draw_rect(upper_left, lower_right, style, fill)
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn<B> {
        self.backend.draw_path(path, style)
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        center: BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Drawn<B> {
        self.backend.draw_circle(center, radius, style, fill)
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        corners: I,
        style: &S,
    ) -> Drawn<B> {
        self.backend.fill_polygon(corners, style)
    }

    fn draw_text<S: BackendTextStyle>(&mut self, text: &str, style: &S, position: BackendCoord) -> Drawn<B> {
        self.backend.draw_text(text, style, position)
    }

    fn estimate_text_size<S: BackendTextStyle>(
        &self,
        text: &str,
        style: &S,
    ) -> Result<(u32, u32), DrawingErrorKind<Self::ErrorType>> {
        let units = f64::from(UNITS);
        let width = (self.measure)(text, style.size() / units) * units;
        Ok((width.ceil() as u32, style.size().ceil() as u32))
    }
}
