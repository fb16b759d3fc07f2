//! The choice of one of the classes that there are.

use web_sys::HtmlSelectElement;

use super::dom::{Built, Dom};

/// A list of none and the classes, by number and name.
#[derive(Debug)]
pub struct Classes {
    dom: Dom,
    pub choice: HtmlSelectElement,
    /// The classes it was made of, and the value in force, where that was none of them.
    offered: Option<(Vec<String>, Option<String>)>,
}

impl Classes {
    pub fn new(dom: &Dom) -> Built<Self> {
        Ok(Self { dom: dom.clone(), choice: dom.make("select", "choice")?, offered: None })
    }

    /// Lists these classes, and the current value if it is not among them. Returns true if the list is new.
    pub fn offer(&mut self, classes: &[String], value: &str) -> bool {
        let strange = value.parse().is_ok_and(|class: usize| class >= classes.len());
        let strange = strange.then(|| value.to_owned());
        if self.offered.as_ref().is_some_and(|(there, other)| there == classes && *other == strange) {
            return false;
        }
        self.choice.set_text_content(None);
        self.add("none", "all labels");
        for (class, name) in classes.iter().enumerate() {
            let number = class.to_string();
            let title = if *name == number { number.clone() } else { format!("{number}: {name}") };
            self.add(&number, &title);
        }
        if let Some(value) = &strange {
            self.add(value, value);
        }
        self.offered = Some((classes.to_vec(), strange));
        true
    }

    /// An option that cannot be built is omitted.
    fn add(&self, value: &str, text: &str) {
        self.dom.add_option(&self.choice, value, text).ok();
    }
}
