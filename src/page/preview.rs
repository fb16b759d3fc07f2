//! The dialog in which a viewer sees what a file holds, and says how it is to be read.

use web_sys::{Element, Event, HtmlDialogElement, HtmlElement, HtmlInputElement, HtmlSelectElement};

use super::dom::{self, Built, Dom, Text};
use super::mailbox::Mailbox;
use super::message::{Deed, Message};
use crate::data::{Columns, View};
use crate::experiment::{Kind, Value};
use crate::protocol::{Preview, PreviewColumn};

/// How a file is to be read: rows of the parameter table with their values.
pub type Values = Vec<(String, String)>;

/// The dialog, empty while it is closed.
#[derive(Debug)]
pub struct Dialog {
    dom: Dom,
    dialog: HtmlDialogElement,
    title: Text,
    summary: Text,
    notes: HtmlElement,
    problem: Text,
    table: HtmlElement,
    rows: Element,
    more: Text,
    options: HtmlElement,
    label: HtmlSelectElement,
    missing: HtmlSelectElement,
    every: HtmlInputElement,
    view: HtmlSelectElement,
    size: HtmlElement,
    width: HtmlInputElement,
    height: HtmlInputElement,
    train: Text,
    columns: Vec<Shown>,
    /// Columns that are left out and not shown.
    unseen: Vec<String>,
}

/// A column of the table.
#[derive(Debug)]
struct Shown {
    name: String,
    can_be_learned: bool,
    learn: HtmlInputElement,
}

impl Dialog {
    pub fn new(dom: &Dom, mailbox: &Mailbox) -> Built<Self> {
        let text = |id| Ok::<_, wasm_bindgen::JsValue>(Text::new(dom.get::<Element>(id)?));
        let dialog: HtmlDialogElement = dom.get("own")?;
        let closer = dialog.clone();
        let cancel: Element = dom.get("own-cancel")?;
        dom::on(&cancel, "click", move |_: Event| closer.close());
        let send = |id: &str, event, deed| {
            mailbox.send_on(&dom.get::<Element>(id)?, event, Message::Own(deed));
            Ok::<_, wasm_bindgen::JsValue>(())
        };
        send("own", "close", Deed::Leave)?;
        send("own-train", "click", Deed::Train)?;
        send("own-label", "change", Deed::Arrange)?;
        send("own-view", "change", Deed::Arrange)?;
        Ok(Self {
            dom: dom.clone(),
            dialog,
            title: text("own-title")?,
            summary: text("own-summary")?,
            notes: dom.get("own-notes")?,
            problem: text("own-problem")?,
            table: dom.get("own-table")?,
            rows: dom.get("own-columns")?,
            more: text("own-more")?,
            options: dom.get("own-options")?,
            label: dom.get("own-label")?,
            missing: dom.get("own-missing")?,
            every: dom.get("own-every")?,
            view: dom.get("own-view")?,
            size: dom.get("own-size")?,
            width: dom.get("own-width")?,
            height: dom.get("own-height")?,
            train: text("own-train")?,
            columns: Vec::new(),
            unseen: Vec::new(),
        })
    }

    pub fn is_open(&self) -> bool {
        self.dialog.open()
    }

    pub fn close(&self) {
        self.dialog.close();
    }

    /// Opens with what a file holds, and some values in place of what suggests itself.
    pub fn show(&mut self, preview: &Preview, values: &[(String, String)]) -> Built<()> {
        let is_picture = preview.columns.is_empty();
        self.title.show(&preview.name);
        self.summary.show(&preview.summary);
        self.train.show(if is_picture { "Train on its patches" } else { "Train on it" });
        self.problem.show("");
        self.notes.set_text_content(None);
        for note in &preview.notes {
            dom::append(&self.notes, &[&self.dom.make_text("li", "", note)?]);
        }
        self.table.set_hidden(is_picture);
        self.options.set_hidden(is_picture);
        self.more.show(&match preview.more {
            0 => String::new(),
            more => format!("{more} more columns in between are not shown; those of numbers are learned."),
        });
        let value = |name: &str| values.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
        let left_out = value("leave_out").and_then(|text| Columns::parse(text, &Kind::Text).ok());
        let suggested = preview.columns.iter().filter(|column| column.counts_rows);
        let Columns(left_out) =
            left_out.unwrap_or_else(|| Columns(suggested.map(|column| column.name.clone()).collect()));
        self.fill_columns(&preview.columns, &left_out)?;
        self.label.set_value(value("label").unwrap_or(&preview.label));
        self.missing.set_value(value("missing").unwrap_or("drop"));
        self.every.set_value(value("every").unwrap_or("1"));
        self.show_view(value("view").unwrap_or(&preview.view), preview);
        self.arrange();
        if self.is_open() { Ok(()) } else { self.dialog.show_modal() }
    }

