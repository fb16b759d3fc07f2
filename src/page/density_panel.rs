//! The figure of the code's sparsity on the page.

use web_sys::Element;

use super::dom::{Built, Dom, TextElement};
use super::mailbox::Mailbox;
use super::message::{FigureId, FigureInput};
use super::panel::{Panel, arrow};
use super::state::State;
use super::tooltip::TooltipContent;
use crate::figure::{DensityFigure, DensityGeometry, Figure, Palette, ParameterChange, Spot, fixed};
use crate::training::{Activity, History};

/// The figure of the code's sparsity on the page.
#[derive(Debug)]
pub struct DensityPanel {
    pub panel: Panel,
    geometry: Option<DensityGeometry>,
    hovered: Option<Spot>,
    caption: TextElement,
    nothing: History,
}

impl DensityPanel {
    pub fn new(dom: &Dom, mailbox: &Mailbox) -> Built<Self> {
        Ok(Self {
            panel: Panel::new(dom, mailbox, FigureId::Density)?,
            geometry: None,
            hovered: None,
            caption: TextElement::new(dom.get::<Element>("density-caption")?),
            nothing: History::default(),
        })
    }

    pub fn input(&mut self, input: FigureInput, state: &State) {
        match input {
            FigureInput::PointerMove(x, y) => {
                self.panel.pointer_y = y;
                self.hovered = self.geometry.as_ref().and_then(|geometry| geometry.spot_at(x, y));
            }
            FigureInput::Step(right, down) => {
                let figure = self.figure(state, &[], None);
                let (last_bin, trained) = (figure.bins() as u32 - 1, figure.trained());
                self.hovered = Some(next(self.hovered, (right, down), last_bin, trained));
                self.panel.announce();
            }
            FigureInput::Leave => self.hovered = None,
            FigureInput::Select => {}
        }
    }

    pub fn show(&mut self, state: &State, palette: &Palette, now: f64) {
        let marks = ParameterChange::all(state.seen());
        if self.panel.advance_to(state.revision) {
            let figure = self.figure(state, &marks, self.hovered);
            let Some(sheet) = self.panel.canvas.sheet() else { return };
            // A canvas that cannot be drawn on stays as it is.
            let geometry = figure.draw(&sheet, palette).ok();
            let reading = self.hovered.and_then(|spot| figure.reading(spot)).map(|reading| {
                let words = TooltipContent::new(reading.title, &reading.rows);
                TooltipContent { notes: reading.notes, ..words }
            });
            let x = geometry.as_ref().zip(self.hovered).map_or(0.0, |(geometry, spot)| geometry.x_of(spot));
            let caption = caption(&figure, state.activity());
            self.geometry = geometry;
            self.panel.read(reading, x);
            self.caption.show(&caption);
        }
        let summary = if self.panel.summary_is_current() {
            String::new()
        } else {
            self.figure(state, &marks, None).summary()
        };
        self.panel.summarise(now, || summary);
    }

    /// The figure as it is saved.
    pub fn saved<T>(&self, state: &State, save: impl FnOnce(&DensityFigure) -> T) -> T {
        save(&self.figure(state, &ParameterChange::all(state.seen()), None))
    }

    fn figure<'a>(
        &'a self,
        state: &'a State,
        marks: &'a [ParameterChange],
        hovered: Option<Spot>,
    ) -> DensityFigure<'a> {
        let (epochs, rule) = (state.seen().epochs, state.activity());
        match state.run.shown() {
            None => DensityFigure {
                active: &[],
                rule,
                samples: 0,
                history: &self.nothing,
                epochs,
                marks,
                hovered,
            },
            Some(shown) => DensityFigure {
                active: &shown.frame.numbers.active,
                rule,
                samples: shown.start.test_samples,
                history: &shown.history,
                epochs,
                marks,
                hovered,
            },
        }
    }
}

/// Returns the target of an arrow key: sideways along bins or epochs, up to the bins, down to the epochs.
fn next(from: Option<Spot>, (right, down): (i32, i32), last_bin: u32, trained: u32) -> Spot {
    match from {
        _ if down > 0 && trained > 0 => Spot::Epoch(trained),
        _ if down != 0 => Spot::Bin(0),
        Some(Spot::Epoch(epoch)) if trained > 0 => Spot::Epoch(arrow(Some(epoch), right, 1, trained)),
        Some(Spot::Bin(bin)) => Spot::Bin(arrow(Some(bin as u32), right, 0, last_bin) as usize),
        _ => Spot::Bin(arrow(None, right, 0, last_bin) as usize),
    }
}

/// The numbers as they are now.
fn caption(figure: &DensityFigure, rule: Activity) -> String {
    match figure.active.len() {
        0 => String::new(),
        units => format!(
            "L0: on average, {} of {units} units are active per test sample; {} {}",
            fixed(figure.l0(), 1),
            figure.dead(),
            rule.inactive(),
        ),
    }
}
