//! "How good is the learned code?": the head of the section, its tables and the threshold.

use web_sys::{
    Element, Event, HtmlDetailsElement, HtmlElement, HtmlInputElement, HtmlProgressElement,
    ScrollLogicalPosition,
};

use super::dom::{self, Built, Dom, TextElement};
use super::mailbox::Mailbox;
use super::message::Message;
use super::panel::menu;
use super::state::State;
use super::verdicts::{EvaluationTable, anomaly_counts, parts};
use super::viewport;
use crate::evaluation::{CsvTable, Projection, Stage};
use crate::figure::rounded;

/// The head of the section, its tables and the threshold.
#[derive(Debug)]
pub struct EvaluationSection {
    dom: Dom,
    place: Element,
    caption: TextElement,
    evaluate: HtmlElement,
    cancel: HtmlElement,
    save: HtmlDetailsElement,
    stages: Vec<StageRow>,
    verdicts: HtmlElement,
    threshold: HtmlInputElement,
    threshold_value: TextElement,
    confusion: HtmlElement,
    ranks: HtmlInputElement,
    projections: Element,
    /// The controls that choose the kind of maps.
    choices: [(HtmlInputElement, Projection); 2],
    perplexities: HtmlElement,
    perplexity: HtmlInputElement,
    /// The version of the evaluation that is shown.
    shown: Option<u64>,
    /// True if it is brought into view when it is shown next.
    reveals: bool,
}

/// A stage while it is awaited: how far it is, and a button to do without it.
#[derive(Debug)]
struct StageRow {
    stage: Stage,
    row: HtmlElement,
    bar: HtmlProgressElement,
}

impl StageRow {
    fn new(dom: &Dom, mailbox: &Mailbox, stage: Stage, strip: &Element) -> Built<Self> {
        let row = dom.make_text("li", "", stage.name())?;
        let (bar, cancel): (HtmlProgressElement, _) =
            (dom.make("progress", "")?, dom.make_text("button", "", "\u{d7}")?);
        dom::set(&bar, "aria-label", stage.name());
        dom::set(&cancel, "type", "button");
        dom::set(&cancel, "aria-label", &format!("Cancel {}", stage.name()));
        mailbox.send_on(&cancel, "click", Message::CancelStage(stage));
        row.set_hidden(true);
        dom::append(&row, &[&bar, &cancel]);
        dom::append(strip, &[&row]);
        Ok(Self { stage, row, bar })
    }
}

impl EvaluationSection {
    pub fn new(dom: &Dom, mailbox: &Mailbox) -> Built<Self> {
        let (evaluate, cancel) =
            (dom.get::<HtmlElement>("evaluate")?, dom.get::<HtmlElement>("cancel-evaluation")?);
        mailbox.send_on(&evaluate, "click", Message::Evaluate);
        mailbox.send_on(&cancel, "click", Message::CancelEvaluation);
        let save: HtmlDetailsElement = dom.get("evaluation-save")?;
        let items = CsvTable::ALL
            .map(|table| (table.name(), format!("Save {} as CSV", table.name()), Message::SaveTable(table)));
        menu(dom, mailbox, &save, items)?;
        let strip: Element = dom.get("evaluation-stages")?;
        let stages = Stage::ALL.into_iter().map(|stage| StageRow::new(dom, mailbox, stage, &strip));
        let stages = stages.collect::<Built<_>>()?;
        let choices: [(HtmlInputElement, _); 2] =
            [(dom.get("map-pca")?, Projection::Pca), (dom.get("map-tsne")?, Projection::Tsne)];
        for (choice, projection) in &choices {
            mailbox.send_on(choice, "change", Message::Project(*projection));
        }
        let perplexity: HtmlInputElement = dom.get("perplexity")?;
        let (sender, field) = (mailbox.clone(), perplexity.clone());
        dom::on(&perplexity, "change", move |_: Event| sender.send(Message::Perplexity(field.value())));
        let threshold: HtmlInputElement = dom.get("threshold")?;
        let (sender, slider) = (mailbox.clone(), threshold.clone());
        dom::on(&threshold, "input", move |_: Event| {
            let last = slider.max().parse().unwrap_or(0);
            let place = slider.value_as_number() as usize;
            sender.send(Message::Threshold(usize::saturating_sub(last, place)));
        });
        let ranks: HtmlInputElement = dom.get("ranks")?;
        let (sender, slider) = (mailbox.clone(), ranks.clone());
        dom::on(&ranks, "input", move |_: Event| {
            sender.send(Message::Ranks(slider.value_as_number() as usize));
        });
        Ok(Self {
            dom: dom.clone(),
            place: dom.get("evaluation")?,
            caption: TextElement::new(dom.get::<Element>("evaluation-caption")?),
            evaluate,
            cancel,
            save,
            stages,
            verdicts: dom.get("verdicts")?,
            threshold,
            threshold_value: TextElement::new(dom.get::<Element>("threshold-value")?),
            confusion: dom.get("confusion")?,
            ranks,
            projections: dom.get("projections")?,
            choices,
            perplexities: dom.get("perplexities")?,
            perplexity,
            shown: None,
            reveals: false,
        })
    }

    /// Brings the section into view, where the results will appear.
    pub fn reveal(&mut self) {
        self.reveals = true;
    }

    fn scroll_into_view(&self) {
        dom::set_flag(&self.place, "data-revealed", true);
        viewport::scroll_to(&self.dom, &self.place, ScrollLogicalPosition::Start);
    }

