//! The test sample under the pointer and its reconstruction, small enough for a tooltip.

use web_sys::HtmlCanvasElement;

use super::canvas::Canvas;
use super::dom::{self, Built, Dom};
use super::reconstruction_panel::{draw, figure, view};
use super::state::State;
use crate::figure::Palette;

/// The size in CSS pixels, which leaves space for the map on a phone.
const SIZE: (u32, u32) = (210, 120);

/// The test sample that is pointed at.
#[derive(Debug)]
pub struct SamplePreview {
    canvas: Canvas,
    /// The images, one pixel per feature, if the sample is one.
    image: Canvas,
    /// The state's revision, and in which colours.
    drawn: Option<(u64, Palette)>,
}

impl SamplePreview {
    pub fn new(dom: &Dom) -> Built<Self> {
        let canvas = Canvas::detached(dom, SIZE, dom.pixel_ratio())?;
        dom::style(&canvas.element, "width", &format!("{}px", SIZE.0));
        Ok(Self { canvas, image: Canvas::detached(dom, (1, 1), 1.0)?, drawn: None })
    }

    /// Takes the screen's number of pixels.
    pub fn sharpen(&mut self, dom: &Dom) {
        if self.canvas.sharpen(dom) {
            self.drawn = None;
        }
    }

    /// Returns the canvas that it is drawn on.
    pub fn element(&self) -> &HtmlCanvasElement {
        &self.canvas.element
    }

    /// Shows nothing until the sample has arrived.
    pub fn show(&mut self, state: &State, palette: &Palette) {
        let Some(sample) = state.hovered_sample else { return };
        if self.drawn == Some((state.revision, *palette)) {
            return;
        }
        self.drawn = Some((state.revision, *palette));
        let figure = figure(state);
        if figure.sample == sample {
            draw((&self.canvas, &mut self.image), &figure, view(state), palette);
        } else {
            self.canvas.sheet();
        }
    }
}
