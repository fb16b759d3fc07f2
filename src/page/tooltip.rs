//! The tooltip of a figure at the pointer.

use web_sys::{HtmlCanvasElement, HtmlElement};

use super::dom::{self, Built, Dom};
use crate::figure::{ReadingRow, Token};

/// Gap between the pointer's position and the tooltip.
const GAP: f64 = 12.0;

/// The words of a tooltip.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TooltipContent {
    pub title: String,
    pub rows: Vec<(String, String, Option<Token>)>,
    pub notes: Vec<String>,
}

impl TooltipContent {
    pub fn new(title: String, rows: &[ReadingRow]) -> Self {
        let rows = rows.iter().map(|row| (row.name.to_owned(), row.text(), Some(row.token)));
        Self { title, rows: rows.collect(), notes: Vec::new() }
    }

    /// All of it in a line.
    pub fn line(&self) -> String {
        let rows = self.rows.iter().map(|(name, value, _)| format!("{name} {value}"));
        std::iter::once(self.title.clone())
            .chain(rows)
            .chain(self.notes.clone())
            .collect::<Vec<_>>()
            .join(", ")
    }
}

/// A tooltip over a figure.
#[derive(Debug)]
pub struct Tooltip {
    dom: Dom,
    element: HtmlElement,
    /// A canvas below the text.
    carried: Option<HtmlCanvasElement>,
    shown: Option<TooltipContent>,
}

impl Tooltip {
    pub fn new(dom: &Dom, id: &str) -> Built<Self> {
        let element: HtmlElement = dom.make("div", "tooltip")?;
        element.set_id(id);
        element.set_hidden(true);
        Ok(Self { dom: dom.clone(), element, carried: None, shown: None })
    }

    /// Returns the element to put into the figure's container.
    pub fn element(&self) -> &HtmlElement {
        &self.element
    }

    /// Shows a canvas below all words.
    pub fn carry(&mut self, canvas: &HtmlCanvasElement) {
        self.carried = Some(canvas.clone());
    }

    /// Shows content next to a position in the figure, on the side with enough space.
    pub fn show(&mut self, reading: Option<TooltipContent>, (x, y): (f64, f64), (width, height): (u32, u32)) {
        if reading != self.shown {
            self.element.set_text_content(None);
            self.element.set_hidden(reading.is_none());
            if let Some(reading) = &reading {
                // Content that cannot be built is omitted.
                self.build(reading).ok();
            }
            self.shown = reading;
        }
        if self.shown.is_none() {
            return;
        }
        let (own_width, own_height) =
            (f64::from(self.element.offset_width()), f64::from(self.element.offset_height()));
        let right = x + GAP + own_width <= f64::from(width);
        let left = if right { x + GAP } else { (x - GAP - own_width).max(0.0) };
        let top = (y - own_height / 2.0).clamp(0.0, (f64::from(height) - own_height).max(0.0));
        dom::style(&self.element, "left", &format!("{left}px"));
        dom::style(&self.element, "top", &format!("{top}px"));
    }

    fn build(&self, reading: &TooltipContent) -> Built<()> {
        dom::append(&self.element, &[&self.dom.make_text("div", "tooltip-title", &reading.title)?]);
        for (name, value, token) in &reading.rows {
            let row = self.dom.make_text("div", "tooltip-row", "")?;
            let (name, value) =
                (self.dom.make_text("span", "", name)?, self.dom.make_text("span", "", value)?);
            if let Some(token) = token {
                dom::style(&row, "color", &format!("var(--{})", token.name()));
            }
            dom::append(&row, &[&name, &value]);
            dom::append(&self.element, &[&row]);
        }
        for note in &reading.notes {
            dom::append(&self.element, &[&self.dom.make_text("div", "tooltip-note", note)?]);
        }
        if let Some(canvas) = &self.carried {
            dom::append(&self.element, &[canvas]);
        }
        Ok(())
    }
}
