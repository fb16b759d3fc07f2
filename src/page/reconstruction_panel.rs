//! The figure of one test sample, and the choice of it.

use web_sys::{Element, Event, HtmlInputElement};

use super::canvas::Canvas;
use super::dom::{self, Built, Dom, TextElement};
use super::mailbox::Mailbox;
use super::message::{FigureId, FigureInput, Message, Pick};
use super::panel::{Panel, arrow};
use super::state::State;
use super::tooltip::TooltipContent;
use crate::figure::{
    Figure, Palette, PictureFigure, PictureGeometry, ReconstructionFigure, ReconstructionGeometry,
};
use crate::view::View;

/// The figure of one test sample on the page.
#[derive(Debug)]
pub struct ReconstructionPanel {
    pub panel: Panel,
    /// The images, one pixel per feature, if the sample is one.
    image: Canvas,
    geometry: Option<Geometry>,
    hovered: Option<u32>,
    /// Run and sample, and how far their axis reached: while they stay, it does not shrink.
    reach: ((u32, u32), f64),
    previous: Element,
    next: Element,
    number: HtmlInputElement,
    samples: TextElement,
    name: TextElement,
    name_place: Element,
    /// Sample and samples that the choice shows, and of which run.
    chosen: Option<(u32, u32, u32)>,
}

/// The positions of a drawn sample's features.
#[derive(Debug)]
pub enum Geometry {
    Curve(ReconstructionGeometry),
    Picture(PictureGeometry),
}

impl Geometry {
    fn feature_at(&self, x: f64, y: f64) -> Option<u32> {
        match self {
            Self::Curve(geometry) => geometry.feature_at(x, y),
            Self::Picture(geometry) => geometry.feature_at(x, y),
        }
    }

    /// Returns the horizontal position of a feature.
    fn x_of(&self, feature: u32) -> f64 {
        match self {
            Self::Curve(geometry) => geometry.x_of(feature),
            Self::Picture(geometry) => geometry.middle_of(feature).0,
        }
    }
}

impl ReconstructionPanel {
    pub fn new(dom: &Dom, mailbox: &Mailbox) -> Built<Self> {
        let (previous, next) = (dom.get::<Element>("previous-sample")?, dom.get::<Element>("next-sample")?);
        mailbox.send_on(&previous, "click", Message::Pick(Pick::Previous));
        mailbox.send_on(&next, "click", Message::Pick(Pick::Next));
        let number: HtmlInputElement = dom.get("sample")?;
        let (sender, typed) = (mailbox.clone(), number.clone());
        dom::on(&number, "change", move |_: Event| {
            sender.send(Message::Pick(Pick::Number(typed.value_as_number() as u32)));
        });
        Ok(Self {
            panel: Panel::new(dom, mailbox, FigureId::Reconstruction)?,
            image: Canvas::detached(dom, (1, 1), 1.0)?,
            geometry: None,
            hovered: None,
            reach: ((0, 0), 0.0),
            previous,
            next,
            number,
            samples: TextElement::new(dom.get::<Element>("samples")?),
            name: TextElement::new(dom.get::<Element>("sample-name")?),
            name_place: dom.get("sample-name")?,
            chosen: None,
        })
    }

    /// Gives the sample that is chosen.
    pub fn input(&mut self, input: FigureInput, state: &State) -> Option<u32> {
        let features = state.run.shown().map_or(0, |shown| shown.frame.numbers.original.len()) as u32;
        match input {
            FigureInput::PointerMove(x, y) => {
                self.panel.pointer_y = y;
                self.hovered = self.geometry.as_ref().and_then(|geometry| geometry.feature_at(x, y));
            }
            FigureInput::Step(0, down) => return Some(state.sample.saturating_add_signed(down)),
            FigureInput::Step(right, _) if features > 0 => {
                self.hovered = Some(arrow(self.hovered, right, 0, features - 1));
                self.panel.announce();
            }
            FigureInput::Leave => self.hovered = None,
            FigureInput::Step(..) | FigureInput::Select => {}
        }
        None
    }

    /// Shows the number of the sample again, whatever was typed.
    pub fn rewrite(&mut self) {
        self.chosen = None;
    }

