//! The dialog that shows the content of a file and lets the user choose how to read it.

use web_sys::{Element, Event, HtmlDialogElement, HtmlElement, HtmlInputElement, HtmlSelectElement};

use super::dom::{self, Built, Dom, TextElement};
use super::folded;
use super::mailbox::Mailbox;
use super::message::{ImportMessage, Message};
use crate::app::Values;
use crate::experiment::Key;
use crate::files::Columns;
use crate::parameter::{Kind, Value};
use crate::protocol::{Learned, Preview, PreviewColumn, PreviewRole, PreviewRow};
use crate::view::View;

/// The dialog, empty while it is closed.
#[derive(Debug)]
pub struct Dialog {
    dom: Dom,
    dialog: HtmlDialogElement,
    title: TextElement,
    summary: TextElement,
    notes: HtmlElement,
    problem: TextElement,
    lines: HtmlElement,
    layout: HtmlElement,
    part: HtmlSelectElement,
    parts: HtmlElement,
    /// The table that is taken where none is chosen.
    usual_part: String,
    table: HtmlElement,
    rows: Element,
    more: TextElement,
    options: HtmlElement,
    separator: HtmlSelectElement,
    skip: HtmlInputElement,
    header: HtmlSelectElement,
    label: HtmlSelectElement,
    names: HtmlSelectElement,
    transpose: HtmlInputElement,
    code: HtmlInputElement,
    categories: HtmlSelectElement,
    /// The choice of what becomes of words.
    words: HtmlElement,
    cut: HtmlInputElement,
    missing: HtmlSelectElement,
    every: HtmlInputElement,
    view: HtmlSelectElement,
    size: HtmlElement,
    width: HtmlInputElement,
    height: HtmlInputElement,
    train: TextElement,
    columns: Vec<ColumnRow>,
    /// Columns that are left out and not shown.
    unseen: Vec<String>,
}

/// A column of the table.
#[derive(Debug)]
struct ColumnRow {
    name: String,
    learned: Learned,
    /// True if the suggestion or the link excludes it.
    is_left_out: bool,
    learn: HtmlInputElement,
}

impl ColumnRow {
    /// Returns whether it can be a feature when text columns are converted as `categories` says.
    fn can_be_learned(&self, categories: &str) -> bool {
        match self.learned {
            Learned::Always => true,
            Learned::WithNumbers => categories != "none",
            Learned::WithCategories => categories == "onehot",
            Learned::Never => false,
        }
    }
}

