//! The common parts of every figure's panel: a canvas, a tooltip, a summary, and a menu for saving.

use wasm_bindgen::JsCast;
use web_sys::{
    Element, Event, FocusEvent, HtmlDetailsElement, HtmlElement, KeyboardEvent, Node, PointerEvent,
};

use super::canvas::Canvas;
use super::dom::{self, Built, Dom, TextElement};
use super::mailbox::Mailbox;
use super::message::{FigureFormat, FigureId, FigureInput, Message};
use super::tooltip::{Tooltip, TooltipContent};

/// Milliseconds between two summaries: a screen reader must be able to end one.
const SUMMARY_MS: f64 = 1000.0;
const FORMATS: [(&str, FigureFormat); 3] =
    [("PNG", FigureFormat::Png), ("SVG", FigureFormat::Svg), ("CSV", FigureFormat::Csv)];

/// A figure's place on the page.
#[derive(Debug)]
pub struct Panel {
    pub canvas: Canvas,
    pub tooltip: Tooltip,
    summary: TextElement,
    summary_at: f64,
    summary_due: bool,
    /// Announces the target of the arrow keys.
    announcer: TextElement,
    announces: bool,
    /// The vertical position of the pointer.
    pub pointer_y: f64,
    drawn: Option<u64>,
}

impl Panel {
    /// Builds the panel in a `figure` of index.html, which has a heading and a container: `NAME-title` and
    /// `NAME-room`.
    pub fn new(dom: &Dom, mailbox: &Mailbox, figure_id: FigureId) -> Built<Self> {
        let name = figure_id.name();
        let id = |part: &str| format!("{name}-{part}");
        let (figure, room): (Element, Element) = (dom.get(name)?, dom.get(&id("room"))?);
        let heading: Element = dom.get(&id("title"))?;
        let title = heading.text_content().unwrap_or_default();
        let canvas = Canvas::new(dom.make("canvas", "")?)?;
        let (summary, described_by) = (dom.make_text("p", "unseen", "")?, id("summary"));
        for (attribute, value) in [
            ("id", id("canvas").as_str()),
            ("role", "img"),
            ("tabindex", "0"),
            ("aria-label", &title),
            ("aria-describedby", &described_by),
        ] {
            dom::set(&canvas.element, attribute, value);
        }
        summary.set_id(&described_by);
        let tooltip = Tooltip::new(dom, &id("tooltip"))?;
        dom::append(&room, &[&canvas.element, tooltip.element()]);
        dom::append(&figure, &[&summary]);
        listen(&canvas.element, mailbox, figure_id);
        let save = save_menu(dom, mailbox, figure_id, &title)?;
        dom::append(&heading.parent_element().unwrap_or(figure), &[&save]);
        Ok(Self {
            canvas,
            tooltip,
            summary: TextElement::new(summary),
            summary_at: f64::NEG_INFINITY,
            summary_due: true,
            announcer: TextElement::new(dom.get::<Element>("announcer")?),
            announces: false,
            pointer_y: 0.0,
            drawn: None,
        })
    }

    /// Adapts to the available space.
    pub fn fit(&mut self, dom: &Dom) {
        if self.canvas.fit(dom) {
            self.drawn = None;
        }
    }

    /// Records that the figure shows this revision of the state from now on. Returns whether it has to be drawn
    /// for that.
    pub fn advance_to(&mut self, revision: u64) -> bool {
        let due = self.drawn != Some(revision);
        self.drawn = Some(revision);
        self.summary_due |= due;
        due
    }

    /// Announces the next reading, because it was chosen with the keyboard.
    pub fn announce(&mut self) {
        self.announces = true;
    }

    /// Shows a reading at a horizontal position, next to the pointer.
    pub fn read(&mut self, reading: Option<TooltipContent>, x: f64) {
        if let (true, Some(reading)) = (std::mem::take(&mut self.announces), &reading) {
            self.announcer.show(&reading.line());
        }
        self.tooltip.show(reading, (x, self.pointer_y), self.canvas.size());
    }

    /// Renews the summary, if it is time.
    pub fn summarise(&mut self, now: f64, summary: impl FnOnce() -> String) {
        if self.summary_due && now - self.summary_at >= SUMMARY_MS {
            (self.summary_due, self.summary_at) = (false, now);
            self.summary.show(&summary());
        }
    }

    /// Returns whether the summary is up to date.
    pub fn summary_is_current(&self) -> bool {
        !self.summary_due
    }
}

/// Returns the target of an arrow key from a position, or from outside, among positions from `first` to
/// `last`.
pub fn arrow(from: Option<u32>, by: i32, first: u32, last: u32) -> u32 {
    match from {
        Some(from) => from.saturating_add_signed(by).clamp(first, last),
        None if by > 0 => first,
        None => last,
    }
}