    pub fn show(&mut self, state: &State, palette: &Palette, now: f64) {
        self.show_choice(state);
        if self.panel.advance_to(state.revision) {
            let figure = self.figure(state, self.hovered);
            let on = (&self.panel.canvas, &mut self.image);
            let Some(geometry) = draw(on, &figure, view(state), palette) else { return };
            let feature = self.hovered.and_then(|feature| figure.reading(feature));
            let reading =
                feature.map(|reading| TooltipContent::new(title(state, reading.feature), &reading.rows));
            let x = self.hovered.map_or(0.0, |feature| geometry.x_of(feature));
            let reach = if let Geometry::Curve(curve) = &geometry { curve.reach } else { 0.0 };
            self.reach = (shown_sample(state), reach);
            self.geometry = Some(geometry);
            self.panel.read(reading, x);
        }
        let summary =
            if self.panel.summary_is_current() { String::new() } else { self.figure(state, None).summary() };
        self.panel.summarise(now, || summary);
    }

    fn show_choice(&mut self, state: &State) {
        let (run, samples) =
            state.run.shown().map_or((0, 0), |shown| (shown.start.run, shown.start.test_samples));
        let sample = state.shown_sample();
        if self.chosen == Some((sample, samples, run)) {
            return;
        }
        self.chosen = Some((sample, samples, run));
        let last = samples.saturating_sub(1);
        self.number.set_value(&sample.to_string());
        self.number.set_max(&last.to_string());
        self.samples.show(&samples.to_string());
        let name = state.sample_name(sample);
        self.name.show(name);
        dom::set(&self.name_place, "title", name);
        dom::set_flag(&self.previous, "disabled", sample == 0);
        dom::set_flag(&self.next, "disabled", sample >= last);
    }

    /// The figure as it is saved.
    pub fn saved<T>(
        &self,
        state: &State,
        save: impl FnOnce(&ReconstructionFigure, Option<&PictureFigure>) -> T,
    ) -> T {
        let figure = self.figure(state, None);
        match view(state) {
            View::Image { width, height } => {
                save(&figure, Some(&PictureFigure { sample: figure, width, height }))
            }
            View::Table | View::Series => save(&figure, None),
        }
    }

    fn figure<'a>(&self, state: &'a State, hovered: Option<u32>) -> ReconstructionFigure<'a> {
        let reach = if self.reach.0 == shown_sample(state) { self.reach.1 } else { 0.0 };
        ReconstructionFigure { reach, hovered, ..figure(state) }
    }
}

/// The figure of the sample of the last frame.
pub fn figure(state: &State) -> ReconstructionFigure<'_> {
    let names = state.run.shown().map_or(&[][..], |shown| &shown.start.features);
    let (axes, first) = (state.seen().axes(), View::first_number(names));
    let name = state.run.shown().map_or("", |shown| state.sample_name(shown.frame.sample));
    let (sample, [original, noisy, reconstruction]) =
        state.run.shown().map_or_else(Default::default, |shown| {
            let numbers = &shown.frame.numbers;
            (shown.frame.sample, [&numbers.original[..], &numbers.noisy, &numbers.reconstruction])
        });
    ReconstructionFigure {
        sample,
        name,
        original,
        noisy,
        reconstruction,
        reach: 0.0,
        hovered: None,
        axes,
        first,
    }
}

/// Draws it on a canvas, with images copied from one with a pixel per feature. On an error the canvas stays
/// unchanged.
pub fn draw(
    (canvas, image): (&Canvas, &mut Canvas),
    figure: &ReconstructionFigure,
    view: View,
    palette: &Palette,
) -> Option<Geometry> {
    let sheet = canvas.sheet()?;
    let View::Image { width, height } = view else {
        return figure.draw(&sheet, palette).ok().map(Geometry::Curve);
    };
    let picture = PictureFigure { sample: *figure, width, height };
    let (wide, high) = canvas.size();
    if let Some(atlas) = picture.atlas() {
        image.put(&atlas.rgba, (atlas.width, atlas.height));
        canvas.stamp(image, picture.geometry((wide.into(), high.into())).image);
    }
    // Stamping has scaled the canvas otherwise.
    picture.draw_frame(&canvas.overlay()?, palette).ok().map(Geometry::Picture)
}

/// The run and the sample that are shown.
fn shown_sample(state: &State) -> (u32, u32) {
    state.run.shown().map_or((0, 0), |shown| (shown.frame.run, shown.frame.sample))
}

/// Returns how the displayed samples are shown.
pub fn view(state: &State) -> View {
    state.view()
}

/// Returns a feature's name.
pub fn title(state: &State, feature: u32) -> String {
    state.title(feature)
}
