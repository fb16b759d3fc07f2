//! The figures on the page.

use wasm_bindgen::prelude::*;
use web_sys::Element;

use super::activations_panel::ActivationsPanel;
use super::canvas::{self, Canvas};
use super::density_panel::DensityPanel;
use super::dom::{Built, Dom};
use super::evaluation_figures::EvaluationFigures;
use super::ground_truth_panel::GroundTruthPanel;
use super::loss_panel::LossPanel;
use super::mailbox::Mailbox;
use super::message::{FigureFormat, FigureId, FigureInput, Message};
use super::panel::Panel;
use super::reconstruction_panel::ReconstructionPanel;
use super::save;
use super::state::State;
use super::unit_panel::{self, UnitPanel};
use super::units_panel::UnitsPanel;
use crate::experiment::Tab;
use crate::figure::{Figure, Palette, svg};

/// Pixels of a saved image in a CSS pixel.
const PNG_RATIO: f64 = 2.0;

/// Milliseconds of a frame after which the remaining figures wait for the next one, so that no task is long on a
/// slow machine.
const BUDGET_MS: f64 = 4.0;

/// Figures that change together.
struct Step {
    tab: Tab,
    figures: &'static [FigureId],
    /// Draws them, if they have changed.
    show: fn(&mut Figures, &State, &Palette, f64),
}

