//! One parameter's row: its name, control, value and difference from the default.

use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement, HtmlInputElement, HtmlSelectElement, KeyboardEvent};

use super::classes::Classes;
use super::dom::{self, Built, Dom, TextElement};
use super::mailbox::Mailbox;
use super::meaning::Meaning;
use super::message::Message;
use super::state::State;
use crate::app::{self, Offer};
use crate::experiment::{Consequence, Parameter};
use crate::parameter::{Kind, SliderSteps, decimal, nearest};

/// A row of the controls.
#[derive(Debug)]
pub struct Control {
    pub parameter: &'static Parameter,
    pub row: HtmlElement,
    input: Input,
    /// Explains the chosen value if it is one of several names.
    meaning: Option<Meaning>,
    mark: ChangedValueView,
    /// The choices if the value is deferred.
    offer: Option<OfferRow>,
    problem: HtmlElement,
    /// Says that the value is a default that gave way.
    note: HtmlElement,
    /// The text that the control shows; none when it must be written again.
    shown: Option<String>,
    /// True if the row is hidden; `None` before it was shown.
    hidden: Option<bool>,
    /// The problem with the typed value.
    shown_problem: Option<String>,
    shown_note: Option<String>,
}

/// Shows that a value is not the default, with a button that restores it.
#[derive(Debug)]
struct ChangedValueView {
    place: HtmlElement,
    text: TextElement,
    reset: HtmlElement,
    shown: Option<app::ChangedValue>,
}

/// Two buttons: the run continues, or restarts, with the deferred value.
#[derive(Debug)]
struct OfferRow {
    place: HtmlElement,
    go_on: HtmlElement,
    start_over: HtmlElement,
    shown: Option<Offer>,
}

#[derive(Debug)]
enum Input {
    Number {
        slider: Slider,
        number: HtmlInputElement,
    },
    Flag(HtmlInputElement),
    Text(HtmlInputElement),
    Choice(HtmlSelectElement),
    /// One of the existing classes, or none.
    Class(Classes),
}

#[derive(Debug)]
struct Slider {
    input: HtmlInputElement,
    slider_steps: Vec<f64>,
}

impl Control {
    pub fn new(dom: &Dom, mailbox: &Mailbox, parameter: &'static Parameter) -> Built<Self> {
        let row: HtmlElement = dom.make("div", "row")?;
        dom::set(&row, "data-parameter", parameter.name);
        let mark = ChangedValueView::new(dom, mailbox, parameter)?;
        dom::append(&row, &[&heading(dom, parameter, &mark.place)?]);
        let input = Input::new(dom, mailbox, parameter, &row)?;
        let meaning = Meaning::new(dom, parameter, &row)?;
        let help = dom.make_text("p", "help", &help(parameter))?;
        help.set_id(&format!("{}-help", parameter.name));
        let problem = dom.make_text("p", "row-problem", "")?;
        problem.set_id(&format!("{}-problem", parameter.name));
        problem.set_hidden(true);
        let note: HtmlElement = dom.make("p", "row-note")?;
        note.set_hidden(true);
        dom::append(&row, &[&help, &note, &problem]);
        hide_help_on_escape(&row);
        let offer = if parameter.effect == Consequence::Restart {
            None
        } else {
            Some(OfferRow::new(dom, mailbox, &row)?)
        };
        Ok(Self {
            parameter,
            row,
            input,
            meaning,
            mark,
            offer,
            problem,
            note,
            shown: None,
            hidden: None,
            shown_problem: None,
            shown_note: None,
        })
    }

    /// Shows the current value even if the page knows of no change, because the user may have typed something
    /// else.
    pub fn rewrite(&mut self) {
        self.shown = None;
    }

    /// Shows the value, and what was wrong with another. It writes only what has changed, because it is
    /// called on every frame for every control.
    pub fn show(&mut self, state: &State, problem: Option<&str>) {
        let hidden = !self.parameter.applies(&state.experiment);
        if self.hidden.replace(hidden) != Some(hidden) {
            self.row.set_hidden(hidden);
        }
        let text = state.text(self.parameter);
        if let Input::Class(classes) = &mut self.input
            && classes.offer(state.classes(), &text)
        {
            self.shown = None;
        }
        if self.shown.as_ref() != Some(&text) {
            self.input.show(&text);
            self.meaning.iter_mut().for_each(|meaning| meaning.show(&text));
            self.shown = Some(text);
        }
        self.mark.show(state.mark(self.parameter), self.parameter);
        if let Some(row) = &mut self.offer {
            row.show(state.offer(self.parameter));
        }
        let note = state.adjustment(self.parameter).map(ToString::to_string);
        if self.shown_note != note {
            self.note.set_hidden(note.is_none());
            self.note.set_text_content(note.as_deref());
            self.shown_note = note;
        }
        if self.shown_problem.as_deref() != problem {
            self.problem.set_hidden(problem.is_none());
            self.problem.set_text_content(problem);
            self.input.show_validity(problem.is_none());
            self.shown_problem = problem.map(str::to_owned);
        }
    }
}

