//! A list of sentences of which the first are shown and the others can be unfolded.

use web_sys::{Element, HtmlElement};

use super::dom::{self, Built, Dom};
use crate::app::unfolded;

/// Fills a place with a list. Sentences beyond the first ones are in a part that can be unfolded.
pub fn fill(dom: &Dom, place: &HtmlElement, sentences: &[String]) -> Built<()> {
    let (shown, folded) = sentences.split_at(unfolded(sentences.len()));
    place.set_text_content(None);
    if shown.is_empty() {
        return Ok(());
    }
    dom::append(place, &[&list(dom, shown)?]);
    if folded.is_empty() {
        return Ok(());
    }
    let more: Element = dom.make("details", "more")?;
    let summary = dom.make_text("summary", "", &format!("{} more", folded.len()))?;
    dom::append(&more, &[&summary, &list(dom, folded)?]);
    dom::append(place, &[&more]);
    Ok(())
}

fn list(dom: &Dom, sentences: &[String]) -> Built<Element> {
    let list: Element = dom.make("ul", "")?;
    for sentence in sentences {
        dom::append(&list, &[&dom.make_text("li", "", sentence)?]);
    }
    Ok(list)
}
