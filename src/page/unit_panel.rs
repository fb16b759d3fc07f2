//! The description of the selected unit, on the page.

use std::cell::Cell;
use std::rc::Rc;

use web_sys::{Element, Event, HtmlElement, KeyboardEvent};

use super::dom::{self, Built, Dom, TextElement};
use super::mailbox::Mailbox;
use super::message::{FigureId, FigureInput, Message};
use super::placed_panel::PlacedPanel;
use super::state::State;
use super::unit_samples::{Item, UnitSamples};
use crate::app::{self, Fact};
use crate::evaluation::{NearUnit, UnitReport};
use crate::figure::{Palette, UnitActivationsFigure, fixed};
use crate::view::View;

/// Words that stand for a unit.
const HEADS: usize = 4;

/// The description of the selected unit.
#[derive(Debug)]
pub struct UnitPanel {
    dom: Dom,
    mailbox: Mailbox,
    pub histogram: PlacedPanel,
    title: TextElement,
    names: TextElement,
    caption: TextElement,
    zeros: TextElement,
    hint: HtmlElement,
    details: HtmlElement,
    facts: Element,
    fact_rows: Vec<(HtmlElement, TextElement, TextElement)>,
    strongest: UnitSamples,
    quantiles: UnitSamples,
    quantiles_part: HtmlElement,
    nearest: Element,
    near_rows: Vec<NearRow>,
    steps: [HtmlElement; 2],
    /// The inputs of the last description that was written.
    shown: Option<(Option<u32>, u64, u32, Palette)>,
}

/// A link to another unit.
#[derive(Debug)]
struct NearRow {
    place: HtmlElement,
    unit: Rc<Cell<u32>>,
    number: TextElement,
    cosine: TextElement,
}

impl UnitPanel {
    pub fn new(dom: &Dom, mailbox: &Mailbox) -> Built<Self> {
        let text = |id: &str| dom.get::<Element>(id).map(TextElement::new);
        let steps: [HtmlElement; 2] = [dom.get("previous-unit")?, dom.get("next-unit")?];
        for (button, by) in steps.iter().zip([-1, 1]) {
            mailbox.send_on(button, "click", Message::StepUnit(by));
        }
        listen(&dom.get("unit")?, mailbox);
        Ok(Self {
            histogram: PlacedPanel::new(dom, mailbox, FigureId::UnitActivations)?,
            title: text("unit-title")?,
            names: text("unit-names")?,
            caption: text("unit-caption")?,
            zeros: text("unit-zeros")?,
            hint: dom.get("unit-hint")?,
            details: dom.get("unit-details")?,
            facts: dom.get("unit-facts")?,
            fact_rows: Vec::new(),
            strongest: UnitSamples::new(dom, mailbox, "unit-strongest")?,
            quantiles: UnitSamples::new(dom, mailbox, "unit-quantiles")?,
            quantiles_part: dom.get("unit-quantiles-part")?,
            nearest: dom.get("unit-nearest")?,
            near_rows: Vec::new(),
            steps,
            shown: None,
            dom: dom.clone(),
            mailbox: mailbox.clone(),
        })
    }

    pub fn input(&mut self, input: FigureInput, state: &State) {
        self.histogram.input(input, figure(state).as_ref());
    }

    pub fn show(&mut self, state: &State, palette: &Palette, now: f64) {
        let key = (state.selected_unit(), state.unit_reports(), state.sample, *palette);
        if self.shown.replace(key) != Some(key) {
            self.write(state, palette);
        }
        self.histogram.show(figure(state), (state.unit_reports(), 0), palette, now);
    }

    /// Returns whether the histogram's summary is up to date.
    pub fn summary_is_current(&self) -> bool {
        self.details.hidden() || self.histogram.panel.summary_is_current()
    }

    fn write(&mut self, state: &State, palette: &Palette) {
        let (unit, report) = (state.selected_unit(), state.unit_report());
        self.title
            .show(&unit.map_or_else(|| "No unit is selected".to_owned(), |unit| format!("Unit {unit}")));
        dom::set_flag(&self.steps[0], "disabled", unit == Some(0));
        dom::set_flag(&self.steps[1], "disabled", unit == Some(state.units() - 1));
        self.hint.set_hidden(unit.is_some());
        self.details.set_hidden(report.is_none());
        let Some(report) = report else { return self.names.show("") };
        let shown = report.shown.iter().map(|shown| state.sample_name(shown.sample));
        self.names.show(&app::heads(shown, HEADS));
        self.caption.show(&caption(report, state));
        let zeros = fixed(100.0 * report.statistics.histogram.zeros, 1);
        self.zeros.show(&format!("zero on {zeros} % of the samples"));
        self.write_facts(&app::facts(report, state.classes()));
        let (quantiles, strongest): (Vec<_>, Vec<_>) = (0..report.shown.len())
            .map(|place| (report.shown[place].percentile.is_some(), item(report, place, state)))
            .partition(|(is_quantile, _)| *is_quantile);
        let [quantiles, strongest] =
            [quantiles, strongest].map(|items| items.into_iter().map(|(_, item)| item).collect::<Vec<_>>());
        let (view, largest) = (state.view(), report.statistics.maximum.abs());
        self.strongest.show(&strongest, view, largest, palette);
        self.quantiles_part.set_hidden(quantiles.is_empty());
        self.quantiles.show(&quantiles, view, largest, palette);
        self.write_nearest(&report.nearest);
    }