fn listen(canvas: &HtmlElement, mailbox: &Mailbox, figure_id: FigureId) {
    let send = |mailbox: &Mailbox| {
        let mailbox = mailbox.clone();
        move |input| mailbox.send(Message::Figure(figure_id, input))
    };
    for event in ["pointermove", "pointerdown"] {
        let (send, canvas) = (send(mailbox), canvas.clone());
        dom::on(&canvas.clone(), event, move |event: PointerEvent| {
            let (x, y) = place(&event, &canvas);
            send(FigureInput::PointerMove(x, y));
        });
    }
    let leave = send(mailbox);
    dom::on(canvas, "pointerleave", move |event: PointerEvent| {
        // A finger that is lifted leaves what it pointed at to be read.
        if event.pointer_type() != "touch" {
            leave(FigureInput::Leave);
        }
    });
    let leave = send(mailbox);
    dom::on(canvas, "blur", move |_: Event| leave(FigureInput::Leave));
    let choose = send(mailbox);
    dom::on(canvas, "click", move |_: Event| choose(FigureInput::Select));
    let press = send(mailbox);
    dom::on(canvas, "keydown", move |event: KeyboardEvent| {
        if let Some(input) = gesture_of(&event) {
            event.prevent_default();
            press(input);
        }
    });
}

/// Returns the pointer's position on an element. Browsers differ in the event's own offsets if the page is
/// magnified.
fn place(event: &PointerEvent, element: &HtmlElement) -> (f64, f64) {
    let seen = element.get_bounding_client_rect();
    let scale = |length: i32, seen: f64| if seen > 0.0 { f64::from(length) / seen } else { 1.0 };
    let x = (f64::from(event.client_x()) - seen.left()) * scale(element.client_width(), seen.width());
    let y = (f64::from(event.client_y()) - seen.top()) * scale(element.client_height(), seen.height());
    (x, y)
}

fn gesture_of(event: &KeyboardEvent) -> Option<FigureInput> {
    if event.ctrl_key() || event.alt_key() || event.meta_key() {
        return None;
    }
    let far = if event.shift_key() { 10 } else { 1 };
    Some(match event.key().as_str() {
        "ArrowLeft" => FigureInput::Step(-far, 0),
        "ArrowRight" => FigureInput::Step(far, 0),
        "ArrowUp" => FigureInput::Step(0, -far),
        "ArrowDown" => FigureInput::Step(0, far),
        "Enter" => FigureInput::Select,
        "Escape" => FigureInput::Leave,
        _ => return None,
    })
}

/// The buttons that save a figure. What opens them looks as where the evaluation is saved.
fn save_menu(dom: &Dom, mailbox: &Mailbox, figure_id: FigureId, title: &str) -> Built<HtmlDetailsElement> {
    let place: HtmlDetailsElement = dom.make("details", "save")?;
    place.set_id(&format!("{}-save", figure_id.name()));
    let like = dom.get::<Element>("save-evaluation")?.clone_node_with_deep(true)?;
    let opener: Element = like.unchecked_into();
    opener.remove_attribute("id")?;
    dom::set(&opener, "aria-label", &format!("Save the figure: {title}"));
    dom::set(&opener, "title", "Save");
    dom::append(&place, &[&opener]);
    let items = FORMATS.map(|(label, format)| {
        (label, format!("Save {} as {label}", figure_id.name()), Message::Save(figure_id, format))
    });
    menu(dom, mailbox, &place, items)?;
    Ok(place)
}

/// Builds a menu of buttons from their labels, names and messages. It closes when one is pressed, with
/// Escape, and when it loses the focus.
pub fn menu(
    dom: &Dom,
    mailbox: &Mailbox,
    menu: &HtmlDetailsElement,
    items: impl IntoIterator<Item = (&'static str, String, Message)>,
) -> Built<()> {
    let place = dom.make_text("div", "menu", "")?;
    for (label, name, message) in items {
        let button = dom.make_text("button", "", label)?;
        dom::set(&button, "type", "button");
        dom::set(&button, "aria-label", &name);
        let (mailbox, menu) = (mailbox.clone(), menu.clone());
        dom::on(&button, "click", move |_: Event| {
            close(&menu);
            mailbox.send(message.clone());
        });
        dom::append(&place, &[&button]);
    }
    dom::append(menu, &[&place]);
    let left = menu.clone();
    dom::on(menu, "focusout", move |event: FocusEvent| {
        let goes_to = event.related_target().and_then(|target| target.dyn_into::<Node>().ok());
        if !left.contains(goes_to.as_ref()) {
            left.set_open(false);
        }
    });
    let escaped = menu.clone();
    dom::on(menu, "keydown", move |event: KeyboardEvent| {
        if event.key() == "Escape" {
            close(&escaped);
        }
    });
    Ok(())
}

fn close(menu: &HtmlDetailsElement) {
    menu.set_open(false);
    let summary = menu.first_element_child().and_then(|child| child.dyn_into::<HtmlElement>().ok());
    summary.and_then(|summary| summary.focus().ok());
}