impl ChangedValueView {
    fn new(dom: &Dom, mailbox: &Mailbox, parameter: &'static Parameter) -> Built<Self> {
        let place: HtmlElement = dom.make("span", "changed")?;
        place.set_hidden(true);
        let text: HtmlElement = dom.make("span", "")?;
        let reset = dom.make_text("button", "reset", "↺")?;
        dom::set(&reset, "type", "button");
        mailbox.send_on(&reset, "click", Message::Reset(parameter));
        dom::append(&place, &[&text, &reset]);
        Ok(Self { place, text: TextElement::new(text), reset, shown: None })
    }

    fn show(&mut self, mark: Option<app::ChangedValue>, parameter: &Parameter) {
        if self.shown == mark {
            return;
        }
        self.place.set_hidden(mark.is_none());
        if let Some(app::ChangedValue { text, back, value }) = &mark {
            self.text.show(text);
            dom::set(&self.place, "title", value);
            dom::set(&self.reset, "title", &format!("back to {back}"));
            dom::set(&self.reset, "aria-label", &format!("Reset {} to {back}", parameter.label));
        }
        self.shown = mark;
    }
}

impl OfferRow {
    fn new(dom: &Dom, mailbox: &Mailbox, row: &Element) -> Built<Self> {
        let place: HtmlElement = dom.make("div", "offer")?;
        place.set_hidden(true);
        let (go_on, start_over) = (dom.make_text("button", "", "")?, dom.make_text("button", "", "")?);
        for (button, message) in [(&go_on, Message::TrainMore), (&start_over, Message::StartOver)] {
            dom::set(button, "type", "button");
            mailbox.send_on(button, "click", message);
        }
        dom::append(&place, &[&go_on, &start_over]);
        dom::append(row, &[&place]);
        Ok(Self { place, go_on, start_over, shown: None })
    }

    fn show(&mut self, offer: Option<Offer>) {
        if self.shown == offer {
            return;
        }
        self.place.set_hidden(offer.is_none());
        if let Some(Offer { go_on, start_over, values }) = &offer {
            self.go_on.set_hidden(go_on.is_none());
            self.go_on.set_text_content(go_on.as_deref());
            self.start_over.set_text_content(Some(start_over));
            dom::set(&self.start_over, "title", values);
        }
        self.shown = offer;
    }
}

impl Input {
    fn new(dom: &Dom, mailbox: &Mailbox, parameter: &'static Parameter, row: &Element) -> Built<Self> {
        let input = match parameter.kind {
            Kind::Integer { slider_steps: SliderSteps::Classes, .. } => {
                let classes = Classes::new(dom)?;
                dom::append(row, &[&classes.choice]);
                Self::Class(classes)
            }
            Kind::Integer { .. } | Kind::Integers { .. } | Kind::Real { .. } => {
                let number: HtmlInputElement = dom.make("input", "number")?;
                number.set_type("text");
                // A keyboard of digits has no comma.
                let mode = if matches!(parameter.kind, Kind::Integers { .. }) { "text" } else { "decimal" };
                for (name, value) in [("inputmode", mode), ("autocomplete", "off"), ("spellcheck", "false")] {
                    dom::set(&number, name, value);
                }
                let slider = Slider::new(dom, mailbox, parameter)?;
                dom::append(row, &[&slider.input, &number]);
                Self::Number { slider, number }
            }
            Kind::Flag => {
                let flag: HtmlInputElement = dom.make("input", "flag")?;
                flag.set_type("checkbox");
                row.class_list().add_1("row-flag")?;
                dom::append(row, &[&flag]);
                Self::Flag(flag)
            }
            Kind::Text => {
                let text: HtmlInputElement = dom.make("input", "text")?;
                text.set_type("text");
                for (name, value) in [("autocomplete", "off"), ("spellcheck", "false")] {
                    dom::set(&text, name, value);
                }
                dom::append(row, &[&text]);
                Self::Text(text)
            }
            Kind::Choice(names) => {
                let choice: HtmlSelectElement = dom.make("select", "choice")?;
                for name in names {
                    dom.add_option(&choice, name.text, &name.shown())?;
                }
                dom::append(row, &[&choice]);
                Self::Choice(choice)
            }
        };
        let element = input.element();
        element.set_id(parameter.name);
        // No browser fills in what is not in force.
        dom::set(element, "autocomplete", "off");
        dom::set(element, "aria-describedby", &format!("{0}-meaning {0}-help {0}-problem", parameter.name));
        let mailbox = mailbox.clone();
        dom::on(element, "change", move |event: Event| {
            if let Some(text) = text_of(&event) {
                mailbox.send(Message::Move(parameter, text));
            }
        });
        Ok(input)
    }

