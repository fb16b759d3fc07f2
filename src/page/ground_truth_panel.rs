//! The ground truth on the page: how closely the units match the true features, if these are known.

use web_sys::{Element, HtmlElement};

use super::canvas::Canvas;
use super::dom::{Built, Dom, TextElement};
use super::mailbox::Mailbox;
use super::message::{FigureId, FigureInput, Message};
use super::panel::{Panel, arrow};
use super::state::State;
use super::tooltip::TooltipContent;
use crate::evaluation::{GroundTruthInfo, RecoveryReport, RecoveryScores};
use crate::figure::{
    DirectionsFigure, DirectionsGeometry, Figure, Palette, Ray, SimilarityFigure, SimilarityGeometry, exact,
    fixed,
};

/// The answer key on the page.
#[derive(Debug)]
pub struct GroundTruthPanel {
    /// Both figures; seen where there is an answer.
    place: HtmlElement,
    /// The plane; seen where there is one.
    plane: HtmlElement,
    pub similarity: Panel,
    pub directions: Panel,
    image: Canvas,
    pixels: Vec<u8>,
    cells: Option<SimilarityGeometry>,
    rays: Option<DirectionsGeometry>,
    /// True feature and column that the pointer is on.
    cell: Option<(usize, usize)>,
    ray: Option<Ray>,
    caption: TextElement,
    /// The scores of the units and of the control, by the name of the measure.
    marks: [(TextElement, TextElement); 3],
}

/// The measures, as index.html has them.
const MARKS: [&str; 3] = ["mmcs", "mcc", "f1"];

impl GroundTruthPanel {
    pub fn new(dom: &Dom, mailbox: &Mailbox) -> Built<Self> {
        for (id, control) in [("learned-decoder", false), ("random-decoder", true)] {
            mailbox.send_when_chosen(&dom.get(id)?, Message::Control(control));
        }
        let text = |id: String| dom.get::<Element>(&id).map(TextElement::new);
        let [mmcs, mcc, f1] = MARKS.map(|name| {
            Ok::<_, wasm_bindgen::JsValue>((text(name.to_owned())?, text(format!("{name}-control"))?))
        });
        Ok(Self {
            place: dom.get("ground-truth")?,
            plane: dom.get("plane")?,
            similarity: Panel::new(dom, mailbox, FigureId::Similarity)?,
            directions: Panel::new(dom, mailbox, FigureId::Directions)?,
            image: Canvas::detached(dom, (1, 1), 1.0)?,
            pixels: Vec::new(),
            cells: None,
            rays: None,
            cell: None,
            ray: None,
            caption: TextElement::new(dom.get::<Element>("similarity-caption")?),
            marks: [mmcs?, mcc?, f1?],
        })
    }

    pub fn on_similarity(&mut self, input: FigureInput, state: &State) {
        let Some(geometry) = self.cells else { return };
        let units = seen(state).map_or(0, |marked| marked.units.len());
        let features = seen(state).map_or(0, |marked| marked.similarity.len() / units.max(1));
        match input {
            FigureInput::PointerMove(x, y) => {
                self.similarity.pointer_y = y;
                self.cell = geometry.cell_at(x, y);
            }
            FigureInput::Step(right, down) if units > 0 && features > 0 => {
                let (feature, column) = self.cell.unzip();
                let along = |from: Option<usize>, by: i32, count: usize| match by {
                    0 => from.unwrap_or(0),
                    by => arrow(from.map(|it| it as u32), by, 0, count as u32 - 1) as usize,
                };
                let cell = (along(feature, down, features), along(column, right, units));
                self.cell = Some(cell);
                self.similarity.pointer_y = geometry.cell(cell.0, cell.1).middle_y();
                self.similarity.announce();
            }
            FigureInput::Leave => self.cell = None,
            FigureInput::Step(..) | FigureInput::Select => {}
        }
    }

    pub fn on_directions(&mut self, input: FigureInput, state: &State) {
        let Some(geometry) = &self.rays else { return };
        let truth = known(state).map_or(0, |known| known.directions.len()) as u32;
        match input {
            FigureInput::PointerMove(x, y) => {
                self.directions.pointer_y = y;
                self.ray = geometry.ray_at(x, y);
            }
            // True directions, then learned ones.
            FigureInput::Step(right, _) if truth > 0 => {
                let last = truth + seen(state).map_or(0, |marked| marked.columns.len()) as u32 - 1;
                let from = self.ray.map(|ray| match ray {
                    Ray::True(feature) => feature as u32,
                    Ray::Learned(unit) => truth + unit as u32,
                });
                let to = arrow(from, right, 0, last);
                let ray =
                    if to < truth { Ray::True(to as usize) } else { Ray::Learned((to - truth) as usize) };
                self.directions.pointer_y = geometry.end_of(ray).map_or(0.0, |(_, y)| y);
                self.ray = Some(ray);
                self.directions.announce();
            }
            FigureInput::Leave => self.ray = None,
            FigureInput::Step(..) | FigureInput::Select => {}
        }
    }

