//! The controls, from the parameter table.

use web_sys::{Element, Event, HtmlDetailsElement, HtmlElement};

use super::control::Control;
use super::dom::{self, Built, Dom, TextElement};
use super::mailbox::Mailbox;
use super::state::State;
use super::viewport;
use crate::app::Offer;
use crate::data::READING;
use crate::experiment::{Adjustment, Experiment, Group, Key, PARAMETERS, Parameter};

/// On a narrow screen these are above the figures.
const FIRST: [Key; 2] = [Key::hidden_dim, Key::sparsity_factor];

/// Reading parameters are set when a file is opened.
const WITHOUT: [Key; 2] = [Key::file, Key::content];

/// The rows of the table that have a control.
fn rows() -> impl Iterator<Item = &'static Parameter> {
    PARAMETERS
        .iter()
        .filter(|row| row.key == Key::view || !(WITHOUT.contains(&row.key) || READING.contains(&row.key)))
}

/// All controls.
#[derive(Debug)]
pub struct Controls {
    controls: Vec<Control>,
    more: TextElement,
    /// A row of [`FIRST`], and the place that it leaves.
    first: Vec<(HtmlElement, Element)>,
    first_place: Element,
    panel: Element,
    main: Element,
    /// Tabs and guide.
    top: Element,
    /// The state that all controls show; `None` if they must be updated.
    shown: Option<ControlsState>,
}

/// The state that the controls depend on.
#[derive(Debug)]
struct ControlsState {
    experiment: Experiment,
    /// The epoch whose values are in force, where they change in the course of the run.
    reached: Option<u32>,
    pending: Vec<(&'static Parameter, String)>,
    moved: Vec<&'static Parameter>,
    rejected: Option<(&'static Parameter, String)>,
    adjustments: Vec<Adjustment>,
    offer: Option<Offer>,
    classes: Vec<String>,
}

impl ControlsState {
    fn of(state: &State) -> Self {
        Self {
            experiment: state.experiment.clone(),
            reached: reached(state),
            pending: state.pending.clone(),
            moved: state.moved.clone(),
            rejected: state.rejected.clone(),
            adjustments: state.adjustments.clone(),
            offer: offer(state),
            classes: state.classes().to_vec(),
        }
    }

    /// Returns whether it is still up to date.
    fn holds(&self, state: &State) -> bool {
        self.pending == state.pending
            && self.moved == state.moved
            && self.rejected == state.rejected
            && self.adjustments == state.adjustments
            && self.classes == state.classes()
            && self.reached == reached(state)
            && self.offer == offer(state)
            && self.experiment == state.experiment
    }
}

fn reached(state: &State) -> Option<u32> {
    let changes = !state.experiment.changes().is_empty();
    changes.then(|| if state.run.is_superseded() { 0 } else { state.run.reached() })
}

/// Returns the choices next to the deferred value.
fn offer(state: &State) -> Option<Offer> {
    let (parameter, _) = state.pending.last()?;
    state.offer(parameter)
}

impl Controls {
    pub async fn build(dom: &Dom, mailbox: &Mailbox) -> Built<Self> {
        let panel: Element = dom.get("controls")?;
        let mut controls = Vec::with_capacity(PARAMETERS.len());
        for essential in [true, false] {
            viewport::next_task(dom).await?;
            let place = if essential { panel.clone() } else { dom.get("more-controls")? };
            for group in Group::ALL {
                let rows = rows().filter(|row| row.group == group && row.essential == essential);
                let built: Vec<_> = rows.map(|row| Control::new(dom, mailbox, row)).collect::<Built<_>>()?;
                if built.is_empty() {
                    continue;
                }
                let section: HtmlDetailsElement = dom.make("details", "group")?;
                section.set_open(true);
                let summary: Element = dom.make("summary", "")?;
                dom::append(&summary, &[&dom.make_text("h3", "", group.title())?]);
                dom::append(&section, &[&summary]);
                remember(dom, &section, &format!("{} {essential}", group.title()));
                for control in &built {
                    dom::append(&section, &[&control.row]);
                }
                dom::append(&place, &[&section]);
                controls.extend(built);
            }
        }
        if let Some(data) = controls.iter().find(|control| control.parameter.key == Key::data) {
            let (choose, own): (Element, Element) = (dom.get("choose-data")?, dom.get("your-data")?);
            dom::append(&data.row, &[&choose, &own]);
        }
        let details: HtmlDetailsElement = dom.get("more")?;
        remember(dom, &details, "More");
        dom::append(&panel, &[&details]);
        let mut first = Vec::new();
        for control in controls.iter().filter(|control| FIRST.contains(&control.parameter.key)) {
            let place: Element = dom.make("div", "place")?;
            control.row.before_with_node_1(&place)?;
            first.push((control.row.clone(), place));
        }
        Ok(Self {
            controls,
            more: TextElement::new(dom.get::<Element>("more-count")?),
            first,
            first_place: dom.get("first-controls")?,
            panel,
            main: dom.get("main")?,
            top: dom.get("top")?,
            shown: None,
        })
    }

    /// Shows a parameter's current value again, whatever its control contains.
    pub fn rewrite(&mut self, parameter: &Parameter) {
        let control = self.controls.iter_mut().find(|control| control.parameter == parameter);
        control.into_iter().for_each(Control::rewrite);
        self.shown = None;
    }

    /// On a narrow screen the first controls are above the figures and the others below. The document has
    /// them in the order in which they are seen.
    pub fn arrange(&self, narrow: bool) {
        for (row, place) in &self.first {
            if narrow {
                dom::append(&self.first_place, &[row]);
            } else {
                place.after_with_node_1(row).ok();
            }
        }
        if narrow {
            dom::append(&self.main, &[&self.panel]);
        } else {
            self.top.after_with_node_1(&self.panel).ok();
        }
    }

    pub fn show(&mut self, state: &State) {
        if self.shown.as_ref().is_some_and(|shown| shown.holds(state)) {
            return;
        }
        self.shown = Some(ControlsState::of(state));
        for control in &mut self.controls {
            let rejected = state.rejected.as_ref().filter(|(parameter, _)| *parameter == control.parameter);
            control.show(state, rejected.map(|(_, problem)| problem.as_str()));
        }
        let hidden =
            || rows().filter(|parameter| !parameter.essential && parameter.applies(&state.experiment));
        let changed = hidden().filter(|parameter| state.is_changed(parameter)).count();
        let count = hidden().count();
        self.more.show(&match changed {
            0 => format!("{count} parameters"),
            changed => format!("{count} parameters, {changed} changed"),
        });
    }
}

/// Keeps a group folded or open as the user left it, also when the page is opened again.
fn remember(dom: &Dom, group: &HtmlDetailsElement, name: &str) {
    let key = format!("group {name}");
    let stored = dom.storage().and_then(|storage| storage.get_item(&key).ok().flatten());
    if let Some(stored) = stored {
        group.set_open(stored == "open");
    }
    let (dom, toggled) = (dom.clone(), group.clone());
    dom::on(group, "toggle", move |_: Event| {
        if let Some(storage) = dom.storage() {
            // A browser that stores nothing shows all groups again.
            storage.set_item(&key, if toggled.open() { "open" } else { "closed" }).ok();
        }
    });
}