    pub fn show(&mut self, state: &State) {
        let evaluation_state = &state.evaluation_state;
        if std::mem::take(&mut self.reveals) {
            self.scroll_into_view();
        }
        let outdated = state.outdated();
        dom::set_flag(&self.place, "data-stale", outdated.is_some());
        self.caption.show(&state.evaluation_caption(outdated));
        if let Some(first) = evaluation_state.awaited.first() {
            let under_way = self.stages.iter().filter(|row| row.stage == *first);
            for row in under_way {
                if evaluation_state.share > 0.0 {
                    row.bar.set_value(evaluation_state.share);
                } else {
                    // Without a value it moves to and fro.
                    row.bar.remove_attribute("value").ok();
                }
            }
        }
        if self.shown == Some(evaluation_state.version) {
            return;
        }
        self.shown = Some(evaluation_state.version);
        let focused = self.dom.document.active_element();
        let waiting = evaluation_state.is_waiting();
        self.evaluate.set_hidden(waiting);
        self.cancel.set_hidden(!waiting);
        for (button, other) in [(&self.evaluate, &self.cancel), (&self.cancel, &self.evaluate)] {
            if button.hidden() && focused.as_ref() == Some(button) {
                // The keyboard would begin at the top of the page again.
                other.focus().ok();
            }
        }
        for StageRow { stage, row, bar } in &self.stages {
            let ends = !evaluation_state.awaited.contains(stage);
            if ends {
                bar.set_value(0.0);
            }
            if ends && !row.hidden() && row.contains(focused.as_deref()) {
                if waiting { &self.cancel } else { &self.evaluate }.focus().ok();
            }
            // Until all is done it keeps its place, so that nothing jumps.
            row.set_hidden(ends && (row.hidden() || !waiting));
            dom::set_flag(row, "data-idle", ends);
        }
        self.save.set_hidden(evaluation_state.fingerprint.is_none());
        dom::set_flag(&self.projections, "disabled", evaluation_state.fingerprint.is_none());
        for (choice, projection) in &self.choices {
            choice.set_checked(*projection == evaluation_state.projection);
        }
        self.perplexities.set_hidden(evaluation_state.projection != Projection::Tsne);
        if focused.as_ref() != Some(&self.perplexity) {
            // The field does not have the focus.
            self.perplexity.set_value(&evaluation_state.perplexity.to_string());
        }
        self.perplexity.set_read_only(evaluation_state.awaited.contains(&Stage::Tsne));
        self.verdicts.set_text_content(None);
        for part in parts(evaluation_state, state) {
            // A part that cannot be built is omitted.
            if let Ok(element) = self.part(&part) {
                dom::append(&self.verdicts, &[&element]);
            }
        }
        self.show_threshold(state);
        self.show_ranks(state);
    }

    fn show_threshold(&mut self, state: &State) {
        let evaluation_state = &state.evaluation_state;
        self.confusion.set_text_content(None);
        let roc = evaluation_state.detector().and_then(|detector| detector.roc.as_ref());
        let (Some(roc), Some(detection)) = (roc, evaluation_state.detections().into_iter().next()) else {
            return;
        };
        // Thresholds are in descending order, the slider in ascending order.
        let last = roc.thresholds.len() - 1;
        self.threshold.set_max(&last.to_string());
        self.threshold.set_value(&(last - evaluation_state.chosen()).to_string());
        let threshold = rounded(detection.threshold);
        self.threshold_value.show(&threshold);
        dom::set(&self.threshold, "aria-valuetext", &format!("an error of {threshold} or more"));
        if let Ok(table) = self.table(&anomaly_counts(&detection.confusion)) {
            dom::append(&self.confusion, &[&table]);
        }
    }

    /// Describes which of the ranked samples are drawn.
    fn show_ranks(&self, state: &State) {
        self.ranks.set_max(&state.evaluation_state.last_rank().to_string());
        let first = state.evaluation_state.first;
        self.ranks.set_value(&first.to_string());
        dom::set(&self.ranks, "aria-valuetext", &(first + 1).to_string());
    }

    fn part(&self, part: &EvaluationTable) -> Built<Element> {
        let element: Element = self.dom.make("section", "verdict")?;
        dom::append(&element, &[&self.dom.make_text("h3", "", part.title)?]);
        dom::append(&element, &[&self.dom.make_text("p", "", &part.sentence)?]);
        if !part.rows.is_empty() {
            dom::append(&element, &[&self.table(part)?]);
        }
        Ok(element)
    }

    fn table(&self, part: &EvaluationTable) -> Built<Element> {
        let table: Element = self.dom.make("table", "")?;
        dom::set(&table, "aria-label", part.title);
        let head: Element = self.dom.make("tr", "")?;
        dom::append(&head, &[&self.dom.make_text("td", "", "")?]);
        for name in &part.head {
            let cell = self.dom.make_text("th", "", name)?;
            dom::set(&cell, "scope", "col");
            dom::append(&head, &[&cell]);
        }
        let top: Element = self.dom.make("thead", "")?;
        dom::append(&top, &[&head]);
        let body: Element = self.dom.make("tbody", "")?;
        for (name, values) in &part.rows {
            let row: Element = self.dom.make("tr", "")?;
            let cell = self.dom.make_text("th", "", name)?;
            dom::set(&cell, "scope", "row");
            dom::append(&row, &[&cell]);
            for value in values {
                dom::append(&row, &[&self.dom.make_text("td", "", value)?]);
            }
            dom::append(&body, &[&row]);
        }
        dom::append(&table, &[&top, &body]);
        Ok(table)
    }
}
