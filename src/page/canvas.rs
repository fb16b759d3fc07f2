//! A canvas that figures are drawn on, sharp on any screen.

use std::cell::Cell;
use std::rc::Rc;

use plotters_canvas::CanvasBackend;
use wasm_bindgen::{Clamped, JsCast, JsValue};
use web_sys::{CanvasRenderingContext2d, Element, HtmlCanvasElement, ImageData};

use super::dom::{self, Built, Dom};
use crate::figure::{Area, FONT, FigureArea, Palette, Surface, Token, UNITS};

/// A canvas with its size in CSS pixels.
#[derive(Debug)]
pub struct Canvas {
    pub element: HtmlCanvasElement,
    context: CanvasRenderingContext2d,
    size: (u32, u32),
    /// Pixels of the canvas in a CSS pixel.
    ratio: f64,
    ruler: Rc<Ruler>,
}

/// Measures text. Its canvas is not part of the document, where each change of the font would make the
/// browser recompute all styles.
#[derive(Debug)]
struct Ruler {
    context: CanvasRenderingContext2d,
    font_size: Cell<f64>,
}

impl Ruler {
    /// Returns the width of a text at a size of the font, both in CSS pixels.
    fn width(&self, text: &str, font_size: f64) -> f64 {
        let units = f64::from(UNITS);
        if self.font_size.replace(font_size) != font_size {
            self.context.set_font(&format!("{}px {FONT}", font_size * units));
        }
        self.context.measure_text(text).map_or(0.0, |metrics| metrics.width() / units)
    }
}

fn context_of(element: &HtmlCanvasElement) -> Built<CanvasRenderingContext2d> {
    Ok(element.get_context("2d")?.ok_or("the browser has no canvas")?.unchecked_into())
}

impl Canvas {
    /// On an element of the page.
    pub fn new(element: HtmlCanvasElement) -> Built<Self> {
        let context = context_of(&element)?;
        let outside: HtmlCanvasElement = element.clone_node()?.unchecked_into();
        let ruler = Rc::new(Ruler { context: context_of(&outside)?, font_size: Cell::new(0.0) });
        Ok(Self { element, context, size: (0, 0), ratio: 1.0, ruler })
    }

    /// Outside the page, to be saved.
    pub fn detached(dom: &Dom, size: (u32, u32), ratio: f64) -> Built<Self> {
        let mut canvas = Self::new(dom.make("canvas", "")?)?;
        canvas.resize(size, ratio);
        Ok(canvas)
    }

    /// Fills its parent. Returns false if it does so already, or is in a hidden view.
    pub fn fit(&mut self, dom: &Dom) -> bool {
        let Some(parent) = self.element.parent_element() else { return false };
        if parent.client_width() == 0 {
            return false;
        }
        let size = (parent.client_width().max(0) as u32, parent.client_height().max(0) as u32);
        let ratio = dom.pixel_ratio();
        if (size, ratio) == (self.size, self.ratio) {
            return false;
        }
        self.resize(size, ratio);
        dom::style(&self.element, "width", &format!("{}px", size.0));
        dom::style(&self.element, "height", &format!("{}px", size.1));
        true
    }

    /// Takes the screen's number of pixels at the size that it has. False when it does so already.
    pub fn sharpen(&mut self, dom: &Dom) -> bool {
        let ratio = dom.pixel_ratio();
        let changes = ratio != self.ratio;
        if changes {
            self.resize(self.size, ratio);
        }
        changes
    }

    /// Sets the size in CSS pixels and the number of pixels in each, and clears the canvas.
    pub fn resize(&mut self, size: (u32, u32), ratio: f64) {
        (self.size, self.ratio) = (size, ratio);
        let pixels = |length: u32| (f64::from(length) * ratio).round() as u32;
        self.element.set_width(pixels(size.0));
        self.element.set_height(pixels(size.1));
    }

    /// Width and height in CSS pixels.
    pub fn size(&self) -> (u32, u32) {
        self.size
    }

    /// Clears the canvas and returns its drawing area, or `None` if it has no size.
    pub fn sheet(&self) -> Option<FigureArea> {
        self.scale(1.0)?;
        self.context.clear_rect(0.0, 0.0, self.size.0.into(), self.size.1.into());
        self.overlay()
    }

    /// A sheet over what is drawn already.
    pub fn overlay(&self) -> Option<FigureArea> {
        if self.size.0 == 0 || self.size.1 == 0 {
            return None;
        }
        self.scale(f64::from(UNITS))?;
        self.context.set_line_join("round");
        let ruler = self.ruler.clone();
        let measure = move |text: &str, size: f64| ruler.width(text, size);
        let backend = CanvasBackend::with_canvas_object(self.element.clone())?;
        Some(Surface::sheet(backend, self.size, measure))
    }

    /// Paints all of it in the colour behind figures.
    pub fn fill(&self, palette: &Palette) {
        let color = palette.color(Token::Card);
        self.context.set_fill_style_str(&format!("rgb({},{},{})", color.0, color.1, color.2));
        if self.scale(1.0).is_some() {
            self.context.fill_rect(0.0, 0.0, self.size.0.into(), self.size.1.into());
        }
    }

    /// Copies another canvas, pixel by pixel, into an area.
    pub fn stamp(&self, other: &Self, area: Area) {
        self.context.set_image_smoothing_enabled(false);
        if self.scale(1.0).is_some() {
            let image = &other.element;
            self.context
                .draw_image_with_html_canvas_element_and_dw_and_dh(
                    image,
                    area.left,
                    area.top,
                    area.width,
                    area.height,
                )
                .ok();
        }
    }

    /// Replaces the content by an image with red, green, blue and opacity of each pixel.
    pub fn put(&mut self, pixels: &[u8], (width, height): (u32, u32)) {
        if self.size != (width, height) {
            self.resize((width, height), 1.0);
        }
        if let Ok(image) = ImageData::new_with_u8_clamped_array(Clamped(pixels), width) {
            self.context.put_image_data(&image, 0.0, 0.0).ok();
        }
    }

    /// Sets the number of units per CSS pixel.
    fn scale(&self, units: f64) -> Option<()> {
        let scale = self.ratio / units;
        self.context.set_transform(scale, 0.0, 0.0, scale, 0.0, 0.0).ok()
    }
}

/// Calls back whenever one of some elements has another size.
pub fn observe(elements: &[&Element], callback: &js_sys::Function) -> Result<(), JsValue> {
    let observer = web_sys::ResizeObserver::new(callback)?;
    // It lives as long as the elements that it observes.
    for element in elements {
        observer.observe(element);
    }
    Ok(())
}