/// All figures, in the order in which they are drawn.
const STEPS: [Step; 8] = [
    Step {
        tab: Tab::Training,
        figures: &[FigureId::Loss],
        show: |figures, state, palette, now| figures.loss.show(state, palette, now),
    },
    Step {
        tab: Tab::Training,
        figures: &[FigureId::Activations],
        show: |figures, state, palette, now| figures.activations.show(state, palette, now),
    },
    Step {
        tab: Tab::Training,
        figures: &[FigureId::Reconstruction],
        show: |figures, state, palette, now| figures.reconstruction.show(state, palette, now),
    },
    Step {
        tab: Tab::Training,
        figures: &[FigureId::Density],
        show: |figures, state, palette, now| figures.density.show(state, palette, now),
    },
    Step {
        tab: Tab::Units,
        figures: &[FigureId::Units],
        show: |figures, state, palette, now| figures.units.show(state, palette, now),
    },
    Step {
        tab: Tab::Units,
        figures: &[FigureId::UnitActivations],
        show: |figures, state, palette, now| figures.unit.show(state, palette, now),
    },
    Step {
        tab: Tab::GroundTruth,
        figures: &[FigureId::Similarity, FigureId::Directions],
        show: |figures, state, palette, now| figures.ground_truth.show(state, palette, now),
    },
    Step {
        tab: Tab::Evaluation,
        figures: &[FigureId::Map, FigureId::Samples, FigureId::Importance, FigureId::Roc],
        show: |figures, state, palette, now| figures.evaluation.show(state, palette, now),
    },
];

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
    unit: UnitPanel,
    ground_truth: GroundTruthPanel,
    evaluation: EvaluationFigures,
    /// The scroll position when something was pointed at.
    pointed_at: Option<f64>,
    /// The index of the step that comes next.
    next: usize,
    /// True if figures wait for the next frame.
    is_behind: bool,
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
            unit: UnitPanel::new(dom, mailbox)?,
            ground_truth: GroundTruthPanel::new(dom, mailbox)?,
            evaluation: EvaluationFigures::new(dom, mailbox)?,
            pointed_at: None,
            next: 0,
            is_behind: false,
        };
        let rooms: Vec<Element> = FigureId::ALL
            .iter()
            .map(|figure_id| dom.get(&format!("{}-room", figure_id.name())))
            .collect::<Built<_>>()?;
        let mailbox = mailbox.clone();
        let resized = Closure::<dyn FnMut()>::new(move || mailbox.send(Message::Resized)).into_js_value();
        canvas::observe(&rooms.iter().collect::<Vec<_>>(), resized.unchecked_ref())?;
        Ok(figures)
    }

    /// Adapts to the available space.
    pub fn measure(&mut self) {
        for panel in [
            &mut self.loss.panel,
            &mut self.activations.panel,
            &mut self.reconstruction.panel,
            &mut self.density.panel,
            &mut self.units.panel,
            &mut self.unit.histogram.panel,
            &mut self.ground_truth.similarity,
            &mut self.ground_truth.directions,
        ] {
            panel.fit(&self.dom);
        }
        self.evaluation.measure();
    }

    /// Hides all tooltips if the page has been scrolled away from the pointer's position. Returns false if
    /// there is no tooltip.
    pub fn scrolled(&mut self, state: &State) -> bool {
        let leaves = self.pointed_at.is_some_and(|at| (at - self.scroll()).abs() >= 1.0);
        if leaves {
            for figure_id in FigureId::ALL {
                self.input(figure_id, FigureInput::Leave, state);
            }
        }
        leaves
    }

    fn scroll(&self) -> f64 {
        self.dom.window.scroll_y().unwrap_or(0.0)
    }

    /// Fits the activations' colours and bars to what is shown.
    pub fn rescale(&mut self, state: &State) {
        self.activations.rescale(state);
    }

    /// Returns what is chosen: a test sample or a unit.
    pub fn input(&mut self, figure_id: FigureId, input: FigureInput, state: &State) -> Option<Message> {
        match input {
            FigureInput::PointerMove(..) | FigureInput::Step(..) => self.pointed_at = Some(self.scroll()),
            FigureInput::Leave => self.pointed_at = None,
            FigureInput::Select => {}
        }
        // The figure under the pointer is drawn first.
        let step = STEPS.iter().position(|step| step.figures.contains(&figure_id));
        self.next = step.unwrap_or(self.next);
        let sample = match figure_id {
            FigureId::Loss => {
                self.loss.input(input, state);
                None
            }
            FigureId::Density => {
                self.density.input(input, state);
                None
            }
            FigureId::Units => return self.units.input(input, state).map(Message::SelectUnit),
            FigureId::UnitActivations => {
                self.unit.input(input, state);
                None
            }
            FigureId::Similarity => {
                self.ground_truth.on_similarity(input, state);
                None
            }
            FigureId::Directions => {
                self.ground_truth.on_directions(input, state);
                None
            }
            FigureId::Activations => return self.activations.input(input, state),
            FigureId::Reconstruction => self.reconstruction.input(input, state),
            FigureId::Map | FigureId::Samples | FigureId::Importance | FigureId::Roc => {
                self.evaluation.input(figure_id, input, state)
            }
        };
        sample.map(Message::Sample)
    }

    /// The test sample that is pointed at.
    pub fn pointed(&self, state: &State) -> Option<u32> {
        self.evaluation.pointed(state)
    }

    /// Shows the number of the sample again, whatever was typed.
    pub fn rewrite(&mut self) {
        self.reconstruction.rewrite();
    }

    /// Draws the figures of a view. Those of hidden views cost nothing.
    pub fn show(&mut self, tab: Tab, state: &State, palette: &Palette, now: f64) {
        let begun = self.dom.now();
        self.is_behind = false;
        let mut has_drawn = false;
        for _ in 0..STEPS.len() {
            let step = &STEPS[self.next];
            if step.tab == tab {
                if has_drawn && self.dom.now() - begun > BUDGET_MS {
                    self.is_behind = true;
                    return;
                }
                (step.show)(self, state, palette, now);
                has_drawn = true;
            }
            self.next = (self.next + 1) % STEPS.len();
        }
    }

    /// Draws the figures of all views at once, to be printed.
    pub fn show_all(&mut self, state: &State, palette: &Palette, now: f64) {
        for step in &STEPS {
            (step.show)(self, state, palette, now);
        }
    }

    /// Returns whether all figures of a view and their summaries are up to date.
    pub fn is_complete(&self, tab: Tab) -> bool {
        let is_told = match tab {
            Tab::Training => {
                [&self.loss.panel, &self.activations.panel, &self.reconstruction.panel, &self.density.panel]
                    .iter()
                    .all(|panel| panel.summary_is_current())
            }
            Tab::Units => self.units.panel.summary_is_current() && self.unit.summary_is_current(),
            Tab::Evaluation => self.evaluation.summary_is_current(),
            Tab::GroundTruth => self.ground_truth.summary_is_current(),
        };
        is_told && !self.is_behind
    }

    /// Saves a figure as a file.
    ///
    /// # Errors
    /// Where the browser cannot.
    pub fn save(
        &self,
        figure_id: FigureId,
        format: FigureFormat,
        state: &State,
        palette: &Palette,
    ) -> Built<()> {
        let form = (figure_id, format);
        match figure_id {
            FigureId::Loss => self
                .loss
                .saved(state, |figure| write_drawn(&self.dom, form, figure, palette, &self.loss.panel)),
            FigureId::Reconstruction => self.reconstruction.saved(state, |figure, picture| {
                let panel = &self.reconstruction.panel;
                if let Some(picture) = picture {
                    return write_drawn(&self.dom, form, picture, palette, panel);
                }
                write_drawn(&self.dom, form, figure, palette, panel)
            }),
            FigureId::Density => self
                .density
                .saved(state, |figure| write_drawn(&self.dom, form, figure, palette, &self.density.panel)),
            FigureId::Units => UnitsPanel::saved(state, |figure| {
                write_drawn(&self.dom, form, figure, palette, &self.units.panel)
            }),
            FigureId::UnitActivations => {
                let size = self.unit.histogram.size();
                write(&self.dom, form, unit_panel::figure(state), palette, size)
            }
            // Figures that are not shown cannot be saved.
            FigureId::Similarity => GroundTruthPanel::saved_similarity(state, |figure| {
                write_drawn(&self.dom, form, figure, palette, &self.ground_truth.similarity)
            })
            .unwrap_or(Ok(())),
            FigureId::Directions => GroundTruthPanel::saved_directions(state, |figure| {
                write_drawn(&self.dom, form, figure, palette, &self.ground_truth.directions)
            })
            .unwrap_or(Ok(())),
            FigureId::Activations => self.activations.saved(state, |figure| {
                let size = self.activations.panel.canvas.size();
                let paint = |sheet: &Canvas| {
                    // Rectangle by rectangle the cells would take long.
                    let area = figure.geometry(size.0.into(), size.1.into()).image;
                    sheet.stamp(self.activations.image(), area);
                    figure.draw_frame(&sheet.overlay()?, palette).ok().map(drop)
                };
                write_painted(&self.dom, form, figure, palette, (size, &paint))
            }),
            FigureId::Map | FigureId::Samples | FigureId::Importance | FigureId::Roc => {
                self.evaluation.save(figure_id, format, state, palette)
            }
        }
    }
}

