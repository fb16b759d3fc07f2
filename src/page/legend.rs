//! The names of a figure's curves, next to its heading.

use web_sys::Element;

use super::dom::{self, Built, Dom};
use crate::figure::{Dash, Stroke};
use crate::training::Curve;

/// A list of curves, each with a short line as it is drawn.
#[derive(Debug)]
pub struct Legend {
    dom: Dom,
    list: Element,
    shown: Vec<Curve>,
}

impl Legend {
    pub fn new(dom: &Dom, id: &str) -> Built<Self> {
        Ok(Self { dom: dom.clone(), list: dom.get(id)?, shown: Vec::new() })
    }

    pub fn show(&mut self, curves: &[Curve]) {
        if self.shown == curves {
            return;
        }
        self.list.set_text_content(None);
        for &curve in curves {
            let Stroke { token, dash, .. } = Stroke::of(curve);
            let class = match dash {
                Dash::Solid => "solid",
                Dash::Dashed => "dashed",
                Dash::Dotted => "dotted",
            };
            // An entry that cannot be built is omitted.
            let Ok(entry) = self.dom.make_text("li", class, curve.name()) else { continue };
            dom::style(&entry, "--curve", &format!("var(--{})", token.name()));
            dom::append(&self.list, &[&entry]);
        }
        self.shown = curves.to_vec();
    }
}
