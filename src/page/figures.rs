//! The figures on the page.

use wasm_bindgen::prelude::*;
use web_sys::Element;

use super::activations_panel::ActivationsPanel;
use super::answer_panel::AnswerPanel;
use super::canvas::{self, Canvas};
use super::density_panel::DensityPanel;
use super::dom::{Built, Dom};
use super::loss_panel::LossPanel;
use super::mailbox::Mailbox;
use super::message::{Format, Gesture, Message, Plate};
use super::reconstruction_panel::ReconstructionPanel;
use super::save;
use super::state::State;
use super::units_panel::UnitsPanel;
use crate::figure::{Figure, Palette, svg};

/// Pixels of a saved image in a CSS pixel.
const PNG_RATIO: f64 = 2.0;

/// Paints a figure on a canvas that is to be saved.
type Paint<'a> = &'a dyn Fn(&Canvas) -> Option<()>;

/// The figures on the page.
#[derive(Debug)]
pub struct Figures {
    dom: Dom,
    loss: LossPanel,
    activations: ActivationsPanel,
    reconstruction: ReconstructionPanel,
    density: DensityPanel,
    units: UnitsPanel,
    answer: AnswerPanel,
    /// How many are drawn: the first time takes long, so each has a frame of its own.
    ready: u32,
}

impl Figures {
    pub fn new(dom: &Dom, mailbox: &Mailbox) -> Built<Self> {
        let figures = Self {
            dom: dom.clone(),
            loss: LossPanel::new(dom, mailbox)?,
            activations: ActivationsPanel::new(dom, mailbox)?,
            reconstruction: ReconstructionPanel::new(dom, mailbox)?,
            density: DensityPanel::new(dom, mailbox)?,
            units: UnitsPanel::new(dom, mailbox)?,
            answer: AnswerPanel::new(dom, mailbox)?,
            ready: 0,
        };
        let rooms: Vec<Element> = [
            "loss-room",
            "activations-room",
            "reconstruction-room",
            "density-room",
            "units-room",
            "similarity-room",
            "directions-room",
        ]
        .iter()
        .map(|id| dom.get(id))
        .collect::<Built<_>>()?;
        let mailbox = mailbox.clone();
        let resized = Closure::<dyn FnMut()>::new(move || mailbox.send(Message::Resized)).into_js_value();
        canvas::observe(&rooms.iter().collect::<Vec<_>>(), resized.unchecked_ref())?;
        Ok(figures)
    }

    /// Takes the room that there is.
    pub fn measure(&mut self) {
        for panel in [
            &mut self.loss.panel,
            &mut self.activations.panel,
            &mut self.reconstruction.panel,
            &mut self.density.panel,
            &mut self.units.panel,
            &mut self.answer.similarity,
            &mut self.answer.directions,
        ] {
            panel.fit(&self.dom);
        }
    }

    /// Gives the test sample that is chosen.
    pub fn gesture(&mut self, plate: Plate, gesture: Gesture, state: &State) -> Option<u32> {
        match plate {
            Plate::Loss => {
                self.loss.gesture(gesture, state);
                None
            }
            Plate::Density => {
                self.density.gesture(gesture, state);
                None
            }
            Plate::Units => {
                self.units.gesture(gesture, state);
                None
            }
            Plate::Similarity => {
                self.answer.on_similarity(gesture, state);
                None
            }
            Plate::Directions => {
                self.answer.on_directions(gesture, state);
                None
            }
            Plate::Activations => self.activations.gesture(gesture, state),
            Plate::Reconstruction => self.reconstruction.gesture(gesture, state),
        }
    }

    /// Writes the number of the sample over whatever was typed.
    pub fn settle(&mut self) {
        self.reconstruction.settle();
    }

    pub fn show(&mut self, state: &State, palette: &Palette, now: f64) {
        let ready = self.ready;
        self.ready = ready.saturating_add(1);
        if ready > 0 {
            self.loss.show(state, palette, now);
        }
        if ready > 1 {
            self.activations.show(state, palette, now);
        }
        if ready > 2 {
            self.reconstruction.show(state, palette, now);
        }
        if ready > 3 {
            self.density.show(state, palette, now);
        }
        if ready > 4 {
            self.units.show(state, palette, now);
            self.answer.show(state, palette, now);
        }
    }