    fn write_facts(&mut self, facts: &[Fact]) {
        while self.fact_rows.len() < facts.len() {
            let made = (self.dom.make_text("div", "", ""), self.dom.make_text("dt", "", ""));
            let ((Ok(place), Ok(meaning)), Ok(number)) = (made, self.dom.make_text("dd", "", "")) else {
                return;
            };
            dom::append(&place, &[&meaning, &number]);
            dom::append(&self.facts, &[&place]);
            self.fact_rows.push((place, TextElement::new(number), TextElement::new(meaning)));
        }
        for (place, (row, number, meaning)) in self.fact_rows.iter_mut().enumerate() {
            row.set_hidden(place >= facts.len());
            if let Some(fact) = facts.get(place) {
                number.show(&fact.number);
                meaning.show(&fact.meaning);
            }
        }
    }

    fn write_nearest(&mut self, nearest: &[NearUnit]) {
        while self.near_rows.len() < nearest.len() {
            let Ok(row) = NearRow::new(&self.dom, &self.mailbox) else { return };
            dom::append(&self.nearest, &[&row.place]);
            self.near_rows.push(row);
        }
        for (place, row) in self.near_rows.iter_mut().enumerate() {
            row.place.set_hidden(place >= nearest.len());
            if let Some(near) = nearest.get(place) {
                row.unit.set(near.unit);
                // The space separates the two numbers for a screen reader.
                row.number.show(&format!("unit {} ", near.unit));
                row.cosine.show(&fixed(near.cosine, 2));
            }
        }
    }
}

impl NearRow {
    fn new(dom: &Dom, mailbox: &Mailbox) -> Built<Self> {
        let place = dom.make_text("li", "", "")?;
        let button = dom.make_text("button", "", "")?;
        dom::set(&button, "type", "button");
        let unit = Rc::new(Cell::new(0));
        let (mailbox, chosen) = (mailbox.clone(), unit.clone());
        dom::on(&button, "click", move |_: Event| mailbox.send(Message::OpenUnit(chosen.get())));
        let (number, cosine) = (dom.make_text("span", "", "")?, dom.make_text("small", "", "")?);
        dom::append(&button, &[&number, &cosine]);
        dom::append(&place, &[&button]);
        Ok(Self { place, unit, number: TextElement::new(number), cosine: TextElement::new(cosine) })
    }
}

/// The histogram of the selected unit.
pub fn figure(state: &State) -> Option<UnitActivationsFigure<'_>> {
    let report = state.unit_report()?;
    Some(UnitActivationsFigure { unit: report.unit, histogram: &report.statistics.histogram, hovered: None })
}

/// Describes the samples and the model that the description is about.
fn caption(report: &UnitReport, state: &State) -> String {
    let of = state.run.shown().map_or(0, |shown| shown.start.test_samples);
    let samples = if report.samples < of {
        format!("on the first {} of {} test samples", fixed(report.samples.into(), 0), fixed(of.into(), 0))
    } else {
        format!("on all {} test samples", fixed(of.into(), 0))
    };
    format!("{samples}, after epoch {}", report.epoch)
}

/// One of the shown samples for a list.
fn item<'a>(report: &'a UnitReport, place: usize, state: &State) -> Item<'a> {
    let shown = report.shown[place];
    let features = report.features.len() / report.shown.len();
    let caption = state.sample_title(shown.sample);
    let is_named = !state.sample_name(shown.sample).is_empty();
    let (title, rest) = caption.split_once(": ").unwrap_or((&caption, ""));
    let class = state.classes().get(shown.label as usize);
    let note = class.filter(|_| !is_named).map_or_else(|| rest.to_owned(), |class| format!("class {class}"));
    Item {
        sample: shown.sample,
        title: title.to_owned(),
        note,
        activation: shown.activation,
        features: &report.features[place * features..][..features],
        is_text: is_named && state.view() == View::Table,
        is_selected: state.sample == shown.sample,
    }
}

/// Lets the arrow keys move through the units, where nothing else uses them.
fn listen(panel: &Element, mailbox: &Mailbox) {
    let mailbox = mailbox.clone();
    dom::on(panel, "keydown", move |event: KeyboardEvent| {
        let by = match event.key().as_str() {
            "ArrowLeft" => -1,
            "ArrowRight" => 1,
            _ => return,
        };
        if !event.default_prevented() && super::app::is_plain(&event, "canvas, summary") {
            event.prevent_default();
            mailbox.send(Message::StepUnit(by));
        }
    });
}
