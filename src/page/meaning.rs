//! The explanation of a parameter's chosen value.

use web_sys::{Element, HtmlAnchorElement};

use super::dom::{self, Built, Dom, TextElement};
use crate::experiment::Parameter;
use crate::parameter::{ChoiceInfo, Kind};

/// The sentence under a choice, and a link to the paper where there is one.
#[derive(Debug)]
pub struct Meaning {
    names: &'static [ChoiceInfo],
    sentence: TextElement,
    link: HtmlAnchorElement,
    title: TextElement,
}

impl Meaning {
    /// Adds the explanation to a parameter's row; `None` unless its values are names.
    pub fn new(dom: &Dom, parameter: &Parameter, row: &Element) -> Built<Option<Self>> {
        let Kind::Choice(names) = parameter.kind else { return Ok(None) };
        let place = dom.make_text("p", "meaning", "")?;
        place.set_id(&format!("{}-meaning", parameter.name));
        let sentence = dom.make_text("span", "", "")?;
        let link: HtmlAnchorElement = dom.make("a", "")?;
        // The run continues in this tab.
        link.set_target("_blank");
        link.set_rel("noopener");
        dom::append(&place, &[&sentence, &link]);
        dom::append(row, &[&place]);
        let title = TextElement::new(link.clone());
        Ok(Some(Self { names, sentence: TextElement::new(sentence), link, title }))
    }

    /// Explains this value.
    pub fn show(&mut self, text: &str) {
        let name = self.names.iter().find(|name| name.text == text);
        // The space separates it from the link.
        self.sentence.show(&name.map_or_else(String::new, |name| format!("{} ", name.help)));
        let paper = name.and_then(|name| name.paper);
        self.link.set_hidden(paper.is_none());
        if let Some(paper) = paper {
            self.link.set_href(paper.url);
        }
        self.title.show(paper.map_or("", |paper| paper.title));
    }
}