    fn element(&self) -> &HtmlElement {
        match self {
            Self::Number { number, .. } => number,
            Self::Flag(flag) => flag,
            Self::Text(text) => text,
            Self::Choice(choice) | Self::Class(Classes { choice, .. }) => choice,
        }
    }

    fn show(&self, text: &str) {
        match self {
            Self::Number { slider, number } => {
                number.set_value(text);
                slider.show(text);
            }
            Self::Flag(flag) => flag.set_checked(text == "true"),
            Self::Text(field) => field.set_value(text),
            Self::Choice(choice) | Self::Class(Classes { choice, .. }) => choice.set_value(text),
        }
    }

    fn show_validity(&self, valid: bool) {
        if valid {
            self.element().remove_attribute("aria-invalid").ok();
        } else {
            dom::set(self.element(), "aria-invalid", "true");
        }
    }
}

impl Slider {
    fn new(dom: &Dom, mailbox: &Mailbox, parameter: &'static Parameter) -> Built<Self> {
        let input: HtmlInputElement = dom.make("input", "slider")?;
        let slider_steps = parameter.slider_steps();
        input.set_type("range");
        dom::set(&input, "autocomplete", "off");
        input.set_id(&format!("{}-slider", parameter.name));
        dom::set(&input, "aria-labelledby", &format!("{}-label", parameter.name));
        dom::set(&input, "aria-describedby", &format!("{}-help", parameter.name));
        input.set_min("0");
        input.set_max(&slider_steps.len().saturating_sub(1).to_string());
        mailbox.send_on(&input, "change", Message::Release(parameter));
        let (mailbox, texts) = (mailbox.clone(), slider_steps.iter().map(f64::to_string).collect::<Vec<_>>());
        dom::on(&input, "input", move |event: Event| {
            let text =
                target::<HtmlInputElement>(&event).and_then(|slider| slider.value().parse::<usize>().ok());
            if let Some(text) = text.and_then(|index| texts.get(index)) {
                mailbox.send(Message::Slide(parameter, text.clone()));
            }
        });
        Ok(Self { input, slider_steps })
    }

    fn show(&self, text: &str) {
        // The slider has a list's last number; `none` leaves it where it is.
        let last = text.rsplit(',').next().unwrap_or(text);
        if let Some(value) = decimal::parse(last) {
            self.input.set_value(&nearest(&self.slider_steps, value).to_string());
        }
        dom::set(&self.input, "aria-valuetext", text);
    }
}

/// Returns the label, the parameter name, whether it can change while training, and the note on a changed
/// value.
fn heading(dom: &Dom, parameter: &Parameter, mark: &Element) -> Built<HtmlElement> {
    let heading: HtmlElement = dom.make("div", "name")?;
    let label = dom.make_text("label", "", parameter.label)?;
    label.set_id(&format!("{}-label", parameter.name));
    dom::set(&label, "for", parameter.name);
    dom::append(&heading, &[&label, &dom.make_text("code", "key", parameter.name)?]);
    if parameter.effect == Consequence::Live {
        dom::append(&heading, &[&dom.make_text("span", "live", "while training")?]);
    }
    dom::append(&heading, &[mark]);
    Ok(heading)
}

fn help(parameter: &Parameter) -> String {
    let effect = match parameter.effect {
        Consequence::Restart => "A change restarts the run.",
        Consequence::Live => "A change takes effect from the next epoch on.",
        Consequence::Extend => {
            "A change moves the end of the run; where lr_schedule is not constant, it restarts the run."
        }
    };
    let allowed = match parameter.kind {
        Kind::Text => String::new(),
        _ => format!(" Allowed: {}.", parameter.range()),
    };
    format!("{}{allowed} {effect}", parameter.help)
}

/// Escape hides the row's tooltip until the focus or the pointer comes back.
fn hide_help_on_escape(row: &HtmlElement) {
    let quiet = |row: &HtmlElement, on: bool| {
        let classes = row.class_list();
        if on {
            classes.add_1("quiet").ok()
        } else {
            classes.remove_1("quiet").ok()
        };
    };
    for event in ["focusout", "mouseleave"] {
        let row = row.clone();
        dom::on(&row.clone(), event, move |_: Event| quiet(&row, false));
    }
    let target = row.clone();
    dom::on(row, "keydown", move |event: KeyboardEvent| {
        if event.key() == "Escape" {
            quiet(&target, true);
        }
    });
}

fn text_of(event: &Event) -> Option<String> {
    if let Some(choice) = target::<HtmlSelectElement>(event) {
        return Some(choice.value());
    }
    let input = target::<HtmlInputElement>(event)?;
    Some(if input.type_() == "checkbox" { input.checked().to_string() } else { input.value() })
}

fn target<T: JsCast>(event: &Event) -> Option<T> {
    event.current_target()?.dyn_into().ok()
}