    pub fn show(&mut self, state: &State, palette: &Palette, now: f64) {
        self.place.set_hidden(known(state).is_none());
        let Some((own, known)) = learned(state).zip(known(state)) else { return };
        let planar = !known.directions.is_empty();
        self.plane.set_hidden(!planar);
        let marks = values(own.marks).into_iter().zip(values(known.control.marks));
        for ((own, control), (text, beside)) in marks.zip(&mut self.marks) {
            text.show(&own);
            beside.show(&control);
        }
        self.show_similarity(state, palette, now);
        if planar {
            self.show_directions(state, palette, now);
        }
    }

    fn show_similarity(&mut self, state: &State, palette: &Palette, now: f64) {
        let Some(marked) = seen(state) else { return };
        let figure = similarity(marked, self.cell);
        if self.similarity.advance_to(state.revision) {
            let canvas = &self.similarity.canvas;
            let (width, height) = canvas.size();
            if canvas.sheet().is_none() {
                return;
            }
            let area = figure.geometry(width.into(), height.into()).image;
            if figure.features() > 0 {
                figure.rgba_into(&mut self.pixels);
                self.image.put(&self.pixels, (marked.units.len() as u32, figure.features() as u32));
                canvas.stamp(&self.image, area);
            }
            // Stamping has scaled the canvas otherwise.
            let Some(sheet) = canvas.overlay() else { return };
            self.cells = figure.draw_frame(&sheet, palette).ok();
            let reading = self.cell.and_then(|cell| figure.reading(cell)).map(|reading| TooltipContent {
                title: format!("true feature {}, unit {}", reading.feature, reading.unit),
                rows: vec![("cosine".to_owned(), exact(reading.similarity), None)],
                notes: Vec::new(),
            });
            let x = self
                .cell
                .zip(self.cells)
                .map_or(0.0, |((feature, column), geometry)| geometry.cell(feature, column).middle_x());
            self.similarity.read(reading, x);
            self.caption.show("cosine similarity: a bright diagonal means that the features were found");
        }
        self.similarity.summarise(now, || figure.summary());
    }

    fn show_directions(&mut self, state: &State, palette: &Palette, now: f64) {
        let (Some(known), Some(marked)) = (known(state), seen(state)) else { return };
        let reach = self.rays.as_ref().map_or(0.0, |geometry| geometry.reach);
        let hovered = self.ray;
        let figure = DirectionsFigure { truth: &known.directions, learned: &marked.columns, reach, hovered };
        if self.directions.advance_to(state.revision) {
            let Some(sheet) = self.directions.canvas.sheet() else { return };
            self.rays = figure.draw(&sheet, palette).ok();
            let reading = self.ray.and_then(|ray| figure.reading(ray));
            let reading = reading.map(|reading| TooltipContent::new(reading.title, &reading.rows));
            let end = self.ray.zip(self.rays.as_ref()).and_then(|(ray, geometry)| geometry.end_of(ray));
            self.directions.read(reading, end.map_or(0.0, |(x, _)| x));
        }
        self.directions.summarise(now, || figure.summary());
    }

    /// The heatmap as it is saved.
    pub fn saved_similarity<T>(state: &State, save: impl FnOnce(&SimilarityFigure) -> T) -> Option<T> {
        Some(save(&SimilarityFigure { legend: true, ..similarity(seen(state)?, None) }))
    }

    /// The plane as it is saved.
    pub fn saved_directions<T>(state: &State, save: impl FnOnce(&DirectionsFigure) -> T) -> Option<T> {
        let (truth, learned) = (&known(state)?.directions, &seen(state)?.columns);
        Some(save(&DirectionsFigure { truth, learned, reach: 0.0, hovered: None }))
    }

    /// Returns whether its summaries are up to date.
    pub fn summary_is_current(&self) -> bool {
        let seen = [(&self.place, &self.similarity), (&self.plane, &self.directions)];
        self.place.hidden() || seen.iter().all(|(place, panel)| place.hidden() || panel.summary_is_current())
    }
}

/// Returns the part of the ground truth that is known before training.
fn known(state: &State) -> Option<&GroundTruthInfo> {
    state.run.shown()?.start.known.as_ref()
}

fn learned(state: &State) -> Option<&RecoveryReport> {
    state.run.shown()?.frame.marked.as_ref()
}

/// The decoder that the figures show.
fn seen(state: &State) -> Option<&RecoveryReport> {
    if state.shows_control { Some(&known(state)?.control) } else { learned(state) }
}

fn similarity(marked: &RecoveryReport, hovered: Option<(usize, usize)>) -> SimilarityFigure<'_> {
    SimilarityFigure { similarity: &marked.similarity, units: &marked.units, hovered, legend: false }
}

fn values(marks: RecoveryScores) -> [String; 3] {
    let f1 = marks.f1.map_or_else(|| "–".to_owned(), |f1| fixed(f1, 3));
    [fixed(marks.mmcs, 3), fixed(marks.mcc, 3), f1]
}
