//! A list of samples that activate a unit, as buttons that select them.

use std::cell::Cell;
use std::rc::Rc;

use web_sys::{Element, Event, HtmlElement};

use super::canvas::Canvas;
use super::dom::{self, Built, Dom, TextElement};
use super::mailbox::Mailbox;
use super::message::Message;
use crate::figure::{Palette, Sketch, fixed};
use crate::view::View;

/// Size of a curve or of bars in CSS pixels.
const SKETCH: (u32, u32) = (72, 20);

/// A sample of the list.
#[derive(Debug)]
pub struct Item<'a> {
    pub sample: u32,
    /// Its caption or number.
    pub title: String,
    /// The rest of its caption, or its class.
    pub note: String,
    pub activation: f32,
    pub features: &'a [f32],
    /// True if its caption describes it, so that it need not be drawn.
    pub is_text: bool,
    pub is_selected: bool,
}

/// A list of samples that activate a unit.
#[derive(Debug)]
pub struct UnitSamples {
    dom: Dom,
    mailbox: Mailbox,
    list: Element,
    rows: Vec<Row>,
}

#[derive(Debug)]
struct Row {
    place: HtmlElement,
    button: HtmlElement,
    sample: Rc<Cell<u32>>,
    bar: HtmlElement,
    sketch: Canvas,
    title: TextElement,
    note: TextElement,
    activation: TextElement,
}

impl UnitSamples {
    pub fn new(dom: &Dom, mailbox: &Mailbox, id: &str) -> Built<Self> {
        Ok(Self { dom: dom.clone(), mailbox: mailbox.clone(), list: dom.get(id)?, rows: Vec::new() })
    }

    /// Shows these samples; `largest` is the activation that fills a bar.
    pub fn show(&mut self, items: &[Item], view: View, largest: f32, palette: &Palette) {
        while self.rows.len() < items.len() {
            let Ok(row) = Row::new(&self.dom, &self.mailbox) else { return };
            dom::append(&self.list, &[&row.place]);
            self.rows.push(row);
        }
        let kind = match view {
            _ if items.iter().all(|item| item.is_text) => "text",
            View::Image { .. } => "image",
            View::Series | View::Table => "sketch",
        };
        dom::set(&self.list, "data-kind", kind);
        for (place, row) in self.rows.iter_mut().enumerate() {
            row.place.set_hidden(place >= items.len());
            if let Some(item) = items.get(place) {
                row.show(item, view, largest, palette, &self.dom);
            }
        }
    }
}

impl Row {
    fn new(dom: &Dom, mailbox: &Mailbox) -> Built<Self> {
        let place = dom.make_text("li", "", "")?;
        let button = dom.make_text("button", "unit-sample", "")?;
        dom::set(&button, "type", "button");
        let sample = Rc::new(Cell::new(0));
        let (mailbox, chosen) = (mailbox.clone(), sample.clone());
        dom::on(&button, "click", move |_: Event| mailbox.send(Message::Sample(chosen.get())));
        let bar = dom.make_text("span", "bar", "")?;
        let sketch = Canvas::detached(dom, SKETCH, dom.pixel_ratio())?;
        for hidden in [&bar as &Element, &sketch.element] {
            dom::set(hidden, "aria-hidden", "true");
        }
        let [title, note, activation] = [("b", ""), ("span", "note"), ("span", "activation")]
            .map(|(tag, class)| dom.make_text(tag, class, ""));
        let (title, note, activation) = (title?, note?, activation?);
        dom::append(&button, &[&bar, &sketch.element, &title, &note, &activation]);
        dom::append(&place, &[&button]);
        Ok(Self {
            place,
            button,
            sample,
            bar,
            sketch,
            title: TextElement::new(title),
            note: TextElement::new(note),
            activation: TextElement::new(activation),
        })
    }

    fn show(&mut self, item: &Item, view: View, largest: f32, palette: &Palette, dom: &Dom) {
        self.sample.set(item.sample);
        let share = if largest > 0.0 { item.activation.abs() / largest } else { 0.0 };
        dom::style(&self.bar, "--share", &format!("{share:.3}"));
        self.title.show(&item.title);
        self.note.show(&item.note);
        self.activation.show(&fixed(item.activation.into(), 2));
        dom::set(&self.button, "aria-pressed", if item.is_selected { "true" } else { "false" });
        let name = if item.note.is_empty() { String::new() } else { format!(": {}", item.note) };
        dom::set(&self.button, "title", &format!("{}{name}", item.title));
        if item.is_text {
            return;
        }
        let sketch = Sketch { view, features: item.features };
        if let Some(image) = sketch.image() {
            self.sketch.put(&image.rgba, (image.width, image.height));
        } else {
            self.sketch.resize(SKETCH, dom.pixel_ratio());
            // A sketch that cannot be drawn stays empty.
            self.sketch.sheet().and_then(|sheet| sketch.draw(&sheet, palette).ok());
        }
    }
}
