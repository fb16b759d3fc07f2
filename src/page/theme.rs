//! Light or dark: the system's theme, until the user chooses.

use web_sys::{Element, HtmlElement};

use super::dom::{self, Built, Dom};
use crate::figure::Palette;

const KEY: &str = "theme";
pub const SYSTEM: &str = "(prefers-color-scheme: dark)";

/// The theme and its button.
#[derive(Debug)]
pub struct Theme {
    dom: Dom,
    root: Element,
    button: HtmlElement,
    dark: bool,
    /// True while the page is printed: paper is white.
    prints: bool,
}

impl Theme {
    pub fn new(dom: &Dom) -> Built<Self> {
        let root = dom.document.document_element().ok_or("the document is empty")?;
        let mut theme =
            Self { dom: dom.clone(), root, button: dom.get("theme")?, dark: false, prints: false };
        theme.follow_system();
        Ok(theme)
    }

    /// The other theme, from now on and on later visits.
    pub fn toggle(&mut self) {
        self.apply(!self.dark);
        if let Some(storage) = self.dom.storage() {
            // A browser that keeps nothing forgets it.
            storage.set_item(KEY, if self.dark { "dark" } else { "light" }).ok();
        }
    }

    /// Applies the system's theme, unless the user has chosen one.
    pub fn follow_system(&mut self) {
        let chosen = self.dom.storage().and_then(|storage| storage.get_item(KEY).ok().flatten());
        let dark = match chosen.as_deref() {
            Some("dark") => true,
            Some("light") => false,
            _ => self.dom.matches(SYSTEM),
        };
        self.apply(dark);
    }

    /// The colours of the figures.
    pub fn palette(&self) -> Palette {
        if self.dark && !self.prints { Palette::dark() } else { Palette::light() }
    }

    /// Lays the page out for paper, or for the screen again; true where that is a change.
    pub fn prints(&mut self, on: bool) -> bool {
        let changes = self.prints != on;
        self.prints = on;
        dom::set_flag(&self.root, "data-printing", on);
        changes
    }

    pub fn is_printing(&self) -> bool {
        self.prints
    }

    fn apply(&mut self, dark: bool) {
        self.dark = dark;
        dom::set(&self.root, "data-theme", if dark { "dark" } else { "light" });
        dom::set(&self.button, "aria-pressed", if dark { "true" } else { "false" });
    }
}