    fn show_view(&self, text: &str, preview: &Preview) {
        let columns = preview.columns.len() + preview.more as usize;
        let side = columns.isqrt().max(1);
        let (kind, (width, height)) = match text.parse().unwrap_or_default() {
            View::Table => ("table", (side, side)),
            View::Series => ("series", (side, side)),
            View::Image { width, height } => ("picture", (width, height)),
        };
        self.view.set_value(kind);
        self.width.set_value(&width.to_string());
        self.height.set_value(&height.to_string());
    }

    fn fill_columns(&mut self, columns: &[PreviewColumn], left_out: &[String]) -> Built<()> {
        self.rows.set_text_content(None);
        self.label.set_text_content(None);
        self.dom.add_option(&self.label, "", "none")?;
        self.columns.clear();
        for column in columns {
            self.dom.add_option(&self.label, &column.name, &column.name)?;
            let can_be_learned = column.is_number && !column.is_label;
            let learn: HtmlInputElement = self.dom.make("input", "flag")?;
            learn.set_type("checkbox");
            learn.set_checked(can_be_learned && !left_out.contains(&column.name));
            dom::set(&learn, "aria-label", &format!("Learn {}", column.name));
            dom::append(&self.rows, &[&self.row(column, &learn)?]);
            self.columns.push(Shown { name: column.name.clone(), can_be_learned, learn });
        }
        let is_shown = |name: &String| columns.iter().any(|column| column.name == *name);
        self.unseen = left_out.iter().filter(|name| !is_shown(name)).cloned().collect();
        Ok(())
    }

    fn row(&self, column: &PreviewColumn, learn: &HtmlInputElement) -> Built<HtmlElement> {
        let row: HtmlElement = self.dom.make("tr", "")?;
        let first: HtmlElement = self.dom.make("td", "")?;
        dom::append(&first, &[learn]);
        let name = self.dom.make_text("th", "", &column.name)?;
        dom::set(&name, "scope", "row");
        let kind = match (column.is_label, column.is_number) {
            (true, _) => "labels",
            (_, true) => "numbers",
            (_, false) => "words",
        };
        let distinct = column.distinct.map_or_else(|| "many".to_owned(), |distinct| distinct.to_string());
        let cell = |class: &str, text: &str| self.dom.make_text("td", class, text);
        dom::append(
            &row,
            &[
                &first,
                &name,
                &cell("", kind)?,
                &cell("count", &column.missing.to_string())?,
                &cell("count", &distinct)?,
                &cell("examples", &column.examples.join(", "))?,
            ],
        );
        Ok(row)
    }

    /// Labels are not learned; only pictures have a size.
    pub fn arrange(&self) {
        let label = self.label.value();
        for Shown { name, can_be_learned, learn } in &self.columns {
            learn.set_disabled(!can_be_learned || *name == label);
        }
        self.size.set_hidden(self.view.value() != "picture");
    }

    /// What the viewer has chosen.
    pub fn values(&self) -> Values {
        let label = self.label.value();
        let is_out =
            |column: &&Shown| column.can_be_learned && column.name != label && !column.learn.checked();
        let left_out = self.columns.iter().filter(is_out).map(|column| &column.name);
        let left_out = Columns(left_out.chain(&self.unseen).cloned().collect());
        let view = match self.view.value().as_str() {
            "picture" => format!("{}x{}", self.width.value().trim(), self.height.value().trim()),
            view => view.to_owned(),
        };
        let values = [
            ("label", label.clone()),
            ("leave_out", left_out.text()),
            ("missing", self.missing.value()),
            ("every", self.every.value()),
            ("view", view),
        ];
        values.into_iter().map(|(name, text)| (name.to_owned(), text)).collect()
    }

    /// Says what is wrong with what was chosen; one row in `every` would do, unless it is 0.
    pub fn refuse(&mut self, message: &str, every: u32) {
        if every > 0 {
            self.every.set_value(&every.to_string());
            self.problem.show(&format!("{message}. One in {every} is chosen now."));
        } else {
            self.problem.show(message);
        }
    }
}
