//! The browser's document, in fewer words.

use wasm_bindgen::convert::FromWasmAbi;
use wasm_bindgen::prelude::*;
use web_sys::{
    Document, Element, EventTarget, HtmlElement, HtmlOptionElement, HtmlSelectElement, Node, Storage, Window,
};

use crate::parameter::decimal;

/// The result of building a part of the page; the error comes from the browser.
pub type Built<T> = Result<T, JsValue>;

/// The window and its document.
#[derive(Debug, Clone)]
pub struct Dom {
    pub window: Window,
    pub document: Document,
}

impl Dom {
    pub fn new() -> Built<Self> {
        let window = web_sys::window().ok_or_else(|| JsError::new("there is no window"))?;
        let document = window.document().ok_or_else(|| JsError::new("there is no document"))?;
        Ok(Self { window, document })
    }

    /// The element of index.html with that id.
    pub fn get<T: JsCast>(&self, id: &str) -> Built<T> {
        let element = self.document.get_element_by_id(id);
        element
            .and_then(|element| element.dyn_into().ok())
            .ok_or_else(|| JsError::new(&format!("index.html has no #{id} of the right kind")).into())
    }

    /// A new element, not yet in the document.
    pub fn make<T: JsCast>(&self, tag: &str, class: &str) -> Built<T> {
        let element = self.document.create_element(tag)?;
        element.set_class_name(class);
        element.dyn_into().map_err(|_| JsError::new(&format!("{tag} is of another kind")).into())
    }

    /// A new element with text in it.
    pub fn make_text(&self, tag: &str, class: &str, text: &str) -> Built<HtmlElement> {
        let element: HtmlElement = self.make(tag, class)?;
        element.set_text_content(Some(text));
        Ok(element)
    }

    /// Adds what can be chosen from a list.
    ///
    /// # Errors
    /// Where the browser makes no element.
    pub fn add_option(&self, choice: &HtmlSelectElement, value: &str, text: &str) -> Built<()> {
        let option: HtmlOptionElement = self.make("option", "")?;
        option.set_value(value);
        option.set_text(text);
        append(choice, &[&option]);
        Ok(())
    }

    /// Returns whether a media query matches.
    pub fn matches(&self, query: &str) -> bool {
        self.window.match_media(query).ok().flatten().is_some_and(|list| list.matches())
    }

    /// Pixels of the screen in a CSS pixel of the page, which is magnified on wide screens.
    pub fn pixel_ratio(&self) -> f64 {
        let style =
            self.document.body().and_then(|body| self.window.get_computed_style(&body).ok().flatten());
        let zoom = style.and_then(|style| decimal::parse(&style.get_property_value("zoom").ok()?));
        self.window.device_pixel_ratio() * zoom.unwrap_or(1.0)
    }

    /// The browser's local storage, if the page may use it; even asking can be refused.
    pub fn storage(&self) -> Option<Storage> {
        self.window.local_storage().ok().flatten()
    }

    /// Milliseconds since the page was opened.
    pub fn now(&self) -> f64 {
        self.window.performance().map_or(0.0, |performance| performance.now())
    }
}

/// Calls `handler` at every such event, as long as the page is open.
pub fn on<E: FromWasmAbi + 'static>(target: &EventTarget, event: &str, handler: impl FnMut(E) + 'static) {
    let handler = Closure::<dyn FnMut(E)>::new(handler).into_js_value();
    // It fails only without a target or a name.
    target.add_event_listener_with_callback(event, handler.unchecked_ref()).ok();
}

pub fn set(element: &Element, name: &str, value: &str) {
    // It fails only for an invalid name.
    element.set_attribute(name, value).ok();
}

/// Sets an attribute without a value, or takes it away.
pub fn set_flag(element: &Element, name: &str, on: bool) {
    element.toggle_attribute_with_force(name, on).ok();
}

/// Sets a style property through the object model, which a strict policy allows.
pub fn style(element: &HtmlElement, property: &str, value: &str) {
    element.style().set_property(property, value).ok();
}

/// Appends elements to another.
pub fn append(parent: &Element, children: &[&dyn AsRef<Node>]) {
    for child in children {
        // It fails only if a child contains its parent.
        parent.append_child(child.as_ref()).ok();
    }
}

/// An element whose text is touched only when it changes, so that drawing costs no layout.
#[derive(Debug)]
pub struct TextElement {
    element: Element,
    shown: Option<String>,
}

impl TextElement {
    pub fn new(element: impl Into<Element>) -> Self {
        Self { element: element.into(), shown: None }
    }

    pub fn show(&mut self, text: &str) {
        if self.shown.as_deref() != Some(text) {
            self.element.set_text_content(Some(text));
            self.shown = Some(text.to_owned());
        }
    }
}