impl Dialog {
    pub fn new(dom: &Dom, mailbox: &Mailbox) -> Built<Self> {
        let text = |id| Ok::<_, wasm_bindgen::JsValue>(TextElement::new(dom.get::<Element>(id)?));
        let dialog: HtmlDialogElement = dom.get("own")?;
        let closer = dialog.clone();
        let cancel: Element = dom.get("own-cancel")?;
        dom::on(&cancel, "click", move |_: Event| closer.close());
        let send = |id: &str, event, deed| {
            mailbox.send_on(&dom.get::<Element>(id)?, event, Message::FileImport(deed));
            Ok::<_, wasm_bindgen::JsValue>(())
        };
        send("own", "close", ImportMessage::Leave)?;
        send("own-train", "click", ImportMessage::Train)?;
        for id in ["own-label", "own-names", "own-view", "own-categories"] {
            send(id, "change", ImportMessage::Arrange)?;
        }
        for id in ["own-part", "own-separator", "own-skip", "own-header", "own-transpose", "own-code"] {
            send(id, "change", ImportMessage::Layout)?;
        }
        send("own-all", "click", ImportMessage::Learn(true))?;
        send("own-nothing", "click", ImportMessage::Learn(false))?;
        Ok(Self {
            dom: dom.clone(),
            dialog,
            title: text("own-title")?,
            summary: text("own-summary")?,
            notes: dom.get("own-notes")?,
            problem: text("own-problem")?,
            lines: dom.get("own-lines")?,
            layout: dom.get("own-layout")?,
            part: dom.get("own-part")?,
            parts: dom.get("own-parts")?,
            usual_part: String::new(),
            table: dom.get("own-table")?,
            rows: dom.get("own-columns")?,
            more: text("own-more")?,
            options: dom.get("own-options")?,
            separator: dom.get("own-separator")?,
            skip: dom.get("own-skip")?,
            header: dom.get("own-header")?,
            label: dom.get("own-label")?,
            names: dom.get("own-names")?,
            transpose: dom.get("own-transpose")?,
            code: dom.get("own-code")?,
            categories: dom.get("own-categories")?,
            words: dom.get("own-words")?,
            cut: dom.get("own-cut")?,
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
    pub fn show(&mut self, preview: &Preview, values: &[(Key, String)]) -> Built<()> {
        let is_picture = preview.columns.is_empty();
        self.title.show(&preview.name);
        self.summary.show(&preview.summary);
        self.train.show(if is_picture { "Train on its patches" } else { "Train on it" });
        self.problem.show("");
        folded::fill(&self.dom, &self.notes, &preview.notes)?;
        self.table.set_hidden(is_picture);
        self.options.set_hidden(is_picture);
        self.more.show(&match preview.more {
            0 => String::new(),
            more => format!("{more} more columns in between are not shown; those of numbers are learned."),
        });
        self.fill_lines(&preview.rows)?;
        let value = |wanted: Key| {
            let said = values.iter().chain(&preview.values).find(|(key, _)| *key == wanted);
            said.map_or("", |(_, value)| value.as_str())
        };
        let or = |text: &'static str, key| Some(value(key)).filter(|text| !text.is_empty()).unwrap_or(text);
        let Columns(left_out) = Columns::parse(value(Key::leave_out), &Kind::Text).unwrap_or_default();
        self.fill_columns(preview, left_out)?;
        self.fill_parts(preview, value(Key::part))?;
        let has_words = |column: &PreviewColumn| !matches!(column.learned, Learned::Always | Learned::Never);
        self.words.set_hidden(!preview.columns.iter().any(has_words));
        self.separator.set_value(or("auto", Key::separator));
        self.skip.set_value(or("auto", Key::skip));
        self.header.set_value(or("auto", Key::header));
        let column = |key: Key| {
            let is_shown = |name: &&str| preview.columns.iter().any(|column| column.name == *name);
            Some(value(key)).filter(is_shown).unwrap_or_default()
        };
        self.label.set_value(column(Key::label));
        self.names.set_value(column(Key::names));
        self.transpose.set_checked(value(Key::transpose) == "true");
        self.code.set_value(value(Key::missing_code));
        self.categories.set_value(or("none", Key::categories));
        self.cut.set_value(or("0", Key::cut));
        self.missing.set_value(or("drop", Key::missing));
        self.every.set_value(or("1", Key::every));
        self.show_view(or("table", Key::view), preview);
        self.arrange();
        for column in &self.columns {
            column.learn.set_checked(!column.is_left_out && !column.learn.disabled());
        }
        if self.is_open() { Ok(()) } else { self.dialog.show_modal() }
    }

    /// Lists the tables of a file that contains several; `asked` is the requested one, if any.
    fn fill_parts(&mut self, preview: &Preview, asked: &str) -> Built<()> {
        self.parts.set_hidden(preview.parts.is_empty());
        self.part.set_text_content(None);
        for part in &preview.parts {
            self.dom.add_option(&self.part, part, part)?;
        }
        self.part.set_value(&preview.part);
        if asked.is_empty() {
            self.usual_part.clone_from(&preview.part);
        }
        Ok(())
    }

    /// The table that was chosen; none where it is the usual one.
    fn part(&self) -> String {
        Some(self.part.value()).filter(|part| *part != self.usual_part).unwrap_or_default()
    }

    /// Shows the first rows of a text, unprocessed.
    fn fill_lines(&self, rows: &[PreviewRow]) -> Built<()> {
        self.lines.set_text_content(None);
        self.layout.set_hidden(rows.is_empty());
        for row in rows {
            let role = match row.role {
                PreviewRole::Skipped => "skipped",
                PreviewRole::Header => "header",
                PreviewRole::Data => "",
            };
            let line: HtmlElement = self.dom.make("tr", role)?;
            let number = self.dom.make_text("th", "", &row.number.to_string())?;
            dom::set(&number, "scope", "row");
            dom::append(&line, &[&number, &self.dom.make_text("td", "", role)?]);
            for cell in &row.cells {
                dom::append(&line, &[&self.dom.make_text("td", "", cell)?]);
            }
            dom::append(&self.lines, &[&line]);
        }
        Ok(())
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

    fn fill_columns(&mut self, preview: &Preview, left_out: Vec<String>) -> Built<()> {
        self.rows.set_text_content(None);
        self.label.set_text_content(None);
        self.names.set_text_content(None);
        self.dom.add_option(&self.label, "", "none")?;
        self.dom.add_option(&self.names, "", "none")?;
        self.columns.clear();
        for column in &preview.columns {
            self.dom.add_option(&self.label, &column.name, &column.name)?;
            self.dom.add_option(&self.names, &column.name, &column.name)?;
            let learn: HtmlInputElement = self.dom.make("input", "flag")?;
            learn.set_type("checkbox");
            dom::set(&learn, "aria-label", &format!("Learn {}", column.name));
            dom::append(&self.rows, &[&self.row(column, &learn)?]);
            let is_left_out = left_out.contains(&column.name);
            self.columns.push(ColumnRow {
                name: column.name.clone(),
                learned: column.learned,
                is_left_out,
                learn,
            });
        }
        let is_shown = |name: &String| preview.columns.iter().any(|column| column.name == *name);
        self.unseen = left_out;
        // Columns of another file that do not exist here are forgotten.
        self.unseen.retain(|name| preview.more > 0 && !is_shown(name));
        Ok(())
    }

    fn row(&self, column: &PreviewColumn, learn: &HtmlInputElement) -> Built<HtmlElement> {
        let row: HtmlElement = self.dom.make("tr", "")?;
        let first: HtmlElement = self.dom.make("td", "")?;
        dom::append(&first, &[learn]);
        let name = self.dom.make_text("th", "", &column.name)?;
        dom::set(&name, "scope", "row");
        let distinct = column.distinct.map_or_else(|| "over 100".to_owned(), |distinct| distinct.to_string());
        let cell = |class: &str, text: &str| self.dom.make_text("td", class, text);
        dom::append(
            &row,
            &[
                &first,
                &name,
                &cell("", &column.holds)?,
                &cell("count", &column.missing.to_string())?,
                &cell("count", &distinct)?,
                &cell("examples", &column.examples.join(", "))?,
            ],
        );
        Ok(row)
    }

    /// Labels and names are not learned, nor are words that become no numbers; only pictures have a size.
    pub fn arrange(&self) {
        let (roles, categories) = (self.roles(), self.categories.value());
        for column in &self.columns {
            let can_be = column.can_be_learned(&categories) && !roles.contains(&column.name);
            let could_be = !column.learn.disabled();
            column.learn.set_disabled(!can_be);
            // A column that has become usable is included.
            if can_be != could_be {
                column.learn.set_checked(can_be && !column.is_left_out);
            }
            let needs = match column.learned {
                _ if can_be || roles.contains(&column.name) => "",
                Learned::WithNumbers => "Choose “as numbers” for words to learn it.",
                Learned::WithCategories => "Choose “as categories” for words to learn it.",
                _ => "It holds no numbers.",
            };
            column.learn.set_title(needs);
        }
        self.size.set_hidden(self.view.value() != "picture");
    }

    /// The columns of the labels and of the rows' names.
    fn roles(&self) -> [String; 2] {
        [self.label.value(), self.names.value()]
    }

    /// Checks all columns that can be learned, or none.
    pub fn learn(&self, all: bool) {
        for column in &self.columns {
            column.learn.set_checked(all && !column.learn.disabled());
        }
    }

    /// Returns the user's choices.
    pub fn values(&self) -> Values {
        let (roles, categories) = (self.roles(), self.categories.value());
        // For columns that cannot be used, the suggestion stays.
        let is_out = |column: &&ColumnRow| {
            let is_open = column.can_be_learned(&categories) && !roles.contains(&column.name);
            if is_open { !column.learn.checked() } else { column.is_left_out }
        };
        let left_out = self.columns.iter().filter(is_out).map(|column| &column.name);
        let left_out = Columns(left_out.chain(&self.unseen).cloned().collect());
        let view = match self.view.value().as_str() {
            "picture" => format!("{}x{}", self.width.value().trim(), self.height.value().trim()),
            view => view.to_owned(),
        };
        let values = [
            (Key::part, self.part()),
            (Key::separator, self.separator.value()),
            (Key::skip, self.skip.value().trim().to_owned()),
            (Key::header, self.header.value()),
            (Key::transpose, self.transpose.checked().to_string()),
            (Key::label, self.label.value()),
            (Key::names, self.names.value()),
            (Key::leave_out, left_out.text()),
            (Key::categories, categories.clone()),
            (Key::missing_code, self.code.value().trim().to_owned()),
            (Key::cut, self.cut.value()),
            (Key::missing, self.missing.value()),
            (Key::every, self.every.value()),
            (Key::view, view),
        ];
        values.into()
    }

    /// Explains the problem with the choices. If there are too many rows, every n-th would fit.
    pub fn refuse(&mut self, message: &str, every: Option<u32>) {
        if let Some(every) = every {
            self.every.set_value(&every.to_string());
            self.problem.show(&format!("{message}. One in {every} is chosen now."));
        } else {
            self.problem.show(message);
        }
    }
}