    /// Whether all summaries are up to date.
    pub fn is_told(&self) -> bool {
        [
            &self.loss.panel,
            &self.activations.panel,
            &self.reconstruction.panel,
            &self.density.panel,
            &self.units.panel,
        ]
        .iter()
        .all(|panel| panel.is_told())
            && self.answer.is_told()
    }

    /// Saves a figure as a file.
    ///
    /// # Errors
    /// Where the browser cannot.
    pub fn save(&self, plate: Plate, format: Format, state: &State, palette: &Palette) -> Built<()> {
        match plate {
            Plate::Loss => self.loss.saved(state, |figure| {
                let size = self.loss.panel.canvas.size();
                self.write(plate, format, figure, palette, (size, &|sheet| draw(sheet, figure, palette)))
            }),
            Plate::Reconstruction => self.reconstruction.saved(state, |figure, picture| {
                let size = self.reconstruction.panel.canvas.size();
                match picture {
                    Some(picture) => {
                        let paint = |sheet: &Canvas| draw(sheet, picture, palette);
                        self.write(plate, format, picture, palette, (size, &paint))
                    }
                    None => {
                        let paint = |sheet: &Canvas| draw(sheet, figure, palette);
                        self.write(plate, format, figure, palette, (size, &paint))
                    }
                }
            }),
            Plate::Density => self.density.saved(state, |figure| {
                let size = self.density.panel.canvas.size();
                self.write(plate, format, figure, palette, (size, &|sheet| draw(sheet, figure, palette)))
            }),
            Plate::Units => UnitsPanel::saved(state, |figure| {
                let size = self.units.panel.canvas.size();
                self.write(plate, format, figure, palette, (size, &|sheet| draw(sheet, figure, palette)))
            }),
            Plate::Similarity => AnswerPanel::saved_similarity(state, |figure| {
                let size = self.answer.similarity.canvas.size();
                self.write(plate, format, figure, palette, (size, &|sheet| draw(sheet, figure, palette)))
            }),
            Plate::Directions => AnswerPanel::saved_directions(state, |figure| {
                let size = self.answer.directions.canvas.size();
                self.write(plate, format, figure, palette, (size, &|sheet| draw(sheet, figure, palette)))
            }),
            Plate::Activations => ActivationsPanel::saved(state, |figure| {
                let size = self.activations.panel.canvas.size();
                let paint = |sheet: &Canvas| {
                    // Rectangle by rectangle the cells would take long.
                    let area = figure.geometry(size.0.into(), size.1.into()).image;
                    sheet.stamp(self.activations.image(), area);
                    figure.draw_frame(&sheet.overlay()?, palette).ok().map(drop)
                };
                self.write(plate, format, figure, palette, (size, &paint))
            }),
        }
    }

    fn write<F: Figure>(
        &self,
        plate: Plate,
        format: Format,
        figure: &F,
        palette: &Palette,
        (size, paint): ((u32, u32), Paint),
    ) -> Built<()> {
        let name = |ending: &str| format!("sparse-autoencoder-{}.{ending}", plate.name());
        match format {
            Format::Csv => save::text(&self.dom, &name("csv"), "text/csv", &figure.csv()),
            Format::Svg => save::text(&self.dom, &name("svg"), "image/svg+xml", &svg(figure, size, palette)),
            Format::Png => {
                let sheet = Canvas::detached(&self.dom, size, PNG_RATIO)?;
                sheet.fill(palette);
                paint(&sheet).ok_or("the figure could not be drawn")?;
                save::png(&self.dom, &name("png"), &sheet)
            }
        }
    }
}

fn draw<F: Figure>(sheet: &Canvas, figure: &F, palette: &Palette) -> Option<()> {
    figure.draw(&sheet.overlay()?, palette).ok().map(drop)
}