/// Saves a figure as it is drawn on its own, if it exists.
///
/// # Errors
/// If the browser fails.
pub fn write<F: Figure>(
    dom: &Dom,
    form: (FigureId, FigureFormat),
    figure: Option<F>,
    palette: &Palette,
    (width, height): (f64, f64),
) -> Built<()> {
    let Some(figure) = figure else { return Ok(()) };
    let size = (width as u32, height as u32);
    write_painted(dom, form, &figure, palette, (size, &|sheet| draw(sheet, &figure, palette)))
}

fn write_drawn<F: Figure>(
    dom: &Dom,
    form: (FigureId, FigureFormat),
    figure: &F,
    palette: &Palette,
    panel: &Panel,
) -> Built<()> {
    write_painted(dom, form, figure, palette, (panel.canvas.size(), &|sheet| draw(sheet, figure, palette)))
}

fn write_painted<F: Figure>(
    dom: &Dom,
    (figure_id, format): (FigureId, FigureFormat),
    figure: &F,
    palette: &Palette,
    (size, paint): ((u32, u32), Paint),
) -> Built<()> {
    let name = |ending: &str| format!("sparse-autoencoder-{}.{ending}", figure_id.name());
    match format {
        FigureFormat::Csv => save::text(dom, &name("csv"), "text/csv", &figure.csv()),
        FigureFormat::Svg => save::text(dom, &name("svg"), "image/svg+xml", &svg(figure, size, palette)),
        FigureFormat::Png => {
            let sheet = Canvas::detached(dom, size, PNG_RATIO)?;
            sheet.fill(palette);
            paint(&sheet).ok_or("the figure could not be drawn")?;
            save::png(dom, &name("png"), &sheet)
        }
    }
}

fn draw<F: Figure>(sheet: &Canvas, figure: &F, palette: &Palette) -> Option<()> {
    figure.draw(&sheet.overlay()?, palette).ok().map(drop)
}
